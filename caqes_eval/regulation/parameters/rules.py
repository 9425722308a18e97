"""Dated rules: a value is known for a date and a scope, with its unit, comparator, source and status, or it is an error.

One YAML file per rule under ``params/regulation``; the path of the file is the key of the rule
(``generics/repertoire_rate/target.yml`` → ``generics.repertoire_rate.target``).
"""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from caqes_eval.foundation import french, strict_yaml
from caqes_eval.foundation.errors import (
    AmbiguousRuleError,
    ParameterFileError,
    ParameterRequiredError,
    RuleNotFoundError,
)
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.regulation.parameters.rule import ANYONE, Rule, Subject
from caqes_eval.regulation.parameters.rule_file import (
    DatedValue,
    RuleFile,
    overlaps,
    read_rule_file,
)
from caqes_eval.regulation.parameters.values import Value


def _fault(file: str, message: str) -> Finding:
    return Finding(code="regle", severity=Severity.BLOCKING, file=file, message=message)


def _name(key: str) -> str:
    return f"params/regulation/{key.replace('.', '/')}.yml"


class Rules:
    """Every rule of a folder, asked by key, date and scope."""

    def __init__(self, files: Mapping[str, RuleFile[Any]]) -> None:
        self._files = dict(files)

    @classmethod
    def load(cls, folder: Path) -> "Rules":
        """Read all the rule files of a folder.

        Raises:
            ParameterFileError: with the faults of all the files, not of the first one only.
        """
        files: dict[str, RuleFile[Any]] = {}
        faults: list[Finding] = []
        for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
            relative = path.relative_to(folder)
            name, key = f"params/regulation/{relative.as_posix()}", ".".join(relative.with_suffix("").parts)
            if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", key):
                faults.append(
                    _fault(name, "ce nom de fichier n’est pas celui d’une règle (copie oubliée ?) : déplacez-le.")
                )
                continue
            try:
                document = strict_yaml.load(path, shown_name=name)
                read = read_rule_file(document)
            except ParameterFileError as error:
                faults.extend(error.findings or (_fault(name, error.message),))
                continue
            faults.extend(overlaps(read, document))
            if key in files:
                faults.append(_fault(name, f"la règle « {key} » est écrite dans deux fichiers."))
            files[key] = read
        if faults:
            raise ParameterFileError("Des fichiers de règles sont à corriger.", findings=faults)
        return cls(files)

    def keys(self, under: str = "") -> list[str]:
        """Return the keys there are, or those under a prefix (``referentials.ipp``)."""
        return sorted(key for key in self._files if not under or key == under or key.startswith(f"{under}."))

    def file(self, key: str) -> RuleFile[Any]:
        """Return the whole history of a rule.

        Raises:
            RuleNotFoundError: unknown key; the nearest one is told.
        """
        if key not in self._files:
            near = get_close_matches(key, self._files, n=1)
            hint = f" (règle la plus proche : « {near[0]} »)" if near else ""
            raise RuleNotFoundError(
                f"La règle « {key} » n’existe pas{hint}.", remedy=f"Ajoutez le fichier {_name(key)}."
            )
        return self._files[key]

    def on(self, key: str, when: date, subject: Subject = ANYONE) -> Rule:
        """Return the rule in force on a date for a subject.

        A region's value passes before the national one; an establishment's exception before its region's.

        Raises:
            RuleNotFoundError: unknown key, or no value at that date.
            AmbiguousRuleError: the subject is not precise enough to choose.
            ParameterRequiredError: no source gives the value; the message says what is missing and where to write it.
        """
        content = self.file(key)
        found = _for_subject(content.holding(when), subject)
        if len(found) > 1:
            raise AmbiguousRuleError(
                f"La règle « {key} » a plusieurs valeurs au {french.day(when)}, selon la génération du contrat.",
                remedy="Dites de quelle génération est le contrat.",
            )
        if not found or (found[0].value is None and not found[0].missing):
            raise _absent(key, content, when, subject)
        if found[0].missing:
            raise _required(key, found[0])
        return _rule(key, content, found[0], subject)

    def assuming(self, values: Mapping[str, Value]) -> "Rules":
        """Return the same rules where figures that no source gives are given as a hypothesis, to simulate.

        Raises:
            RuleNotFoundError: unknown key.
            ParameterFileError: a value that a source gives is not replaced by a hypothesis.
        """
        files = dict(self._files)
        for key, value in values.items():
            content = self.file(key)
            if not any(dated.missing for dated in content.values):
                raise ParameterFileError(f"La règle « {key} » a une valeur : une hypothèse ne la remplace pas.")
            assumed = {"value": value, "missing": None, "note": "Hypothèse de simulation, sans source."}
            dated_values = tuple(each.model_copy(update=assumed) if each.missing else each for each in content.values)
            files[key] = content.model_copy(update={"values": dated_values})
        return Rules(files)

    def __contains__(self, key: object) -> bool:
        """Say whether there is a rule of that key."""
        return key in self._files

    def items(self) -> list[tuple[str, RuleFile[Any]]]:
        """Return every key and its history."""
        return sorted(self._files.items())


