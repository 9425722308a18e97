"""Dated rules: a value is known for a date, with its unit, comparator, source and status, or it is an error.

One YAML file per rule under ``params/regulation``; the path of the file is the key of the rule
(``generics/repertoire_rate/target.yml`` → ``generics.repertoire_rate.target``). A value holds from its date until the
next one; ``null`` ends it.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from caqes_eval.foundation import french, strict_yaml
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.findings import Finding, Severity

Status = Literal["confirmed", "to_validate"]
Unit = Literal["proportion", "boîtes", "établissements", "codes"]
ProductStatus = Literal["outside", "generic", "reference", "biosimilar", "biological_reference", "not_released"]
Comparator = Literal["<", "<=", ">", ">="]

STATUS_LABELS: Mapping[str, str] = {"confirmed": "confirmé", "to_validate": "à valider"}


class Reference(BaseModel):
    """Where a value comes from: the text, its article, its date, its address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    article: str | None = None
    date: Day | None = None
    href: str | None = None


class DatedValue(BaseModel):
    """A value that holds from a date, and what vouches for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Decimal | dict[str, ProductStatus] | None
    status: Status
    reference: Reference
    note: str | None = None


class RuleFile(BaseModel):
    """The content of one rule file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    unit: Unit
    comparator: Comparator | None = None
    values: dict[Day, DatedValue] = Field(min_length=1)

    @model_validator(mode="after")
    def _values_fit_their_unit(self) -> "RuleFile":
        if (self.unit == "codes") != (self.comparator is None):
            raise ValueError("un nombre a un comparateur (comparator), une table de codes n’en a pas.")
        for start, dated in self.values.items():
            value = dated.value
            if value is None:
                continue
            if isinstance(value, dict) != (self.unit == "codes"):
                raise ValueError(f"la valeur du {start} ne convient pas à l’unité « {self.unit} ».")
            if self.unit == "proportion" and isinstance(value, Decimal) and not 0 <= value <= 1:
                raise ValueError(f"la valeur du {start} est une proportion : entre 0 et 1 (80 % s’écrit 0.80).")
        return self


class Rule(BaseModel):
    """A rule in force on a date, ready to be archived with what it decided."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    description: str
    unit: Unit
    comparator: Comparator | None = None
    value: Decimal | dict[str, ProductStatus]
    status: Status
    reference: Reference
    note: str | None = None
    since: Day
    until: Day | None = None

    @property
    def amount(self) -> Decimal:
        """The value of a rule that is a number."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"rule {self.key} is a table, not a number")
        return self.value

    def holds(self, value: Fraction) -> bool:
        """Say whether ``value comparator limit`` is true, on exact values."""
        limit = Fraction(self.amount)
        match self.comparator:
            case ">=":
                return value >= limit
            case ">":
                return value > limit
            case "<=":
                return value <= limit
            case "<":
                return value < limit
        raise TypeError(f"rule {self.key} has no comparator")

    @property
    def codes(self) -> dict[str, ProductStatus]:
        """The value of a rule that is a table of codes."""
        if not isinstance(self.value, dict):
            raise TypeError(f"rule {self.key} is a number, not a table")
        return self.value


def _fault(file: str, message: str) -> Finding:
    return Finding(code="regle", severity=Severity.BLOCKING, file=file, message=message)


class Rules:
    """Every rule of a folder, asked by key and date."""

    def __init__(self, files: Mapping[str, RuleFile]) -> None:
        self._files = dict(files)

    @classmethod
    def load(cls, folder: Path) -> "Rules":
        """Read all the rule files of a folder.

        Raises:
            ParameterFileError: with the faults of all the files, not of the first one only.
        """
        files: dict[str, RuleFile] = {}
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
                read = strict_yaml.validated(strict_yaml.load(path, shown_name=name), RuleFile)
            except ParameterFileError as error:
                faults.extend(error.findings or (_fault(name, error.message),))
                continue
            if key in files:
                faults.append(_fault(name, f"la règle « {key} » est écrite dans deux fichiers."))
            files[key] = read
        if faults:
            raise ParameterFileError("Des fichiers de règles sont à corriger.", findings=faults)
        return cls(files)

    def on(self, key: str, when: date) -> Rule:
        """Return the rule in force on a date.

        Raises:
            RuleNotFoundError: unknown key, or no value at that date.
        """
        if key not in self._files:
            near = get_close_matches(key, self._files, n=1)
            hint = f" (règle la plus proche : « {near[0]} »)" if near else ""
            raise RuleNotFoundError(
                f"La règle « {key} » n’existe pas{hint}.",
                remedy=f"Ajoutez le fichier params/regulation/{key.replace('.', '/')}.yml.",
            )
        content = self._files[key]
        starts = sorted(content.values)
        since = max((start for start in starts if start <= when), default=None)
        dated = content.values[since] if since else None
        if since is None or dated is None or dated.value is None:
            raise RuleNotFoundError(
                f"Aucune valeur connue au {french.day(when)} pour la règle « {key} » ({content.description}).",
                remedy=f"Ajoutez une valeur datée et sa source dans params/regulation/{key.replace('.', '/')}.yml.",
            )
        return Rule(
            key=key,
            description=content.description,
            unit=content.unit,
            comparator=content.comparator,
            value=dated.value,
            status=dated.status,
            reference=dated.reference,
            note=dated.note,
            since=since,
            until=min((start for start in starts if start > when), default=None),
        )
