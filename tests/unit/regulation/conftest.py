"""Small rule folders, written in the tests that need them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
import yaml

from caqes_eval.foundation.strict_yaml import parse
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rule_file import RuleFile, read_rule_file
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law

MISSING = {"what": "le chiffre attendu", "where": "à la place de null", "waits": "le résultat"}

Written = tuple[Any, ...]
"""Unit, comparator, dates followed, then the values: first day, value (``...`` when no source gives it), more keys."""


def rule_file(key: str, written: Written) -> RuleFile[Any]:
    unit, comparator, applies_to, *values = written
    content = {
        "description": f"Règle {key}",
        "unit": unit,
        **({"comparator": comparator} if comparator else {}),
        "applies_to": applies_to,
        "values": [
            {
                "since": since,
                "value": None if value is ... else value,
                "status": "to_validate",
                "reference": {"title": f"Texte de {key}"},
                **({"missing": {**MISSING}} if value is ... else {}),
                **(more[0] if more else {}),
            }
            for since, value, *more in values
        ],
    }
    return read_rule_file(parse(yaml.safe_dump(content, allow_unicode=True), shown_name=f"{key}.yml"))


@pytest.fixture(scope="session")
def law_of() -> Callable[..., Law]:
    """Return a law made of a few written rules, for the last day of an activity year and a day of decision."""

    def law(rules: Mapping[str, Written], activity: int, decision: str | None = None, **subject: Any) -> Law:
        return Law(
            rules=Rules({key: rule_file(key, written) for key, written in rules.items()}),
            activity=date(activity, 12, 31),
            decision=date.fromisoformat(decision) if decision else date(activity + 1, 6, 30),
            subject=Subject(**subject),
        )

    return law
