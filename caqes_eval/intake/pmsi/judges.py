"""What a text of a field is worth: a value, a blank, or a fault that costs the line or the code only."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from caqes_eval.identifiers import check_finess, check_les, check_lpp, check_ucd
from caqes_eval.intake.pmsi.layout import Field, Layout

Value = str | date
_FIRST_YEAR, _LAST_YEAR = 2000, 2099


@dataclass(frozen=True)
class Judged:
    """A text judged.

    Attributes:
        value: what it says; None when it is blank or wrong.
        fault: kind of fault, empty when there is none.
        costs_line: whether the whole line is then left out.
        proposal: what was most certainly meant.
    """

    value: Value | None = None
    fault: str = ""
    costs_line: bool = False
    proposal: str | None = None


Judge = Callable[[str], Judged]
_BLANK = Judged()


def judge_of(field: Field, layout: Layout, hospital: Collection[str], year: int | None) -> Judge:
    """Return how the texts of a field that is no number are judged.

    Args:
        field: the field.
        layout: its layout.
        hospital: the numbers that the hospital may have; none when any will do.
        year: the year of the name of the file, if it says one.
    """
    match field.kind:
        case "finess":
            return lambda text: _finess(text, hospital)
        case "service":
            return lambda text: _service(text, layout.services)
        case "year_month":
            return lambda text: _discharged(text, year)
        case "month_year":
            return _month
        case "day":
            return _day
        case "finess_or_blank":
            return _finess_or_blank
        case "ucd":
            return _ucd
        case "lpp":
            return _lpp
        case "les":
            return _les
    msg = f"{field.kind} is not judged text by text"
    raise ValueError(msg)


def _finess(text: str, hospital: Collection[str]) -> Judged:
    if check_finess(text).value != text:
        return Judged(fault="pmsi_finess", costs_line=True)
    if hospital and text not in hospital:
        return Judged(fault="pmsi_autre_hopital", costs_line=True)
    return Judged(text)


def _finess_or_blank(text: str) -> Judged:
    if not text.strip():
        return _BLANK
    return Judged(text) if check_finess(text).value == text else Judged(fault="pmsi_finess_geo")


def _service(text: str, known: Collection[str]) -> Judged:
    bare = text.strip()
    if known and bare not in known:
        # the column holds what is known only: another text could be anything
        return Judged(fault="pmsi_prestation")
    return Judged(bare) if len(bare) == 2 and bare.isascii() and bare.isalnum() else Judged(fault="pmsi_prestation")


def _ucd(text: str) -> Judged:
    bare = text.strip().lstrip("0")
    if not bare:
        return _BLANK
    code = check_ucd(bare).value
    if code != bare:
        return Judged(fault="pmsi_ucd")
    return Judged(code if len(code) == 7 else code[5:12])


def _lpp(text: str) -> Judged:
    bare = text.strip().lstrip("0")
    if not bare:
        return _BLANK
    return Judged(bare) if check_lpp(bare).value == bare else Judged(fault="pmsi_lpp")


def _les(text: str) -> Judged:
    bare = text.strip()
    if not bare:
        return _BLANK
    check = check_les(bare)
    if check.value == bare:
        return Judged(bare)
    proposal = check.value or (check.proposals[0] if check.proposals else None)
    return Judged(fault="pmsi_indication", proposal=proposal)


def _day(text: str) -> Judged:
    """Judge JJMMAAAA; zeros are no date."""
    return Judged() if not text.strip("0 ") else _written_day(text)


def _month(text: str) -> Judged:
    """Judge MMAAAA; the first of the month stands for it."""
    return Judged() if not text.strip("0 ") else _written_day(f"01{text}")


def _discharged(text: str, year: int | None) -> Judged:
    """Judge AAAAMM, which should be of the year of the file."""
    judged = _month(text[4:] + text[:4])
    if isinstance(judged.value, date) and year is not None and judged.value.year != year:
        return Judged(judged.value, fault="pmsi_autre_annee")
    return judged


def _written_day(text: str) -> Judged:
    if text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text[4:]) <= _LAST_YEAR:
        try:
            return Judged(date(int(text[4:]), int(text[2:4]), int(text[:2])))
        except ValueError:
            pass
    return Judged(fault="pmsi_date", costs_line=True)
