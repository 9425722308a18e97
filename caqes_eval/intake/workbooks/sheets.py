"""A sheet as it was received: values kept bare and compact, cells made when they are asked for."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.workbooks.display import shown

Kind = Literal["xlsx", "xlsm", "xls", "ods", "texte", "inconnu"]

Run = tuple[int, int, str]
"""First row, last row and number format of cells one under another."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column of a merged range."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What the values of a sheet do not say.

    Attributes:
        formats: number formats other than the general one, by column, from top to bottom.
        hidden_rows, hidden_columns: numbers, from 1.
        merged: merged ranges.
        uncached: (row, column) of the formulas without a result.
        empty_rows: number of rows described in the file that hold nothing.
        date_1904: whether days are counted from 1904 (old Macs).
    """

    formats: Mapping[int, Sequence[Run]] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()
    uncached: frozenset[tuple[int, int]] = frozenset()
    empty_rows: int = 0
    date_1904: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet.

    Attributes:
        name: empty in a text file.
        values: rows of values, ``""`` where there is none; rows may be shorter than others.
        first_row, first_column: where ``values`` starts, from 1.
        hidden: whether the sheet is hidden.
        layout: what the values do not say; empty for xls, ods and text.
    """

    name: str
    values: Sequence[Sequence[object]]
    first_row: int = 1
    first_column: int = 1
    hidden: bool = False
    layout: Layout = field(default_factory=Layout)

    @cached_property
    def last_row(self) -> int:
        """The last row that holds something; 0 in an empty sheet."""
        return self.first_row + len(self.values) - 1 if self.values else 0

    @cached_property
    def last_column(self) -> int:
        """The last column that holds something; 0 in an empty sheet."""
        return self.first_column + max(map(len, self.values)) - 1 if self.values else 0

    def value(self, row: int, column: int) -> object:
        """Return the value of a cell as the file stores it, ``""`` when it has none."""
        line, place = row - self.first_row, column - self.first_column
        if not 0 <= line < len(self.values) or not 0 <= place < len(self.values[line]):
            return ""
        return self.values[line][place]

    def text(self, row: int, column: int) -> str:
        """Return what a person sees in a cell."""
        value = self.value(row, column)
        return value if isinstance(value, str) else shown(value, self.number_format(row, column))

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell, with all that is known of it."""
        value = self.value(row, column)
        number_format = self.number_format(row, column)
        is_text = isinstance(value, str)
        return Cell(
            text=value if isinstance(value, str) else shown(value, number_format),
            native=None if is_text else value,
            sheet=self.name,
            row=row,
            column=column,
            hidden=self.hidden or row in self.layout.hidden_rows or column in self.layout.hidden_columns,
            number_format=number_format,
        )

    def number_format(self, row: int, column: int) -> str:
        """Return how the file shows the number of a cell; empty when it says nothing."""
        runs = self.layout.formats.get(column)
        if not runs:
            return ""
        place = bisect_right(runs, row, key=lambda run: run[0]) - 1
        return runs[place][2] if place >= 0 and row <= runs[place][1] else ""


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A file opened, or the reason why it was not.

    Attributes:
        sheets: in the order of the workbook; none when the file is refused.
        kind: what the file is, by its content.
        findings: all that there is to say of the file itself.
    """

    sheets: tuple[Sheet, ...] = ()
    kind: Kind = "inconnu"
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the file could not be opened."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)
