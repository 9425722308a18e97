"""Months and periods as people write them: « S2 2025 », « 2025-S1 », « 3e trimestre 2025 », « mars 2026 », « 03/2026 »."""

import re
from datetime import date

from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Cell, Reading
from caqes_eval.intake.values.content import plain, stored_day, stored_number, typed, whole_digits
from caqes_eval.intake.values.dates import date_of_text, read_date
from caqes_eval.intake.values.months import full_year, month_number, short_year_note
from caqes_eval.intake.values.periods import Period

_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_BETWEEN = r"[ /._-]{0,3}"
_PART = r"(?P<part>s|t|sem|semestre|trim|trimestre)"
_RANK = r"(?P<rank>[0-9])"
_ORDINAL = r"(?P<rank>[0-9]|premier|deuxieme|second|troisieme|quatrieme)"
_PARTS_OF_YEAR = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PART}\.? ?{_RANK}{_BETWEEN}(?:de )?{_YEAR}",
        rf"(?P<year>[0-9]{{4}}){_BETWEEN}{_PART}\.? ?{_RANK}",
        rf"(?:le )?{_ORDINAL} ?(?:er|e|eme|nd|ere)? {_PART}\.?(?: de)?(?: l'annee)? {_YEAR}",
        rf"(?P<year>[0-9]{{4}}),? {_ORDINAL} ?(?:er|e|eme|nd|ere)? {_PART}\.?",
    )
)
_RANKS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
_WHOLE_YEAR = re.compile(r"(?:(?:l')?annee(?: civile| entiere)?|exercice|an)? ?([0-9]{4})")
_MONTH_IN_WORDS = re.compile(rf"([a-z]+\.?)[ /.-]{{1,3}}(?:de )?{_YEAR}")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[ /.-]{1,3}([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})[ /.m-]{1,3}([0-9]{1,2})")
_SIX_DIGITS = re.compile(r"[0-9]{6}")
_FIVE_DIGITS = re.compile(r"([1-9])((?:19|20)[0-9]{2})")
_MONTHS_IN_WORDS = re.compile(rf"(?:de )?([a-z]+\.?)(?: ?- ?| a | au )([a-z]+\.?) {_YEAR}")
_FROM_TO = re.compile(r"(?:du )?(.*[0-9].*?)(?: au | - )(.*[0-9].*)")

_NOT_A_PERIOD = "Ce texte n’est pas une période que l’on sait lire."
_NOT_A_MONTH = "Ce texte n’est pas un mois que l’on sait lire."
_TOO_LONG = "Un seul mois est attendu ici, c’est une période plus longue."
_YEAR_MISSING = "Il manque l’année de cette période."
_Attempt = Reading[Period] | None


def read_month(cell: Cell, *, date_1904: bool = False) -> Reading[Period]:
    """Read one month; a full date is that of its month, and it is said."""
    period = _of_text(_digits(cell))
    if period is not None:
        longer = period.value is not None and period.value != _month_of(period.value.start)
        return Reading(problem=_TOO_LONG) if longer else period
    day = read_date(cell, date_1904=date_1904)
    if day.value is not None:
        month = _month_of(day.value)
        return Reading(value=month, note=f"La date {french.day(day.value)} est lue {month.label}.")
    return Reading(absence=day.absence, note=day.note) if day.absence else Reading(problem=_NOT_A_MONTH)


def read_period(cell: Cell, *, date_1904: bool = False) -> Reading[Period]:
    """Read a month, a quarter, a half-year, a year or « du … au … »; a single date is refused."""
    if (period := _of_text(_digits(cell))) is not None:
        return period
    day = read_date(cell, date_1904=date_1904)
    if day.absence is not None:
        return Reading(absence=day.absence, note=day.note)
    if day.value is None:
        return Reading(problem=_NOT_A_PERIOD)
    # a spreadsheet turns « 03/2026 » into the first of March
    meant = _month_of(day.value).label if day.value.day == 1 else ""
    return Reading(problem=f"C’est une date ({french.day(day.value)}), pas une période.", proposal=meant)


