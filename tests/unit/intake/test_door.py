"""The door: what names patients is refused, PMSI files lose their identifiers and read the same, the rest passes."""

import hashlib
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from forms_filling import sent
from openpyxl import Workbook
from openpyxl.comments import Comment
from pmsi_files import HOSPITAL, NIR, NIR_KEY, STAY, line, write
from test_pmsi_privacy import CASES, PLANTED, STAY_KEY
from workbook_files import compound, ods, replaced, xls, xlsx

from caqes_eval.foundation.errors import InputFormatError, InputValueError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.door import at_the_door
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.pmsi import read_pmsi
from caqes_eval.intake.workbooks import open_workbook

# invented: 2550875056012 = 97 × 26297680989 + 79 and 97 - 79 = 18
SECURITY = "255087505601218"
MO = "mo_initiations"


def admitted(path, form=MO, **options):
    return at_the_door(path, path.read_bytes(), form=form, **options)


def refused(path, form=MO):
    with pytest.raises(InputValueError) as caught:
        admitted(path, form)
    findings = caught.value.findings
    assert all(finding.severity is Severity.BLOCKING and finding.remedy for finding in findings)
    told = " ".join([caught.value.message, *(finding.sentence() for finding in findings)])
    assert SECURITY not in told
    assert "DUPONT" not in told
    return [(finding.code, finding.sheet, finding.cell or finding.line) for finding in findings]


@pytest.mark.parametrize(
    "heading",
    ["Nom du patient", "NIR", "N.I.R.", "IPP", "I.P.P.", "Date de naissance (JJ/MM/AAAA)", "Prénom(s)", "NAS",
     "N° IPP (10 chiffres)", "Nom *"],
)  # fmt: skip
@pytest.mark.parametrize("form", [MO, "extraction_am", "preuve", None])
def test_a_column_that_names_patients_refuses_the_workbook(tmp_path, heading, form):
    path = xlsx(tmp_path / "a.xlsx", ["Recueil 2025"], [], ["DCI", heading], ["rituximab", 80042171], title="Données")
    assert refused(path, form) == [("identifiant_colonne", "Données", "B3")]


@pytest.mark.parametrize("form", [MO, "extraction_am"])
def test_the_other_kinds_of_tables_are_searched(tmp_path, form):
    text = tmp_path / "a.csv"
    text.write_text(f"DCI;Nom du patient\nrituximab;DUPONT\nx;{SECURITY}\n", encoding="cp1252")
    assert refused(text, form) == [("identifiant_colonne", None, 1), ("identifiant_valeur", None, 3)]
    old = xls(tmp_path / "a.xls", ["DCI", "Nom du patient"], ["rituximab", "DUPONT"], ["x", float(SECURITY)])
    codes = [("identifiant_colonne", "Feuille", "B1"), ("identifiant_valeur", "Feuille", "B3")]
    assert refused(old, form) == codes
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in ("DCI", "Nom du patient")
    )
    assert refused(ods(tmp_path / "a.ods", f"<table:table-row>{cells}</table:table-row>"), form)[0][2] == "B1"


