"""xlsx, xlsm, xls and ods: checked, then read by python-calamine. Runs in a process of its own (see ``apart``)."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.archive import DAMAGED, Archive, notices
from caqes_eval.intake.workbooks.faults import RefusedError, fault, refuse
from caqes_eval.intake.workbooks.layout import Budget, Scanned, scan
from caqes_eval.intake.workbooks.parts import counts_from_1904, formats_by_style, sheet_parts
from caqes_eval.intake.workbooks.remarks import remarks
from caqes_eval.intake.workbooks.sheets import Kind, Layout, Opened, Range, Sheet
from caqes_eval.intake.workbooks.xml_parts import MALFORMED, EntitiesError

ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How a zip starts: with a part, empty, or in several volumes."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an OLE document starts: an xls, or anything that Office encrypted."""

# an encrypted xls: the record that begins its stream (BOF, 16 bytes), then the one of the password (FILEPASS)
_XLS_PASSWORD = re.compile(rb"\x09\x08\x10\x00[\s\S]{16}\x2f\x00")
_OTHER_PARTS = {"word/document.xml": "un document Word", "ppt/presentation.xml": "un diaporama PowerPoint"}


def read_binary(path: Path, file: str) -> Opened:
    """Read a workbook.

    Args:
        path: a file that starts as a zip or as an OLE document.
        file: how messages name it.

    Returns:
        The workbook, or the finding that refuses it. A hostile file may still exhaust memory or stop the process.
    """
    try:
        with path.open("rb") as stream:
            if stream.read(len(OLE)) == OLE:
                return _read_ole(stream, file)
            return _read_zip(stream, file)
    except RefusedError as refused:
        return Opened(findings=(refused.finding,))
    except EntitiesError:
        return Opened(findings=(fault("entites_xml", file),))
    except (CalamineError, *MALFORMED, *DAMAGED):
        return Opened(findings=(fault("fichier_abime", file),))


def _read_ole(stream: io.BufferedReader, file: str) -> Opened:
    """Read an xls, the older format, or tell an encrypted xlsx, which is kept in the same container."""
    content = OLE + stream.read()
    if _named(content, "EncryptedPackage") or _XLS_PASSWORD.search(content):
        raise refuse("mot_de_passe", file)
    if _named(content, "WordDocument"):
        raise refuse("fichier_autre", file, what="un document Word")
    findings = [fault("ancien_format", file, kind="xls")]
    if _named(content, "_VBA_PROJECT"):
        findings.append(fault("macros", file))
    stream.seek(0)
    return _opened(CalamineWorkbook.from_filelike(stream), "xls", file, {}, findings)


def _named(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content


def _read_zip(stream: io.BufferedReader, file: str) -> Opened:
    archive = Archive(stream, file)
    findings = notices(archive)
    scanned: dict[str, Scanned] = {}
    kind: Kind
    if "xl/workbook.xml" in archive:
        kind = "xlsm" if archive.holds("vbaproject") else "xlsx"
        scanned = _scanned(archive)
    elif "content.xml" in archive:
        kind = "ods"
        _refuse_encrypted(archive)
        findings.append(fault("ancien_format", file, kind="ods"))
    elif "xl/workbook.bin" in archive:
        raise refuse("fichier_xlsb", file)
    else:
        what = next((what for part, what in _OTHER_PARTS.items() if part in archive), "une archive zip")
        raise refuse("fichier_autre", file, what=what)
    stream.seek(0)
    return _opened(CalamineWorkbook.from_filelike(stream), kind, file, scanned, findings)


def _scanned(archive: Archive) -> dict[str, Scanned]:
    """Read the layouts, which also refuses what would exhaust memory, before any value."""
    parts = sheet_parts(archive)
    if len(parts) > limits.SHEETS:
        raise refuse("trop_de_feuilles", archive.file, count=len(parts), limit=limits.SHEETS)
    formats, from_1904 = formats_by_style(archive), counts_from_1904(archive)
    budget = Budget(archive.file)
    scanned = {}
    for name, part in parts.items():
        with archive.open(part) as stream:
            read = scan(stream, formats, budget)
        scanned[name] = Scanned(replace(read.layout, date_1904=from_1904), read.errors)
    return scanned


def _refuse_encrypted(archive: Archive) -> None:
    if "META-INF/manifest.xml" in archive:
        with archive.open("META-INF/manifest.xml") as stream:
            if b"encryption-data" in stream.read(limits.FILE_BYTES):
                raise refuse("mot_de_passe", archive.file)


def _opened(
    workbook: CalamineWorkbook, kind: Kind, file: str, scanned: dict[str, Scanned], findings: list[Finding]
) -> Opened:
    readable = [data for data in workbook.sheets_metadata if data.typ is SheetTypeEnum.WorkSheet]
    if len(readable) > limits.SHEETS:
        raise refuse("trop_de_feuilles", file, count=len(readable), limit=limits.SHEETS)
    sheets = []
    texts: dict[str, str] = {}
    for data in readable:
        try:
            sheet = workbook.get_sheet_by_name(data.name)
        except CalamineError:
            findings.append(fault("feuille_illisible", file, sheet=data.name))
            continue
        hidden = data.visible is not SheetVisibleEnum.Visible
        sheets.append(_sheet(sheet, scanned.get(data.name), texts, hidden=hidden))
    findings += [remark for sheet in sheets for remark in remarks(sheet, file)]
    return Opened(sheets=tuple(sheets), kind=kind, findings=tuple(findings))


def _sheet(read: CalamineSheet, scanned: Scanned | None, texts: dict[str, str], *, hidden: bool) -> Sheet:
    row, column = read.start or (0, 0)
    # equal texts are kept once: fewer bytes here and through the pipe
    values: list[list[object]] = [
        [texts.setdefault(v, v) if type(v) is str else v for v in line] for line in _rows(read)
    ]
    if scanned is None:
        scanned = Scanned(Layout(merged=tuple(_merged(read))))
    for (error_row, error_column), text in scanned.errors.items():
        line, place = error_row - row - 1, error_column - column - 1
        if 0 <= line < len(values) and 0 <= place < len(values[line]):
            values[line][place] = text
    return Sheet(
        name=read.name, values=values, first_row=row + 1, first_column=column + 1, hidden=hidden, layout=scanned.layout
    )


def _rows(read: CalamineSheet) -> Iterator[list[object]]:
    """Give the rows from the first filled one, whole numbers as integers."""
    for line in read.to_python(skip_empty_area=True):
        yield [int(v) if type(v) is float and v.is_integer() and abs(v) < 1e15 else v for v in line]


def _merged(read: CalamineSheet) -> Iterator[Range]:
    for (top, left), (bottom, right) in read.merged_cell_ranges or ():
        yield top + 1, left + 1, bottom + 1, right + 1
