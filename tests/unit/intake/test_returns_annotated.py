"""The hospital's own workbook sent back: nothing of it lost, faults coloured, commented and listed."""

import re
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from returned_files import (
    RELATIONS,
    SHEET,
    coloured,
    column,
    comments,
    finding,
    hospital_workbook,
    parts,
    reopened,
    saved,
    values,
    with_parts,
)

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.returns import SUMMARY_SHEET, Blank, annotate, returned_name
from caqes_eval.intake.returns.wording import COMMENTED, END_OF_NOTE, LISTED
from caqes_eval.intake.workbooks import open_workbook

TO_CHECK, INFO = Severity.TO_CHECK, Severity.INFO


def sent_back(content, *findings, **options):
    return annotate(content, findings, shown_name="mo.xlsx", **options)


def said(sheet):
    return " ".join(str(cell.value) for row in sheet for cell in row if cell.value is not None)


def test_nothing_of_the_workbook_changes_but_the_marks():
    original = hospital_workbook()
    copy = sent_back(original, finding(cell="B4"))
    before, after = reopened(original), reopened(copy)
    assert after.sheetnames == [SUMMARY_SHEET, SHEET, "Données"]
    assert after.active.title == SUMMARY_SHEET
    for name in before.sheetnames:
        assert values(after[name]) == values(before[name])
    sheet = after[SHEET]
    assert sheet["F2"].value == "=SUM(B2:E2)"
    assert (sheet["A1"].font.bold, sheet["B7"].number_format) == (True, "0.00 %")
    assert [str(each) for each in sheet.merged_cells.ranges] == ["C5:D6"]
    assert [str(each.sqref) for each in sheet.data_validations.dataValidation] == ["E2:E7"]
    assert sheet.protection.sheet
    assert after["Données"].print_title_rows == "$1:$1"
    assert not after["Données"].sheet_view.tabSelected


def test_rows_are_kept_byte_for_byte():
    original = hospital_workbook()
    rows = parts(original)["xl/worksheets/sheet1.xml"].split(b"<sheetData>")[1].split(b"</sheetData>")[0]
    assert rows in parts(sent_back(original, finding(cell="B4")))["xl/worksheets/sheet1.xml"]


def test_recorded_results_and_extensions_of_excel_are_kept():
    original = hospital_workbook()
    sheet = parts(original)["xl/worksheets/sheet1.xml"]
    sheet = sheet.replace(b"<f>SUM(B2:E2)</f><v />", b"<f>SUM(B2:E2)</f><v>28</v>")
    extension = b'<extLst><ext uri="{CCE6A557}"><x14:dataValidations xmlns:x14="urn:x14" count="1"/></ext></extLst>'
    sheet = sheet.replace(b"</worksheet>", extension + b"</worksheet>")
    copy = sent_back(with_parts(original, {"xl/worksheets/sheet1.xml": sheet}), finding(cell="B4"))
    kept = parts(copy)["xl/worksheets/sheet1.xml"]
    assert b"<v>28</v>" in kept
    assert extension in kept
    # in the order of the schema: the drawing of the comments precedes the extensions
    assert kept.index(b"legacyDrawing") < kept.index(b"<extLst>")


def test_cells_are_coloured_by_severity_over_their_own_rules():
    sheet = reopened(
        sent_back(
            hospital_workbook(),
            finding(cell="B4"), finding(cell="B5"), finding(cell="C2", severity=TO_CHECK), finding(cell="E3", severity=INFO),
            finding(cell="B5", severity=INFO),
        )
    )[SHEET]  # fmt: skip
    assert coloured(sheet) == {"B4:B5": Severity.BLOCKING, "C2": TO_CHECK, "E3": INFO}
    own = [rule for rules in sheet.conditional_formatting for rule in rules.rules if rule.type == "cellIs"]
    ours = [rule for rules in sheet.conditional_formatting for rule in rules.rules if rule.type == "expression"]
    assert len(own) == 1
    assert max(rule.priority for rule in ours) < own[0].priority


