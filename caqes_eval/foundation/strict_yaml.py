"""YAML read as text, so that ``finess: 010000024`` stays a FINESS.

Every scalar is kept as the text that was typed (YAML 1.1 would turn it into an octal number); duplicate keys, anchors
and tags are refused; types come later, from a schema. The line of each key is kept for messages.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from caqes_eval.foundation.errors import InputMissingError, ParameterFileError
from caqes_eval.foundation.findings import Finding, Severity

Path_ = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass
class YamlText:
    """The content of a YAML file, every scalar a text, with the line where each key stands."""

    file: str
    content: object = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line(self, path: Path_) -> int | None:
        """Return the line of a key, or of its nearest known parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def load(path: Path, *, shown_name: str) -> YamlText:
    """Read a YAML file as text.

    Args:
        path: the file.
        shown_name: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        ParameterFileError: not YAML, not UTF-8, a key twice, an anchor or a tag.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParameterFileError(
            f"{shown_name} n’est pas enregistré en UTF-8.", remedy="Réenregistrez le fichier en UTF-8."
        ) from error
    except OSError as error:
        raise InputMissingError(f"{shown_name} est introuvable ou illisible.", remedy="Vérifiez son nom.") from error
    return parse(text, shown_name=shown_name)


def parse(text: str, *, shown_name: str) -> YamlText:
    """Parse YAML text; same errors as :func:`load`."""
    document = YamlText(shown_name)
    faults: list[Finding] = []
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ParameterFileError(
                    f"{shown_name}, ligne {line} : les ancres, alias et étiquettes YAML ne sont pas acceptés.",
                    remedy="Écrivez la valeur en toutes lettres.",
                )
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ParameterFileError(
            f"{shown_name}, ligne {line} : l’écriture YAML n’est pas correcte.",
            remedy="Vérifiez les deux-points, les guillemets et le retrait des lignes (espaces, pas de tabulation).",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ParameterFileError(f"{shown_name} n’est pas un texte YAML lisible.", remedy="Corrigez-le.") from error
    if root is not None:
        document.content = _plain(root, (), document, faults)
    if faults:
        raise ParameterFileError(f"{shown_name} : clés en double.", findings=faults)
    return document


def _plain(node: yaml.Node, path: Path_, document: YamlText, faults: list[Finding]) -> object:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.ScalarNode):
        is_null = node.style is None and node.value in ("", "~", "null")
        return None if is_null else str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), document, faults) for index, item in enumerate(node.value)]
    mapping: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise ParameterFileError(f"{document.file}, ligne {line} : une clé est un mot, pas une liste.")
        key = str(key_node.value)
        if key in mapping:
            faults.append(
                Finding(
                    code="cle_en_double", severity=Severity.BLOCKING, file=document.file, line=line, key=key,
                    message="cette clé est écrite deux fois.", remedy="gardez une seule des deux lignes.",
                )
            )  # fmt: skip
            continue
        document.lines[(*path, key)] = line
        mapping[key] = _plain(value_node, (*path, key), document, faults)
    return mapping


_MESSAGES = {
    "missing": "cette clé est obligatoire et manque.",
    "int_parsing": "un nombre entier est attendu.",
    "int_type": "un nombre entier est attendu.",
    "decimal_parsing": "un nombre est attendu (point décimal).",
    "decimal_type": "un nombre est attendu (point décimal).",
    "date_from_datetime_parsing": "une date AAAA-MM-JJ est attendue.",
    "date_parsing": "une date AAAA-MM-JJ est attendue.",
    "date_type": "une date AAAA-MM-JJ est attendue.",
    "string_type": "un texte est attendu.",
    "list_type": "une liste est attendue.",
    "dict_type": "des clés et des valeurs sont attendues.",
    "model_type": "des clés et des valeurs sont attendues.",
    "string_pattern_mismatch": "cette écriture n’est pas acceptée.",
    "too_short": "la liste est vide.",
}


def validated(document: YamlText, model: type[Model]) -> Model:
    """Type a document by a model whose unknown keys are refused.

    Raises:
        ParameterFileError: with every fault of the file, each with its line, its key and what is expected.
    """
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        faults = _faults(error.errors(), document, model)
        count = len(faults)
        heading = "une erreur" if count == 1 else f"{count} erreurs"
        raise ParameterFileError(f"{document.file} : {heading}.", findings=faults) from None


def _faults(details: list[ErrorDetails], document: YamlText, model: type[BaseModel]) -> tuple[Finding, ...]:
    """Return one fault per key: pydantic tells one for each type that a value could have had."""
    faults: dict[Path_, Finding] = {}
    for detail in details:
        path = _written(detail["loc"], document)
        if detail["type"] in ("missing", "extra_forbidden"):
            path = (*path, detail["loc"][-1]) if path[-1:] != detail["loc"][-1:] else path
        faults.setdefault(path, _fault(detail, path, document, model))
    # of a table whose item is wrong, pydantic also says that it is no number
    return tuple(
        fault
        for path, fault in faults.items()
        if not any(other != path and other[: len(path)] == path for other in faults)
    )


def _written(location: Path_, document: YamlText) -> Path_:
    """Return the keys of a location that stand in the file: pydantic adds the names of the types it tried."""
    path: Path_ = ()
    for part in location:
        if (*path, part) in document.lines:
            path = (*path, part)
    return path


def _shown(path: Path_) -> str:
    """Return the path of a key as a reader counts: ``establishments, n° 2, finess``."""
    return ", ".join(f"n° {part + 1}" if isinstance(part, int) else part for part in path) or "(fichier)"


def _fault(detail: ErrorDetails, path: Path_, document: YamlText, model: type[BaseModel]) -> Finding:
    kind = detail["type"]
    key = _shown(path)
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        near = get_close_matches(str(path[-1]), known, n=1, cutoff=0.7)
        message = "cette clé n’existe pas."
        remedy = f"vouliez-vous écrire « {near[0]} » ?" if near else f"clés connues : {', '.join(known)}."
        return _finding(document, path, key, None, message, remedy)
    message = _MESSAGES.get(kind, "")
    if kind in ("value_error", "assertion_error"):
        message = str(detail.get("ctx", {}).get("error", ""))
    if kind in ("literal_error", "enum"):
        expected = str(detail.get("ctx", {}).get("expected", "")).replace(" or ", " ou ").replace("'", "")
        message = f"valeurs acceptées : {expected}."
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = detail.get("ctx", {})
        message = f"au moins {bound['ge']} attendu." if "ge" in bound else f"au plus {bound['le']} attendu."
    value = detail.get("input")
    return _finding(document, path, key, value, message or "cette valeur n’est pas acceptée.", "")


def _finding(document: YamlText, path: Path_, key: str, value: object, message: str, remedy: str) -> Finding:
    return Finding(
        code="parametre", severity=Severity.BLOCKING, file=document.file, line=document.line(path) if path else None, key=key,
        value=value if isinstance(value, str) else None, message=message, remedy=remedy,
    )  # fmt: skip


def _known_keys(model: type[BaseModel], parent: Path_) -> list[str]:
    """Return the keys that may stand beside a wrong one: those of the models its parent can be."""
    models = _models_in(model)
    for part in parent:
        if isinstance(part, int):
            continue  # an item of a list has the models of the list
        models = [
            found
            for each in models
            # the key of a free mapping leads to the models of its values
            for found in (_models_in(each.model_fields[part].annotation) if part in each.model_fields else [each])
        ]
    return sorted({info.alias or name for each in models for name, info in each.model_fields.items()})


def _models_in(annotation: object) -> list[type[BaseModel]]:
    """Return the models an annotation names, whatever it wraps them in."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in getattr(annotation, "__args__", ()) for model in _models_in(argument)]
