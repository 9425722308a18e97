"""A finding: where something is wrong, what, why it matters and what to do, as data."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import NamedTuple

_ID_BYTES = 5  # 8 signs: among 100,000 findings, one chance in two hundred that two share one


class Severity(StrEnum):
    """How far a finding reaches."""

    BLOCKING = "bloquant"
    TO_CHECK = "à vérifier"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault found in a file received.

    Attributes:
        code: stable identifier of the kind of fault, for scripts (``finess_zero_perdu``).
        severity: whether it stops the evaluation, travels with it, or only informs.
        file: name of the file as the user knows it, never an absolute path.
        message: what is wrong, one French sentence.
        why: why it matters for the contract.
        remedy: what to do about it.
        line: line in the file, the header being line 1.
        sheet: name of the sheet, in a workbook.
        cell: address of the cell in its sheet (``B12``).
        column: name of the column as written in the file.
        key: name of the key, in a parameter file.
        value: the value as typed.
        expected: what was expected instead.
        proposal: what the value most certainly is, for a person to accept; never applied by itself.
        count: how many times the same fault occurs in that column.
    """

    code: str
    severity: Severity
    file: str
    message: str
    why: str = ""
    remedy: str = ""
    line: int | None = None
    sheet: str | None = None
    cell: str | None = None
    column: str | None = None
    key: str | None = None
    value: str | None = None
    expected: str | None = None
    proposal: str | None = None
    count: int = 1

    def as_record(self) -> dict[str, object]:
        """Return the finding as a JSON-ready mapping."""
        return {key: value for key, value in asdict(self).items() if value not in (None, "")}

    def place(self) -> str:
        """Return where it is, in French: file, sheet, cell or line, column, value."""
        parts = [f"fichier {self.file}"]
        if self.sheet is not None:
            parts.append(f"feuille « {self.sheet} »")
        if self.cell is not None:
            parts.append(f"cellule {self.cell}")
        elif self.line is not None:
            parts.append(f"ligne {self.line}")
        if self.column is not None:
            parts.append(f"colonne {self.column}")
        if self.key is not None:
            parts.append(f"clé {self.key}")
        if self.value is not None:
            parts.append(f"valeur « {self.value} »")
        return ", ".join(parts)

    def sentence(self) -> str:
        """Return the whole finding as French prose on one line."""
        parts = [f"{self.place()} : {self.message}"]
        if self.count > 1:
            parts.append(f"{self.count} lignes sont dans ce cas ; la première est citée.")
        if self.expected:
            parts.append(f"Attendu : {self.expected}.")
        if self.why:
            parts.append(self.why)
        if self.proposal:
            parts.append(f"Proposition : « {self.proposal} », à accepter.")
        if self.remedy:
            parts.append(f"À faire : {self.remedy}")
        return " ".join(parts)


class FindingKey(NamedTuple):
    """What makes two findings the same: the same bytes of a file, the same place in it, the same fault, the same value."""

    sha256: str
    sheet: str
    cell: str
    line: int | None
    column: str
    code: str
    value: str

    @property
    def id(self) -> str:
        """Eight letters and digits that name the finding (``k3f7qa2m``), the same on every machine."""
        digest = hashlib.sha256(json.dumps(self, ensure_ascii=True).encode()).digest()
        return base64.b32encode(digest[:_ID_BYTES]).decode().lower()


def finding_key(finding: Finding, sha256: str) -> FindingKey:
    """Return what makes a finding itself in the file of that digest."""
    return FindingKey(
        sha256=sha256,
        sheet=finding.sheet or "",
        cell=finding.cell or "",
        line=finding.line,
        column=finding.column or "",
        code=finding.code,
        value=finding.value or "",
    )


def finding_id(finding: Finding, sha256: str) -> str:
    """Return the short name by which a person accepts or refuses a finding (``caqes accept``).

    Args:
        finding: the fault.
        sha256: digest of the file it was found in: in a changed file, the same fault has another name.
    """
    return finding_key(finding, sha256).id