def test_a_comment_tells_severity_first_then_what_why_expected_proposal_and_remedy():
    told = finding(
        cell="B4", why="le taux serait faux.", expected="un nombre entier", proposal="12", remedy="écrire en chiffres."
    )
    doubled = finding(cell="B4", severity=TO_CHECK, message="cette ligne répète la ligne 3.", code="ligne_double")
    sheet = reopened(sent_back(hospital_workbook(), doubled, told))[SHEET]
    assert sheet["B4"].comment.text.replace("\u202f", " ") == (
        "[bloquant] « douze » n’est pas un nombre.\n"
        "Le taux serait faux.\n"
        "Attendu : un nombre entier\n"
        "Proposition : « 12 », à vérifier avant de l’écrire.\n"
        "À faire : Écrire en chiffres.\n"
        "\n"
        "[à vérifier] Cette ligne répète la ligne 3.\n" + END_OF_NOTE
    )


def test_comments_of_the_hospital_are_kept_ours_before_them():
    sheet = reopened(sent_back(hospital_workbook(), finding(cell="B3")))[SHEET]
    assert comments(sheet) == {
        "B3": f"[bloquant] «\u202fdouze\u202f» n’est pas un nombre.\n{END_OF_NOTE}\n\nVu avec le DIM",
        "D2": "À revoir",
    }
    assert sheet["D2"].comment.author == "Mme Petit"


def test_a_box_is_as_high_as_its_text():
    long = finding(cell="B4", why="x" * 600)
    drawing = next(part for name, part in parts(sent_back(hospital_workbook(), long)).items() if name.endswith(".vml"))
    heights = [int(piece.split(b"pt")[0]) for piece in drawing.split(b";height:")[1:]]
    assert len(heights) == 3
    assert max(heights) > 3 * min(heights)


def test_a_merged_range_is_marked_on_the_cell_that_shows_it():
    sheet = reopened(sent_back(hospital_workbook(), finding(cell="D6")))[SHEET]
    assert coloured(sheet) == {"C5": Severity.BLOCKING}
    assert "C5" in comments(sheet)


def test_the_first_sheet_lists_every_finding_in_order_and_leads_to_it():
    summary = reopened(
        sent_back(
            hospital_workbook(),
            finding(cell="B9", severity=TO_CHECK), finding(cell="B10"), finding(cell="B2", column="Patients", value="douze"),
            finding(sheet="Données", line=4, severity=INFO),
            finding(sheet=None, code="feuille_absente", message="la feuille « Audit » est introuvable."),
            due=date(2026, 3, 15), strict=date(2026, 3, 31),
        )
    )[SUMMARY_SHEET]  # fmt: skip
    text = said(summary).replace("\u202f", " ")
    assert "5 constats : 3 bloquants, 1 à vérifier, 1 pour information." in text
    assert "attendu le 15/03/2026 au plus tard ; après le 31/03/2026, il ne pourra plus être pris en compte." in text
    assert column(summary, "N°") == [1, 2, 3, 4, 5]
    assert column(summary, "Gravité") == ["bloquant", "bloquant", "bloquant", "à vérifier", "info"]
    assert column(summary, "Cellule ou ligne") == [None, "B2", "B10", "B9", "ligne 4"]
    assert column(summary, "Valeur lue") == [None, "douze", None, None, None]
    links = {cell.value: cell.hyperlink.location for row in summary for cell in row if cell.hyperlink}
    quoted = SHEET.replace("'", "''")
    assert links == {
        "B2": f"'{quoted}'!B2", "B10": f"'{quoted}'!B10", "B9": f"'{quoted}'!B9", "ligne 4": "'Données'!A4",
    }  # fmt: skip


def test_a_file_without_fault_says_so():
    summary = reopened(sent_back(hospital_workbook()))[SUMMARY_SHEET]
    assert "Rien à corriger" in said(summary)


