"""MO: what the liste en sus costs, and how it grows from one year to the next. Pure functions."""

from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.mo import volumes
from caqes_eval.families.mo.volumes import Volume

AMOUNT, OFF_LABEL_AMOUNT, UCD = "mo.amount", "mo.i999_amount", "mo.ucd"
GROWTH, UCD_GROWTH = "mo.amount_growth", "mo.ucd_growth"


def measure(case: Case) -> list[Measure]:
    """Count the euros and the UCD of the year, and their growth since the year before."""
    year, before = volumes.of_year(case), volumes.of_year(case.at(case.year - 1))
    return [
        _sum(AMOUNT, year.euros, year.euros.whole),
        _sum(OFF_LABEL_AMOUNT, year.euros, year.euros.off_label),
        _sum(UCD, year.ucd, year.ucd.whole),
        _growth(case, GROWTH, year.euros, before.euros),
        _growth(case, UCD_GROWTH, year.ucd, before.ucd),
    ]


def _sum(code: str, volume: Volume, amount: Fraction | None) -> Measure:
    return Measure(code=code, lacking=volume.lacking) if amount is None else counted(code, amount)


def _growth(case: Case, code: str, volume: Volume, before: Volume) -> Measure:
    if volume.whole is None or before.whole is None:
        why = volume.lacking or f"Année {case.year - 1} : {before.lacking}"
        return Measure(code=code, lacking=why)
    return Measure(code=code, numerator=volume.whole - before.whole, denominator=before.whole)
