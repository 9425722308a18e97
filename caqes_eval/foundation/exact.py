"""Exact numbers in pydantic models: fractions and amounts that survive JSON unchanged."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer


def _fraction(value: object) -> object:
    try:
        return Fraction(value) if isinstance(value, str) else value
    except ZeroDivisionError:
        raise ValueError("le dénominateur est nul.") from None


def _day(value: object) -> object:
    # pydantic takes « 20304000 » for seconds since 1970, and a time of day for a date
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("une date AAAA-MM-JJ est attendue.")
    return value


def _amount(value: object) -> object:
    # a float read back from JSON is the shortest text of the decimal that was written
    return Decimal(repr(value)) if isinstance(value, float) else value


def _plain(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


ExactFraction = Annotated[Fraction, BeforeValidator(_fraction), PlainSerializer(str, return_type=str)]
"""A ratio kept as ``numerator/denominator`` text in JSON."""

Amount = Annotated[
    Decimal, BeforeValidator(_amount), PlainSerializer(_plain, return_type=int | float, when_used="json")
]
"""A count or an amount of money: a JSON number, exact to the cent."""

Day = Annotated[date, BeforeValidator(_day)]
"""A date written AAAA-MM-JJ, and in no other way."""
