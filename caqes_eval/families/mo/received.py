"""MO: what was received of an input, for a year or a half-year, and why it cannot be measured. Pure functions."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from caqes_eval.families.case import Case, Delivery
from caqes_eval.intake.tables.cells import Absence

HALVES = ("S1", "S2")
NOTHING = "Aucune donnée n’a été reçue."


def lacking(case: Case, code: str, half: str = "") -> str:
    """Return why an input cannot be measured over the year or a half of it (``S1``), in French; empty when it can.

    A return that arrived without any line, and without the declaration that there is none, is a missing answer.
    """
    asked = _of(case, code, half)
    if not asked:
        known = case.year in case.years(code) if not half else len(case.rows(code, period=f"{case.year}-{half}")) > 0
        return "" if known else NOTHING
    told = [each.reason or f"{each.label} ({each.period}) : {each.state}." for each in asked if not each.usable]
    told += [
        f"{each.label} ({each.period}) : aucune ligne, et rien ne dit que c’est voulu."
        for each in asked
        if each.usable and each.state != "déclaré vide" and case.rows(code, period=each.period).empty
    ]
    return " ".join(told)


def declared_empty(case: Case, code: str, half: str = "") -> bool:
    """Say whether an input was declared empty over the year or a half of it."""
    asked = _of(case, code, half)
    return bool(asked) and all(each.state == "déclaré vide" for each in asked)


def _of(case: Case, code: str, half: str) -> tuple[Delivery, ...]:
    whole = str(case.year)
    return tuple(each for each in case.of(code) if not half or each.period in (whole, f"{whole}-{half}"))


def total(values: Iterable[object]) -> Fraction | None:
    """Return an exact sum; None as soon as one value is not known, for a partial sum would pass for a total."""
    known = []
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
            return None
        known.append(Fraction(value))
    return sum(known, Fraction(0))


def column(rows: pd.DataFrame, code: str) -> list[object]:
    """Return the values of a column, all missing when the table has not got it."""
    return list(rows[code]) if code in rows else [None] * len(rows)


def said(value: object) -> bool:
    """Say whether a cell holds an answer: neither missing, nor blank, nor a declared absence."""
    return value is not None and not isinstance(value, Absence) and bool(str(value).strip())
