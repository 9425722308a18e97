"""The forms back: what was typed is what is read, and an empty sheet is a zero only when it is declared so."""

from datetime import date
from decimal import Decimal

import pytest
from forms_filling import RECIPIENT, SENT, filled, opened, sent

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import mark_for
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.reading import SOURCE_ROW
from caqes_eval.intake.workbooks import open_workbook

INITIATION = {
    "initiation_date": date(2025, 9, 1), "dci": "Rituximab", "level_1": "cancer", "level_2": "Glioblastome",
    "declared_code": "I999999", "argued": True, "argument_type": "rcp",
}  # fmt: skip
FORM = FORMS["mo_initiations"]


def received(form, answers, tmp_path):
    return filled(form, sent(form), answers, tmp_path / "reçu.xlsx")


@pytest.mark.parametrize(
    ("declared", "rows", "told"),
    [
        (True, [], []),
        (None, [INITIATION], []),
        (False, [INITIATION], []),
        (None, [], ["declaration_manquante"]),
        (False, [], ["declaration_manquante"]),
        (True, [INITIATION], ["declaration_contredite"]),
        (True, [INITIATION, INITIATION], ["declaration_contredite"]),
    ],
)
def test_nothing_to_declare(declared, rows, told, tmp_path):
    answers = {"identification": [{"no_initiation": declared}], "initiations": rows}
    content = read_form(received(FORM, answers, tmp_path), FORM)
    assert content.declaration is declared
    assert len(content.tables["initiations"].frame) == len(rows)
    assert [finding.code for finding in content.findings] == told
    assert all(finding.severity is Severity.BLOCKING for finding in content.findings)
    assert all(finding.file == "reçu.xlsx" and finding.sheet == "Initiations" for finding in content.findings)


def test_a_contradiction_says_how_many_lines(tmp_path):
    answers = {"identification": [{"no_initiation": True}], "initiations": [INITIATION] * 2}
    (finding,) = read_form(received(FORM, answers, tmp_path), FORM).findings
    assert finding.message == "« aucune initiation » est déclaré alors que la feuille contient 2 lignes."


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_sent_and_not_filled_gives_back_who_it_is_for(form, tmp_path):
    path = tmp_path / "reçu.xlsx"
    path.write_bytes(sent(form))
    mark = mark_for(form, **SENT, finess=RECIPIENT.finess)
    content = read_form(path, form, sent=mark)
    assert content.mark == mark
    identity = content.tables["identification"].frame.iloc[0]
    assert (identity["finess"], identity["name"], identity["period"].label) == ("130786049", "CH d’Essai", "S2 2025")
    # nothing of what the form itself writes (titles, help, lists) may be told as a fault
    told = {finding.code for finding in content.findings}
    assert told <= {"tableau_vide", "declaration_manquante", "reponse_absente", "valeur_refusee"}
    assert all("aucune réponse" in finding.message for finding in content.findings if finding.code == "valeur_refusee")


def test_zero_blank_and_not_applicable_stay_apart(tmp_path):
    form = FORMS["clinical_pharmacy"]
    answers = {"activite": [{"bmo": 0}, {"bmo": Absence.NOT_APPLICABLE}, {"bmo": Absence.UNKNOWN}, {"bmo": 12}]}
    table = read_form(received(form, answers, tmp_path), form).tables["activite"]
    assert list(table.frame["champ"]) == ["MCO", "SMR", "PSY", "HAD", "USLD"]
    assert list(table.frame["bmo"]) == [0, None, None, 12, None]
    assert list(table.absences["bmo"][1:3]) == [Absence.NOT_APPLICABLE, Absence.UNKNOWN]
    assert list(table.frame[SOURCE_ROW]) == [2, 3, 4, 5, 6]


def test_blank_columns_of_the_audit_are_no_records(tmp_path):
    form = FORMS["dmi_audit"]
    whole = {column.code: "yes" for column in form.sheet("dossiers").schema.columns if column.kind == "choice"}
    whole |= {"record": "1", "perimeter": "valve", "management": "loan", "intra_ghs": True}
    content = read_form(received(form, {"dossiers": [whole, {}, whole | {"record": "3"}]}, tmp_path), form)
    assert list(content.tables["dossiers"].frame["record"]) == ["1", "3"]
    assert list(content.tables["dossiers"].frame["perimeter"]) == ["valve", "valve"]
    assert not [finding for finding in content.findings if finding.sheet == "Audit des dossiers"]


