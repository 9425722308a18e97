"""A workbook without the cells that name patients: written anew from its cells, so that nothing else of it passes."""

import io
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.scenario import ScenarioList
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.intake.returns.markup import UnannotatableError

_LARGEST = 8_000_000
"""Bytes of the file: openpyxl keeps every cell as an object, about fifty times as large."""


@dataclass(frozen=True, kw_only=True)
class Blank:
    """Cells to empty: those of a column, from a row to another.

    Attributes:
        sheet: name of the sheet.
        column: number, from 1.
        first_row: the first one emptied; the row under the title of a refused column.
        last_row: the last one; ``None`` to the end of the sheet.
    """

    sheet: str
    column: int
    first_row: int
    last_row: int | None = None


def blanked(content: bytes, blanks: Iterable[Blank]) -> bytes:
    """Return the workbook with cells emptied, and without what may repeat them.

    Formulas lose their recorded results, which the program that opens the file computes again; drawings, charts, pivot
    tables, links to other files, macros and filters are left out: each may hold a copy of what was in the cells.

    Args:
        content: an xlsx or xlsm that the reader has opened without a finding that refuses it.
        blanks: what to empty.

    Raises:
        UnannotatableError: it cannot be done surely; the file must not be sent back then.
    """
    if len(content) > _LARGEST:
        raise UnannotatableError("il est trop gros pour qu’une copie sans les données des patients en soit faite")
    try:
        with warnings.catch_warnings():
            # openpyxl tells what it leaves out
            warnings.simplefilter("ignore")
            workbook = load_workbook(io.BytesIO(content), keep_links=False)
            _empty(workbook, list(blanks))
            out = io.BytesIO()
            workbook.save(out)
    except Exception as error:  # openpyxl fails in many ways on files that Excel opens
        raise UnannotatableError("aucune copie sûre, sans les données des patients, n’a pu en être faite") from error
    return out.getvalue()


def _empty(workbook: Workbook, blanks: list[Blank]) -> None:
    missing = {blank.sheet for blank in blanks} - set(workbook.sheetnames)
    if missing:
        msg = f"no such sheet: {sorted(missing)}"
        raise ValueError(msg)
    for sheet in workbook.worksheets:
        sheet._charts, sheet._images, sheet._pivots = [], [], []
        sheet.auto_filter, sheet.scenarios = AutoFilter(), ScenarioList()
        for table in sheet.tables.values():
            table.autoFilter, table.sortState = AutoFilter(ref=table.ref) if table.autoFilter else None, None
    for blank in blanks:
        _empty_cells(workbook[blank.sheet], blank)


def _empty_cells(sheet: Worksheet, blank: Blank) -> None:
    # rules and drop-downs may quote names
    sheet.conditional_formatting, sheet.data_validations = ConditionalFormattingList(), DataValidationList()
    last = min(blank.last_row or sheet.max_row, sheet.max_row)
    for row in range(blank.first_row, last + 1):
        cell = sheet.cell(row, blank.column)
        if not isinstance(cell, MergedCell):
            cell.value = cell.comment = cell.hyperlink = None
