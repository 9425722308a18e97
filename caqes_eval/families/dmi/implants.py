"""DMI: devices implanted in the year, from the list of devices paid beside the stay. Pure functions.

Devices paid within the price of the stay (intra-GHS) are not in these files (practice.md §3.6).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.dmi.inputs import IMPLANTS
from caqes_eval.foundation import french

COUNT, AMOUNT = "dmi.implants", "dmi.implants_amount"
NOT_IN_PMSI = "Les DMI intra-GHS, payés dans le tarif du séjour, ne sont pas dans le PMSI : ils manquent à ce compte."
NOTHING = "Aucune pose de l’année dans les fichiers reçus, et rien ne dit qu’il n’y en a pas eu."


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What was implanted of one LPP; None when a line does not say."""

    lpp: str
    quantity: Fraction | None
    amount: Fraction | None


def measures(case: Case) -> list[Measure]:
    """Count the devices implanted and their euros."""
    lacking = case.lacking(IMPLANTS)
    if lacking:
        return [Measure(code=code, ratio=False, lacking=lacking) for code in (COUNT, AMOUNT)]
    if case.declared_empty(IMPLANTS):
        return [counted(code, 0, caution=NOT_IN_PMSI if code == COUNT else "") for code in (COUNT, AMOUNT)]
    rows = case.rows(IMPLANTS).to_dict("records")
    if not rows:
        return [Measure(code=code, ratio=False, lacking=NOTHING) for code in (COUNT, AMOUNT)]
    return [
        _sum(COUNT, "nombre", [row.get("quantity") for row in rows], NOT_IN_PMSI),
        _sum(AMOUNT, "montant", [row.get("amount") for row in rows], ""),
    ]


def _sum(code: str, what: str, cells: list[Any], caution: str) -> Measure:
    unknown = sum(_number(cell) is None for cell in cells)
    if unknown:
        told = f"{french.plural(unknown, 'ligne')} du PMSI sans {what} lisible : le total n’est pas connu."
        return Measure(code=code, ratio=False, lacking=told)
    return counted(code, total(cells) or Fraction(0), caution=caution)


def by_lpp(case: Case) -> list[Volume]:
    """Return what was implanted in the year by LPP, the most first."""
    groups: dict[str, list[dict[Any, Any]]] = {}
    for row in case.rows(IMPLANTS).to_dict("records"):
        groups.setdefault(str(row.get("lpp") or french.ABSENT), []).append(row)
    volumes = [
        Volume(
            lpp=lpp,
            quantity=total(row.get("quantity") for row in rows),
            amount=total(row.get("amount") for row in rows),
        )
        for lpp, rows in groups.items()
    ]
    return sorted(volumes, key=lambda each: (-(each.quantity or 0), each.lpp))


def total(cells: Iterable[object]) -> Fraction | None:
    """Return the exact sum of cells, None as soon as one is not a number: a part is no total."""
    numbers = [_number(cell) for cell in cells]
    known = [number for number in numbers if number is not None]
    return sum(known, Fraction(0)) if len(known) == len(numbers) else None


def _number(cell: object) -> Fraction | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, Integral):
        return Fraction(int(cell))
    if isinstance(cell, Decimal):
        return Fraction(cell) if cell.is_finite() else None
    return cell if isinstance(cell, Fraction) else None
