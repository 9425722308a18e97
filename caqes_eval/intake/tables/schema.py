"""What a table must hold: its columns, their kinds and the words that name them. One schema writes a form and reads it back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "text", "count", "quantity", "money", "rate", "date", "month", "period", "yes_no", "choice",
    "finess", "ucd", "cip", "lpp", "les",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer of a list: its code, what a reader sees, and other ways people write it."""

    code: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ColumnSchema:
    """A column of a table.

    Attributes:
        code: stable name in the typed table.
        label: the French heading, as our forms write it.
        kind: how a cell is read; « rate » is a proportion, « money » euros, « quantity » may be fractional.
        required: whether an empty cell is a fault (a declared « sans objet » is not empty).
        measured: whether the evaluation counts its empty cells (completeness): they are told, and stop nothing.
        expected: whether the whole column must be in the table.
        synonyms: other headings that mean this column.
        choices: the answers of a « choice ».
        minimum, maximum: bounds, both included, of a number.
        help: what to write there, for the form's instructions.
        prefilled: whether the form comes with it already known.
    """

    code: str
    label: str
    kind: Kind
    required: bool = False
    measured: bool = False
    expected: bool = True
    synonyms: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    help: str = ""
    prefilled: bool = False


@dataclass(frozen=True, kw_only=True)
class TableSchema:
    """A table.

    Attributes:
        code: stable name of the table.
        label: French name; also the name of the sheet in our forms.
        columns: in the order of the form.
        key: columns that must not repeat together.
        transposed: whether records are columns and criteria are rows (the DMI audit).
        synonyms: other names of the sheet.
    """

    code: str
    label: str
    columns: tuple[ColumnSchema, ...]
    key: tuple[str, ...] = ()
    transposed: bool = False
    synonyms: tuple[str, ...] = ()

    def column(self, code: str) -> ColumnSchema:
        """Return a column by its code."""
        return next(column for column in self.columns if column.code == code)
