from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from workbook_files import ods, raw_xlsx, replaced, saved, xls, xlsx

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.workbooks import Sheet, open_workbook
from caqes_eval.intake.workbooks.binary import read_binary
from caqes_eval.intake.workbooks.display import shown


def texts(sheet: Sheet) -> list[list[str]]:
    rows, columns = range(1, sheet.last_row + 1), range(1, sheet.last_column + 1)
    return [[sheet.text(row, column) for column in columns] for row in rows]


def codes(opened) -> list[str]:
    return [finding.code for finding in opened.findings]


@pytest.mark.parametrize("writer", [xlsx, xls])
def test_the_same_cells_come_from_xlsx_and_xls(tmp_path, writer):
    opened = open_workbook(writer(tmp_path / "a", ["FINESS", "Boîtes"], ["010000024", 12.0], ["010000032", 1.5]))
    assert texts(opened.sheets[0]) == [["FINESS", "Boîtes"], ["010000024", "12"], ["010000032", "1,5"]]
    assert (opened.sheets[0].name, opened.kind) == ("Feuille", writer.__name__)
    assert opened.sheets[0].cell(2, 2) == Cell("12", native=12, sheet="Feuille", row=2, column=2)
    assert opened.sheets[0].cell(2, 1) == Cell("010000024", sheet="Feuille", row=2, column=1)


def test_an_open_document_sheet(tmp_path):
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>FINESS</text:p></table:table-cell>'
        '<table:table-cell office:value-type="float" office:value="1.5"><text:p>1,5</text:p></table:table-cell>'
        "</table:table-row>"
    )
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    opened = open_workbook(ods(tmp_path / "a.ods", row + empty))
    assert (opened.kind, texts(opened.sheets[0])) == ("ods", [["FINESS", "1,5"]])
    assert codes(opened) == ["ancien_format"]


