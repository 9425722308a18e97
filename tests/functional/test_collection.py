"""A collection from end to end: forms out, one filled well and one badly, findings told, a copy back, an acceptance."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from command import CAMPAIGN, HOSPITAL, Ran, caqes, working_folder

FORM = "mo_initiations"
RIGHT = {
    "Date d’initiation": datetime.date(2025, 9, 3),
    "DCI": "INFLIXIMAB",
    "Indication niveau 1": "Cancer",
    "Indication niveau 2": "Lymphome",
    "Code déclaré": "I999999",
    "Argumentaire": "Oui",
    "Type d’argument": "RCP",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return working_folder(tmp_path / "travail")


def sent(root: Path) -> Path:
    ran = caqes("forms", "recueil", "--finess", HOSPITAL, "--form", FORM, "--json", root=root)
    assert ran.code == 0, ran.err
    files = {row["period"]: row["file"] for row in ran.json["forms"]}
    return root / files["2025-S2"]


def filled(form: Path, to: Path, *rows: dict[str, object]) -> Path:
    workbook = openpyxl.load_workbook(form)
    sheet = workbook["Initiations"]
    heads = {str(cell.value): cell.column for cell in sheet[4]}
    for number, row in enumerate(rows, start=5):
        for heading, value in row.items():
            sheet.cell(number, heads[heading]).value = value
    workbook.save(to)
    return to


def checked(root: Path, file: Path) -> Ran:
    received = caqes("receive", "recueil", file, root=root)
    assert received.code == 0, received.err
    return caqes("check", "recueil", "--json", root=root)


def test_a_form_filled_well_has_nothing_to_be_said(root):
    ran = checked(root, filled(sent(root), root / "bon.xlsx", RIGHT))
    assert [f for f in ran.json["findings"] if f["severity"] != "info"] == []
    assert (ran.code, ran.json["returned"]) == (0, [])


def test_an_empty_form_is_not_a_zero(root):
    ran = checked(root, filled(sent(root), root / "vide.xlsx"))
    assert "declaration_manquante" in {finding["code"] for finding in ran.json["findings"]}
    assert ran.code == 14


def test_every_fault_is_told_at_its_cell_and_comes_back_in_the_hospital_s_own_copy(root):
    wrong = {**RIGHT, "Date d’initiation": "31/02/2025", "Argumentaire": "peut-être", "UCD7": "9,00E+06"}
    ran = checked(root, filled(sent(root), root / "mauvais.xlsx", RIGHT, wrong))
    blocking = {(f["cell"], f["value"]) for f in ran.json["findings"] if f["severity"] == "bloquant"}
    assert blocking == {("C6", "31/02/2025"), ("R6", "peut-être"), ("F6", "9,00E+06")}
    (copy,) = ran.json["returned"]
    sheet = openpyxl.load_workbook(root / copy)["Initiations"]
    assert "février 2025" in sheet["C6"].comment.text
    assert sheet["C5"].comment is None
    assert sheet["D5"].value == "INFLIXIMAB"
    analyst = openpyxl.load_workbook(root / ran.json["analyst"])
    assert "Constats" in analyst.sheetnames


def test_a_repair_is_only_what_a_person_accepted(root):
    unsure = {**RIGHT, "UCD7": "9 000 024", "FINESS ET": "99780124"}
    ran = checked(root, filled(sent(root), root / "zero.xlsx", unsure))
    proposed = [finding for finding in ran.json["findings"] if finding.get("proposal")]
    if not proposed:
        pytest.fail(f"no certain repair is proposed: {ran.json['findings']}")
    asked = (
        "accept",
        "recueil",
        "--finding",
        proposed[0]["id"],
        "--by",
        "Dr Essai",
        "--reason",
        "vérifié par téléphone",
    )
    assert caqes(*asked, root=root).code == 0
    again = caqes("check", "recueil", "--json", root=root).json
    assert again["accepted"] == 1
    assert proposed[0]["id"] not in {finding["id"] for finding in again["findings"]}


def test_the_form_of_another_hospital_or_campaign_is_not_taken_for_this_one(root):
    form = filled(sent(root), root / "autre.xlsx", RIGHT)
    other = CAMPAIGN.replace("name: recueil", "name: voisine")
    (root / "params/campaigns/voisine.yml").write_text(other, encoding="utf-8")
    ran = caqes("receive", "voisine", form, root=root)
    assert ran.code == 14
    assert "autre campagne" in ran.err
    assert not (root / "received/voisine").exists()


def test_forms_are_the_same_bytes_when_written_again(root):
    form = sent(root)
    first = form.read_bytes()
    assert sent(root).read_bytes() == first
    assert zipfile.is_zipfile(form)
