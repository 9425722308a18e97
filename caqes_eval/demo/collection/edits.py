"""Ways to spoil a file received: each takes its bytes and returns others, always the same."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.intake.forms.cells import Row, written
from caqes_eval.intake.forms.form import Form
from caqes_eval.intake.forms.layout import layout_of
from caqes_eval.intake.forms.mark import MARK_SHEET
from caqes_eval.intake.forms.package import packed

Edit = Callable[[bytes], bytes]

_SAVED_ON = datetime(2026, 2, 2)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def each_in_turn(*edits: Edit) -> Edit:
    """Return the edit that does several, one after the other."""

    def apply(content: bytes) -> bytes:
        for edit in edits:
            content = edit(content)
        return content

    return apply


def replaced_by(content: bytes) -> Edit:
    """Return the edit that puts other bytes in the place of the file."""
    return lambda _: content


def half(content: bytes) -> bytes:
    """Return the first half of a file, as a transfer that was cut leaves it."""
    return content[: len(content) // 2]


def answered(form: Form, sheet: str, first: int, rows: Sequence[Row]) -> Edit:
    """Return the edit that types answers in a form, from the record of rank ``first``, from 0; text is typed as it is."""
    asked = form.sheet(sheet)
    layout = layout_of(asked)

    def change(workbook: Workbook) -> None:
        target = workbook[asked.schema.label]
        for record, row in enumerate(rows, start=first):
            for code, value in row.items():
                column = asked.schema.column(code)
                try:
                    content = written(column, value)
                except ValueError:
                    # a person may type what is in no list
                    content = str(value)
                cell = target.cell(*layout.place(code, record))
                cell.value = content
                if isinstance(content, str) and not content.startswith("=HYPERLINK"):
                    cell.data_type = "s"

    return _on_workbook(change)


def without_answers(form: Form, sheet: str, first: int) -> Edit:
    """Return the edit that empties the required answers of a sheet but its keys, from a record on, from 0."""
    asked = form.sheet(sheet)
    kept = {*asked.schema.key, *(code for fixed in asked.fixed for code in fixed)}
    layout = layout_of(asked)
    emptied = [column.code for column in asked.schema.columns if column.code not in kept]

    def change(workbook: Workbook) -> None:
        for record in range(first, layout.records):
            for code in emptied:
                workbook[asked.schema.label].cell(*layout.place(code, record)).value = None

    return _on_workbook(change)


def with_column(form: Form, sheet: str, heading: str, values: Sequence[str]) -> Edit:
    """Return the edit that adds a column of a hospital's own after those of a sheet."""
    asked = form.sheet(sheet)
    layout = layout_of(asked)
    row, column = layout.heading(len(asked.schema.columns))

    def change(workbook: Workbook) -> None:
        target = workbook[asked.schema.label]
        target.cell(row, column, heading)
        for place, value in enumerate(values, start=1):
            target.cell(row + place, column, value)

    return _on_workbook(change)


def without_mark(content: bytes) -> bytes:
    """Return a form whose hidden sheet is gone, as when its sheets are copied in a new workbook."""

    def change(workbook: Workbook) -> None:
        del workbook[MARK_SHEET]

    return _on_workbook(change)(content)


def typed(heading: str, values: Sequence[str | int | float], *, first: int = 1, number_format: str = "General") -> Edit:
    """Return the edit that types over the cells below a heading, whatever sheet it is in, the first being 1."""

    def change(workbook: Workbook) -> None:
        sheet, row, column = _place(workbook, heading)
        for place, value in enumerate(values):
            cell = sheet.cell(row + first + place, column)
            cell.value = value
            cell.number_format = number_format

    return _on_workbook(change)


def error_cells(heading: str, errors: Sequence[str], *, first: int = 1) -> Edit:
    """Return the edit that leaves errors of Excel below a heading, of the type that Excel gives them."""

    def change(workbook: Workbook) -> None:
        sheet, row, column = _place(workbook, heading)
        for place, error in enumerate(errors):
            cell = sheet.cell(row + first + place, column)
            cell.value = error
            cell.data_type = "e"

    return _on_workbook(change)


def added_lines(*lines: bytes) -> Edit:
    """Return the edit that puts lines at the end of a text file."""
    return lambda content: content + b"".join(lines)


def swapped(old: bytes, new: bytes) -> Edit:
    """Return the edit that puts some bytes in the place of others, everywhere.

    Raises:
        ValueError: they are not in the file, which would then be sound.
    """

    def apply(content: bytes) -> bytes:
        if old not in content:
            msg = f"{old!r} is not there"
            raise ValueError(msg)
        return content.replace(old, new)

    return apply


def archive(entries: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a zip of these entries, under their names as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, content)
    return out.getvalue()


def _on_workbook(change: Callable[[Workbook], None]) -> Edit:
    def apply(content: bytes) -> bytes:
        workbook = load_workbook(io.BytesIO(content))
        change(workbook)
        return packed(workbook, dated=_SAVED_ON)

    return apply


def _place(workbook: Workbook, heading: str) -> tuple[Worksheet, int, int]:
    """Return the sheet, row and column of a heading.

    Raises:
        ValueError: it is in no sheet.
    """
    for sheet in workbook.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.value == heading:
                    return sheet, cell.row, cell.column
    msg = f"no cell holds {heading!r}"
    raise ValueError(msg)
