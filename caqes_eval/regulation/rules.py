"""Dated rules: a value is known for a date, with its unit, comparator, source and status, or it is an error.

One YAML file per rule under ``params/regulation``; the path of the file is the key of the rule
(``generics/repertoire_rate/target.yml`` → ``generics.repertoire_rate.target``). A value holds from its date until the
next one; ``null`` ends it.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from caqes_eval.foundation import french, strict_yaml
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.findings import Finding

Status = Literal["confirmed", "to_validate"]
Day = date
Comparator = Literal["<", "<=", ">", ">="]

STATUS_LABELS: Mapping[str, str] = {"confirmed": "confirmé", "to_validate": "à valider"}


class Reference(BaseModel):
    """Where a value comes from: the text, its article, its date, its address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    article: str | None = None
    date: Day | None = None
    href: str | None = None


class DatedValue(BaseModel):
    """A value that holds from a date, and what vouches for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Decimal | dict[str, str] | None
    status: Status
    reference: Reference
    note: str | None = None


class RuleFile(BaseModel):
    """The content of one rule file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str
    unit: str
    comparator: Comparator | None = None
    values: dict[date, DatedValue] = Field(min_length=1)


class Rule(BaseModel):
    """A rule in force on a date, ready to be archived with what it decided."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    description: str
    unit: str
    comparator: Comparator | None = None
    value: Decimal | dict[str, str]
    status: Status
    reference: Reference
    note: str | None = None
    since: date
    until: date | None = None

    @property
    def amount(self) -> Decimal:
        """The value of a rule that is a number."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"rule {self.key} is a table, not a number")
        return self.value

    @property
    def codes(self) -> dict[str, str]:
        """The value of a rule that is a table of codes."""
        if not isinstance(self.value, dict):
            raise TypeError(f"rule {self.key} is a number, not a table")
        return self.value


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
        for path in sorted(folder.rglob("*.yml")):
            relative = path.relative_to(folder)
            try:
                document = strict_yaml.load(path, shown_name=f"params/regulation/{relative.as_posix()}")
                files[".".join(relative.with_suffix("").parts)] = strict_yaml.validated(document, RuleFile)
            except ParameterFileError as error:
                if not error.findings:
                    raise
                faults.extend(error.findings)
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
            hint = f"Vouliez-vous « {near[0]} » ?" if near else "Ajoutez son fichier dans params/regulation."
            raise RuleNotFoundError(f"La règle « {key} » n’existe pas.", remedy=hint)
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
