import subprocess
import sys
import time
import zipfile

import pytest
from openpyxl import Workbook
from workbook_files import compound, ods, raw_xlsx, replaced, saved, xls, xlsx

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.workbooks import apart, binary, limits, open_workbook
from caqes_eval.intake.workbooks.binary import read_binary
from caqes_eval.intake.workbooks.layout import Budget


def refusal(path):
    """Open a file that must be refused, in time, and return the finding."""
    started = time.monotonic()
    opened = open_workbook(path)
    assert time.monotonic() - started < 5
    assert (opened.sheets, opened.refused) == ((), True)
    (finding,) = (finding for finding in opened.findings if finding.severity is Severity.BLOCKING)
    assert (finding.file, bool(finding.message), bool(finding.remedy)) == (path.name, True, True)
    return finding


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("vide.xlsx", b"", "fichier_vide", "zéro octet"),
        ("~$a.xlsx", b"\x05Jean", "fichier_verrou", "ouvert"),
        (".~lock.a.ods#", b"Jean", "fichier_verrou", "ouvert"),
        ("a.xls", b"\xef\xbb\xbf\n <!DOCTYPE html><html><table></table>", "fichier_html", "page web"),
        ("a.xls", b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "fichier_html", "page web"),
        ("a.xls", b"<?xml version='1.0'?><Workbook/>", "fichier_xml", "XML"),
        ("a.xlsx", b"%PDF-1.7", "fichier_autre", "un PDF"),
        ("a.xlsx", b"\x00\x01\x02", "fichier_autre", "autre logiciel"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 100, "fichier_abime", "abîmé"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 100, "fichier_abime", "abîmé"),
        ("a.csv", b"a;b\nc;\x81", "texte_illisible", "UTF-8"),
        ("a.csv", b'a;b\n"c;d\ne;f\n', "texte_guillemet", "guillemet"),
    ],
)
def test_what_is_no_workbook(tmp_path, name, content, code, says):
    path = tmp_path / name
    path.write_bytes(content)
    finding = refusal(path)
    assert finding.code == code
    assert says in finding.message


def test_an_absent_file_and_a_folder(tmp_path):
    assert refusal(tmp_path / "a.xlsx").code == "fichier_absent"
    assert refusal(tmp_path).code == "fichier_absent"


def test_a_file_cut_short(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["a", 1])
    path.write_bytes(path.read_bytes()[:-200])
    assert refusal(path).code == "fichier_abime"


def test_a_part_that_does_not_match_its_checksum(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 10)
    path.write_bytes(path.read_bytes().replace(b"<workbook/>", b"<workbooK/>", 1))
    assert refusal(path).code == "fichier_abime"


def test_passwords(tmp_path):
    assert refusal(compound(tmp_path / "a.xlsx", "EncryptedPackage")).code == "mot_de_passe"
    assert refusal(xls(tmp_path / "a.xls", ["a"], encrypted=True)).code == "mot_de_passe"
    manifest = b"<manifest:encryption-data/>"
    assert refusal(ods(tmp_path / "a.ods", "", manifest)).code == "mot_de_passe"


def test_other_office_files(tmp_path):
    assert "Word" in refusal(compound(tmp_path / "a.xls", "WordDocument")).message
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "Word" in refusal(tmp_path / "a.xlsx").message
    assert refusal(replaced_name(tmp_path / "b.xlsx", "xl/workbook.bin")).code == "fichier_xlsb"
    assert "une archive zip" in refusal(replaced_name(tmp_path / "c.xlsx", "lisez-moi.txt")).message


def replaced_name(path, name):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "x")
    return path


