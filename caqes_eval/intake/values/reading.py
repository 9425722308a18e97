"""Read a cell for its column: one entry, whatever the kind; it never raises and never repairs."""

from dataclasses import replace
from typing import Any

from caqes_eval.intake.tables.cells import Absence, Cell, Reading
from caqes_eval.intake.tables.schema import ColumnSchema
from caqes_eval.intake.values.absence import declared_absence, formula_fault
from caqes_eval.intake.values.answers import choices_of, read_choice, read_text, read_yes_no
from caqes_eval.intake.values.codes import read_code
from caqes_eval.intake.values.content import clean
from caqes_eval.intake.values.dates import read_date
from caqes_eval.intake.values.expected import expected_of
from caqes_eval.intake.values.numbers import read_count, read_money, read_quantity
from caqes_eval.intake.values.period_words import read_month, read_period
from caqes_eval.intake.values.rates import read_rate

_LONGEST = 200
_TOO_LONG = "Cette cellule contient un long texte : mettez les explications dans la colonne des commentaires."
_REQUIRED = (
    "Cette cellule ne contient aucune réponse, et elle est obligatoire. Si la question ne s’applique pas, écrivez "
    "« sans objet » ; si la valeur n’est pas connue, « non disponible » ; zéro s’écrit 0."
)


def read(cell: Cell, column: ColumnSchema, *, date_1904: bool = False) -> Reading[Any]:
    """Read a cell as the kind of its column.

    Args:
        cell: as received.
        column: what it should hold.
        date_1904: whether the workbook counts its days from 1904 (old Macs), for numbers not formatted as dates.

    Returns:
        Exactly one of a value, an absence and a problem. The value is a ``str`` (text, codes, code of a choice), an
        ``int`` (count), a ``Decimal`` (quantity, euros, proportion), a ``date``, a ``bool``, or a ``Period`` (month,
        period). A problem says what was expected; its proposal, if any, reads as a value of the column.
    """
    reading = _read(cell, column, date_1904=date_1904)
    if reading.absence is Absence.MISSING and column.required and not column.measured:
        reading = Reading(problem=_REQUIRED)
    if not reading.problem:
        return reading
    proposal = reading.proposal if _reads(reading.proposal, column) else ""
    return replace(reading, expected=expected_of(column), proposal=proposal)


def _read(cell: Cell, column: ColumnSchema, *, date_1904: bool) -> Reading[Any]:
    if fault := formula_fault(cell):
        return Reading(problem=fault)
    # « NA » or « Sans objet » may be an answer of the list
    listed = column.kind == "choice" and len(choices_of(cell, column)) > 0
    if not listed and (absent := declared_absence(cell)):
        return absent
    if column.kind != "text" and not listed and len(clean(cell.text)) > _LONGEST:
        return Reading(problem=_TOO_LONG)
    return _by_kind(cell, column, date_1904=date_1904)


def _by_kind(cell: Cell, column: ColumnSchema, *, date_1904: bool) -> Reading[Any]:
    match column.kind:
        case "text":
            return read_text(cell)
        case "count":
            return read_count(cell, column)
        case "quantity":
            return read_quantity(cell, column)
        case "money":
            return read_money(cell, column)
        case "rate":
            return read_rate(cell, column)
        case "date":
            return read_date(cell, date_1904=date_1904)
        case "month":
            return read_month(cell, date_1904=date_1904)
        case "period":
            return read_period(cell, date_1904=date_1904)
        case "yes_no":
            return read_yes_no(cell)
        case "choice":
            return read_choice(cell, column)
        case "finess" | "ucd" | "cip" | "lpp" | "les":
            return read_code(cell, column.kind)


def _reads(proposal: str, column: ColumnSchema) -> bool:
    """Whether a proposal, once accepted, would be a value."""
    return bool(proposal) and _read(Cell(proposal), column, date_1904=False).value is not None