def test_hidden_sheets_are_told_and_have_no_link():
    workbook = Workbook()
    workbook.active.title = "Vue"
    workbook.create_sheet("Cachée").sheet_state = "hidden"
    summary = reopened(sent_back(saved(workbook), finding(sheet="Cachée", cell="A1")))[SUMMARY_SHEET]
    assert "masquées" in said(summary)
    assert not any(cell.hyperlink for row in summary for cell in row)


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "+33 6", "-12", "@SUM(A1)", "\t=1", "https://example.org/a", "<b>&amp;</b>", "a\x00b\x1b[31m", "]]>", "'"],
)
def test_hostile_text_stays_text(hostile):
    copy = sent_back(
        hospital_workbook(),
        finding(cell="B4", value=hostile, column=hostile, message=hostile, proposal=hostile, sheet=SHEET),
        finding(sheet=hostile, cell=hostile),
    )
    workbook = reopened(copy)
    summary = workbook[SUMMARY_SHEET]
    cells = [cell for row in summary for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink] == [None]
    shown = hostile.replace("\x00", "\ufffd").replace("\x1b", "\ufffd")
    assert column(summary, "Valeur lue")[0] == shown
    assert "[bloquant]" in workbook[SHEET]["B4"].comment.text


def test_the_same_arguments_give_the_same_bytes():
    original = hospital_workbook()
    assert sent_back(original, finding(cell="B4")) == sent_back(original, finding(cell="B4"))


def test_a_corrected_copy_is_marked_anew():
    first = sent_back(hospital_workbook(), finding(cell="B3"), finding(cell="B4"), finding(sheet="Données", cell="A1"))
    again = reopened(sent_back(first, finding(cell="C2", severity=TO_CHECK)))
    assert again.sheetnames == [SUMMARY_SHEET, SHEET, "Données"]
    assert coloured(again[SHEET]) == {"C2": TO_CHECK}
    assert coloured(again["Données"]) == {}
    assert comments(again["Données"]) == {}
    noted = comments(again[SHEET])
    assert noted.keys() == {"B3", "C2", "D2"}
    assert noted["B3"] == "Vu avec le DIM"
    assert column(again[SUMMARY_SHEET], "Cellule ou ligne") == ["C2"]


def test_a_sheet_of_the_hospital_with_our_name_is_left_alone():
    workbook = Workbook()
    workbook.active.title = SUMMARY_SHEET
    workbook.active["A1"] = "le mien"
    copy = reopened(sent_back(saved(workbook), finding(sheet=SUMMARY_SHEET, cell="A1")))
    assert copy.sheetnames == [f"{SUMMARY_SHEET} (2)", SUMMARY_SHEET]
    assert copy[SUMMARY_SHEET]["A1"].value == "le mien"


def test_five_thousand_findings_are_bounded_and_told():
    findings = [
        finding(sheet="Données", cell=f"{'ABCDE'[rank % 5]}{rank // 5 + 1}", column="ABCDE"[rank % 5])
        for rank in range(5_000)
    ]
    workbook = reopened(sent_back(hospital_workbook(), *findings))
    assert coloured(workbook["Données"]) == {f"{letter}1:{letter}1000": Severity.BLOCKING for letter in "ABCDE"}
    assert sum(text.startswith("[bloquant]") for text in comments(workbook["Données"]).values()) == COMMENTED
    summary = workbook[SUMMARY_SHEET]
    text = said(summary).replace("\u202f", " ")
    assert column(summary, "Colonne") == list("ABCDE")
    assert "Il y a 5 000 constats" in text
    assert "1 000 lignes sont dans ce cas" in text
    assert "Seules 1 000 cellules sur 5 000 ont un commentaire" in text


def test_up_to_the_limit_every_finding_is_listed():
    findings = [finding(cell=f"A{rank + 1}", column="A") for rank in range(LISTED)]
    assert len(column(reopened(sent_back(hospital_workbook(), *findings))[SUMMARY_SHEET], "N°")) == LISTED


