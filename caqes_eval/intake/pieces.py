"""Pieces of evidence: nothing is read of them, but what they are is told, and what cannot be opened or is a trap."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.privacy import quoted
from caqes_eval.intake.workbooks import Opened
from caqes_eval.intake.workbooks.archive import DAMAGED

_LEAVES = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[a-z]:", re.IGNORECASE)
_UNREADABLE = {
    "fichier_absent",
    "fichier_vide",
    "fichier_verrou",
    "fichier_abime",
    "mot_de_passe",
    "bombe",
    "fichier_trop_gros",
}
_SHOWN = 5
_DOCUMENTS = ("[content_types].xml", "mimetype")


def piece_findings(path: Path, opened: Opened, shown: str) -> tuple[Finding, ...]:
    """Return what there is to say of a piece of evidence: an archive is listed and never unpacked.

    Args:
        path: where it is.
        opened: what was opened of it.
        shown: how messages name it.
    """
    refused = tuple(finding for finding in opened.findings if finding.severity is Severity.BLOCKING)
    if not refused:
        return ()  # a workbook: its remarks are nothing to ask of a piece of evidence
    if any(finding.code in _UNREADABLE for finding in refused):
        return refused
    with path.open("rb") as stream:
        content = stream.read() if stream.read(2) == b"PK" else b""
    return tuple(_listed(b"PK" + content, shown)) if content else ()


def _listed(content: bytes, shown: str) -> Iterator[Finding]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
    except DAMAGED:
        names = []
    if any(name.lower() in _DOCUMENTS for name in names):
        return  # a document of Word, of PowerPoint, of LibreOffice
    first = ", ".join(f"« {quoted(name)} »" for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    listed = first + (f" et {french.plural(more, 'autre')}" if more > 0 else "")
    yield Finding(
        code="archive_listee", severity=Severity.TO_CHECK, file=shown,
        message=f"cette archive n’est pas ouverte ; elle contient {french.plural(len(names), 'fichier')} : {listed or 'aucun'}.",
        why="Rien ne dit si un fichier y désigne des patients.",
        remedy="Demander les fichiers hors de l’archive, puis inscrire chacun avec « caqes receive ».",
    )  # fmt: skip
    if leaving := [name for name in names if _LEAVES.search(name)]:
        yield Finding(
            code="archive_piegee", severity=Severity.BLOCKING, file=shown, value=quoted(leaving[0]), count=len(leaving),
            message="un élément de cette archive s’écrirait hors du dossier où on l’ouvre.",
            why="Une archive ordinaire ne contient pas de tels noms.",
            remedy="Ne pas l’ouvrir ; vérifier auprès de l’établissement que c’est bien lui qui l’a envoyée.",
        )  # fmt: skip
