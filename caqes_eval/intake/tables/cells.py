"""A cell as it was received, and what reading it gave: a value, a declared absence, or a fault."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Absence(StrEnum):
    """Why there is no value. Zero is a value, never an absence."""

    MISSING = "manquant"
    UNKNOWN = "non connu"
    NOT_APPLICABLE = "sans objet"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sheet.

    Attributes:
        text: what a person sees, or the closest that the file gives, as typed, spaces included.
        native: the value the file stores when it is no text (float, int, bool, date, datetime, time), else None.
        sheet: name of its sheet; empty in a text file.
        row, column: from 1.
        hidden: whether its row, column or sheet is hidden.
        number_format: how the file shows its number, in Excel's own words (``0.0%``); empty when it is not known.
    """

    text: str
    native: object = None
    sheet: str = ""
    row: int = 0
    column: int = 0
    hidden: bool = False
    number_format: str = ""

    @property
    def address(self) -> str:
        """The address in the sheet, ``B12``."""
        letters, rest = "", self.column
        while rest > 0:
            rest, digit = divmod(rest - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return f"{letters}{self.row}"


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a cell says.

    Exactly one of ``value``, ``absence`` and ``problem`` is given.

    Attributes:
        value: the typed value.
        absence: why there is none.
        problem: what is wrong, in French, without the place.
        expected: what was expected instead.
        proposal: the text that most certainly was meant, to be accepted by a person.
        note: what was understood and deserves to be said (« 0,153 lu comme 15,3 % »).
    """

    value: T | None = None
    absence: Absence | None = None
    problem: str = ""
    expected: str = ""
    proposal: str = ""
    note: str = ""