def _for_subject(holding: list[DatedValue[Any]], subject: Subject) -> list[DatedValue[Any]]:
    fitting = [
        dated
        for dated in holding
        if dated.scope.region in (None, subject.region)
        and (subject.generation is None or dated.scope.generation in (None, subject.generation))
    ]
    regional = [dated for dated in fitting if dated.scope.region is not None]
    return regional or fitting


def _rule(key: str, content: RuleFile[Any], dated: DatedValue[Any], subject: Subject) -> Rule:
    own = next((dated.scope.exceptions[each] for each in subject.finess if each in dated.scope.exceptions), None)
    return Rule(
        key=key,
        description=content.description,
        unit=content.unit,
        comparator=content.comparator,
        applies_to=content.applies_to,
        value=own.value if own else dated.value,
        status=dated.status,
        proposed=dated.proposed,
        reference=dated.reference,
        checked=dated.checked,
        note=dated.note,
        since=dated.since,
        until=content.last_day(dated),
        generation=dated.scope.generation,
        region=dated.scope.region,
        exception=own.name if own else None,
    )


def _absent(key: str, content: RuleFile[Any], when: date, subject: Subject) -> RuleNotFoundError:
    message = f"Aucune valeur connue au {french.day(when)} pour la règle « {key} » ({content.description})."
    if regions := sorted({each.scope.region for each in content.holding(when) if each.scope.region}):
        asked = f"la région « {subject.region} » n’en a pas" if subject.region else "aucune région n’est indiquée"
        message += f" Valeurs de région : {', '.join(regions)} ; {asked}."
    elif others := sorted({each.scope.generation for each in content.holding(when) if each.scope.generation}):
        message += (
            f" Ce jour-là, il n’y a de valeur que pour les contrats {', '.join(others)}, pas pour {subject.generation}."
        )
    elif when < (first := min(each.since for each in content.values)):
        message += f" La première vaut à partir du {french.day(first)}."
    elif ended := max(
        (each for each in content.values if each.since <= when), key=lambda each: each.since, default=None
    ):
        message += f" La dernière a pris fin : {ended.reference.sentence()}." if ended.value is None else ""
    return RuleNotFoundError(
        message,
        remedy=f"Vérifiez la date et la région. Si un texte donne une valeur, ajoutez-la à {_name(key)} avec sa source.",
    )


def _required(key: str, dated: DatedValue[Any]) -> ParameterRequiredError:
    missing = dated.missing
    assert missing is not None
    return ParameterRequiredError(
        f"Il manque {missing.what}, qu’aucune source connue ne donne (règle « {key} »). Ce qui en dépend : {missing.waits}.",
        remedy=f"Demandez ce texte, puis écrivez la valeur, sa date et sa source dans {_name(key)} ({missing.where}).",
    )
