"""MO: what the PMSI and the return of initiations say, side by side, by half-year and by product. Pure functions.

UCD given and patients begun do not divide: a treatment begun last year is still given, a patient takes many UCD.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.mo import initiations, pairs, volumes
from caqes_eval.families.mo.inputs import INITIATIONS, OFF_LABEL, PMSI
from caqes_eval.families.mo.received import HALVES, declared_empty, lacking, total
from caqes_eval.foundation import french


@dataclass(frozen=True, kw_only=True)
class Side:
    """A half-year: UCD coded I999999, initiations declared; None is not known, and ``remark`` says why or what to look at."""

    half: str
    ucd: Fraction | None
    euros: Fraction | None
    begun: int | None
    remark: str


def halves(case: Case) -> list[Side]:
    """Return the two half-years, each witness beside the other."""
    lines = initiations.of_year(case)
    return [_half(case, half, lines) for half in HALVES]


def _half(case: Case, half: str, lines: list[initiations.Initiation]) -> Side:
    volume, gap = volumes.of_half(case, half), lacking(case, INITIATIONS, half)
    begun = None if gap else sum(each.off_label for each in lines if each.half == half)
    ucd, told = volume.ucd.off_label, [volume.ucd.lacking, gap]
    if ucd and begun == 0:
        declared = (
            "« aucune initiation » est déclaré" if declared_empty(case, INITIATIONS, half) else "aucune initiation"
        )
        told.append(
            f"Des I999999 au PMSI, et {declared} : possible si tous ces traitements avaient commencé avant, à confirmer."
        )
    if ucd == 0 and begun:
        told.append("Des initiations, et aucune I999999 au PMSI : le codage ou le recueil est à revoir.")
    return Side(half=half, ucd=ucd, euros=volume.euros.off_label, begun=begun, remark=" ".join(filter(None, told)))


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product: its UCD and euros coded I999999, what share of its own UCD that is, and the initiations that name it."""

    ucd: str
    substance: str
    quantity: Fraction
    amount: Fraction | None
    of_its_own: Fraction | None
    begun: int

    @property
    def name(self) -> str:
        """The product as a reader sees it."""
        return f"{self.substance} (UCD {self.ucd})" if self.substance else f"UCD {self.ucd}"


def products(case: Case) -> list[Product]:
    """Return the products given off label, the most UCD first; none when the PMSI is not known."""
    if case.lacking(PMSI):
        return []
    rows, names = case.rows(PMSI), pairs.substances(case)
    begun = Counter(each.ucd for each in initiations.of_year(case) if each.off_label and each.ucd)
    found = []
    for ucd in sorted(set(map(str, volumes.with_code(rows, OFF_LABEL)["ucd"]))) if len(rows) else []:
        own = rows[rows["ucd"] == ucd]
        off = volumes.with_code(own, OFF_LABEL)
        quantity, whole = total(off["quantity"]), total(own["quantity"])
        if quantity is not None:
            found.append(
                Product(
                    ucd=ucd, substance=names.get(ucd, ""), quantity=quantity, amount=total(off["amount"]),
                    of_its_own=quantity / whole if whole else None, begun=begun[ucd],
                )
            )  # fmt: skip
    return sorted(found, key=lambda each: (-each.quantity, each.ucd))


def unnamed(case: Case) -> str:
    """Return what to say of initiations that name no product; empty when all do."""
    lines = [each for each in initiations.of_year(case) if each.off_label]
    count = sum(not each.ucd for each in lines)
    return f"{french.plural(count, 'initiation')} sur {french.number(len(lines))} sans code UCD." if count else ""
