"""Repairs accepted by a person: the text is read in the place of the cell, as if it had been typed, and each is told."""

from datetime import date
from decimal import Decimal

import pytest
from cpam_files import MAPPINGS, NICE
from forms_filling import filled, opened, sent
from openpyxl import Workbook

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.cpam import read_extract
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.workbooks import Correction, open_workbook, repaired
from caqes_eval.intake.workbooks.repairs import address_under

FORM = FORMS["mo_initiations"]
LINE = {
    "initiation_date": date(2025, 9, 1), "dci": "Rituximab", "level_1": "cancer", "level_2": "Glioblastome",
    "declared_code": "I999999", "argued": True, "argument_type": "rcp",
}  # fmt: skip
BY = "Accepté par A. Lenoir le 03/04/2026 : vu avec le DIM"


@pytest.fixture
def misspelt(tmp_path):
    """A form whose G5 (« Indication niveau 1 ») is « Cancr »."""
    path = filled(FORM, sent(FORM), {"initiations": [LINE]}, tmp_path / "reçu.xlsx")
    workbook = opened(path.read_bytes())
    workbook["Initiations"]["G5"] = "Cancr"
    workbook.save(path)
    return path


def test_the_text_accepted_is_read_and_told(misspelt):
    before = read_form(misspelt, FORM)
    assert [finding.code for finding in before.findings] == ["valeur_refusee"]
    assert before.tables["initiations"].frame.loc[0, "level_1"] is None
    after = read_form(misspelt, FORM, repairs={("Initiations", "G5"): Correction("Cancer", BY)})
    assert after.tables["initiations"].frame.loc[0, "level_1"] == "cancer"
    assert after.tables["initiations"].frame.loc[0, "dci"] == "Rituximab"
    (told,) = after.findings
    assert (told.code, told.severity) == ("valeur_corrigee", Severity.INFO)
    assert (told.sheet, told.cell, told.value) == ("Initiations", "G5", "Cancr")
    assert told.message == "lu « Cancer » au lieu de « Cancr » : accepté par A. Lenoir le 03/04/2026 : vu avec le DIM."


def test_a_bare_text_is_a_repair_too(misspelt):
    (told,) = read_form(misspelt, FORM, repairs={("Initiations", "G5"): "Cancer"}).findings
    assert told.message == "lu « Cancer » au lieu de « Cancr » : correction acceptée."


def test_a_repair_that_is_no_answer_is_at_fault_again(misspelt):
    codes = [each.code for each in read_form(misspelt, FORM, repairs={("Initiations", "G5"): "Cancre"}).findings]
    assert codes == ["valeur_corrigee", "valeur_refusee"]


@pytest.mark.parametrize("place", [("Initiations", "G99999"), ("Ailleurs", "G5"), ("Initiations", "ligne 5")])
def test_a_repair_without_a_cell_changes_nothing_and_is_told(misspelt, place):
    content = read_form(misspelt, FORM, repairs={place: "Cancer"})
    assert [finding.code for finding in content.findings] == ["correction_sans_cellule", "valeur_refusee"]
    assert content.findings[0].severity is Severity.TO_CHECK


def test_the_stored_value_and_its_format_are_forgotten(tmp_path):
    book = Workbook()
    book.active.title = "IPP"
    book.active.append(["FINESS", "Boîtes", "Montant", "Évolution"])
    for row in range(2, 5):
        book.active.append([NICE, 10, 100.5, 0.05])
        book.active.cell(row, 1).number_format = "000000000"
        book.active.cell(row, 4).number_format = "0.0%"
    book.save(tmp_path / "extrait.xlsx")
    repairs = {("IPP", "C3"): "1 234,56", ("IPP", "D3"): "7 %"}
    before, after = (read_extract(tmp_path / "extrait.xlsx", MAPPINGS["ipp"], repairs=each) for each in ({}, repairs))
    assert list(before.table.frame["amount"]) == [Decimal("100.5")] * 3
    assert list(after.table.frame["amount"]) == [Decimal("100.5"), Decimal("1234.56"), Decimal("100.5")]
    # the cells above and below keep their format: 0.05 is 5 %
    assert list(after.table.frame["growth"]) == [Decimal("0.05"), Decimal("0.07"), Decimal("0.05")]
    assert [each.cell for each in after.findings if each.code == "valeur_corrigee"] == ["C3", "D3"]
    (sheet,) = repaired(open_workbook(tmp_path / "extrait.xlsx").sheets, repairs, file="x")[0]
    assert (sheet.cell(3, 4).native, sheet.cell(3, 4).text, sheet.cell(3, 4).number_format) == (None, "7 %", "")
    assert sheet.cell(4, 4).number_format == "0.0%"


def test_a_heading_may_be_repaired(tmp_path):
    book = Workbook()
    book.active.title = "IPP"
    book.active.append(["FINESS", "Boïttes"])
    book.active.append([NICE, 10])
    book.save(tmp_path / "extrait.xlsx")
    read = read_extract(tmp_path / "extrait.xlsx", MAPPINGS["ipp"], repairs={("IPP", "B1"): "Nombre de boîtes"})
    assert list(read.table.frame["boxes"]) == [10]


def test_a_text_file_has_no_sheet_name(tmp_path):
    path = tmp_path / "extrait.csv"
    path.write_text(f"Édition d’avril\nFINESS;Boîtes;Montant\n{NICE};10;douze\n{NICE[:-1]}9;3;4\n", encoding="utf-8")
    (sheet,) = open_workbook(path).sheets
    assert address_under(sheet, 3, "Montant") == "C3"
    assert address_under(sheet, 3, "Ailleurs") is None
    read = read_extract(path, MAPPINGS["ipp"], repairs={("", "C3"): "12"})
    assert read.table.frame.loc[0, "amount"] == 12
    (told,) = [each for each in read.findings if each.code == "valeur_corrigee"]
    assert (told.sheet, told.cell, told.line, told.value) == (None, None, 3, "douze")


def test_a_heading_written_twice_points_at_no_cell(tmp_path):
    path = tmp_path / "extrait.csv"
    path.write_text("Montant;Montant\n1;2\n", encoding="utf-8")
    assert address_under(open_workbook(path).sheets[0], 2, "Montant") is None


def test_a_repair_of_an_empty_cell_and_of_a_formula_without_result(tmp_path):
    book = Workbook()
    book.active.append(["FINESS", "Boîtes", "Montant"])
    book.active.append([NICE, "=5+5"])
    book.save(tmp_path / "extrait.xlsx")
    repairs = {("Sheet", "B2"): "10", ("Sheet", "C2"): "3,50"}
    read = read_extract(tmp_path / "extrait.xlsx", MAPPINGS["ipp"], repairs=repairs)
    assert (read.table.frame.loc[0, "boxes"], read.table.frame.loc[0, "amount"]) == (10, Decimal("3.5"))
    told = [each.message for each in read.findings if each.code == "valeur_corrigee"]
    assert told[1] == "lu « 3,50 » au lieu d’une cellule vide : correction acceptée."
