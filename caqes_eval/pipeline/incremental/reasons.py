"""Why an evaluation would be executed: what differs between its dossier and what would be executed today."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from caqes_eval.dossier.archive import FAILED, Archive, Dossier
from caqes_eval.execution.fingerprint import code_digest
from caqes_eval.execution.task import Task
from caqes_eval.foundation.environment import environment_digest
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.foundation.files import sha256_bytes, sha256_file

Code = Literal[
    "new", "failed", "altered", "template", "parameter", "file", "rows", "rule", "region", "context", "input", "code",
    "environment", "forced", "follows",
]  # fmt: skip

_CONTEXT = {
    "campaign": "le nom de la campagne", "campaign_title": "le titre de la campagne", "contract": "la région du contrat",
    "year": "l’année évaluée", "evaluation_date": "la date d’évaluation",
    "establishment": "l’identité de l’établissement", "indicators": "les indicateurs du contrat",
    "first_day": "la durée du contrat", "last_day": "la durée du contrat",
    "minimum_establishments": "le minimum d’établissements", "repertoire_source": "la source du répertoire",
    "repertoire_date": "la date de la BDPM", "deliveries": "l’état des retours",
    "findings": "les constats sur les fichiers", "tool_version": "la version de caqes",
}  # fmt: skip
_LAW = {"activity": "l’année d’application", "decision": "la date de décision", "subject": "à qui le droit s’applique"}


@dataclass(frozen=True)
class Reason:
    """One reason to execute.

    Attributes:
        code: its kind, for scripts.
        text: in French, without final dot; the same words for every establishment it bears on.
        detail: what exactly: a parameter, an input, a rule, a file; empty when the kind says all.
    """

    code: Code
    text: str
    detail: str = ""

    def as_record(self) -> dict[str, str]:
        """Return it as JSON-ready data."""
        return dict(self.__dict__)


def reasons(archive: Archive, task: Task, *, labels: Mapping[str, str] | None = None) -> list[Reason]:
    """Return why a task would be executed, nothing when its dossier stands.

    Args:
        archive: its versions.
        task: as it would be executed today.
        labels: French names of inputs, by code.
    """
    try:
        dossier = archive.current()
        if dossier is not None and dossier.comes_from(task.fingerprint):
            changes = dossier.alterations()
            return [_altered(", ".join(changes))] if changes else []
    except IntegrityError as error:
        return [_altered(error.message)]
    state = archive.state()
    found = [Reason("failed", "la dernière exécution a échoué")] if state and state.status == FAILED else []
    if dossier is None:
        return found or [Reason("new", "jamais exécutée")]
    return found + list(dict.fromkeys(_differences(dossier, task, labels or {})))


def _altered(what: str) -> Reason:
    return Reason("altered", "le dossier a été modifié depuis son exécution", what)


def _differences(dossier: Dossier, task: Task, labels: Mapping[str, str]) -> Iterator[Reason]:
    manifest = dossier.record()
    if manifest.get("template", {}).get("sha256") != sha256_file(task.template):
        yield Reason("template", f"le modèle {task.template.name} a changé", task.template.name)
    parameters = manifest.get("parameters", {})
    for name in sorted({*parameters, *task.parameters}):
        if parameters.get(name) != task.parameters.get(name):
            yield Reason("parameter", f"le paramètre {name} a changé", name)
    archived = manifest.get("inputs", {})
    for name in sorted({*archived, *task.inputs}):
        content = task.inputs.get(name)
        if content is None or archived.get(name) != sha256_bytes(content):
            yield from _input(name, _read(dossier.folder / "inputs" / name), content, labels)
    if manifest.get("code") != code_digest():
        yield Reason("code", "le code de caqes a changé")
    if dossier.environment != environment_digest():
        yield Reason("environment", "Python ou une bibliothèque a changé de version")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _input(name: str, old: bytes | None, new: bytes | None, labels: Mapping[str, str]) -> Iterator[Reason]:
    """Tell what has changed in a file of inputs; one that is not there is as good as empty."""
    stem, _, suffix = name.rpartition(".")
    if suffix == "csv":
        yield Reason("rows", f"les lignes de « {labels.get(stem, stem)} » ont changé", stem)
    elif name == "region.json":
        yield from _by_key(old, new, "region", "la région de comparaison a changé pour {}")
    elif name == "law.json":
        yield from _law(_mapping(old), _mapping(new))
    elif name == "context.json":
        yield from _context(_mapping(old), _mapping(new))
    elif name == "grid.json":
        yield Reason("input", "le barème de la région a changé", stem)
    elif name == "index.json":
        yield Reason("context", "le contrat, les échéances, ou l’état ou la version des évaluations ont changé", stem)
    elif name == "tables.json":
        yield Reason("input", "les tableaux reçus ou leurs colonnes ont changé", stem)
    else:
        yield Reason("input", f"le résultat de « {labels.get(stem, stem)} » a changé", stem)


def _mapping(content: bytes | None) -> dict[str, Any]:
    try:
        read = json.loads(content or b"{}")
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _by_key(old: bytes | None, new: bytes | None, code: Code, sentence: str) -> Iterator[Reason]:
    for key in _changed(_mapping(old), _mapping(new)):
        yield Reason(code, sentence.format(key), key)


def _changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key))


def _law(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Reason]:
    for key in _changed(old, new):
        if key == "rules":
            for rule in _changed(old.get(key, {}), new.get(key, {})):
                yield Reason("rule", f"la règle {rule} a changé", rule)
        else:
            yield Reason("context", f"a changé : {_LAW.get(key, key)}", key)


def _context(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Reason]:
    for key in _changed(old, new):
        if key == "sources":
            yield from _sources(old.get(key, []), new.get(key, []))
        else:
            yield Reason("context", f"a changé : {_CONTEXT.get(key, key)}", key)


def _sources(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Reason]:
    before = {each["name"]: each.get("sha256") for each in old}
    after = {each["name"]: each.get("sha256") for each in new}
    for name in sorted({*before, *after}):
        if name not in before:
            yield Reason("file", f"le fichier {name} est nouveau", name)
        elif name not in after:
            yield Reason("file", f"le fichier {name} n’est plus là", name)
        elif before[name] != after[name]:
            yield Reason("file", f"le fichier {name} a changé", name)
