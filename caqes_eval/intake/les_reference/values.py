"""The values of a reference as they are really written (practice.md §2.6), each departure told."""

import re
from datetime import date
from functools import lru_cache

from caqes_eval.identifiers import check_les, check_lpp, check_ucd
from caqes_eval.intake.les_reference.source import Row
from caqes_eval.intake.les_reference.told import Tally
from caqes_eval.intake.tables.cells import Reading
from caqes_eval.intake.values.content import clean, fold
from caqes_eval.intake.values.dates import date_of_serial, date_of_text, read_date

_YES, _NO = frozenset({"oui", "true", "vrai", "x", "1"}), frozenset({"non", "false", "faux", "0"})
_KNOWN_DOUBTS = frozenset({"rtu", "rtuterm", "*", "**"})
_WILDCARD = "*"
_MONTH = re.compile(r"(20[0-9]{2})-?(0[1-9]|1[0-2])")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def code_of(row: Row, tally: Tally) -> str | None:
    """Return the indication code of a row; None, told, when it is wrong."""
    check = check_les(row.text("indication"))
    if check.value is None:
        tally.add("les_code", row, "indication")
    elif check.value != row.text("indication"):
        tally.add("les_espaces", row, "indication")
    return check.value


def ucd_of(row: Row, tally: Tally) -> tuple[bool, str | None]:
    """Return whether a row can be used, and its UCD7; None when it is for any drug (no UCD, or ``*``)."""
    found: dict[str, str] = {}
    for column in ("ucd7", "ucd13"):
        text = row.text(column)
        if not clean(text).strip(_WILDCARD):
            continue
        check = check_ucd(text)
        if check.value is None and found:
            # the code of 7 digits has its own key: it is enough
            tally.add("les_ucd13", row, column)
            continue
        if check.value is None:
            tally.add("les_ucd", row, column)
            return False, None
        if check.value != text.lstrip("0"):
            tally.add("les_espaces", row, column)
        found[column] = check.value if len(check.value) == 7 else check.value[5:12]
    if len(set(found.values())) > 1:
        tally.add("les_ucd_differentes", row, "ucd7", value=f"{found['ucd7']} et {found['ucd13']}")
        return False, None
    return True, next(iter(found.values()), None)


def lpp_of(row: Row, tally: Tally) -> str | None:
    """Return the LPP of a row; None, told, when it is wrong."""
    check = check_lpp(row.text("lpp"))
    if check.value is None:
        tally.add("les_lpp", row, "lpp")
    return check.value


def listed_of(row: Row, tally: Tally) -> bool | None:
    """Return whether a row says that the pair is listed; None when it says neither yes nor no (RTU, ``*``, nothing)."""
    text = row.text("listed")
    answer = fold(text)
    if answer in _YES or answer in _NO:
        if text not in ("oui", "non"):
            tally.add("les_inscription_ecriture", row, "listed")
        return answer in _YES
    if not answer:
        tally.add("les_inscription_vide", row, "listed")
    else:
        tally.add("les_inscription_indecise", row, "listed", apart=answer if answer in _KNOWN_DOUBTS else "autre")
    return None


def day_of(row: Row, column: str, tally: Tally) -> date | None:
    """Return a day, in any of the shapes seen: ISO, dd/mm/yyyy, a serial number of Excel; None, told, for the rest."""
    cell = row.cells[column]
    text = clean(cell.text)
    if cell.native is not None:
        value = read_date(cell).value
    elif not text:
        return None
    else:
        value = _day(text).value
    if value is None:
        tally.add("les_date_illisible", row, column)
    elif cell.native is None and not _ISO.fullmatch(text):
        tally.add("les_date_ecriture", row, column)
    return value


@lru_cache(maxsize=4096)
def _day(text: str) -> Reading[date]:
    if text.endswith(".0") and text[:-2].isdigit() and (serial := date_of_serial(int(text[:-2][:9]))):
        return Reading(value=serial)
    return date_of_text(text)


def month_of(row: Row, tally: Tally) -> tuple[int, int] | None:
    """Return the month of a row of a monthly reference (AAAAMM); None, told, when it is none."""
    found = _MONTH.fullmatch(clean(row.text("month")).removesuffix(".0"))
    if found is None:
        tally.add("les_mois", row, "month")
        return None
    return int(found[1]), int(found[2])


def name_of(row: Row, tally: Tally) -> str:
    """Return the name of the drug, without superfluous spaces."""
    text = row.text("speciality")
    if clean(text) != text:
        tally.add("les_espaces", row, "speciality")
    return clean(text)
