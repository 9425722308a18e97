"""One sheet of a form: title, help, headings, known answers, drop-downs, what may be typed and what may not."""

from collections.abc import Sequence
from math import ceil

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.intake.forms import styles
from caqes_eval.intake.forms.cells import Row, put, written
from caqes_eval.intake.forms.form import Sheet
from caqes_eval.intake.forms.layout import GUIDANCE_ROW, HELP_TITLE, TITLE_ROW, Layout, address, layout_of, merged
from caqes_eval.intake.forms.lists import Lists
from caqes_eval.intake.forms.validation import prompt, validation
from caqes_eval.intake.tables.schema import ColumnSchema

_LABEL_WIDTH, _ANSWER_WIDTH, _RECORD_WIDTH, _HELP_WIDTH = 50, 46, 24, 70
_LINE, _HELP_LINE = 15.0, 12.5
_GUIDANCE_WIDTH = 110


def fill_sheet(target: Worksheet, sheet: Sheet, known: Sequence[Row], lists: Lists, title: str) -> None:
    """Write a sheet of a form.

    Args:
        target: the empty sheet.
        sheet: what it asks.
        known: the records already known.
        lists: where the answers of the drop-downs stand.
        title: the French title.
    """
    layout = layout_of(sheet, known)
    rows = merged(sheet, known)
    _set_widths(target, layout)
    _write_top(target, layout, title)
    if sheet.schema.transposed:
        _write_record_names(target, layout)
    for place, column in enumerate(sheet.schema.columns):
        _write_heading(target, layout, place, column)
        _write_answers(target, layout, place, rows)
        first = address(layout.cell(place, 0))
        rule = validation(column, first, answers=lists.of(column), absences=lists.absences)
        rule.add(layout.cells(place))
        target.add_data_validation(rule)
    _freeze(target, layout)
    _set_print(target, layout)


def protect(target: Worksheet) -> None:
    """Lock all but the cells to fill, without password: against slips, not against people. Widths stay free."""
    protection = target.protection
    protection.sheet = True
    protection.formatColumns = protection.formatRows = False


def _write_top(target: Worksheet, layout: Layout, title: str) -> None:
    head, guidance = target.cell(TITLE_ROW, 1), target.cell(GUIDANCE_ROW, 1)
    put(head, title)
    head.font = styles.TITLE
    target.row_dimensions[TITLE_ROW].height = 26
    put(guidance, layout.sheet.guidance)
    guidance.font, guidance.alignment = styles.BODY, styles.WRAP
    last = _columns_across(target, layout, _GUIDANCE_WIDTH)
    target.merge_cells(start_row=GUIDANCE_ROW, start_column=1, end_row=GUIDANCE_ROW, end_column=last)
    target.row_dimensions[GUIDANCE_ROW].height = _height(layout.sheet.guidance, _GUIDANCE_WIDTH, _LINE) + 4


def _columns_across(target: Worksheet, layout: Layout, width: int) -> int:
    """Return how many columns make a width, within the table."""
    total, last = 0.0, layout.cell(len(layout.sheet.schema.columns) - 1, layout.records - 1)[1]
    for place in range(1, last + 1):
        total += target.column_dimensions[get_column_letter(place)].width
        if total >= width:
            return place
    return last


def _write_heading(target: Worksheet, layout: Layout, place: int, column: ColumnSchema) -> None:
    heading, told = target.cell(*layout.heading(place)), target.cell(*layout.help(place))
    put(heading, column.label)
    put(told, prompt(column))
    heading.font, heading.fill = styles.HEADING, styles.fill(styles.NAVY if column.required else styles.TEAL)
    heading.alignment, heading.border = styles.MIDDLE, styles.BOX
    told.font, told.alignment = styles.HELP, styles.MIDDLE if layout.sheet.schema.transposed else styles.WRAP
    label_width, help_width = (
        target.column_dimensions[get_column_letter(cell.column)].width for cell in (heading, told)
    )
    # bold letters are wider than the nominal ones, small italics narrower
    _raise_row(target, heading.row, _height(column.label, label_width * 0.85, _LINE) + 6)
    _raise_row(target, told.row, _height(prompt(column), help_width * 1.15, _HELP_LINE) + 2)


def _raise_row(target: Worksheet, row: int, height: float) -> None:
    target.row_dimensions[row].height = max(target.row_dimensions[row].height or 0, height)


def _write_answers(target: Worksheet, layout: Layout, place: int, rows: Sequence[Row]) -> None:
    column = layout.sheet.schema.columns[place]
    for record in range(layout.records):
        cell = target.cell(*layout.cell(place, record))
        content = written(column, rows[record].get(column.code)) if record < len(rows) else None
        if content is not None:
            put(cell, content)
        _dress(cell, column, known=content is not None)


def _dress(cell: Cell, column: ColumnSchema, *, known: bool) -> None:
    identity = known and column.prefilled
    cell.protection = styles.LOCKED if identity else styles.OPEN
    cell.number_format = styles.NUMBER_FORMATS.get(column.kind, "@")
    cell.font, cell.border, cell.alignment = styles.BODY, styles.BOX, styles.MIDDLE
    if known:
        cell.fill = styles.fill(styles.GREY if identity else styles.KNOWN)


def _set_widths(target: Worksheet, layout: Layout) -> None:
    if layout.sheet.schema.transposed:
        answer = _ANSWER_WIDTH if layout.records == 1 else _RECORD_WIDTH
        widths = [_LABEL_WIDTH, *([answer] * layout.records), _HELP_WIDTH]
    else:
        widths = [styles.WIDTHS[column.kind] for column in layout.sheet.schema.columns]
    for place, width in enumerate(widths, start=1):
        target.column_dimensions[get_column_letter(place)].width = width


def _write_record_names(target: Worksheet, layout: Layout) -> None:
    """Write the row of titles of a transposed sheet: the question, each record, the help."""
    name = layout.sheet.record_label
    records = [name] if layout.records == 1 else [f"{name} {record + 1}" for record in range(layout.records)]
    for place, title in enumerate(["Question", *records, HELP_TITLE], start=1):
        cell = target.cell(layout.heading_row, place)
        put(cell, title)
        cell.font, cell.alignment = styles.LABEL, styles.MIDDLE
        cell.fill, cell.border = styles.fill(styles.PALE), styles.BOX


def _freeze(target: Worksheet, layout: Layout) -> None:
    row, column = layout.cell(0, 0)
    if layout.sheet.fixed and not layout.sheet.schema.transposed:
        # the item stays in sight while its answer is typed
        column += sum(1 for schema in layout.sheet.schema.columns if schema.prefilled)
    target.freeze_panes = address((row, column))


def _set_print(target: Worksheet, layout: Layout) -> None:
    target.page_setup.orientation = "landscape"
    target.page_setup.paperSize = target.PAPERSIZE_A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.sheet_properties.pageSetUpPr.fitToPage = True
    target.print_title_rows = f"{layout.heading_row}:{layout.heading_row}"


def _height(text: str, width: float, line: float) -> float:
    return max(1, ceil(len(text) / width)) * line