def test_what_only_the_layout_says(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet["C5"] = "Taux"
    sheet["C6"], sheet["C7"], sheet["C8"] = 0.153, 0.2, 3
    sheet["C6"].number_format = sheet["C7"].number_format = "0.0%"
    sheet["D6"] = date(2025, 12, 31)
    sheet.merge_cells("C5:D5")
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["D"].hidden = True
    opened = open_workbook(saved(book, tmp_path / "a.xlsx"))
    read = opened.sheets[0]
    assert [read.cell(row, 3).text for row in (5, 6, 7, 8)] == ["Taux", "15,3 %", "20 %", "3"]
    assert [read.cell(row, 3).number_format for row in (5, 6, 7, 8)] == ["", "0.0%", "0.0%", ""]
    assert [read.cell(row, 3).hidden for row in (5, 6, 7, 8)] == [False, False, True, False]
    assert read.cell(6, 3).native == 0.153
    assert (read.cell(6, 4).native, read.cell(6, 4).hidden) == (date(2025, 12, 31), True)
    assert read.layout.merged == ((5, 3, 5, 4),)
    told = {finding.code: finding.message for finding in opened.findings}
    assert "1, la première est la ligne 7" in told["lignes_masquees"]
    assert "1, la première est la colonne D" in told["colonnes_masquees"]


@pytest.mark.parametrize(
    ("native", "number_format", "text"),
    [
        (12, "", "12"), (1234.5, "", "1234,5"), (0.1, "", "0,1"), (3.40095e12, "", "3400950000000"),
        (1e-7, "", "0,0000001"), (1e22, "", "10000000000000000000000"), (float("inf"), "", "Infinity"),
        (0.07, "0%", "7 %"), (0.1534, "0.0%", "15,34 %"), (1, "0%", "100 %"),
        (True, "", "VRAI"), (False, "0%", "FAUX"), (date(2025, 1, 2), "", "02/01/2025"),
        (datetime(2025, 1, 2), "", "02/01/2025"), (datetime(2025, 1, 2, 14, 5), "", "02/01/2025 14:05"),
        (time(14, 5, 9), "", "14:05:09"), (timedelta(hours=30, minutes=2), "", "30:02:00"),
    ],
)  # fmt: skip
def test_a_stored_value_as_french_excel_shows_it(native, number_format, text):
    assert shown(native, number_format) == text


def test_errors_are_kept_and_formulas_without_result_are_told(tmp_path):
    rows = (
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>A1</f></c><c r="C1"><f>A1</f><v></v></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1" t="e"><v>#N/A</v></c></row>'
    )
    opened = open_workbook(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert texts(opened.sheets[0]) == [["#DIV/0!", "", "", "", "2", "#N/A"]]
    assert [(finding.code, finding.cell) for finding in opened.findings] == [
        ("formule_sans_resultat", "B1"), ("formule_sans_resultat", "C1"),
    ]  # fmt: skip
    assert "Ouvrir et enregistrer dans Excel" in opened.findings[0].remedy


def test_cells_without_an_address_follow_one_another(tmp_path):
    rows = "<row><c><v>1</v></c><c t='e'><v>#N/A</v></c></row><row><c><v>3</v></c></row>"
    assert texts(open_workbook(raw_xlsx(tmp_path / "a.xlsx", rows)).sheets[0]) == [["1", "#N/A"], ["3", ""]]


def test_hidden_sheets_macros_links_and_comments_are_told(tmp_path):
    book = Workbook()
    book.active["A1"] = "x"
    book.create_sheet("Cachée").append(["y"])
    book["Cachée"].sheet_state = "veryHidden"
    parts = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>", "xl/comments1.xml": b"<x/>"}
    opened = open_workbook(replaced(saved(book, tmp_path / "a.xlsm"), parts))
    assert (opened.kind, opened.refused) == ("xlsm", False)
    assert codes(opened) == ["macros", "liens_externes", "commentaires", "feuille_masquee"]
    assert {finding.severity for finding in opened.findings} == {Severity.INFO}
    assert opened.findings[-1].sheet == "Cachée"
    assert opened.sheets[1].cell(1, 1).hidden


def test_days_counted_from_1904_are_marked(tmp_path):
    workbook = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    workbook += b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/>'
    workbook += b'<sheets><sheet name="F" sheetId="1" r:id="rId1"/></sheets></workbook>'
    opened = open_workbook(replaced(xlsx(tmp_path / "a.xlsx", ["x"]), {"xl/workbook.xml": workbook}))
    assert opened.sheets[0].layout.date_1904


def test_the_real_workbook_of_establishments(shared_data):
    opened = open_workbook(shared_data / "finess" / "statapp_finess.xlsx")
    (sheet,) = opened.sheets
    assert (sheet.last_row, sheet.last_column, opened.findings) == (3_975, 5, ())
    assert texts(sheet)[1] == [
        "010000024", "010000024 - CH DE FLEYRIAT", "VIRIAT", "Public", "84 - Auvergne-Rhône-Alpes",
    ]  # fmt: skip


VALUES = st.one_of(
    st.none(), st.text(max_size=20), st.integers(), st.floats(allow_nan=False), st.booleans(), st.dates(),
    st.datetimes(), st.times(), st.sampled_from(["=A1", "=1/0", "#DIV/0!", "<x>&", "\ufeff", "Total"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(VALUES, max_size=5), max_size=6),
    number_format=st.sampled_from(["General", "0.0%", "@", "x"]),
)
def test_any_workbook_opens(tmp_path, rows, number_format):
    book = Workbook()
    for row in rows:
        try:
            book.active.append(row)
        except (IllegalCharacterError, ValueError):
            continue
    for row in book.active.iter_rows():
        for cell in row:
            cell.number_format = number_format
    try:
        path = saved(book, tmp_path / "a.xlsx")
    except (OverflowError, ValueError):
        return
    opened = read_binary(path, "a.xlsx")
    for sheet in opened.sheets:
        texts(sheet)
    assert not opened.refused or not opened.sheets
