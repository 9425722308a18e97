"""``params/campaigns/<campaign>.acceptations.csv``: the decisions of a campaign, one per line, only ever added.

It stands beside the campaign and not among the files received: like a rule, a decision is a person's act that results rest
on. It is versioned, reviewed, and kept when files are sent again. For a finding decided twice, the last line holds.
UTF-8 with BOM, ``;``.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from caqes_eval.campaign.acceptances import Acceptance
from caqes_eval.foundation.errors import InputMissingError, ParameterFileError
from caqes_eval.foundation.files import sha256_bytes, write_atomically
from caqes_eval.foundation.findings import Finding, Severity

COLUMNS = {
    "id": "constat", "decision": "decision", "by": "par", "on": "le", "reason": "motif", "finess": "finess",
    "file": "fichier", "sha256": "sha256", "sheet": "feuille", "cell": "cellule", "line": "ligne", "column": "colonne",
    "code": "code", "value": "valeur", "proposal": "proposition", "seal": "empreinte",
}  # fmt: skip
"""The column that holds each field of a decision, in the order of the file; the last one vouches for the others."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_REMEDY = "Remettez la ligne telle que « caqes accept » l’a écrite, et n’enregistrez pas ce fichier depuis Excel."


def acceptances_path(root: Path, campaign: str) -> Path:
    """Return where the decisions of a campaign are, in a working folder; its name has been checked."""
    return root / "params" / "campaigns" / f"{campaign}.acceptations.csv"


def read_acceptances(path: Path, *, shown: str) -> tuple[Acceptance, ...]:
    """Read the decisions of a campaign, in the order they were taken; none when there is no file yet.

    Args:
        path: the file.
        shown: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        ParameterFileError: lines were changed since they were written; every one is told.
    """
    if not path.exists():
        return ()
    faults: list[Finding] = []
    read = [_acceptance(line, cells, shown, faults) for line, cells in _rows(_text(path, shown), shown)]
    if faults:
        heading = "une erreur" if len(faults) == 1 else f"{len(faults)} erreurs"
        raise ParameterFileError(f"{shown} : {heading}.", remedy="Corrigez le fichier et relancez.", findings=faults)
    return tuple(acceptance for acceptance in read if acceptance is not None)


def append_acceptance(path: Path, acceptance: Acceptance, *, shown: str) -> None:
    """Add a decision at the end of the file, whole or not at all; the lines already there are not touched.

    Raises:
        ParameterFileError: the file is damaged: nothing is added to it.
        OutputError: the disk is full, or the file is open elsewhere or protected.
    """
    read_acceptances(path, shown=shown)
    before = path.read_bytes() if path.exists() else b""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    if not before:
        writer.writerow(COLUMNS.values())
    elif not before.endswith(b"\n"):
        buffer.write("\n")
    fields = {**acceptance.model_dump(mode="json"), "id": acceptance.key.id}
    cells = ["" if fields[name] is None else str(fields[name]) for name in COLUMNS if name != "seal"]
    writer.writerow([_shielded(cell) for cell in [*cells, _seal(cells)]])
    write_atomically(path, before + buffer.getvalue().encode("utf-8" if before else "utf-8-sig"))


def _shielded(text: str) -> str:
    # a value that starts like a formula would be run by Excel
    return f"'{text}" if _FORMULA.match(text) else text


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _text(path: Path, shown: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ParameterFileError(f"{shown} n’est pas enregistré en UTF-8.", remedy=_REMEDY) from error
    except OSError as error:
        raise InputMissingError(f"{shown} est illisible.", remedy="Fermez-le dans les autres logiciels.") from error


def _rows(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of each decision."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        if next(reader, []) != list(COLUMNS.values()):
            titles = ";".join(COLUMNS.values())
            raise ParameterFileError(f"{shown} : la première ligne doit être « {titles} ».", remedy=_REMEDY)
        line = reader.line_num + 1
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ParameterFileError(
            f"{shown}, ligne {reader.line_num} : un guillemet est ouvert et n’est pas refermé.",
            remedy=_REMEDY,
        ) from error


def _acceptance(line: int, written: list[str], shown: str, faults: list[Finding]) -> Acceptance | None:
    *cells, seal = map(_bare, written)
    # Excel, saving the file, drops a zero, or makes a date of a value
    if len(written) != len(COLUMNS) or _seal(cells) != seal:
        message = "cette ligne a changé depuis qu’elle a été écrite : on ne sait plus ce qui a été décidé."
        faults.append(_fault(shown, line, message))
        return None
    fields: dict[str, object] = dict(zip(COLUMNS, cells, strict=False))
    del fields["id"]
    try:
        return Acceptance.model_validate({**fields, "line": fields["line"] or None})
    except ValidationError:
        faults.append(_fault(shown, line, "cette ligne n’est pas une décision."))
        return None


def _seal(cells: Sequence[str]) -> str:
    """Return twelve hexadecimal digits that change with any cell of a line, led by a letter that keeps them a text."""
    return "s" + sha256_bytes(json.dumps(list(cells), ensure_ascii=True).encode())[:12]


def _fault(shown: str, line: int, message: str) -> Finding:
    return Finding(
        code="acceptation", severity=Severity.BLOCKING, file=shown, line=line, message=message, remedy=_REMEDY,
    )  # fmt: skip
