"""Dates in every French shape, in those of the PMSI and of FINESS, and as the serial numbers of a spreadsheet."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Absence, Cell, Reading
from caqes_eval.intake.values.content import plain, stored_day, stored_number, typed, whole_digits
from caqes_eval.intake.values.months import FIRST_YEAR, LAST_YEAR, MONTHS, full_year, month_number, short_year_note

_BETWEEN = r"[ /.-]{1,3}"
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{4}}|[0-9]{{2}})")
_YEAR_FIRST = re.compile(rf"([0-9]{{4}}){_BETWEEN}([0-9]{{1,2}}){_BETWEEN}([0-9]{{1,2}})")
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?(?:le )?"
_IN_WORDS = re.compile(rf"{_WEEKDAY}([0-9]{{1,2}})(?:er)?{_BETWEEN}([a-z]+\.?){_BETWEEN}([0-9]{{4}}|[0-9]{{2}})")
_NO_DAY = re.compile(rf"([a-z]+\.?|[0-9]{{1,2}}){_BETWEEN}[0-9]{{4}}")
_CLOCK = re.compile(
    r"(.*[0-9])(?:t| a |,? )([0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)(?:z|[+-][0-9]{2}:?[0-9]{2})?"
)

# what registers and programs write for « no date »: formats.md §10.7 for 1901, the zero of Excel for the others
_NO_DATE = frozenset({date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1901, 1, 1)})
_NO_DATE_TEXT = frozenset({(day.year, day.month, day.day) for day in _NO_DATE})
_UNKNOWN = "Cette date est celle que les logiciels écrivent quand ils n’en connaissent pas : lue comme non connue."
_NO_TIME = "L’heure n’est pas gardée."
_NOT_A_DATE = "Ce texte n’est pas une date que l’on sait lire."
_LOST_ZERO = "Il manque sans doute le zéro de tête de cette date sur huit chiffres (JJMMAAAA)."
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)


def read_date(cell: Cell, *, date_1904: bool = False) -> Reading[date]:
    """Read a day; ``01/01/1901`` is a date not known. ``date_1904`` tells the calendar of the workbook."""
    if isinstance(cell.native, bool | time):
        return Reading(problem="Cette cellule contient une heure, ou VRAI ou FAUX, pas une date.")
    if (day := stored_day(cell)) is not None:
        return _stored(day)
    number = stored_number(cell)
    if number is None:
        return date_of_text(cell.text, date_1904=date_1904)
    if number != number.to_integral_value() and (serial := date_of_serial(number, date_1904=date_1904)):
        return Reading(value=serial, note=f"{_serial_note(int(number), serial)} {_NO_TIME}")
    if number < 0 or whole_digits(number) is None:
        return Reading(problem=_NOT_A_DATE)
    return _of_digits(typed(cell), date_1904=date_1904)


def date_of_serial(serial: Decimal | int, *, date_1904: bool = False) -> date | None:
    """Return the day of a serial number of Excel, its time dropped; ``None`` outside the plausible years.

    44316 is 30 April 2021, or 1 May 2025 in the calendar of 1904 that older Macs wrote.
    """
    epoch = _EPOCH_1904 if date_1904 else _EPOCH_1900
    if not (date(FIRST_YEAR, 1, 1) - epoch).days <= serial < (date(LAST_YEAR + 1, 1, 1) - epoch).days:
        return None
    return epoch + timedelta(days=int(serial))


def date_of_text(text: str, *, date_1904: bool = False) -> Reading[date]:
    """Read a day from a text: ``31/12/2025``, ``31122025``, ``2025-12-31``, ``31 décembre 2025``, ``46022``."""
    bare = plain(text)
    if clocked := _CLOCK.fullmatch(bare):
        day = date_of_text(clocked[1], date_1904=date_1904)
        dropped = day.value is not None and any(digit in "123456789" for digit in clocked[2])
        return replace(day, note=f"{day.note} {_NO_TIME}".strip()) if dropped else day
    if bare.isascii() and bare.isdigit():
        return _of_digits(bare, date_1904=date_1904)
    if found := _DAY_FIRST.fullmatch(bare):
        return _of_parts(found[1], found[2], found[3])
    if found := _YEAR_FIRST.fullmatch(bare):
        return _of_parts(found[3], found[2], found[1])
    if (found := _IN_WORDS.fullmatch(bare)) and (month := month_number(found[2])):
        return _of_parts(found[1], str(month), found[3])
    if (found := _NO_DAY.fullmatch(bare)) and (found[1].isdigit() or month_number(found[1])):
        return Reading(problem="Il manque le jour de cette date.")
    return Reading(problem=_NOT_A_DATE)


def _stored(day: date) -> Reading[date]:
    timed = isinstance(day, datetime) and day.time() != time()
    bare = day.date() if isinstance(day, datetime) else day
    if bare in _NO_DATE:
        return Reading(absence=Absence.UNKNOWN, note=_UNKNOWN)
    if not FIRST_YEAR <= bare.year <= LAST_YEAR:
        return Reading(problem=_implausible(str(bare.year)))
    return Reading(value=bare, note=_NO_TIME if timed else "")


def _of_digits(digits: str, *, date_1904: bool) -> Reading[date]:
    if len(digits) == 8:
        # never both: a month and a day make no year
        iso_first = digits[:2] in ("19", "20") and digits[4:6] not in ("19", "20")
        parts = (digits[6:], digits[4:6], digits[:4]) if iso_first else (digits[:2], digits[2:4], digits[4:])
        return _of_parts(*parts)
    if len(digits) == 7:
        padded = _of_parts(digits[:1], digits[1:3], digits[3:])
        return Reading(
            problem=_LOST_ZERO if padded.value else _NOT_A_DATE,
            proposal=french.day(padded.value) if padded.value else "",
        )
    if len(digits) == 5 and (serial := date_of_serial(int(digits), date_1904=date_1904)):
        return Reading(value=serial, note=_serial_note(int(digits), serial))
    if len(digits) == 4 and full_year(digits):
        return Reading(problem="Il manque le jour et le mois de cette date.")
    return Reading(problem=_NOT_A_DATE)


def _serial_note(serial: int, day: date) -> str:
    return f"{serial}, numéro de jour du tableur, est lu {french.day(day)}."


def _of_parts(day: str, month: str, year: str) -> Reading[date]:
    numbers = int(year), int(month), int(day)
    if numbers in _NO_DATE_TEXT:
        return Reading(absence=Absence.UNKNOWN, note=_UNKNOWN)
    whole_year = full_year(year)
    if whole_year is None:
        return Reading(problem=_implausible(year))
    if not 1 <= numbers[1] <= 12:
        swapped = 1 <= numbers[2] <= 12 and 1 <= numbers[1] <= monthrange(whole_year, numbers[2])[1]
        return Reading(
            problem=f"Le mois {month} n’existe pas"
            + (" : le jour et le mois sont sans doute inversés." if swapped else "."),
            proposal=french.day(date(whole_year, numbers[2], numbers[1])) if swapped else "",
        )
    last = monthrange(whole_year, numbers[1])[1]
    if not 1 <= numbers[2] <= last:
        return Reading(problem=f"Ce jour n’existe pas : {MONTHS[numbers[1] - 1]} {whole_year} va du 1er au {last}.")
    return Reading(value=date(whole_year, numbers[1], numbers[2]), note=short_year_note(year))


def _implausible(year: str) -> str:
    return f"L’année {year} n’est pas vraisemblable (attendue entre {FIRST_YEAR} et {LAST_YEAR})."