def test_a_fault_is_told_where_it_stands(tmp_path):
    row = INITIATION | {"initiation_date": date(2025, 9, 1)}
    path = received(FORM, {"initiations": [row]}, tmp_path)
    workbook = opened(path.read_bytes())
    workbook["Initiations"]["G5"] = "Cancr"
    workbook.save(path)
    (finding,) = read_form(path, FORM).findings
    assert (finding.sheet, finding.cell, finding.column) == ("Initiations", "G5", "Indication niveau 1")
    assert (finding.value, finding.proposal) == ("Cancr", "Cancer")


def test_a_deleted_sheet_is_told(tmp_path):
    workbook = opened(sent(FORM))
    del workbook["Initiations"]
    workbook.save(tmp_path / "reçu.xlsx")
    content = read_form(tmp_path / "reçu.xlsx", FORM)
    assert [(finding.code, finding.sheet) for finding in content.findings] == [("feuille_absente", "Initiations")]
    assert list(content.tables) == ["identification"]


def test_headings_overwritten_are_told(tmp_path):
    workbook = opened(sent(FORM))
    for cell in workbook["Initiations"][4]:
        cell.value = "?"
    workbook.save(tmp_path / "reçu.xlsx")
    (finding,) = read_form(tmp_path / "reçu.xlsx", FORM).findings
    assert (finding.code, finding.sheet) == ("feuille_meconnaissable", "Initiations")
    assert "« DCI »" in finding.expected


def test_another_form_is_not_read(tmp_path):
    path = tmp_path / "autre.xlsx"
    path.write_bytes(sent(FORMS["transport"]))
    content = read_form(path, FORM)
    assert [finding.code for finding in content.findings] == ["formulaire_autre"]
    assert content.tables == {}
    assert content.mark.form == "transport"


def test_a_file_that_does_not_open_is_told(tmp_path):
    (tmp_path / "vide.xlsx").write_bytes(b"")
    content = read_form(tmp_path / "vide.xlsx", FORM)
    assert [finding.code for finding in content.findings] == ["fichier_vide"]
    assert (content.tables, content.mark, content.declaration) == ({}, None, None)


def test_rows_inserted_above_the_titles_and_a_lost_mark_do_not_matter(tmp_path):
    path = received(FORM, {"initiations": [INITIATION], "identification": [{"no_initiation": False}]}, tmp_path)
    workbook = opened(path.read_bytes())
    del workbook["_caqes"]
    workbook["Initiations"].insert_rows(1, 2)
    workbook["Identification"].insert_rows(1, 1)
    workbook.save(path)
    mark = mark_for(FORM, **SENT, finess=RECIPIENT.finess)
    content = read_form(path, FORM, sent=mark)
    assert [finding.code for finding in content.findings] == ["formulaire_sans_marque"]
    assert content.tables["initiations"].frame.loc[0, "dci"] == "Rituximab"
    assert content.declaration is False


def test_sheets_already_open_are_read(tmp_path):
    path = received(FORMS["transport"], {"transports": [{"mode": "vsl", "trips": 4}]}, tmp_path)
    content = read_form(open_workbook(path).sheets, FORMS["transport"], file="x.xlsx")
    assert content.tables["transports"].frame.loc[0, "trips"] == 4
    assert {finding.file for finding in content.findings} == {"x.xlsx"}


def test_typed_values(tmp_path):
    form = FORMS["mo_anomalies"]
    row = {
        "month": "mars 2025", "ucd7": "9261104", "indication": "I000672", "anomaly": "pair_absent",
        "quantity": Decimal("2.5"), "amount": Decimal("1234.56"), "stays": 0, "valued": False, "due": date(2026, 1, 31),
    }  # fmt: skip
    table = read_form(received(form, {"anomalies": [row]}, tmp_path), form).tables["anomalies"]
    read = table.frame.iloc[0]
    assert (read["month"].start, read["month"].end) == (date(2025, 3, 1), date(2025, 3, 31))
    assert {code: read[code] for code in row if code != "month"} == {code: row[code] for code in row if code != "month"}
    assert table.findings == ()