def test_macros_and_signatures_are_left_out_and_it_is_told():
    original = hospital_workbook()
    package = parts(original)
    macro = b'<Relationship Id="m" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    relations, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    end = b"</Relationships>"
    with_macros = with_parts(
        original,
        {
            "xl/vbaProject.bin": b"Sub Auto_Open",
            relations: package[relations].replace(end, macro + end),
            types: package[types].replace(
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
            ),
        },
    )
    copy = sent_back(with_macros, finding(cell="B4"))
    assert not any(b"Auto_Open" in part or b"vbaProject" in part for part in parts(copy).values())
    assert b"macroEnabled" not in parts(copy)["[Content_Types].xml"]
    assert "sans macros" in said(reopened(copy)[SUMMARY_SHEET])


def test_other_relations_of_the_workbook_are_kept():
    original = hospital_workbook()
    before = parts(original)["xl/_rels/workbook.xml.rels"].count(b"<Relationship ")
    after = parts(sent_back(original, finding(cell="B4")))["xl/_rels/workbook.xml.rels"]
    assert after.count(b"<Relationship ") == before + 1
    assert f"{RELATIONS}/theme".encode() in after


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a;b\n1;deux\n", "seul un classeur Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "seul un classeur Excel"),
        (b"", "seul un classeur Excel"),
        (b"PK\x03\x04 damaged", "il est abîmé"),
        (hospital_workbook()[:-200], "il est abîmé"),
    ],
    ids=["csv", "xls", "empty", "damaged", "cut"],
)
def test_what_cannot_be_annotated_gives_a_list(content, told):
    listing = reopened(annotate(content, [finding(sheet=None, line=2, column="b", value="deux")], shown_name="mo.csv"))
    assert listing.sheetnames == [SUMMARY_SHEET]
    sheet = listing[SUMMARY_SHEET]
    assert told in said(sheet)
    assert (column(sheet, "Cellule ou ligne"), column(sheet, "Colonne")) == (["ligne 2"], ["b"])
    assert column(sheet, "Valeur lue") == ["deux"]


@pytest.mark.parametrize(
    "sheet",
    [
        b"<worksheet",
        b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        '<?xml version="1.0" encoding="UTF-16"?><worksheet/>'.encode("utf-16"),
        b'<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData/></worksheet>',
    ],
    ids=["cut", "entities", "utf-16", "strict"],
)
def test_an_unusual_workbook_gives_a_list(sheet):
    original = with_parts(hospital_workbook(), {"xl/worksheets/sheet1.xml": sheet})
    assert reopened(sent_back(original, finding(cell="B4"))).sheetnames == [SUMMARY_SHEET]


def test_elements_with_a_prefix_are_marked_with_the_same():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>3</x:v></x:c></x:row></x:sheetData>'
        "</x:worksheet>"
    )
    original = with_parts(hospital_workbook(), {"xl/worksheets/sheet2.xml": sheet.encode()})
    marked = reopened(sent_back(original, finding(sheet="Données", cell="A1")))["Données"]
    assert marked["A1"].value == 3
    assert coloured(marked) == {"A1": Severity.BLOCKING}


def test_a_chart_alone_on_its_sheet_is_kept_and_not_selected():
    workbook = Workbook()
    workbook.active.title = SHEET
    chart = BarChart()
    chart.add_data(Reference(workbook.active, min_col=1, min_row=1, max_row=3))
    workbook.create_chartsheet("Graphique").add_chart(chart)
    copy = sent_back(saved(workbook), finding(cell="A1"))
    assert reopened(copy).sheetnames == [SUMMARY_SHEET, SHEET, "Graphique"]
    assert b'tabSelected="0"' in parts(copy)["xl/chartsheets/sheet1.xml"]


