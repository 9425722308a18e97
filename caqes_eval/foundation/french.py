"""French typography: the one place where a number, an amount or a date becomes text.

Narrow no-break spaces (U+202F) stand in thousands and before ``%``, ``€``, ``:``, ``;``, ``!``, ``?`` and inside « ».
Values arrive exact and are rounded here only, half up, as a reader would do by hand.
"""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from babel.dates import format_date
from babel.numbers import format_decimal

NARROW_SPACE = "\u202f"
ABSENT = "—"

Number = int | float | Decimal | Fraction

_BEFORE = re.compile(r"[ \u00a0](?=[:;!?%€»](?:\W|$))")
_AFTER = re.compile(r"(?<=«)[ \u00a0]")


def _exact(value: Number) -> Fraction:
    # a float is taken for the decimal it prints, as a reader would
    return Fraction(str(value)) if isinstance(value, float | Decimal) else Fraction(value)


def _rounded(value: Number, decimals: int) -> Decimal:
    """Round half away from zero, in integers: neither binary fractions nor a limit of digits come in the way."""
    exact = _exact(value) * 10**decimals
    units = floor(abs(exact) + Fraction(1, 2))
    digits = tuple(int(digit) for digit in str(units))
    return Decimal((int(exact < 0 < units), digits, -decimals))


def number(value: Number | None, decimals: int = 0) -> str:
    """Return ``12 345,6``; an absent value is a dash, never zero."""
    if value is None:
        return ABSENT
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(_rounded(value, decimals), format=pattern, locale="fr_FR")).replace(
        "\u00a0", NARROW_SPACE
    )


def percent(proportion: Number | None, decimals: int = 1) -> str:
    """Return a proportion (0 to 1) as ``45,2 %``."""
    if proportion is None:
        return ABSENT
    return f"{number(_exact(proportion) * 100, decimals)}{NARROW_SPACE}%"


def points(difference: Number, decimals: int = 1) -> str:
    """Return a difference of two proportions as ``+1,3 point``."""
    exact = _rounded(_exact(difference) * 100, decimals)
    sign = "+" if exact > 0 else "−" if exact < 0 else ""
    plural = "s" if abs(exact) >= 2 else ""
    return f"{sign}{number(abs(exact), decimals)} point{plural}"


def euros(amount: Number | None, decimals: int = 2) -> str:
    """Return ``1 234,56 €``."""
    return ABSENT if amount is None else f"{number(amount, decimals)}{NARROW_SPACE}€"


def cents(amount: int | None) -> str:
    """Return an amount counted in euro cents as ``1 234,56 €``."""
    return ABSENT if amount is None else euros(Fraction(amount, 100))


def signed_euros(amount: Number) -> str:
    """Return a difference of amounts as ``+1,61 €`` or ``−0,20 €``."""
    rounded = _rounded(amount, 2)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{euros(abs(rounded))}"


def day(value: date | None) -> str:
    """Return a date as ``22/11/2026``."""
    return ABSENT if value is None else str(format_date(value, "dd/MM/yyyy", locale="fr_FR"))


def typography(text: str) -> str:
    """Return French text with the ordinary spaces before and after its punctuation made narrow and unbreakable."""
    return _AFTER.sub(NARROW_SPACE, _BEFORE.sub(NARROW_SPACE, text))


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Return ``1 établissement``, ``74 établissements``; zero is singular in French."""
    word = singular if abs(count) < 2 else (several or singular + "s")
    return f"{number(count)} {word}"


def capital(sentence: str) -> str:
    """Return a sentence with a capital at its beginning, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def small(words: str) -> str:
    """Return words with a small letter at their beginning, but for an acronym: « AMM miroir » stays as it is."""
    first = words.split(" ", 1)[0]
    return words if len(first) > 1 and first.isupper() else words[:1].lower() + words[1:]
