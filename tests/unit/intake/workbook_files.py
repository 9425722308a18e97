"""Workbooks written for the tests: ordinary ones by openpyxl, old and hostile ones byte by byte."""

import struct
import zipfile
from pathlib import Path

from openpyxl import Workbook

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book: Workbook, path: Path) -> Path:
    book.save(path)
    return path


def xlsx(path: Path, *rows, title="Feuille") -> Path:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book, path)


def replaced(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a zip again with these parts in place of its own, or added."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | parts).items():
            archive.writestr(name, content)
    return path


def sheet_xml(rows: str, *, before: str = "", head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'.encode()


def raw_xlsx(path: Path, rows: str, *, before: str = "", head: str = "", **parts: bytes) -> Path:
    """Write a workbook whose only sheet is this XML."""
    content = {"xl/worksheets/sheet1.xml": sheet_xml(rows, before=before, head=head)}
    return replaced(xlsx(path, ["x"]), content | parts)


def ods(path: Path, rows: str, manifest: bytes = b"<m/>") -> Path:
    """Write an OpenDocument sheet whose rows are this XML."""
    names = "".join(
        f' xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def xls(path: Path, *rows, encrypted: bool = False) -> Path:
    """Write an Excel 97 sheet of texts and numbers."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    start = _record(0x0809, begin) + (_record(0x002F, b"\0" * 6) if encrypted else b"")
    bound = _record(0x0085, struct.pack("<IH", len(start) + 23, 0) + b"\x07\0Feuille")
    cells = b"".join(
        _cell(row, column, value) for row, values in enumerate(rows) for column, value in enumerate(values)
    )
    width = max(map(len, rows), default=0)
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    end = _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + size + cells + end
    path.write_bytes(_compound(start + bound + end + sheet))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return _record(0x0203, place + struct.pack("<d", value))


def _compound(stream: bytes, name: str = "Workbook") -> bytes:
    """Wrap a stream in an OLE document: header, one table of sectors, one folder, the stream in sectors of 512 bytes."""
    stream = stream.ljust(4_096, b"\0")  # below, it would have to go to the small sectors
    stream = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    end, none = 0xFFFFFFFE, 0xFFFFFFFF
    table = [0xFFFFFFFD, end, *range(3, 2 + sectors), end]
    fat = struct.pack("<128I", *table, *[none] * (128 - len(table)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4_096, end, 0, end, 0)
    header += struct.pack("<109I", 0, *[none] * 108)
    folder = _entry("Root Entry", 5, 1, end, 0) + _entry(name, 2, none, 2, len(stream))
    return header + fat + folder.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    none = 0xFFFFFFFF
    links = struct.pack("<BBIII", kind, 1, none, none, child)
    return text.ljust(64, b"\0") + struct.pack("<H", len(text)) + links + b"\0" * 36 + struct.pack("<IQ", start, size)


def compound(path: Path, name: str) -> Path:
    """Write an OLE document that holds one stream of that name."""
    path.write_bytes(_compound(b"", name))
    return path
