"""Every worked example of the indicators gives what was computed by hand."""

from fractions import Fraction
from importlib import import_module
from typing import Any

import pytest

from caqes_eval.families.definition import Family
from caqes_eval.families.evaluation import evaluate
from tests.indicators.examples import Example, case_of, examples

PARTS = {"reason", "caution", "calculation"}
EXACT = {"value", "numerator", "denominator"}


def family(code: str) -> Family:
    found: Family = import_module(f"caqes_eval.families.{code}.family").FAMILY
    return found


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.name)
def test_an_example_gives_what_was_computed_by_hand(example: Example) -> None:
    chosen, case = family(example.family), case_of(example.content)
    results = evaluate(chosen, case, region={})
    by_code = {result.indicator: result for result in results}
    assert len(by_code) == len(results), "an indicator is given twice"
    for code, expected in example.content.get("expect", {}).items():
        assert code in by_code, f"{code} is not among {sorted(by_code)}"
        assert {field: seen(by_code[code], field) for field in expected if field not in PARTS} == {
            field: wanted(field, value) for field, value in expected.items() if field not in PARTS
        }, code
        for field in PARTS & set(expected):
            assert expected[field] in getattr(by_code[code], field)
    for code in example.content.get("absent", ()):
        assert code not in by_code
    if "answers" in example.content:
        given = {
            item: list(each) if isinstance(each, tuple) else each
            for item, each in chosen.answers(case, results).items()
        }
        assert {item: given.get(item) for item in example.content["answers"]} == example.content["answers"]
    if "amounts" in example.content:
        amounts = {amount.code: amount.amount for amount in chosen.amounts(case, results)}
        assert {code: amounts.get(code) for code in example.content["amounts"]} == example.content["amounts"]


def seen(result: Any, field: str) -> object:
    value = getattr(result, field)
    return None if value is None else Fraction(value) if field in EXACT else value


def wanted(field: str, value: Any) -> object:
    return None if value is None else Fraction(value) if field in EXACT else value
