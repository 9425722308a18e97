"""What is read of each kind of file received: every table, the declared zeros, the PMSI, and the repairs accepted."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from caqes_eval.campaign.acceptances import Acceptance
from caqes_eval.campaign.receipts import Receipt
from caqes_eval.demo.collection.received import files_of
from caqes_eval.demo.hospitals import hospital, register
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import finding_key
from caqes_eval.intake.cpam.mapping import load_mappings
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.layout import layout_of
from caqes_eval.pipeline.collection.contents import Setting, read_content
from caqes_eval.pipeline.collection.reading import read_as_accepted

MAPPINGS = load_mappings(Path(__file__).parents[3] / "params/mappings")
CHU = hospital("001").finess
DAY = date(2026, 4, 3)


def setting(campaign: str = "val-de-brume-2025") -> Setting:
    return Setting(campaign=campaign, year=2025, register=register("val-de-brume"), mappings=MAPPINGS)


def receipt(path: Path, form: str, period: str = "2025") -> Receipt:
    sha256 = sha256_bytes(path.read_bytes())
    return Receipt(file=path.name, sha256=sha256, received_on=DAY, finess=CHU, form=form, period=period, outcome="reçu")


@pytest.fixture(scope="module")
def sent() -> dict[str, bytes]:
    return {file.name: file.content for file in files_of("val-de-brume") if file.own.finess == CHU}


def read(folder: Path, name: str, content: bytes, form: str, period: str = "2025"):
    path = folder / name
    path.write_bytes(content)
    return read_content(path, receipt(path, form, period), setting())


def extract(folder: Path, *rows: list[object], sheet: str = "IPP", name: str = "extraction.xlsx") -> Path:
    book = Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def test_every_table_of_a_form_is_given(tmp_path, sent):
    name = "clinical_pharmacy_2025.xlsx"
    content = read(tmp_path, name, sent[name], "clinical_pharmacy")
    assert "clinical_pharmacy.activite" in content.tables
    assert "clinical_pharmacy.identification" in content.tables
    assert content.tables["clinical_pharmacy.identification"].frame.loc[0, "finess"] == CHU
    assert content.pmsi is None
    assert content.declared_empty == frozenset()


def test_a_declared_zero_is_told_apart_from_a_blank(tmp_path, sent):
    name = "mo_initiations_2025-S2.xlsx"
    (tmp_path / name).write_bytes(sent[name])
    book = load_workbook(tmp_path / name)
    sheet = book["Initiations"]
    for row in sheet.iter_rows(min_row=5):
        for cell in row:
            cell.value = None
    book.save(tmp_path / name)
    blank = read_content(tmp_path / name, receipt(tmp_path / name, "mo_initiations", "2025-S2"), setting())
    assert blank.tables["mo_initiations.initiations"].frame.empty
    assert blank.declared_empty == frozenset()
    asked = FORMS["mo_initiations"].sheet("identification")
    book["Identification"].cell(*layout_of(asked).place("no_initiation")).value = "Oui"
    book.save(tmp_path / name)
    declared = read_content(tmp_path / name, receipt(tmp_path / name, "mo_initiations", "2025-S2"), setting())
    assert declared.declared_empty == {"mo_initiations.initiations"}


def test_a_pmsi_file_comes_with_its_layout(tmp_path, sent):
    name = next(name for name in sent if name.endswith(".med") and ".2024." in name)
    content = read(tmp_path, name, sent[name], "pmsi", "2024")
    assert content.pmsi is not None
    assert content.pmsi.layout.family == "rsa_med"
    assert content.pmsi.table.num_rows == len(content.table.frame)
    assert not content.tables


def test_an_extract_is_under_the_code_of_its_mapping(tmp_path):
    rows = ["FINESS", "Nombre de transports", "Nombre de VSL", "Montant remboursé"], [CHU, 12, 5, 640.5]
    path = extract(tmp_path, *rows, sheet="Transports")
    content = read_content(path, receipt(path, "extraction_am"), setting())
    assert list(content.tables) == ["extraction.transport"]
    assert list(content.tables["extraction.transport"].frame["vsl_trips"]) == [5]


def test_what_a_person_accepted_is_read_and_the_first_finding_stays(tmp_path):
    path = extract(tmp_path, ["FINESS", "Mode", "Montant"], [CHU, "Ambulanse", 3], sheet="Transports")
    first = read_content(path, receipt(path, "extraction_am"), setting())
    (fault,) = [each for each in first.findings if each.code == "valeur_refusee"]
    accepted = Acceptance(
        **finding_key(fault, sha256_bytes(path.read_bytes()))._asdict(), finess=CHU, file=path.name,
        proposal=fault.proposal, decision="accepté", by="A. Lenoir", on=DAY, reason="vu avec la CPAM",
    )  # fmt: skip
    content = read_as_accepted(path, receipt(path, "extraction_am"), setting(), [accepted])
    assert fault in content.findings
    assert [each.code for each in content.findings].count("valeur_corrigee") == 1
    assert list(first.tables["extraction.transport"].frame["mode"]) == [None]
    assert list(content.tables["extraction.transport"].frame["mode"]) == ["ambulance"]


def test_a_repair_of_a_pmsi_file_is_told_as_not_applied(tmp_path, sent):
    name = next(name for name in sent if name.endswith(".med") and ".2024." in name)
    path = tmp_path / name
    path.write_bytes(sent[name])
    content = read_content(path, receipt(path, "pmsi", "2024"), setting(), repairs={("", "ligne 3"): "I000672"})
    assert [each.code for each in content.findings].count("correction_sans_cellule") == 1


def test_amounts_of_an_extract_are_exact(tmp_path):
    path = extract(tmp_path, ["FINESS", "Boîtes", "Montant"], [CHU, 10, "1 234,56 €"])
    content = read_content(path, receipt(path, "extraction_am"), setting())
    assert content.tables["extraction.ipp"].frame.loc[0, "amount"] == Decimal("1234.56")


def test_an_extract_whose_columns_are_those_of_several_is_given_to_none(tmp_path):
    rows = ["FINESS", "Boîtes", "Montant"], [CHU, 10, 3]
    path = extract(tmp_path, *rows, sheet="Feuil1")
    content = read_content(path, receipt(path, "extraction_am"), setting())
    assert [each.code for each in content.findings] == ["extrait_ambigu"]
    assert "« IPP »" in content.findings[0].message
    assert "« Ézétimibe »" in content.findings[0].message
    assert not content.tables
    # the name of the file settles it, as that of the sheet does
    named = extract(tmp_path, *rows, sheet="Feuil1", name="extraction_ezetimibe_2025_1a2b3c4d.xlsx")
    assert list(read_content(named, receipt(named, "extraction_am"), setting()).tables) == ["extraction.ezetimibe"]


def test_an_extract_that_no_mapping_knows_is_told(tmp_path):
    path = extract(tmp_path, ["Agent", "Jours"], ["x", 3])
    (finding,) = read_content(path, receipt(path, "extraction_am"), setting()).findings
    assert (finding.code, finding.severity.value) == ("extrait_inconnu", "bloquant")
    assert "rehospitalisation_ic" in finding.expected
