"""What a cell holds: its text without what nobody sees, the number or the day that the file stores."""

import re
import unicodedata
from datetime import date, time
from decimal import Decimal
from math import isfinite

from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Cell

# soft hyphen, zero-width spaces, direction marks, byte order mark, control characters that are no blanks
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
_BLANKS = re.compile(r"\s+")
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "‑": "-", "œ": "oe", "æ": "ae"}
)
_ZEROS = re.compile("0{2,20}")
MAX_DIGITS = 15
"""The digits that Excel keeps of a number; a longer one is a code, or is damaged."""
_LEAST = Decimal(1).scaleb(-MAX_DIGITS)


def clean(text: str) -> str:
    """Return the text on one line: accents composed, invisible characters removed, blanks of all kinds made one space.

    Letters and digits stay as typed (NFC: under NFKC « 10² » would become « 102 »).
    """
    if text.isascii() and text.isprintable():  # most cells: the same, five times faster
        return " ".join(text.split())
    return _BLANKS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def plain(text: str) -> str:
    """Return the text as it is compared: small letters, no accent, straight apostrophes and dashes, single spaces."""
    if text.isascii():
        return clean(text).lower().replace("`", "'")
    small = unicodedata.normalize("NFKD", clean(text).casefold().translate(_ALIKE))
    return clean("".join(letter for letter in small if not unicodedata.combining(letter)))


def fold(text: str) -> str:
    """Return :func:`plain` text without any space: two answers that differ only by that are the same."""
    return plain(text).replace(" ", "")


def stored_number(cell: Cell) -> Decimal | None:
    """Return the number that the file stores, exact; ``None`` when it stores none (a boolean is no number).

    A binary fraction is taken for the decimal it prints, within the 15 digits and 15 decimals that Excel keeps:
    0.1 + 0.2 is 0.3, and what 0.1 + 0.2 - 0.3 leaves is zero.
    """
    native = cell.native
    if isinstance(native, bool):
        return None
    if isinstance(native, int):
        return Decimal(native)
    if not isinstance(native, float) or not isfinite(native):
        return None
    # float() first: that of numpy prints its type
    shortest = Decimal(repr(float(native)))
    kept = shortest if len(shortest.as_tuple().digits) <= MAX_DIGITS else Decimal(f"{native:.{MAX_DIGITS}g}")
    if abs(kept) < _LEAST:
        return Decimal(0)
    return kept.quantize(_LEAST) if abs(kept) < 1 and decimals_of(kept) > MAX_DIGITS else kept


def stored_day(cell: Cell) -> date | None:
    """Return the date, with its time if it has one, that the file stores; ``None`` when it stores none."""
    native = cell.native
    # pandas writes « no date » as a datetime that differs from itself
    return native if isinstance(native, date) and native == native else None


def stores_value(cell: Cell) -> bool:
    """Whether the file stores a value that is no text: then the cell is not empty, whatever it shows."""
    stored = isinstance(cell.native, bool | time)
    return stored or stored_number(cell) is not None or stored_day(cell) is not None


def whole_digits(number: Decimal) -> str | None:
    """Return the digits of a whole number of at most 15 digits, ``None`` for another."""
    if number.adjusted() >= MAX_DIGITS or number != number.to_integral_value():
        return None
    return str(int(number))


def typed(cell: Cell) -> str:
    """Return the answer as text: the digits of a whole number stored (``1`` for 1.0), else what a person sees.

    The zeros that a format such as ``000000000`` shows before a number are part of it: it is a code.
    """
    number = stored_number(cell)
    digits = None if number is None else whole_digits(number)
    if digits is None:
        return seen(cell)
    if _ZEROS.fullmatch(cell.number_format):
        return digits.zfill(len(cell.number_format))
    shown = clean(cell.text)
    return shown if shown.lstrip("0") == digits else digits


def seen(cell: Cell) -> str:
    """Return what a person sees in the cell, blanks included; the stored value in French when the file gives no text."""
    if clean(cell.text) or cell.native is None:
        return cell.text
    if isinstance(cell.native, bool):
        return "oui" if cell.native else "non"
    if isinstance(cell.native, time):
        return f"{cell.native:%H:%M}"
    if (day := stored_day(cell)) is not None:
        return french.day(day)
    number = stored_number(cell)
    return "" if number is None else written(number)


def written(number: Decimal) -> str:
    """Return a number as a person types it, without spaces: ``1234,5``."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def decimals_of(number: Decimal) -> int:
    """Return how many decimals a number needs to be written whole."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
