"""MO: how much of the liste en sus was given, and how much of it outside the reference list. Pure, exact.

The lines of the PMSI decide; where they are not known, the yearly totals of the ATIH do, which say nothing of I999998 nor
of I999997 (OMEDIT PACA-Corse, webinar of 4 February 2026: UCD and euros, off label and total).
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from caqes_eval.families.case import Case
from caqes_eval.families.mo.inputs import MIRROR, OFF_LABEL, PMSI, RESEARCH, WITNESS
from caqes_eval.families.mo.received import column, said, total
from caqes_eval.families.quantities import shown
from caqes_eval.foundation import french
from caqes_eval.intake.values import Period

Unit = Literal["UCD", "euros"]
NOUNS: dict[Unit, str] = {"UCD": "UCD", "euros": "€"}
_MED: dict[Unit, str] = {"UCD": "quantity", "euros": "amount"}
_TOTALS: dict[Unit, tuple[str, str]] = {"UCD": ("ucd", "ucd_i999"), "euros": ("amount", "amount_i999")}
_LAST_OF_S1 = 6
NO_CODE = "Aucune ligne du PMSI n’a de code indication (format sans ce code) : rien ne dit lesquelles sont hors AMM."


@dataclass(frozen=True, kw_only=True)
class Volume:
    """The liste en sus in a unit; None is not known.

    Attributes:
        lacking: why nothing can be made of it, in French: not received, or a part above its whole.
    """

    unit: Unit
    whole: Fraction | None = None
    off_label: Fraction | None = None
    research: Fraction | None = None
    mirror: Fraction | None = None
    lacking: str = ""


@dataclass(frozen=True, kw_only=True)
class Volumes:
    """The liste en sus of a year or of a half-year.

    Attributes:
        source: where it comes from: the lines of the PMSI, or the yearly totals.
    """

    ucd: Volume
    euros: Volume
    source: Literal["pmsi", "totaux"] = "pmsi"

    def of(self, unit: Unit) -> Volume:
        """Return the volume in a unit."""
        return self.ucd if unit == "UCD" else self.euros


def of_year(case: Case) -> Volumes:
    """Return the volumes of the year: those of the PMSI, else those of the totals, else why there are none."""
    gap = case.lacking(PMSI)
    if not gap:
        return of_lines(case.rows(PMSI))
    witness = of_witness(case)
    return witness or Volumes(ucd=Volume(unit="UCD", lacking=gap), euros=Volume(unit="euros", lacking=gap))


def of_witness(case: Case) -> Volumes | None:
    """Return the volumes of the yearly totals, None when there is not exactly one line for the whole year."""
    rows = case.rows(WITNESS)
    year = Period.of_months(case.year, 1, 12)
    whole = [own == year if own is not None else period == str(case.year) for own, period in _periods(rows)]
    rows = rows[whole]
    if len(rows) != 1:
        return None
    return Volumes(ucd=_of_totals(rows, "UCD"), euros=_of_totals(rows, "euros"), source="totaux")


def _periods(rows: pd.DataFrame) -> list[tuple[object, object]]:
    """Return the period that each line tells of itself, and that of its return."""
    return list(zip(column(rows, "own_period"), column(rows, "period"), strict=True))


def of_half(case: Case, half: str) -> Volumes:
    """Return the volumes of a half-year (``S1``): those of the PMSI only, by the month of administration."""
    gap = case.lacking(PMSI)
    rows = case.rows(PMSI)
    without = sum(month is None for month in column(rows, "month"))
    if not gap and without:
        gap = f"{french.plural(without, 'ligne')} du PMSI sans mois : le semestre ne se calcule pas."
    if gap:
        return Volumes(ucd=Volume(unit="UCD", lacking=gap), euros=Volume(unit="euros", lacking=gap))
    return of_lines(rows[in_half(rows, half)])


def in_half(rows: pd.DataFrame, half: str) -> "pd.Series[bool]":
    """Tell which lines, all with their month, are of a half-year."""
    first = half == "S1"
    return pd.Series(
        [(int(str(month)) <= _LAST_OF_S1) == first for month in column(rows, "month")], index=rows.index, dtype=bool
    )


def of_lines(rows: pd.DataFrame) -> Volumes:
    """Return the volumes of lines of the PMSI."""
    return Volumes(ucd=_of_lines(rows, "UCD"), euros=_of_lines(rows, "euros"))


def with_code(rows: pd.DataFrame, *codes: str) -> pd.DataFrame:
    """Return the lines that bear one of the codes of indication."""
    return rows[[code in codes for code in column(rows, "indication")]]


def _of_lines(rows: pd.DataFrame, unit: Unit) -> Volume:
    def summed(lines: pd.DataFrame) -> Fraction | None:
        return total(column(lines, _MED[unit]))

    if len(rows) and not any(said(code) for code in column(rows, "indication")):
        return Volume(unit=unit, lacking=NO_CODE)
    whole = summed(rows)
    if whole is None:
        what = "quantité" if unit == "UCD" else "montant"
        return Volume(unit=unit, lacking=f"Des lignes du PMSI n’ont pas de {what} connu : le total ne se calcule pas.")
    return _checked(
        Volume(
            unit=unit, whole=whole, off_label=summed(with_code(rows, OFF_LABEL)),
            research=summed(with_code(rows, RESEARCH)), mirror=summed(with_code(rows, MIRROR)),
        )
    )  # fmt: skip


def _of_totals(rows: pd.DataFrame, unit: Unit) -> Volume:
    whole, part = (total(column(rows, code)) for code in _TOTALS[unit])
    if whole is None or part is None:
        return Volume(unit=unit, lacking="Les totaux annuels ne donnent pas ces chiffres.")
    return _checked(Volume(unit=unit, whole=whole, off_label=part))


def _checked(volume: Volume) -> Volume:
    """Block a volume whose part is above its whole: one of the two is wrong, and nothing says which."""
    assert volume.whole is not None, "a volume is checked once summed"
    parts = sum((part for part in (volume.off_label, volume.research, volume.mirror) if part is not None), Fraction(0))
    impossible = part_above_whole(parts, volume.whole, NOUNS[volume.unit])
    return Volume(unit=volume.unit, lacking=impossible) if impossible else volume


def part_above_whole(part: Fraction, whole: Fraction, noun: str) -> str:
    """Return why a part cannot be that of its whole, in French; empty when it can."""
    if part <= whole and part >= 0:
        return ""
    if part < 0 or whole < 0:
        return f"{shown(min(part, whole), noun)} : un total négatif est impossible."
    return (
        f"Les lignes comptées à part ({shown(part, noun)}) dépassent le total de la liste en sus ({shown(whole, noun)}) : "
        "c’est impossible, l’un des deux chiffres est faux. Rien n’est corrigé d’office."
    )
