"""What a form writes in a cell: known answers in the words of the form, and never a formula."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.schema import ColumnSchema
from caqes_eval.intake.values import Period

Known = str | int | Decimal | bool | date | Period | Absence | None
"""A value as a typed table holds it; the answer of a list is its code."""

Row = Mapping[str, Known]

YES, NO = "Oui", "Non"
NOT_APPLICABLE, UNKNOWN = "sans objet", "non disponible"
ABSENCES = (NOT_APPLICABLE, UNKNOWN, "NA", "ND")
"""The words for « no value » that a cell of numbers, dates or codes takes."""

_LONGEST = 32_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_DECLARED = {Absence.NOT_APPLICABLE: NOT_APPLICABLE, Absence.UNKNOWN: UNKNOWN, Absence.MISSING: None}


def written(column: ColumnSchema, value: Known) -> str | int | Decimal | date | None:
    """Return what the form shows for a known value, ``None`` for an empty cell.

    Raises:
        ValueError: the code is of no answer of the list.
    """
    if isinstance(value, Absence):
        return _DECLARED[value]
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Period):
        return value.label
    if column.choices:
        for choice in column.choices:
            if choice.code == value:
                return choice.label
        msg = f"{value!r} is no answer of the list of {column.code}"
        raise ValueError(msg)
    return value


def put(cell: Cell, content: str | int | Decimal | date | None) -> None:
    """Write in a cell; a text stays a text, whatever it starts with, and a character that XML refuses is shown as �."""
    if not isinstance(content, str):
        cell.value = content
        return
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", content)[:_LONGEST]
    cell.value = text
    # openpyxl takes « = » for a formula; a quote prefix keeps the text one when the cell is edited
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA)
