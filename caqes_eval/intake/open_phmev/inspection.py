"""The file as bytes, read once: its digest, its encoding, its number of lines, and whether it is a CSV at all."""

import codecs
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.intake.open_phmev.layout import DOWNLOAD_AGAIN

_BLOCK = 1 << 22
_LONGEST_HEADER = 1 << 16
_NOT_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))  # the five bytes to which Windows gives no character
_BOM = "\ufeff"

_UNZIP = "Ouvrez l’archive, extrayez le fichier OPEN_PHMEV_AAAA.CSV et donnez ce fichier-là."
_NOT_A_WORKBOOK = f"Un classeur abîme les identifiants : {DOWNLOAD_AGAIN}"
_FAILED_DOWNLOAD = "Le téléchargement a sans doute échoué : téléchargez de nouveau le fichier sur data.gouv.fr."
_SIGNATURES = (
    (b"PK\x03\x04", "une archive ZIP", _UNZIP),
    (b"\x1f\x8b", "une archive GZ", _UNZIP),
    (b"7z\xbc\xaf\x27\x1c", "une archive 7z", _UNZIP),
    (b"\xd0\xcf\x11\xe0", "un classeur Excel (.xls)", _NOT_A_WORKBOOK),
    (b"%PDF", "un document PDF", _FAILED_DOWNLOAD),
    (b"\xff\xfe", "un « Texte Unicode » d’Excel (UTF-16)", f"Cet encodage n’est pas celui publié : {DOWNLOAD_AGAIN}"),
    (b"\xfe\xff", "un texte en UTF-16", f"Cet encodage n’est pas celui publié : {DOWNLOAD_AGAIN}"),
)
_WORKBOOK_MARKS = (b"[Content_Types].xml", b"xl/", b"opendocument.spreadsheet")


@dataclass(frozen=True)
class Inspection:
    """What the bytes of a file say.

    Attributes:
        sha256: digest of the bytes.
        size: bytes.
        modified: time of the last change, in nanoseconds, when the reading began.
        encoding: ``utf-8`` (with or without byte order mark) or ``cp1252``.
        header: the first line as text, without its end.
        lines: number of lines, the header and a last line without end included.
        ends_with_newline: whether the last line has its end.
    """

    sha256: str
    size: int
    modified: int
    encoding: str
    header: str
    lines: int
    ends_with_newline: bool


def inspect(source: Path, file: str) -> Inspection:
    """Read the bytes of a file once.

    Args:
        source: the file.
        file: its name in messages.

    Raises:
        InputMissingError: absent, a folder, or not readable.
        InputFormatError: empty, or anything but a text in UTF-8 or cp1252.
    """
    if source.is_dir():
        raise InputMissingError(f"{file} est un dossier, pas un fichier.", remedy="Indiquez le fichier CSV lui-même.")
    try:
        with source.open("rb") as stream:
            start = stream.read(_LONGEST_HEADER)
        _refuse_other_formats(start, file)
        scan = _scan(source)
    except OSError as error:
        raise InputMissingError(
            f"{file} est introuvable ou illisible.",
            remedy="Vérifiez le nom et le dossier du fichier, et qu’aucun logiciel ne le tient ouvert.",
        ) from error
    encoding = _encoding(scan, file)
    header = start.partition(b"\n")[0].decode(encoding, errors="replace").removeprefix(_BOM).rstrip("\r")
    if "\r" in header:
        raise InputFormatError(
            f"{file} : ses fins de ligne (CR seul) sont celles d’un autre système.",
            remedy=f"Le fichier a été réenregistré par un logiciel : {DOWNLOAD_AGAIN}",
        )
    return Inspection(scan.digest, scan.size, scan.modified, encoding, header, scan.lines, scan.ends_with_newline)


def _refuse_other_formats(start: bytes, file: str) -> None:
    if not start:
        raise InputFormatError(f"{file} est vide.", remedy=_FAILED_DOWNLOAD)
    for signature, words, remedy in _SIGNATURES:
        if start.startswith(signature):
            if signature == b"PK\x03\x04" and any(mark in start for mark in _WORKBOOK_MARKS):
                words, remedy = "un classeur (Excel ou LibreOffice)", _NOT_A_WORKBOOK
            raise InputFormatError(f"{file} n’est pas un fichier CSV : c’est {words}.", remedy=remedy)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise InputFormatError(f"{file} n’est pas un fichier CSV : c’est une page web.", remedy=_FAILED_DOWNLOAD)


@dataclass
class _Scan:
    digest: str = ""
    size: int = 0
    modified: int = 0
    newlines: int = 0
    last: int = 0
    is_utf8: bool = True
    nul_line: int | None = None
    odd_line: int | None = None
    cut_character: bool = False

    @property
    def ends_with_newline(self) -> bool:
        return self.last == ord("\n")

    @property
    def lines(self) -> int:
        return self.newlines + (not self.ends_with_newline)


def _scan(source: Path) -> _Scan:
    scan, digest = _Scan(), hashlib.sha256()
    utf8 = codecs.getincrementaldecoder("utf-8")()
    with source.open("rb") as stream:
        scan.modified = os.fstat(stream.fileno()).st_mtime_ns
        while block := stream.read(_BLOCK):
            digest.update(block)
            if scan.is_utf8:
                scan.is_utf8 = _decodes(utf8, block)
            if scan.nul_line is None:
                scan.nul_line = _line_of(block, b"\0", scan.newlines)
            if scan.odd_line is None:
                scan.odd_line = _line_of(block, _NOT_CP1252, scan.newlines)
            scan.newlines += block.count(b"\n")
            scan.size += len(block)
            scan.last = block[-1]
    scan.cut_character = scan.is_utf8 and bool(utf8.getstate()[0])
    scan.digest = digest.hexdigest()
    return scan


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _line_of(block: bytes, unwanted: bytes, newlines_before: int) -> int | None:
    """Return the line of the first of some bytes in a block, if any."""
    found = [position for byte in unwanted if (position := block.find(byte)) >= 0]
    return newlines_before + block.count(b"\n", 0, min(found)) + 1 if found else None


def _encoding(scan: _Scan, file: str) -> str:
    if scan.nul_line is not None:
        raise InputFormatError(
            f"{file}, ligne {scan.nul_line} : des octets nuls, qu’aucun texte ne contient. "
            "Le fichier est endommagé, ou n’est pas un CSV.",
            remedy=_FAILED_DOWNLOAD,
        )
    if scan.cut_character:
        raise InputFormatError(
            f"{file}, ligne {scan.lines} : le fichier s’arrête au milieu d’une lettre, il est tronqué.",
            remedy=_FAILED_DOWNLOAD,
        )
    if scan.is_utf8:
        return "utf-8"
    if scan.odd_line is not None:
        raise InputFormatError(
            f"{file}, ligne {scan.odd_line} : ce texte n’est ni en UTF-8 ni en Windows-1252 (cp1252).",
            remedy=f"Le fichier a été réenregistré ou mélangé par un logiciel : {DOWNLOAD_AGAIN}",
        )
    return "cp1252"
