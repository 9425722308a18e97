"""The ways a number can be read as people type it: none, one, or two when a separator may be of thousands or decimal."""

import re
from decimal import Decimal

from caqes_eval.intake.values.content import clean

_SIGNS = {"-": "-", "\u2212": "-", "\u2013": "-", "+": ""}
_SIGNED = re.compile(r"([-+\u2212\u2013]?) ?(.*)")
# no leading zero: « 010000024 » is the code of an establishment, not ten million
_SPACED = re.compile(r"(0|[1-9][0-9]{0,2}(?: [0-9]{3}){1,4}|[1-9][0-9]{0,14})(?: ?[.,] ?([0-9]{1,12}))?")
_GROUPED = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3}){0,3})(?:(?!\2)[.,]([0-9]{1,12}))?")


def numbers_of(text: str) -> tuple[Decimal, ...]:
    """Return every way to read a text as a number: none when it is none, two for ``1.234`` and ``1,234``.

    Read: ``12``, ``-12,5``, ``12.5``, ``1 234,56`` (any kind of space, also around the comma), ``1.234,56``,
    ``1,234.56``, ``1.234.567``. Not read: a leading zero, an exponent, more than 15 digits before the comma.
    """
    signed = _SIGNED.fullmatch(clean(text))
    assert signed is not None, "a clean text has one line"
    sign, bare = _SIGNS.get(signed[1], ""), signed[2]
    return tuple(Decimal(sign + digits) for digits in _digits(bare))


def _digits(bare: str) -> tuple[str, ...]:
    if spaced := _SPACED.fullmatch(bare):
        whole, decimals = spaced[1], spaced[2]
        digits = whole.replace(" ", "")
        if not decimals:
            return (digits,)
        # « 1 234,567 », « 1234,567 », « 0,567 » cannot be thousands
        ambiguous = len(decimals) == 3 and len(whole) <= 3 and whole != "0"
        return (f"{digits}.{decimals}", digits + decimals) if ambiguous else (f"{digits}.{decimals}",)
    if grouped := _GROUPED.fullmatch(bare):
        digits = re.sub(r"[.,]", "", grouped[1])
        return (f"{digits}.{grouped[3]}" if grouped[3] else digits,)
    return ()
