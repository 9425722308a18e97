"""A finding: where something is wrong, what, why it matters and what to do, as data."""

from dataclasses import asdict, dataclass
from enum import StrEnum


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
