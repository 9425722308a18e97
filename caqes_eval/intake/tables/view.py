"""A sheet seen as lines of records, whichever way it was laid out."""

from dataclasses import dataclass
from functools import cached_property

from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.workbooks.sheets import Sheet

_MERGES = 2_000
_WIDEST_MERGE = 500


@dataclass(frozen=True)
class View:
    """A sheet whose records are lines: its rows, or its columns when it is transposed.

    Attributes:
        sheet: as received.
        transposed: whether records are columns.
    """

    sheet: Sheet
    transposed: bool = False

    @cached_property
    def lines(self) -> range:
        """The numbers of the lines, from 1 as in the sheet."""
        return self._columns if self.transposed else self._rows

    @cached_property
    def fields(self) -> range:
        """The numbers of the places in a line."""
        return self._rows if self.transposed else self._columns

    @property
    def _rows(self) -> range:
        return range(self.sheet.first_row, self.sheet.last_row + 1)

    @property
    def _columns(self) -> range:
        return range(self.sheet.first_column, self.sheet.last_column + 1)

    def raw(self, line: int, field: int) -> object:
        """Return the value as stored, ``""`` for none."""
        return self.sheet.value(*self._place(line, field))

    def cell(self, line: int, field: int) -> Cell:
        """Return the cell, with its real address."""
        return self.sheet.cell(*self._place(line, field))

    def text(self, line: int, field: int) -> str:
        """Return what a person sees, without the blanks around."""
        return self.sheet.text(*self._place(line, field)).strip()

    def heading(self, line: int, field: int) -> str:
        """Return what a person sees, a merged cell being read from anywhere in it."""
        place = self._place(line, field)
        return self.sheet.text(*self._merged.get(place, place)).strip()

    def filled(self, line: int) -> list[int]:
        """Return the places of a line that hold more than blanks."""
        return [field for field in self.fields if not _blank(self.raw(line, field))]

    def blank(self, line: int, field: int) -> bool:
        """Return whether a cell holds nothing but blanks."""
        return _blank(self.raw(line, field))

    def uncached(self, line: int, field: int) -> bool:
        """Return whether a cell is a formula without a result."""
        return self._place(line, field) in self.sheet.layout.uncached

    def _place(self, line: int, field: int) -> tuple[int, int]:
        return (field, line) if self.transposed else (line, field)

    @cached_property
    def _merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The corner that holds the text, by cell; a merge wider than any heading is left out."""
        corners = {}
        for top, left, bottom, right in self.sheet.layout.merged[:_MERGES]:
            if 0 < (bottom - top + 1) * (right - left + 1) <= _WIDEST_MERGE:
                for row in range(top, bottom + 1):
                    corners.update({(row, column): (top, left) for column in range(left, right + 1)})
        return corners


def _blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()
