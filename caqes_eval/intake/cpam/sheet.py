"""One sheet of an extract, read: its table, and what the checks need to say where something is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cpam.extracts import MEASURES
from caqes_eval.intake.cpam.faults import fault
from caqes_eval.intake.cpam.mapping import ExtractMapping, MoneyUnit, RateUnit
from caqes_eval.intake.cpam.units import UnitView, contradicting, scaled
from caqes_eval.intake.privacy import quoted
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.tables.columns import Matching
from caqes_eval.intake.tables.finding import FoundTable
from caqes_eval.intake.tables.reading import SOURCE_ROW, TypedTable, read_table
from caqes_eval.intake.tables.schema import Kind, TableSchema
from caqes_eval.intake.values import read

_TOTAL = "ligne_total"
_ROW = re.compile(r"[0-9]+$")


@dataclass(frozen=True, kw_only=True)
class SheetRead:
    """A sheet of an extract.

    Attributes:
        found: where its table is.
        table: its values, amounts in euros.
        schema: the kinds in which its cells were read.
        money: unit of the columns of amounts that are not in euros.
    """

    file: str
    found: FoundTable
    table: TypedTable
    schema: TableSchema
    money: dict[str, MoneyUnit]

    @property
    def name(self) -> str:
        """The name of the sheet; empty in a text file."""
        return self.found.view.sheet.name

    @property
    def rows(self) -> list[int]:
        """The row of each record."""
        return [int(row) for row in self.table.frame[SOURCE_ROW]]

    def matching(self, code: str) -> Matching | None:
        """Return how a column was recognised, ``None`` when the sheet has not got it."""
        return next((matching for matching in self.found.matchings if matching.code == code), None)

    def values(self, code: str) -> list[object]:
        """Return the values of a column, ``None`` where there is none."""
        return list(self.table.frame[code])

    def measured(self) -> list[str]:
        """Return the columns found that add up."""
        columns = (column.code for column in self.schema.columns if column.kind in MEASURES)
        return [code for code in columns if self.matching(code)]

    def cell(self, row: int, code: str) -> Cell:
        """Return the cell of a column in a row, as received."""
        matching = self.matching(code)
        assert matching is not None, code
        return self.found.view.cell(row, matching.place)

    def kind(self, code: str) -> Kind:
        """Return the kind of the values of a column, once in euros."""
        return "money" if code in self.money else self.schema.column(code).kind

    def total(self, row: int, code: str) -> object:
        """Return what a total row says of a column, in the unit of the table; ``None`` when it says nothing readable."""
        value = read(self.cell(row, code), self.schema.column(code)).value
        return scaled([value], self.money.get(code))[0]

    def total_rows(self) -> list[int]:
        """Return the rows that are totals, from the top."""
        rows = []
        for finding in self.found.findings:
            if finding.code == _TOTAL:
                in_sheet = _ROW.search(finding.cell or "")
                rows.append(int(in_sheet[0]) if in_sheet else finding.line or 0)
        return rows

    def fault(self, code: str, row: int, column: str, case: dict[str, str], *, expected: str | None = None) -> Finding:
        """Return a finding at the cell of a column."""
        cell, matching = self.cell(row, column), self.matching(column)
        heading = quoted(matching.heading) if matching else None
        return fault(code, self.file, case, cell=cell, column=heading, value=quoted(cell.text), expected=expected)


def read_sheet(found: FoundTable, schema: TableSchema, mapping: ExtractMapping, *, file: str) -> SheetRead:
    """Read the table of a sheet in the units that its mapping says.

    Args:
        found: where the table is.
        schema: its columns, with the headings of the mapping.
        mapping: the units.
        file: how messages name the file.
    """
    money: dict[str, MoneyUnit] = {}
    rates: dict[int, RateUnit] = {}
    places = {matching.code: matching.place for matching in found.matchings}
    for column in schema.columns:
        unit = mapping.column(column.code).unit
        if unit in ("centimes", "milliers d’euros"):
            money[column.code] = unit
        elif unit in ("pourcentage", "proportion") and column.code in places:
            rates[places[column.code]] = unit
    # an amount that is not in euros is a bare number
    columns = tuple(replace(column, kind="quantity") if column.code in money else column for column in schema.columns)
    read_as = replace(schema, columns=columns, key=())
    found = replace(found, view=UnitView(found.view.sheet, found.view.transposed, rates))
    table = read_table(found, read_as, file=file)
    for code, unit in money.items():
        table.frame[code] = pd.Series(scaled(list(table.frame[code]), unit), dtype=object)
    return SheetRead(file=file, found=found, table=table, schema=read_as, money=money)


def contradicted_units(sheet: SheetRead) -> Iterator[Finding]:
    """Tell, once per column, an amount shown in euros where the mapping says otherwise."""
    for code, unit in sheet.money.items():
        matching = sheet.matching(code)
        cell = next(contradicting(sheet.found.view, sheet.found.lines, matching.place), None) if matching else None
        if cell:
            yield sheet.fault("extrait_unite", cell.row, code, {"unit": unit})
