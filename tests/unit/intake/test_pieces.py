"""Pieces of evidence: archives are listed and never unpacked, what cannot be opened is told, the rest passes."""

import zipfile

import pytest
from workbook_files import compound, xlsx

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.pieces import piece_findings
from caqes_eval.intake.workbooks import open_workbook


def found(path):
    return piece_findings(path, open_workbook(path), path.name)


def archive(folder, *names):
    with zipfile.ZipFile(folder / "preuves.zip", "w") as target:
        for name in names:
            target.writestr(name, b"x")
    return folder / "preuves.zip"


def test_an_archive_is_listed(tmp_path):
    (finding,) = found(archive(tmp_path, *(f"p{number}.pdf" for number in range(7)), "dossier/"))
    assert (finding.code, finding.severity) == ("archive_listee", Severity.TO_CHECK)
    assert "7 fichiers : « p0.pdf »" in finding.message
    assert finding.message.endswith("« p4.pdf » et 2 autres.")


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/x", "C:\\x", "..\\x"])
def test_an_archive_that_writes_elsewhere_is_blocking(tmp_path, name):
    listed, trap = found(archive(tmp_path, "bon.pdf", name))
    assert (listed.code, trap.code, trap.severity, trap.count) == (
        "archive_listee", "archive_piegee", Severity.BLOCKING, 1,
    )  # fmt: skip


def test_names_with_dots_are_ordinary(tmp_path):
    assert [each.code for each in found(archive(tmp_path, "compte..rendu.pdf", "v1.2/a.pdf"))] == ["archive_listee"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("preuve.pdf", b"", "fichier_vide"),
        ("~$plan.xlsx", b"\x05Jean", "fichier_verrou"),
        ("preuves.zip", b"PK\x03\x04" + b"x" * 100, "fichier_abime"),
    ],
)
def test_what_cannot_be_opened_is_told(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert [each.code for each in found(tmp_path / name)] == [code]


def test_a_password_is_told(tmp_path):
    assert [each.code for each in found(compound(tmp_path / "p.xlsx", "EncryptedPackage"))] == ["mot_de_passe"]


def test_documents_and_workbooks_pass(tmp_path):
    (tmp_path / "courrier.pdf").write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile(tmp_path / "plan.docx", "w") as target:
        target.writestr("[Content_Types].xml", b"<x/>")
        target.writestr("word/document.xml", b"<x/>")
    (tmp_path / "note.txt").write_text("bonjour", encoding="utf-8")
    xlsx(tmp_path / "suivi.xlsx", ["x"])
    for name in ("courrier.pdf", "plan.docx", "note.txt", "suivi.xlsx"):
        assert found(tmp_path / name) == (), name


def test_a_number_of_a_patient_in_a_name_is_masked(tmp_path):
    (finding,) = found(archive(tmp_path, "255087505601218.pdf"))
    assert "255087505601218" not in finding.sentence()
