"""The parameters in force on a date and their history, as records a person or a program reads."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.regulation.parameters.rule_file import DatedValue, RuleFile
from caqes_eval.regulation.parameters.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated value of a rule.

    Attributes:
        until: its last day, None while nothing ends it.
        file: the whole history it belongs to.
    """

    key: str
    dated: DatedValue[Any]
    until: date | None
    file: RuleFile[Any]

    def as_record(self) -> dict[str, object]:
        """Return the value as JSON-ready data, under the names of the rule files."""
        dated = self.dated
        scope = dated.scope
        return {
            "key": self.key,
            "description": self.file.description,
            "value": _plain(dated.value),
            "unit": self.file.unit,
            "comparator": self.file.comparator,
            "applies_to": self.file.applies_to,
            "scope": {
                "generation": scope.generation,
                "region": scope.region,
                "exceptions": {
                    finess: {"name": each.name, "value": _plain(each.value)}
                    for finess, each in scope.exceptions.items()
                },
            },
            "status": dated.status,
            "proposed": dated.proposed,
            "reference": dated.reference.model_dump(mode="json"),
            "checked": dated.checked.model_dump(mode="json") if dated.checked else None,
            "since": dated.since.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "missing": dated.missing.model_dump(mode="json") if dated.missing else None,
            "note": dated.note,
        }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {
            key: each.model_dump(mode="json") if hasattr(each, "model_dump") else each for key, each in value.items()
        }
    return list(value) if isinstance(value, tuple) else value


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("’", "'")


def chosen_keys(rules: Rules, asked: str | None) -> list[str]:
    """Return the keys a word designates: all of them, one, those under a prefix, or those whose description has it.

    Keys are English, descriptions French: « refus » and « intéressement » find what they mean.

    Raises:
        RuleNotFoundError: nothing has that name; near names are told.
    """
    keys = rules.keys(asked or "")
    if not keys:
        assert asked is not None
        if described := [key for key, file in rules.items() if _folded(asked) in _folded(file.description)]:
            return described
        known = rules.keys("")
        parts = {".".join(key.split(".")[:depth]) for key in known for depth in range(1, key.count(".") + 2)}
        near = get_close_matches(asked, sorted(parts), n=3, cutoff=0.5)
        near = near or [key for key in known if asked.lower() in key]
        hint = f" Les plus proches : {', '.join(near[:3])}." if near else ""
        raise RuleNotFoundError(
            f"Aucune règle ne s’appelle « {asked} ».{hint}", remedy="« caqes law » sans clé les donne toutes."
        )
    return keys


def history(rules: Rules, key: str, region: str | None = None) -> list[Entry]:
    """Return every dated value of a rule, the most recent first: of all regions, or national and of one region."""
    file = rules.file(key)
    concerned = [dated for dated in file.values if region is None or dated.scope.region in (None, region)]
    ordered = sorted(concerned, key=lambda dated: (dated.since, dated.scope.region or ""), reverse=True)
    return [Entry(key=key, dated=dated, until=file.last_day(dated), file=file) for dated in ordered]


def in_force(rules: Rules, key: str, when: date, region: str | None = None) -> Iterator[Entry]:
    """Yield the values of a rule that hold on a date: national, and of every region or of the one asked for.

    A value known to be missing is yielded, one that has ended is not.
    """
    file = rules.file(key)
    for dated in file.holding(when):
        if dated.value is None and dated.missing is None:
            continue
        if region is None or dated.scope.region in (None, region):
            yield Entry(key=key, dated=dated, until=file.last_day(dated), file=file)
