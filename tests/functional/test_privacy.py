"""What names a patient, planted in files of each kind, is in no byte that the commands write, print or keep."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import HOSPITAL, Ran, caqes, working_folder
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.intake.pmsi.layout import Family, Layout
from caqes_eval.intake.pmsi.layouts import layouts_of

# invented; 2550875056012 = 97 × 26297680989 + 79 and 97 - 79 = 18
SECURITY = "255087505601218"
STAY, NAME, BORN, PERMANENT = "NASDEMARTIN4217", "DUPONTEL-ESSAI", "17/04/1951", "80042171936"
ENTRY, INVOICE, KEY = "E73519428", "F64820517", "7418529630"
PLANTED = (SECURITY, SECURITY[:13], STAY, NAME, BORN, PERMANENT, ENTRY, INVOICE, KEY)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return working_folder(tmp_path / "travail é")


def everything(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """The bytes, those without zeros (UTF-16), and those of every part when it is a zip."""
    yield name, content
    yield name, content.replace(b"\0", b"")
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from everything(archive.read(part), f"{name}!{part}")


def leaks(root: Path, *ran: Ran) -> set[tuple[str, str]]:
    """Where a planted text is, in every file under the folder, hidden ones too, names included, and on the screen."""
    files = [path for path in root.rglob("*") if path.is_file()]
    written = [pair for path in files for pair in everything(path.read_bytes(), path.relative_to(root).as_posix())]
    written += [("name", str(path.relative_to(root)).encode()) for path in files]
    written += [("screen", (each.out + each.err).encode()) for each in ran]
    return {(place, mark) for place, content in written for mark in PLANTED if mark.encode() in content}


def book(path: Path, *rows: list[object]) -> Path:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    path.parent.mkdir(exist_ok=True)
    made.save(path)
    return path


def line(family: Family) -> bytes:
    shape: Layout = next(each for each in layouts_of(family) if each.used_in(2025))
    values = {
        "finess": HOSPITAL, "service": "02" if family.endswith("dmi") else "06", "discharged": "202503", "stays": "000001",
        "administered": "032025" if family.startswith(("rsa", "had", "smr")) else "15032025", "entered": "15032025",
        "ucd": "3400892611044" if not family.startswith("rsf") else "9261104", "lpp": "8178447", "indication": "I999999",
        "insured": SECURITY[:13], "insured_key": SECURITY[13:], "patient": SECURITY[:13], "entry": ENTRY,
        "invoice": INVOICE, "record": family[-1].upper(),
    }  # fmt: skip
    parts = []
    for field in shape.fields:
        text = values.get(field.name, "")
        if field.name == "stay":
            text = STAY if field.length >= len(STAY) else KEY if field.length >= len(KEY) else ""
        if field.kind in ("thousandths", "count", "rsf_amount", "lpp"):
            text = text.rjust(field.length, "0")
        parts.append(text[: field.length].ljust(field.length))
    return "".join(parts).encode()


def pmsi(folder: Path) -> list[Path]:
    files: dict[str, list[Family]] = {
        "med.txt": ["fichcomp_med"], "dmi.txt": ["fichcomp_dmi"], "med": ["rsa_med"], "dmip": ["rsa_dmi"],
        "rsf": ["rsf_h", "rsf_p"],
    }  # fmt: skip
    folder.mkdir(exist_ok=True)
    for suffix, families in files.items():
        lines = [line(family) for family in families for _ in range(3)]
        if suffix == "rsf":
            lines.append(b"A" + lines[0][1:])
        # a line that lost its end, and one that is shifted: not read
        lines += [lines[0][:60], (lines[0][:1] + b" " * 7 + lines[0][1:])[: len(lines[0])]]
        (folder / f"{HOSPITAL}.2025.12.{suffix}").write_bytes(b"\r\n".join(lines) + b"\r\n")
    return sorted(folder.iterdir())


def private(folder: Path) -> list[tuple[Path, str]]:
    """Files of each kind that name patients, and what they are given as."""
    column = ["DCI", "Montant"]
    made = {
        "nom.xlsx": [[*column, "Nom du patient"], ["RITUXIMAB", 12, NAME]],
        "naissance.xlsx": [["Liste"], [*column, "Date de naissance"], ["RITUXIMAB", 12, BORN]],
        "ipp.xlsx": [[*column, "IPP"], ["RITUXIMAB", 12, int(PERMANENT)]],
        "nas.xlsx": [[*column, "NAS"], ["RITUXIMAB", 12, STAY]],
        "nir.xlsx": [column, ["RITUXIMAB", int(SECURITY)]],
        "phrase.xlsx": [column, [f"patient {SECURITY} traité", 3]],
    }
    files = [(book(folder / name, *rows), form) for name, rows in made.items() for form in ("extraction_am", "preuve")]
    text = folder / "liste.csv"
    text.write_text(f"DCI;Nom du patient\nRITUXIMAB;{NAME}\n", encoding="cp1252")
    hidden = book(folder / "cachee.xlsx", column)
    opened = load_workbook(hidden)
    opened.create_sheet("x").append(["Prénom", NAME])
    opened["x"].sheet_state = "veryHidden"
    opened.save(hidden)
    note = book(folder / "note.xlsx", column)
    opened = load_workbook(note)
    opened.active["A1"].comment = Comment(f"voir {SECURITY}", "x")
    opened.save(note)
    named = book(folder / f"dossier {SECURITY}.xlsx", column)
    scan = folder / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 " + SECURITY.encode())
    return [*files, (text, "extraction_am"), (hidden, "preuve"), (note, "preuve"), (named, "preuve"), (scan, "preuve")]


def receive(root: Path, files: Path | list[Path], form: str, *options: object) -> Ran:
    case = ("--finess", HOSPITAL, "--form", form, "--period", "2025", "--received-on", "2026-02-10")
    return caqes(
        "receive",
        "recueil",
        *([files] if isinstance(files, Path) else files),
        *case,
        *options,
        "--by",
        "Dr Essai",
        root=root,
    )


def followed(root: Path) -> list[Ran]:
    asked = (("check", "recueil"), ("check", "recueil", "--json"), ("status", "recueil", "--remind", "--json"),
             ("status", "recueil", "--finess", HOSPITAL), ("accept", "recueil", "--list"))  # fmt: skip
    ran = [caqes(*each, root=root) for each in asked]
    assert all("Traceback" not in each.err for each in ran), ran
    return ran


def test_the_search_itself_finds_what_is_planted(tmp_path):
    for file, _ in private(tmp_path / "recus"):
        assert leaks(tmp_path, Ran(0, "", "")) != set()
        file.unlink(missing_ok=True)
    assert leaks(tmp_path) == set()
    pmsi(tmp_path / "pmsi")
    assert {mark for _, mark in leaks(tmp_path)} == {SECURITY, SECURITY[:13], STAY, KEY, ENTRY, INVOICE}


def test_a_file_that_names_patients_leaves_no_trace(root, tmp_path):
    files = private(tmp_path / "recus")
    by_form = {form: [file for file, given in files if given == form] for _, form in files}
    refused = [receive(root, own, form) for form, own in by_form.items()]
    assert {ran.code for ran in refused} == {14}, [ran.err for ran in refused if ran.code != 14]
    assert not (root / "received").exists()
    for ran, own in zip(refused, by_form.values(), strict=True):
        assert all(file.name in ran.err for file in own if SECURITY not in file.name)
    assert all("--outcome refusé" in " ".join(ran.err.replace("\u202f", " ").split()) for ran in refused)
    kept = [receive(root, own, form, "--outcome", "refusé") for form, own in by_form.items()]
    assert {ran.code for ran in kept} == {0}, [ran.err for ran in kept]
    assert [path.name for path in (root / "received").rglob("*") if path.is_file()] == ["registre.csv"]
    lines = (root / "received/recueil/registre.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + len(files)
    assert all("refusé" in each and "non gardé" in each for each in lines[1:])
    assert leaks(root, *refused, *kept, *followed(root)) == set()


def test_a_form_with_a_column_of_names_is_refused_by_its_own_mark(root, tmp_path):
    ran = caqes("forms", "recueil", "--finess", HOSPITAL, "--form", "mo_initiations", "--json", root=root)
    form = tmp_path / "mo.xlsx"
    opened = load_workbook(root / ran.json["forms"][0]["file"])
    opened["Initiations"].cell(4, 25).value = "Nom du patient"
    opened["Initiations"].cell(5, 25).value = NAME
    opened.save(form)
    refused = caqes("receive", "recueil", form, root=root)
    assert (refused.code, "cellule Y4" in refused.err.replace("\u202f", " ")) == (14, True)
    kept = caqes("receive", "recueil", form, "--outcome", "refusé", "--json", root=root)
    assert kept.json[0]["kept"] is False
    assert leaks(root, refused, kept, *followed(root)) == set()


def test_the_note_may_not_name_a_patient(root, tmp_path):
    ran = receive(root, book(tmp_path / "bon.xlsx", ["DCI"]), "preuve", "--note", f"dossier {SECURITY}")
    assert ran.code == 14
    assert leaks(root, ran) == set()


def test_pmsi_files_are_kept_without_their_identifiers(root, tmp_path):
    originals = pmsi(tmp_path / "pmsi")
    ran = [receive(root, originals, "pmsi")]
    assert {each.code for each in ran} == {0}, [each.err for each in ran]
    told = " ".join(ran[-1].out.replace("\u202f", " ").split())
    assert "NOSS (positions 20 à 32)" in told
    copies = sorted((root / "received/recueil" / HOSPITAL).iterdir())
    assert sorted(copy.stat().st_size for copy in copies) == sorted(file.stat().st_size for file in originals)
    register = (root / "received/recueil/registre.csv").read_text(encoding="utf-8-sig")
    assert all(sha256_bytes(copy.read_bytes()) in register for copy in copies)
    # the same original, or its copy, is recognised
    again = receive(root, [*originals, *copies], "pmsi", "--json").json
    assert [each["result"] for each in again] == ["déjà inscrit"] * 10
    follow = followed(root)
    codes = {finding["code"] for finding in follow[1].json["findings"]}
    assert "pmsi_trace" in codes
    assert not codes & {"identifiant_pmsi", "pmsi_nom", "fichier_non_inscrit"}
    assert leaks(root, *ran, *follow) == set()


def test_what_was_put_in_the_folder_by_hand_is_told_and_goes_nowhere_else(root, tmp_path):
    assert receive(root, book(tmp_path / "bon.xlsx", ["DCI"]), "preuve").code == 0
    folder = root / "received/recueil" / HOSPITAL
    dropped = [*(file for file, _ in private(folder)), *pmsi(folder)]
    ours = [path for path in dropped if path.exists()]
    follow = followed(root)
    findings = [each for each in follow[1].json["findings"] if each["severity"] == "bloquant"]
    told = {each["file"] for each in findings}
    out = {
        file.name for file in ours if file.suffix != ".pdf" and SECURITY not in file.name and "bon_" not in file.name
    }
    assert out <= told
    assert all("dossier des retours" in each["remedy"] for each in findings)
    assert follow[1].json["returned"] == []
    for file in set(ours):
        if "bon_" not in file.name:
            file.unlink()
    assert leaks(root, *follow) == set()


def test_a_file_changed_after_it_was_received_is_looked_at_again(root, tmp_path):
    assert receive(root, book(tmp_path / "bon.xlsx", ["DCI"], ["x"]), "extraction_am").code == 0
    (kept,) = (root / "received/recueil" / HOSPITAL).iterdir()
    book(kept, ["Nom du patient"], [NAME])
    follow = followed(root)
    assert {each["code"] for each in follow[1].json["findings"]} == {"identifiant_colonne"}
    assert follow[1].json["returned"] == []
    kept.unlink()
    assert leaks(root, *follow) == set()


def test_an_unreadable_file_is_shown_without_being_kept(root, tmp_path):
    empty = tmp_path / "vide.xlsx"
    empty.touch()
    assert receive(root, empty, "extraction_am").code == 14
    assert receive(root, empty, "extraction_am", "--outcome", "refusé").code == 0
    assert "0 octet" in (root / "received/recueil/registre.csv").read_text(encoding="utf-8-sig")
    shown = json.loads(caqes("status", "recueil", "--json", root=root).out)
    assert shown["returns"]
    assert [path.name for path in (root / "received").rglob("*") if path.is_file()] == ["registre.csv"]
