"""A stored value as French Excel shows it, to every decimal."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import singledispatch


def shown(value: object, number_format: str = "") -> str:
    """Return the text of a value that is no text: ``1234,5``, ``15,3 %``, ``31/12/2025``, ``VRAI``.

    No digit is rounded away and no thousands separator is added: this is what was stored, not how it was dressed.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in number_format:
        return f"{_decimal(Decimal(repr(value)) * 100)} %"
    return _shown(value)


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@singledispatch
def _shown(value: object) -> str:
    return str(value)


@_shown.register
def _(value: bool) -> str:  # noqa: FBT001
    return "VRAI" if value else "FAUX"


@_shown.register
def _(value: float) -> str:
    return _decimal(Decimal(repr(value)))


@_shown.register
def _(value: date) -> str:
    return f"{value:%d/%m}/{value.year:04}"


@_shown.register
def _(value: datetime) -> str:
    day = _shown(value.date())
    return day if value.time() == time() else f"{day} {_shown(value.time())}"


@_shown.register
def _(value: time) -> str:
    return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"


@_shown.register
def _(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
