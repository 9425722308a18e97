"""How our lists look in a workbook: titles, wrapped cells, rows as high as their text, pages that print."""

from collections.abc import Iterable, Sequence
from math import ceil

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.intake.forms import styles
from caqes_eval.intake.forms.cells import put

Columns = Sequence[tuple[str, int]]
"""Title and width, in characters, of each column."""

A4, A3 = 9, 8
_LINE, _HIGHEST = 15.5, 400.0  # points; Excel shows no row higher than 409
_MARGIN = 0.4  # inches
_BODY = Alignment(wrap_text=True, vertical="top", horizontal="left")
_CENTRED = Alignment(vertical="top", horizontal="center")


def write_titles(sheet: Worksheet, row: int, columns: Columns) -> None:
    """Write the titles of a list, and give its columns their width."""
    for column, (title, width) in enumerate(columns, start=1):
        cell = sheet.cell(row, column)
        put(cell, title)
        cell.font, cell.fill, cell.alignment = styles.HEADING, styles.fill(styles.NAVY), styles.MIDDLE
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[row].height = 2 * _LINE + 2


def write_row(sheet: Worksheet, row: int, columns: Columns, contents: Iterable[str | int]) -> list[Cell]:
    """Write a row of a list and return its cells; an empty text leaves a cell empty."""
    cells: list[Cell] = []
    lines = 1
    for (column, content), (_, width) in zip(enumerate(contents, start=1), columns, strict=True):
        cell = sheet.cell(row, column)
        put(cell, None if content == "" else content)
        cell.font, cell.border = styles.BODY, styles.BOX
        cell.alignment = _CENTRED if isinstance(content, int) else _BODY
        lines = max(lines, lines_of(str(content), width))
        cells.append(cell)
    # neither Excel nor LibreOffice makes a row as high as its text when it opens a file it did not write
    sheet.row_dimensions[row].height = min(lines * _LINE + 2, _HIGHEST)
    return cells


def write_over(sheet: Worksheet, row: int, columns: Columns, text: str) -> Cell:
    """Write a paragraph over the whole width of a list and return its cell."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
    cell = sheet.cell(row, 1)
    put(cell, text)
    cell.font, cell.alignment = styles.BODY, styles.WRAP
    sheet.row_dimensions[row].height = lines_of(text, sum(width for _, width in columns)) * _LINE + 2
    return cell


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, one word never being cut for the estimate."""
    return sum(max(1, ceil((len(line) + len(line) // 12) / width)) for line in text.split("\n"))


def set_page(sheet: Worksheet, columns: Columns, *, titles: int, last: int, kept: int = 0, paper: int = A4) -> None:
    """Freeze the titles, give them filters, and make the sheet print on the width of a page.

    Args:
        sheet: holds the list.
        columns: of the list.
        titles: row of the titles.
        last: last row of the list; that of the titles when it is empty.
        kept: columns that stay in view.
        paper: :data:`A4` or :data:`A3`.
    """
    sheet.sheet_view.showGridLines = False
    if last > titles:
        sheet.freeze_panes = sheet.cell(titles + 1, kept + 1)
        sheet.auto_filter.ref = f"A{titles}:{get_column_letter(len(columns))}{last}"
        sheet.print_title_rows = f"{titles}:{titles}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=_MARGIN, right=_MARGIN, top=_MARGIN, bottom=2 * _MARGIN)
    sheet.oddFooter.right.text = "page &P / &N"
