"""Months and years as people write them."""

from caqes_eval.intake.values.content import plain

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
"""The months in French, January first."""

FIRST_YEAR, LAST_YEAR = 1950, 2099
"""The years that a file received may speak of; any other is a typing error."""

_SHORT = {
    "jan": 1, "janv": 1, "fev": 2, "fevr": 2, "mar": 3, "avr": 4, "juil": 7, "jul": 7, "aou": 8, "sep": 9, "sept": 9,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_NUMBERS = {plain(name): number for number, name in enumerate(MONTHS, start=1)} | _SHORT
_PIVOT = 50


def month_number(word: str) -> int | None:
    """Return the number of a month from its French name, whole or short, in :func:`plain` text."""
    return _NUMBERS.get(word.rstrip("."))


def full_year(digits: str) -> int | None:
    """Return the year of four digits, or of two (00 to 49 are 2000 to 2049); ``None`` when it is not plausible."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < _PIVOT else 1900)
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def short_year_note(digits: str) -> str:
    """Return what to say of a year written with two digits, in French; empty for four."""
    return f"L’année « {digits} » est lue {full_year(digits)}." if len(digits) == 2 else ""