def test_hidden_sheets_second_tables_and_rows_are_searched(tmp_path):
    book = Workbook()
    book.active.title = "Visible"
    hidden = book.create_sheet("Cachée")
    hidden.append(["Nom du patient :", "DUPONT"])
    hidden.sheet_state = "veryHidden"
    low = book.create_sheet("Bas")
    for row in range(80):
        low.append([row, "x"])
    low.append(["Nom", "Prénom"])
    low.append(["DUPONT", "naissance"])
    stacked = book.create_sheet("Deux lignes")
    stacked.append(["DCI", "Date de"])
    stacked.append(["", "naissance du patient"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert refused(path) == [
        ("identifiant_colonne", "Cachée", "A1"), ("identifiant_colonne", "Bas", "A81"), ("identifiant_colonne", "Bas", "B81"),
        ("identifiant_colonne", "Deux lignes", "B2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", [SECURITY, int(SECURITY), f"Mme D., {SECURITY}", "2 55 08 75 056 012 18", 2550875056012]
)
def test_a_number_anywhere_refuses_the_workbook_and_is_told_once_a_column(tmp_path, value):
    path = xlsx(tmp_path / "a.xlsx", ["DCI", "Commentaire"], *[["x", "rien"]] * 200, ["x", value], ["x", value])
    with pytest.raises(InputValueError) as caught:
        admitted(path)
    (finding,) = caught.value.findings
    assert (finding.cell, finding.count, finding.value) == ("B202", 2, None)
    assert SECURITY not in repr(finding)


@pytest.mark.parametrize(
    "value",
    [0.255087505601218, "0,255087505601218", "0.255087505601218", "3400930000120", 3400890000246, "990780017", 1.5e15,
     True, "Boîtes IPP", "Nombre de patients", "Référent : nom"],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_rates_codes_and_ordinary_headings_pass(tmp_path, value, suffix):
    if suffix == ".csv":
        path = tmp_path / "a.csv"
        path.write_text(f"DCI;Valeur\nx;{value}\n", encoding="utf-8")
    else:
        path = xlsx(tmp_path / "a.xlsx", ["DCI", "Valeur"], ["x", value])
    assert admitted(path, "extraction_am").content == path.read_bytes()


@pytest.mark.parametrize(
    "rows",
    [
        [["IPP"], ["FINESS", "Boîtes"], ["990780017", 120_000]],
        [["Indicateur", "Montant"], ["IPP", 120_000], ["PERFADOM", 5_000]],
        [["FINESS", "IPP", "PERFADOM"], ["990780017", 0.45, 0.1]],
    ],
    ids=["title", "row", "rates"],
)
def test_ipp_is_also_an_indicator(tmp_path, rows):
    path = xlsx(tmp_path / "a.xlsx", *rows)
    assert admitted(path, "extraction_am").findings == ()


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_our_forms_pass(tmp_path, form):
    path = tmp_path / "form.xlsx"
    path.write_bytes(sent(form))
    assert admitted(path, form.code).content == path.read_bytes()


def test_what_no_cell_shows_is_searched(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["DCI"], ["x"])
    cache = (
        b'<pivotCacheDefinition><cacheField name="Nom du patient"><s v="DUPONT"/></cacheField></pivotCacheDefinition>'
    )
    for name, data in (
        ("xl/pivotCache/pivotCacheDefinition1.xml", cache),
        ("xl/externalLinks/externalLink1.xml", b"<x><v>Date de naissance</v></x>"),
        ("xl/sharedStrings.xml", f"<sst><si><t>{SECURITY}</t></si></sst>".encode()),
        ("docProps/app.xml", f'<Properties a="n° {SECURITY}"/>'.encode("utf-16")),
        ("xl/worksheets/sheet9.xml", f'<x><sheetData><c><f>IF(1,"{SECURITY}")</f></c></sheetData></x>'.encode()),
    ):
        other = replaced(xlsx(tmp_path / "b.xlsx", ["DCI"], ["x"]), {name: data})
        assert [code for code, *_ in refused(other)] == ["identifiant_cache"], name
    assert admitted(path).findings == ()
    assert [code for code, *_ in refused(replaced(path, {"xl/embeddings/a.xlsx": b"PK"}))] == ["objet_insere"]
    book = Workbook()
    book.active["A1"].comment = Comment(f"voir {SECURITY}", "x")
    book.save(path)
    assert [code for code, *_ in refused(path)] == ["identifiant_cache"]


def test_the_name_of_the_file_is_searched_and_masked(tmp_path):
    with pytest.raises(InputValueError) as caught:
        admitted(xlsx(tmp_path / f"dossier_{SECURITY}.xlsx", ["DCI"]))
    assert SECURITY not in repr(caught.value.findings)


@pytest.mark.parametrize("form", [MO, "extraction_am", "pmsi", "preuve", None])
def test_what_cannot_be_searched_is_not_kept(tmp_path, form):
    locked = compound(tmp_path / "a.xlsx", "EncryptedPackage")
    empty = tmp_path / "vide.xlsx"
    empty.touch()
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("patients.csv", "NIR")
    damaged = tmp_path / "b.xlsx"
    damaged.write_bytes(xlsx(damaged, ["x"]).read_bytes()[:2000])
    for path in (locked, empty, zipped, damaged):
        with pytest.raises(InputFormatError):
            admitted(path, form)


def test_a_piece_of_evidence_is_kept_and_told_unless_a_number_is_seen(tmp_path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(b"%PDF-1.7 rien")
    kept = admitted(path, "preuve")
    assert (kept.content, [finding.code for finding in kept.findings]) == (path.read_bytes(), ["non_controle"])
    with pytest.raises(InputFormatError):
        admitted(path, MO)
    path.write_bytes(b"%PDF-1.7 n " + SECURITY.encode("utf-16-le"))
    assert refused(path, "preuve") == [("identifiant_cache", None, None)]
    word = BytesIO()
    with zipfile.ZipFile(word, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:t>rien</w:t>")
    path.write_bytes(word.getvalue())
    assert [finding.code for finding in admitted(path, "preuve").findings] == ["non_controle"]


def test_images_in_a_workbook_are_told(tmp_path):
    path = replaced(xlsx(tmp_path / "a.xlsx", ["DCI"]), {"xl/media/logo.png": b"\x89PNG"})
    assert [finding.code for finding in admitted(path).findings] == ["non_controle"]


@pytest.mark.parametrize(("family", "suffix", "length"), CASES)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_pmsi_file_loses_its_identifiers_and_reads_the_same(tmp_path, family, suffix, length, end):
    right = line(family, 2025, length)
    texts = [right, right, right[:40], "", right + "x", right]
    if family.startswith("rsf"):
        texts += ["A" + right[1:60], line("rsf_p" if family == "rsf_h" else "rsf_h", 2025, length), "Z" + right[1:]]
    path = write(tmp_path, f"{HOSPITAL}.2025.3.{suffix}", texts, end=end, last=False)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    before = read_pmsi(path, family=family, rsf_unit=Decimal("0.01"))
    kept = admitted(path, "pmsi", year=2025)
    assert len(kept.content) == path.stat().st_size
    assert [finding.severity for finding in kept.findings] == [Severity.INFO]
    assert kept.dropped
    for mark in (*PLANTED, NIR_KEY if family.startswith("rsf") else STAY):
        assert mark.encode() not in kept.content
    path.write_bytes(kept.content)
    after = read_pmsi(path, family=family, rsf_unit=Decimal("0.01"))
    assert after.table.num_rows == 3
    assert after.table.equals(before.table)
    assert after.findings == before.findings
    again = admitted(path, "pmsi", year=2025)
    assert (again.content, again.findings, again.dropped) == (kept.content, (), ())


def test_a_masked_line_worked_out_by_hand(tmp_path):
    text = "99000001006" + "NASDEMARTIN4217".ljust(20) + "150320253400892611044  000000150000001234562I999999"
    path = write(tmp_path, f"{HOSPITAL}.2025.3.med.txt", [text])
    kept = admitted(path, "pmsi", year=2025).content
    assert kept == b"99000001006" + b" " * 20 + b"150320253400892611044  00000015000000123456 I999999\r\n"


@pytest.mark.parametrize("shift", [*range(-40, 0), *range(1, 60)])
@pytest.mark.parametrize("family", ["fichcomp_med", "rsa_med"])
def test_shifted_lines_keep_no_number_whole_and_read_the_same(tmp_path, family, shift):
    length, suffix, mark = (82, "med.txt", STAY) if family == "fichcomp_med" else (102, "med", STAY_KEY)
    right = line(family, 2025, length)
    moved = (right[-shift:] if shift < 0 else right[:1] + " " * shift + right[1:])[:length].ljust(length)
    path = write(tmp_path, f"{HOSPITAL}.2025.3.{suffix}", [right, right, moved])
    # rows only: the reader's dictionaries keep the values of the lines it leaves out, the copy has none
    before = read_pmsi(path, family=family).table.to_pylist()
    kept = admitted(path, "pmsi", year=2025).content
    assert mark.encode() not in kept
    path.write_bytes(kept)
    assert read_pmsi(path, family=family).table.to_pylist() == before


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        (f"{HOSPITAL}.2025.3.med.txt", ["x" * 50]),
        ("fichier.txt", [line("fichcomp_med", 2025)]),
        (f"{HOSPITAL}.2009.3.med.txt", [line("fichcomp_med", 2025)]),
        (f"{HOSPITAL}.2025.3.rsf", ["H" + "1" * 40]),
        (f"{HOSPITAL}.2025.3.med.txt", []),
    ],
    ids=["length", "name", "year", "rsf", "nothing"],
)
def test_a_pmsi_file_of_no_certain_layout_is_refused(tmp_path, name, texts):
    path = write(tmp_path, name, texts)
    with pytest.raises(InputFormatError) as caught:
        admitted(path, "pmsi", year=2025)
    assert NIR not in repr(caught.value.findings)


@pytest.mark.parametrize("form", [MO, "preuve", "extraction_am"])
def test_a_pmsi_file_is_known_by_its_name(tmp_path, form):
    path = write(tmp_path, f"{HOSPITAL}.2025.3.rsf", [line("rsf_h", 2025)])
    with pytest.raises(InputFormatError) as caught:
        admitted(path, form)
    assert "--form pmsi" in caught.value.findings[0].remedy
    assert NIR.encode() not in admitted(path, None).content


def test_the_file_itself_is_not_touched(tmp_path):
    path = write(tmp_path, f"{HOSPITAL}.2025.3.rsf", [line("rsf_h", 2025)])
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    admitted(path, "pmsi", year=2025)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert list(tmp_path.iterdir()) == [path]
    assert open_workbook(path).sheets
