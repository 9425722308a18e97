"""How the tests send a form and fill it, as a hospital would with a spreadsheet."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook, load_workbook

from caqes_eval.intake.forms.cells import Row, put, written
from caqes_eval.intake.forms.form import Form
from caqes_eval.intake.forms.layout import layout_of
from caqes_eval.intake.forms.writer import Recipient, write_form

RECIPIENT = Recipient(finess="130786049", name="CH d’Essai", city="Aubagne", finess_ej="130786049")
SENT = {"campaign": "paca-2025", "year": 2025, "period": "S2 2025"}


def sent(form: Form, prefill: Mapping[str, Sequence[Row]] | None = None) -> bytes:
    return write_form(form, **SENT, establishment=RECIPIENT, prefill=prefill)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def filled(form: Form, content: bytes, answers: Mapping[str, Sequence[Row]], path: Path) -> Path:
    """Write answers in the cells of a form that was sent without known records, and save it."""
    workbook = opened(content)
    for code, rows in answers.items():
        sheet = form.sheet(code)
        layout = layout_of(sheet)
        for record, row in enumerate(rows):
            for place, column in enumerate(sheet.schema.columns):
                if column.code in row:
                    cell = workbook[sheet.schema.label].cell(*layout.cell(place, record))
                    put(cell, written(column, row[column.code]))
    workbook.save(path)
    return path
