"""Workbooks as hospitals send them, findings, and what a copy sent back shows."""

import io
import zipfile
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.returns.styles_part import COLOURS

SHEET = "Relevé d’été & 'hiver'"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BY_COLOUR = {f"FF{colour}": severity for severity, colour in COLOURS.items()}


def finding(**given: Any) -> Finding:
    usual = {
        "code": "valeur_refusee",
        "severity": Severity.BLOCKING,
        "file": "mo.xlsx",
        "sheet": SHEET,
        "message": "« douze » n’est pas un nombre.",
    }
    return Finding(**usual | given)


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def hospital_workbook() -> bytes:
    """Two sheets: values, a formula, formats, a merged range, a drop-down, a rule, a protection, two comments."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = SHEET
    for row in range(1, 8):
        for column in range(1, 6):
            sheet.cell(row, column, row * column)
    sheet["A1"] = "UCD"
    sheet["A1"].font = Font(bold=True)
    sheet["F2"] = "=SUM(B2:E2)"
    sheet["B7"].number_format = "0.00 %"
    sheet.merge_cells("C5:D6")
    sheet["B3"].comment = Comment("Vu avec le DIM", "Dr Martin")
    sheet["D2"].comment = Comment("À revoir", "Mme Petit")
    answers = DataValidation(type="list", formula1='"oui,non"')
    answers.add("E2:E7")
    sheet.add_data_validation(answers)
    over = CellIsRule(operator="greaterThan", formula=["30"], fill=PatternFill("solid", bgColor="0000FF00"))
    sheet.conditional_formatting.add("B2:E7", over)
    sheet.protection.sheet = True
    second = workbook.create_sheet("Données")
    second["A1"] = "=cmd|'/c calc'!A0"
    second["A1"].data_type = "s"
    second.print_title_rows = "1:1"
    second.sheet_view.tabSelected = True
    return saved(workbook)


def reopened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_parts(content: bytes, changed: dict[str, bytes]) -> bytes:
    """Return the package with parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (parts(content) | changed).items():
            archive.writestr(name, part)
    return out.getvalue()


def coloured(sheet: Worksheet) -> dict[str, Severity]:
    """Return the severity that our rules give to cells, by address of the cell or of the range."""
    return {
        str(reference): BY_COLOUR[rule.dxf.fill.bgColor.rgb]
        for rules in sheet.conditional_formatting
        for rule in rules.rules
        if rule.dxf and rule.dxf.fill.bgColor.rgb in BY_COLOUR
        for reference in rules.sqref.ranges
    }


def comments(sheet: Worksheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def values(sheet: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet]


def column(sheet: Worksheet, title: str) -> list[object]:
    """Return what is under a title, to the end of the sheet."""
    found = next(cell for row in sheet for cell in row if cell.value == title)
    return [sheet.cell(row, found.column).value for row in range(found.row + 1, sheet.max_row + 1)]
