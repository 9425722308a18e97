"""IPP and ezetimibe counted in Open PHMEV, by ATC: a witness beside the extract, or what is known without one.

Public and ESPIC establishments only; a product under statistical secrecy may hide some boxes of the class, so that a
count is a least. The lists of ATC codes are dated rules (``national.atc.*``).
"""

from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.extracts import Figure
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.identifiers import NOT_RELEASED_CIP13

_WITHHELD_ATC = "9999999"


@dataclass(frozen=True)
class Counted:
    """What Open PHMEV counts for a year: boxes and euro cents of the class, and of what could hide some of it."""

    boxes: int
    cents: int
    hidden_boxes: int
    hidden_cents: int

    @property
    def euros(self) -> Fraction:
        """Euros reimbursed."""
        return Fraction(self.cents, 100)


def atc_codes(case: Case, contract: str) -> tuple[str, ...]:
    """Return the ATC codes, or beginnings of codes, of an indicator that year; none when no list is known."""
    rule = case.law.find(f"national.atc.{contract}")
    return tuple(rule.text.split()) if rule else ()


def is_present(case: Case) -> bool:
    """Say whether Open PHMEV was given, for any year."""
    return bool(case.years(OPEN_PHMEV))


def count(case: Case, contract: str) -> Counted | None:
    """Count the class of an indicator over the case's year; None when Open PHMEV has nothing of the year."""
    codes = atc_codes(case, contract)
    if not codes or case.year not in case.years(OPEN_PHMEV):
        return None
    rows = case.rows(OPEN_PHMEV)
    boxes = cents = hidden_boxes = hidden_cents = 0
    columns = (rows[column].tolist() for column in ("atc5", "cip13", "boxes", "reimbursed_cents"))
    for code, cip13, count_of_line, cents_of_line in zip(*columns, strict=True):
        atc = str(code or "").strip()
        if atc.startswith(codes):
            boxes, cents = boxes + int(count_of_line), cents + int(cents_of_line)
        elif str(cip13) == NOT_RELEASED_CIP13 and _could_be(atc, codes):
            hidden_boxes, hidden_cents = hidden_boxes + int(count_of_line), hidden_cents + int(cents_of_line)
    return Counted(boxes, cents, hidden_boxes, hidden_cents)


def _could_be(atc: str, codes: tuple[str, ...]) -> bool:
    """Say whether a withheld code, hidden or cut short, could be of the class."""
    return not atc or atc == _WITHHELD_ATC or any(code.startswith(atc) for code in codes)


def figures(case: Case, found: Counted | None) -> tuple[Figure, Figure]:
    """Return the boxes and the euros counted, or why they are not known."""
    if found is None:
        lacking = case.lacking(OPEN_PHMEV) or f"Open PHMEV ne dit rien de l’établissement en {case.year}."
        return Figure(None, lacking), Figure(None, lacking)
    return Figure(Fraction(found.boxes)), Figure(found.euros)
