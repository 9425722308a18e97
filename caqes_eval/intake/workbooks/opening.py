"""Open any file received: what it is comes from its content, never from its name."""

import re
from pathlib import Path

from caqes_eval.foundation.files import reason
from caqes_eval.foundation.french import number
from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.apart import read_apart
from caqes_eval.intake.workbooks.binary import OLE, ZIPS
from caqes_eval.intake.workbooks.faults import RefusedError, fault, refuse
from caqes_eval.intake.workbooks.sheets import Opened
from caqes_eval.intake.workbooks.text import UTF_16, read_text

_TEXT_SUFFIXES = {".csv", ".tsv", ".txt", ""}
_LOCK = re.compile(r"~\$.*|\.~lock\..*#?", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div|script)\b", re.IGNORECASE)
_XML = re.compile(rb"<\?xml\b")
_HEAD = 4_096
_OTHERS = (
    (b"%PDF", "un PDF"),
    (b"{\\rtf", "un document Word (RTF)"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"GIF8", "une image"),
    (b"7z\xbc\xaf", "une archive 7-Zip"),
    (b"Rar!", "une archive RAR"),
    (b"\x1f\x8b", "une archive gzip"),
)


def open_workbook(path: Path, *, file: str = "") -> Opened:
    """Open a file received and give its sheets.

    xlsx, xlsm, xls and ods are read in a process of their own, within limits (see :mod:`limits`); text in this one.

    Args:
        path: the file.
        file: how messages name it; its own name by default.

    Returns:
        Its sheets, and the findings on the file itself. A file that cannot be read has no sheet and a blocking finding:
        nothing is raised.
    """
    name = file or path.name
    try:
        return _open(path, name)
    except RefusedError as refused:
        return Opened(findings=(refused.finding,))
    except OSError as error:
        return Opened(findings=(fault("fichier_absent", name, reason=reason(error)),))


def _open(path: Path, file: str) -> Opened:
    if _LOCK.fullmatch(path.name):
        raise refuse("fichier_verrou", file)
    size = path.stat().st_size
    if size > limits.FILE_BYTES:
        limit = number(limits.FILE_BYTES // 1_000_000)
        raise refuse("fichier_trop_gros", file, size=number(size // 1_000_000), limit=limit)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        if not head:
            raise refuse("fichier_vide", file)
        if head.startswith((*ZIPS, OLE)):
            return read_apart(path, file, size=size)
        _refuse_other(head, file)
        opened = read_text(head + stream.read(limits.FILE_BYTES), file)
    if (suffix := path.suffix.lower()) in _TEXT_SUFFIXES:
        return opened
    return Opened(sheets=opened.sheets, kind=opened.kind, findings=(fault("texte_renomme", file, suffix=suffix),))


def _refuse_other(head: bytes, file: str) -> None:
    """Refuse what is neither a workbook nor a text table."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HTML.match(start) or (_XML.match(start) and _HTML.search(start)):
        raise refuse("fichier_html", file)
    if _XML.match(start):
        raise refuse("fichier_xml", file)
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise refuse("fichier_autre", file, what=what)
    if b"\0" in head and not head.startswith(UTF_16):
        raise refuse("fichier_autre", file, what="un fichier d’un autre logiciel, ou un fichier abîmé")
