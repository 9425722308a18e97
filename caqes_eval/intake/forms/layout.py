"""Where each answer stands in a sheet of a form: one record per row, or per column in a transposed one."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from caqes_eval.intake.forms.cells import Row
from caqes_eval.intake.forms.form import Sheet

HELP_TITLE = "À savoir"
"""The title of the help beside the answers: nothing from there on is an answer."""

TITLE_ROW, GUIDANCE_ROW = 1, 2
_HELP_ROW = 3


@dataclass(frozen=True)
class Layout:
    """The places of a sheet with a number of records; rows and columns from 1."""

    sheet: Sheet
    records: int

    @property
    def heading_row(self) -> int:
        """The row of headings; that of the records' names in a transposed sheet."""
        return _HELP_ROW if self.sheet.schema.transposed else _HELP_ROW + 1

    def heading(self, column: int) -> tuple[int, int]:
        """Return the row and column of the heading of the n-th column of the schema, from 0."""
        return (self.heading_row + 1 + column, 1) if self.sheet.schema.transposed else (self.heading_row, column + 1)

    def help(self, column: int) -> tuple[int, int]:
        """Return where it is said what to write: above the heading, or beside the answers of a transposed sheet."""
        row, place = self.heading(column)
        return (row, self.records + 2) if self.sheet.schema.transposed else (_HELP_ROW, place)

    def cell(self, column: int, record: int) -> tuple[int, int]:
        """Return the row and column of the answer of a record to the n-th column of the schema, both from 0."""
        row, place = self.heading(column)
        return (row, place + 1 + record) if self.sheet.schema.transposed else (row + 1 + record, place)

    def place(self, code: str, record: int = 0) -> tuple[int, int]:
        """Return the row and column of the answer of a record, from 0, to a column of the schema."""
        codes = [column.code for column in self.sheet.schema.columns]
        return self.cell(codes.index(code), record)

    def cells(self, column: int) -> str:
        """Return the range of the answers to the n-th column of the schema, ``B5:B204``."""
        first, last = self.cell(column, 0), self.cell(column, self.records - 1)
        return f"{address(first)}:{address(last)}"


def address(place: tuple[int, int]) -> str:
    """Return the address of a row and column, ``B5``."""
    return f"{get_column_letter(place[1])}{place[0]}"


def layout_of(sheet: Sheet, known: Sequence[Row] = ()) -> Layout:
    """Return the places of a sheet: its fixed records, one for a sheet of questions, else room beyond what is known."""
    if sheet.fixed:
        return Layout(sheet, len(sheet.fixed))
    return Layout(sheet, 1 if sheet.records == 1 else sheet.records + len(known))


def merged(sheet: Sheet, known: Sequence[Row]) -> list[Row]:
    """Return the records to write: those known, laid over the fixed ones by the key of the table.

    Raises:
        ValueError: a known record is none of the fixed ones, or a sheet of questions is given several.
    """
    if not sheet.fixed:
        if sheet.records == 1 and len(known) > 1:
            msg = f"{sheet.schema.code} takes one record, not {len(known)}"
            raise ValueError(msg)
        return list(known)
    key = sheet.schema.key
    answers = {tuple(row.get(code) for code in key): row for row in known}
    rows: list[Row] = [{**answers.pop(tuple(fixed[code] for code in key), {}), **fixed} for fixed in sheet.fixed]
    if answers:
        msg = f"records unknown to {sheet.schema.code}: {sorted(map(str, answers))}"
        raise ValueError(msg)
    return rows
