"""The page of the families is what the code declares."""

from caqes_eval.families.registry import families
from tests.indicators.examples import examples
from tests.indicators.page import PAGE, page

NOT_SHOWN = {"rehospitalisation_ic.change"}
"""Measured only where a target is known, and no source gives it."""


def test_the_page_is_what_the_code_declares() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "lancez « python -m tests.indicators.page »"


def test_every_indicator_has_a_worked_example() -> None:
    shown = {code for example in examples() for code in example.content.get("expect", {})}
    unseen = [
        definition.code
        for family in families().values()
        for definition in family.definitions
        if not any(code == definition.code or code.startswith(f"{definition.code}.") for code in shown)
    ]
    assert set(unseen) == NOT_SHOWN