def _digits(cell: Cell) -> str:
    """Return the text to read as a period; empty when the file stores a date, which only :func:`read_date` reads."""
    if stored_day(cell) is not None or isinstance(cell.native, bool):
        return ""
    number = stored_number(cell)
    return "" if number is not None and whole_digits(number) is None else typed(cell)


def _month_of(day: date) -> Period:
    return Period.of_months(day.year, day.month, day.month)


def _of_text(text: str) -> _Attempt:
    """Return the period of a text, its fault when it is clearly a damaged period, ``None`` when it is something else."""
    bare = plain(text)
    for attempt in (_part_of_year, _whole_year, _month, _several_months, _from_to):
        if (reading := attempt(bare)) is not None:
            return reading
    return None


def _part_of_year(bare: str) -> _Attempt:
    found = _part_match(bare)
    if found is None:
        return Reading(problem=_YEAR_MISSING) if _part_match(f"{bare} 2025") else None
    length = 6 if found["part"].startswith("s") else 3
    rank = _RANKS.get(found["rank"]) or int(found["rank"])
    if not 1 <= rank <= 12 // length:
        parts = "deux semestres" if length == 6 else "quatre trimestres"
        return Reading(problem=f"Une année compte {parts} : le numéro {rank} n’existe pas.")
    return _months(found["year"], rank * length - length + 1, rank * length)


def _part_match(bare: str) -> re.Match[str] | None:
    return next((found for pattern in _PARTS_OF_YEAR if (found := pattern.fullmatch(bare))), None)


def _whole_year(bare: str) -> _Attempt:
    found = _WHOLE_YEAR.fullmatch(bare)
    return _months(found[1], 1, 12) if found else None


def _month(bare: str) -> _Attempt:
    if found := _MONTH_IN_WORDS.fullmatch(bare):
        number = month_number(found[1])
        return None if number is None else _months(found["year"], number, number)
    if month_number(bare):
        return Reading(problem=_YEAR_MISSING)
    if found := _MONTH_FIRST.fullmatch(bare):
        return _numbered_month(found[2], found[1])
    if found := _YEAR_FIRST.fullmatch(bare):
        return _numbered_month(found[1], found[2])
    if _SIX_DIGITS.fullmatch(bare):
        # AAAAMM (référentiel LES) or MMAAAA: never both, no month makes the start of a year
        year_first = full_year(bare[:4]) is not None
        return _numbered_month(*((bare[:4], bare[4:]) if year_first else (bare[2:], bare[:2])))
    if (found := _FIVE_DIGITS.fullmatch(bare)) and full_year(found[2]):
        return Reading(
            problem=f"Ce nombre est un numéro de jour du tableur, ou le mois {found[1]} de {found[2]} sans son zéro."
        )
    return None


def _numbered_month(year: str, month: str) -> Reading[Period]:
    if not 1 <= int(month) <= 12:
        return Reading(problem=f"Le mois {month} n’existe pas.")
    return _months(year, int(month), int(month))


def _several_months(bare: str) -> _Attempt:
    found = _MONTHS_IN_WORDS.fullmatch(bare)
    first, last = (month_number(found[1]), month_number(found[2])) if found else (None, None)
    if found is None or first is None or last is None:
        return None
    if last < first:
        return Reading(problem="Cette période finit avant de commencer.")
    return _months(found["year"], first, last)


def _from_to(bare: str) -> _Attempt:
    found = _FROM_TO.fullmatch(bare)
    start, end = (date_of_text(found[1]), date_of_text(found[2])) if found else (None, None)
    if start is None or end is None or start.value is None or end.value is None:
        return None
    if end.value < start.value:
        return Reading(problem="Cette période finit avant de commencer.")
    return Reading(value=Period(start.value, end.value), note=f"{start.note} {end.note}".strip())


def _months(year: str, first: int, last: int) -> Reading[Period]:
    whole_year = full_year(year)
    if whole_year is None:
        return Reading(problem=f"L’année {year} n’est pas vraisemblable.")
    return Reading(value=Period.of_months(whole_year, first, last), note=short_year_note(year))