def test_zip_bombs_are_refused_before_anything_is_unpacked(tmp_path):
    big = tmp_path / "big.xlsx"
    with zipfile.ZipFile(big, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (limits.UNPACKED_BYTES + 1))
    assert "251" in refusal(big).message or "250" in refusal(big).message
    dense = tmp_path / "dense.xlsx"
    with zipfile.ZipFile(dense, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\0" * (limits.RATIO_CHECKED_FROM + 1))
    assert "fois plus gros" in refusal(dense).message
    many = tmp_path / "many.xlsx"
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(limits.ENTRIES + 1):
            archive.writestr(str(number), b"")
    assert "éléments" in refusal(many).message
    assert {refusal(path).code for path in (big, dense, many)} == {"bombe"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_written_twice(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/workbook.xml", b"<b/>")
    assert "deux fois" in refusal(tmp_path / "a.xlsx").message


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_entities_that_would_grow_without_end(tmp_path):
    rows = '<row r="1"><c r="A1"><v>&i;</v></c></row>'
    assert refusal(raw_xlsx(tmp_path / "a.xlsx", rows, head=f"{LAUGHS}]>")).code == "entites_xml"
    # a document type without entities is refused too, by the parser
    assert refusal(raw_xlsx(tmp_path / "b.xlsx", "", head="<!DOCTYPE x>")).code == "entites_xml"


def test_200_sheets(tmp_path):
    book = Workbook()
    for number in range(199):
        book.create_sheet(f"F{number}")
    finding = refusal(saved(book, tmp_path / "a.xlsx"))
    assert (finding.code, "200 feuilles" in finding.message) == ("trop_de_feuilles", True)


def test_a_million_empty_formatted_rows(tmp_path):
    first = '<row r="1"><c r="A1"><v>7</v></c></row>'
    rows = first + "".join(f'<row r="{row}" ht="15"/>' for row in range(2, 1_048_577))
    # read at all: within the processor time and the memory that its process is allowed
    opened = open_workbook(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert opened.sheets[0].values == [[7]]
    (finding,) = opened.findings
    assert finding.code == "lignes_vides"
    assert "1\u202f048\u202f575" in finding.message


def test_empty_cells_beyond_counting(tmp_path, monkeypatch):
    monkeypatch.setattr(binary, "Budget", lambda file: Budget(file, marks=20_000))
    path = raw_xlsx(tmp_path / "a.xlsx", '<row r="1">' + "<c/>" * 30_000 + "</row>")
    (finding,) = read_binary(path, "a.xlsx").findings
    assert finding.code == "trop_grand"


def test_two_cells_at_the_corners_of_a_sheet(tmp_path):
    """Left to itself, calamine asks for 512 GB and stops its process."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    finding = refusal(raw_xlsx(tmp_path / "a.xlsx", rows))
    assert (finding.code, "très loin" in finding.message) == ("trop_grand", True)


def test_a_process_that_is_stopped_becomes_a_finding(tmp_path):
    """The rows lie about where they are, so that only the limits of the process are left."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(raw_xlsx(tmp_path / "a.xlsx", rows)).code == "ouverture_arretee"


def test_a_long_text_shared_by_many_cells_stays_under_500_mb(tmp_path):
    pytest.importorskip("resource", reason="no memory limit on Windows")
    texts = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + "x" * 32_000
        + "</t></si></sst>"
    )
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    path = replaced(raw_xlsx(tmp_path / "a.xlsx", rows), {"xl/sharedStrings.xml": texts.encode()})
    assert refusal(path).code == "ouverture_arretee"
    # a process of its own: its children are those of this file alone
    measured = (
        "import resource, sys; from pathlib import Path; from caqes_eval.intake.workbooks import open_workbook; "
        "open_workbook(Path(sys.argv[1])); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", measured, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 500_000


def test_a_file_that_takes_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(apart.limits, "SECONDS", 0.001)
    monkeypatch.setattr(apart.limits, "SECONDS_PER_MEGABYTE", 0)
    assert refusal(xlsx(tmp_path / "a.xlsx", ["a"])).code == "trop_lent"


def test_a_file_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("caqes_eval.intake.workbooks.opening.limits.FILE_BYTES", 10)
    assert refusal(xlsx(tmp_path / "a.xlsx", ["a"])).code == "fichier_trop_gros"


def test_formulas_told_one_by_one_then_together(tmp_path, monkeypatch):
    monkeypatch.setattr("caqes_eval.intake.workbooks.remarks.limits.CELLS_TOLD", 2)
    path = xlsx(tmp_path / "a.xlsx", *[["=1"]] * 5)
    findings = read_binary(path, "a.xlsx").findings
    assert [finding.code for finding in findings] == ["formule_sans_resultat"] * 2 + ["formules_sans_resultat"]
    assert findings[-1].message.startswith("3 autres formules")


@pytest.mark.parametrize("cut", [0, 1, 7, 30])
def test_a_damaged_xls_never_raises(tmp_path, cut):
    content = bytearray(xls(tmp_path / "a.xls", ["FINESS", 1.5], ["x", 2.0]).read_bytes())
    for place in range(512 + cut, len(content), 97):
        content[place] ^= 0xFF
    (tmp_path / "b.xls").write_bytes(content)
    open_workbook(tmp_path / "b.xls")