def test_a_workbook_without_styles_is_given_some():
    original = hospital_workbook()
    package = parts(original)
    relations = "xl/_rels/workbook.xml.rels"
    without = re.sub(rb"<Relationship [^>]*styles[^>]*>", b"", package[relations])
    sheet = re.sub(rb' s="[0-9]+"| dxfId="[0-9]+"', b"", package["xl/worksheets/sheet1.xml"])
    unused = {relations: without, "xl/worksheets/sheet1.xml": sheet, "xl/styles.xml": b""}
    copy = sent_back(with_parts(original, unused), finding(cell="A2"))
    workbook = reopened(copy)
    assert workbook.sheetnames == [SUMMARY_SHEET, SHEET, "Données"]
    assert coloured(workbook[SHEET])["A2"] is Severity.BLOCKING


def test_the_rank_of_a_sheet_follows_in_the_names_of_the_workbook():
    names = parts(sent_back(hospital_workbook(), finding(cell="A2")))["xl/workbook.xml"]
    assert b"""localSheetId="2">'Donn\xc3\xa9es'!$1:$1<""" in names


def patients() -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Audit"
    for row in (["Service", "Nom", "Score"], ["Chirurgie", "DUPONT", 3], ["Médecine", "MARTIN", 4]):
        sheet.append(row)
    sheet["D2"] = '=B2&" vu"'
    sheet.auto_filter.ref = "A1:C3"
    sheet.auto_filter.add_filter_column(1, ["DUPONT"])
    return saved(workbook)


def test_cells_that_name_patients_are_not_sent_back():
    refused = finding(sheet="Audit", cell="B1", column="Nom", code="identifiant_colonne")
    copy = annotate(
        patients(), [refused], shown_name="audit.xlsx", blanks=[Blank(sheet="Audit", column=2, first_row=2)]
    )
    assert not any(b"DUPONT" in part or b"MARTIN" in part for part in parts(copy).values())
    workbook = reopened(copy)
    assert values(workbook["Audit"])[:2] == [["Service", "Nom", "Score", None], ["Chirurgie", None, 3, '=B2&" vu"']]
    assert coloured(workbook["Audit"]) == {"B1": Severity.BLOCKING}
    assert "colonne B de la feuille" in said(workbook[SUMMARY_SHEET])


@pytest.mark.parametrize(
    "blank", [Blank(sheet="Absente", column=2, first_row=2), Blank(sheet="Audit", column=0, first_row=1)]
)
def test_when_they_cannot_be_removed_surely_the_workbook_is_not_sent_back(blank):
    copy = annotate(patients(), [finding(sheet="Audit", cell="B1")], shown_name="audit.xlsx", blanks=[blank])
    assert reopened(copy).sheetnames == [SUMMARY_SHEET]
    assert not any(b"DUPONT" in part for part in parts(copy).values())


def test_the_copy_is_read_by_our_reader(tmp_path):
    path = tmp_path / "copie.xlsx"
    path.write_bytes(sent_back(hospital_workbook(), finding(cell="B4")))
    opened = open_workbook(path)
    assert not opened.refused
    assert [sheet.name for sheet in opened.sheets] == [SUMMARY_SHEET, SHEET, "Données"]
    assert opened.sheets[1].text(3, 2) == "6"


def test_a_file_that_excel_wrote_keeps_its_other_parts(shared_data):
    original = (shared_data / "finess" / "statapp_finess.xlsx").read_bytes()
    name = reopened(original).sheetnames[0]
    copy = sent_back(original, finding(sheet=name, cell="B4"))
    before, after = parts(original), parts(copy)
    touched = {name for name in before if before[name] != after[name]}
    assert touched == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    assert coloured(reopened(copy)[name]) == {"B4": Severity.BLOCKING}


@pytest.mark.parametrize(
    ("received", "returned"),
    [
        ("mo.xlsx", "mo-a-corriger.xlsx"),
        ("Audit DMI.XLSM", "Audit DMI-a-corriger.xlsx"),
        ("a/b.csv", "b-a-corriger.xlsx"),
    ],
)
def test_the_name_of_the_copy(received, returned):
    assert returned_name(received) == returned
