"""Opening files received: a sheet of 100,000 rows with each reader, then the hostile files, with time and memory.

``python -m benchmarks.workbooks`` writes its files in a temporary folder. Each case runs in a fresh process.
"""

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from openpyxl import Workbook, load_workbook
from python_calamine import CalamineWorkbook

from caqes_eval.demo.collection.locked import locked_workbook
from caqes_eval.foundation.errors import UserError
from caqes_eval.intake.door import at_the_door
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import mark_for
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.forms.writer import Recipient, write_form
from caqes_eval.intake.workbooks import open_workbook

ROWS, COLUMNS = 100_000, 13
FORM = FORMS["mo_initiations"]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_HEAD = f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>'
_CELLS = '<c r="A{0}" s="0"/><c r="B{0}" s="0"/>'


def write_large(path: Path) -> None:
    """Write a sheet of 100,000 rows: texts, amounts and percentages."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Données")
    sheet.append([f"Colonne {number}" for number in range(COLUMNS)])
    for row in range(ROWS):
        sheet.append([f"HOPITAL {row % 500}" if number % 2 else row * 7 + number + 0.25 for number in range(COLUMNS)])
    book.save(path)


def write_sheet(path: Path, rows: Iterable[str], texts: str = "") -> None:
    """Write a workbook whose only sheet holds rows of XML, and whose shared texts are given."""
    small = path.with_suffix(".small.xlsx")
    book = Workbook()
    book.active.append(["x"])
    book.save(small)
    with zipfile.ZipFile(small) as model, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in model.infolist():
            if entry.filename not in {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}:
                made.writestr(entry, model.read(entry))
        made.writestr("xl/sharedStrings.xml", f'<?xml version="1.0"?><sst xmlns="{_MAIN}">{texts}</sst>')
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(_HEAD.encode())
            part.writelines(row.encode() for row in rows)
            part.write(b"</sheetData></worksheet>")


def write_bomb(path: Path) -> None:
    """Write 2 GB of zeros, zipped."""
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
        made.open("xl/workbook.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(2_000):
            part.write(b"\0" * 1_000_000)


def write_many_sheets(path: Path) -> None:
    """Write 200 sheets."""
    book = Workbook()
    for number in range(199):
        book.create_sheet(f"F{number}")
    book.save(path)


def with_part(name: str) -> Callable[[Path], None]:
    """Return what writes an ordinary workbook with one more part."""

    def write(path: Path) -> None:
        write_sheet(path, ['<row r="1"><c r="A1"><v>1</v></c></row>'])
        with zipfile.ZipFile(path, "a") as made:
            made.writestr(name, b"<x/>")

    return write


def raw(content: bytes) -> Callable[[Path], None]:
    """Return what writes these bytes."""

    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def write_other_campaign(path: Path) -> None:
    """Write the form of another campaign, as it is sent."""
    content = write_form(
        FORM, campaign="une autre", year=2024, period="S2 2024",
        establishment=Recipient(finess="990780017", name="CHU", city="Brumeville", finess_ej="990780017"),
    )  # fmt: skip
    path.write_bytes(content)


HOSTILE: dict[str, Callable[[Path], None]] = {
    "un million de lignes vides": lambda path: write_sheet(
        path, (f'<row r="{row}" ht="15" customHeight="1"/>' for row in range(1, 1_048_577))
    ),
    "un million de lignes vides de 2 cellules": lambda path: write_sheet(
        path, (f'<row r="{row}">{_CELLS.format(row)}</row>' for row in range(1, 1_048_577))
    ),
    "deux cellules aux coins": lambda path: write_sheet(
        path,
        ['<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'],
    ),
    "un long texte 20 000 fois": lambda path: write_sheet(
        path,
        (f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_001)),
        f"<si><t>{'x' * 32_000}</t></si>",
    ),
    "bombe de 2 Go": write_bomb,
    "200 feuilles": write_many_sheets,
    "mot de passe": raw(locked_workbook(1)),
    "zéro octet": raw(b""),
    "page web renommée": raw(b"<html><table>" + b"<tr><td>1</td></tr>" * 100_000),
    "~$ verrou": raw(b"\x10Personne".ljust(165)),
    "liens externes": with_part("xl/externalLinks/externalLink1.xml"),
    "macros": with_part("xl/vbaProject.bin"),
    "10 000 formules sans résultat": lambda path: write_sheet(
        path, (f'<row r="{row}"><c r="A{row}"><f>1+1</f></c></row>' for row in range(1, 10_001))
    ),
    "formulaire d’une autre campagne": write_other_campaign,
}


def _ours(path: Path) -> None:
    opened = open_workbook(path)
    print(*(finding.code for finding in opened.findings), *(len(sheet.values) for sheet in opened.sheets))


def _calamine(path: Path) -> None:
    print(len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()))


def _openpyxl(path: Path) -> None:
    print(load_workbook(path, data_only=True).worksheets[0].max_row)


def _checked(path: Path) -> None:
    """Do all that « caqes check » does of a form: opened once, the door, then its reader."""
    codes = Counter[str]()
    opened = open_workbook(path)
    try:
        at_the_door(path, path.read_bytes(), form=FORM.code, opened=opened)
    except UserError as refused:
        codes.update(f"porte:{finding.code}" for finding in refused.findings)
    sent = mark_for(FORM, campaign="demo", year=2025, period="S2 2025", finess="990780017")
    codes.update(finding.code for finding in read_form(opened, FORM, file=path.name, sent=sent).findings)
    print(*codes)


READERS = {"caqes": _ours, "calamine": _calamine, "openpyxl": _openpyxl}
HOSTILE_READERS = {"contrôle": _checked}


def measured(reader: str, path: Path) -> float:
    """Print the time and memory of a reader on a file, in a fresh process; return its processor seconds."""
    started, used = time.perf_counter(), _processor()
    command = [sys.executable, "-m", "benchmarks.workbooks", reader, str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines() or ["arrêté", "?"]
    seconds = time.perf_counter() - started
    cpu = _processor() - used
    print(f"  {reader:9} {seconds:6.2f} s (processeur {cpu:5.2f} s)  {told[-1]:>9}  {told[0]}", flush=True)
    return cpu


def _processor() -> float:
    """Return the processor time of the processes ended so far: that of a computer busy elsewhere."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _one(reader: str, path: Path) -> None:
    (READERS | HOSTILE_READERS)[reader](path)
    # kilobytes on Linux; the process that opens is a child of this one
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{peak // 1024} Mo")


def main() -> None:
    """Measure every case and print a table."""
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large.xlsx"
        write_large(large)
        print(f"{ROWS} lignes de {COLUMNS} colonnes, {large.stat().st_size / 1e6:.1f} Mo")
        seconds = {reader: measured(reader, large) for reader in READERS}
        for reader in ("calamine", "caqes"):
            print(f"  openpyxl / {reader} : {seconds['openpyxl'] / seconds[reader]:.1f}")
        for name, write in HOSTILE.items():
            path = Path(folder) / f"{'~$' if name.startswith('~$') else ''}{len(name)}.xlsx"
            write(path)
            print(f"{name}, {path.stat().st_size / 1e6:.1f} Mo")
            measured("contrôle", path)
            path.unlink()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _one(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
