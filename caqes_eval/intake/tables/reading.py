"""Read a table that was found: typed values, declared absences, and a finding for each cell that says neither."""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.privacy import MASKED, holds_nir, quoted
from caqes_eval.intake.tables.cells import Absence, Cell, Reading
from caqes_eval.intake.tables.columns import Matching
from caqes_eval.intake.tables.faults import fault
from caqes_eval.intake.tables.finding import FoundTable
from caqes_eval.intake.tables.schema import TableSchema
from caqes_eval.intake.values import read

_DIGITS = re.compile(r"[0-9]+")
SOURCE_ROW = "source_row"
"""The column that says where a record comes from: its row, or its column in a transposed table."""


@dataclass(frozen=True, kw_only=True)
class TypedTable:
    """A table read.

    Attributes:
        frame: one row per record; one column of typed values per column of the schema, ``None`` where there is none, and
            ``source_row``.
        absences: same rows and columns, without ``source_row``: why a value is absent; ``None`` where there is a value,
            and where the cell is at fault.
        findings: faults of the cells, values read with a remark, repeated records.
    """

    frame: pd.DataFrame
    absences: pd.DataFrame
    findings: tuple[Finding, ...]


def read_table(found: FoundTable, schema: TableSchema, *, file: str) -> TypedTable:
    """Read every cell of a table for its column; nothing is repaired.

    Args:
        found: where the table is; its own findings are not told again.
        schema: what its columns hold.
        file: how messages name the file.

    Returns:
        The typed table. A cell that holds a « numéro de sécurité sociale » is refused, and its value appears nowhere.
    """
    reader = _Reader(found, schema, file)
    values: dict[str, list[object]] = {SOURCE_ROW: list(found.lines)}
    absences: dict[str, list[Absence | None]] = {}
    by_code = {matching.code: matching for matching in found.matchings}
    for column in schema.columns:
        if matching := by_code.get(column.code):
            read_cells = [reader.cell(line, matching) for line in found.lines]
            values[column.code] = [value for value, _ in read_cells]
            absences[column.code] = [absence for _, absence in read_cells]
        else:
            values[column.code] = [None] * len(found.lines)
            absences[column.code] = [Absence.MISSING] * len(found.lines)
    findings = [*reader.told(), *_repeated(found, schema, values, file)]
    return TypedTable(frame=_frame(values), absences=_frame(absences), findings=tuple(findings))


def _frame(columns: dict[str, list[object]] | dict[str, list[Absence | None]]) -> pd.DataFrame:
    frame = pd.DataFrame({code: pd.Series(list(values), dtype=object) for code, values in columns.items()})
    return frame.astype({SOURCE_ROW: "int64"}) if SOURCE_ROW in frame else frame


@dataclass
class _Reader:
    """Reads cells and keeps what there is to say of them, by line then column."""

    found: FoundTable
    schema: TableSchema
    file: str
    _faults: list[tuple[int, int, Finding]] = field(default_factory=list)
    _notes: dict[tuple[str, str], Finding] = field(default_factory=dict)
    _hidden: list[Cell] = field(default_factory=list)

    def cell(self, line: int, matching: Matching) -> tuple[object, Absence | None]:
        """Read a cell: a value, an absence, or neither when it is at fault."""
        view = self.found.view
        cell = view.cell(line, matching.place)
        if cell.hidden and cell.text:
            self._hidden.append(cell)
        if view.uncached(line, matching.place):
            self._fault(line, matching, cell, "formule_sans_resultat")
            return None, None
        # the decimals of a computed rate can look like a number of social security; a number stored whole can be one
        fractional = isinstance(cell.native, float) and not cell.native.is_integer()
        if not fractional and holds_nir(cell.text):
            self._fault(line, matching, cell, "identifiant_valeur", value=MASKED)
            return None, None
        column = self.schema.column(matching.code)
        reading = read(cell, column, date_1904=view.sheet.layout.date_1904)
        if column.required and reading.absence is Absence.MISSING:
            self._fault(line, matching, cell, "reponse_absente")
        elif reading.problem:
            self._refused(line, matching, cell, reading)
        elif reading.note:
            self._note(matching, cell, reading.note)
        return reading.value, reading.absence

    def told(self) -> Iterator[Finding]:
        """Give the findings: faults in the order of the sheet, then what was understood, once per column."""
        yield from (finding for _, _, finding in sorted(self._faults, key=lambda item: item[:2]))
        yield from self._notes.values()
        if self._hidden:
            yield fault("lignes_masquees_lues", self.file, self._hidden[0], {"number": len(self._hidden)})

    def _fault(self, line: int, matching: Matching, cell: Cell, code: str, *, value: str | None = None) -> None:
        finding = fault(code, self.file, cell, column=quoted(matching.heading), value=value)
        self._faults.append((line, matching.place, finding))

    def _refused(self, line: int, matching: Matching, cell: Cell, reading: Reading[Any]) -> None:
        finding = fault(
            "valeur_refusee", self.file, cell, {"problem": reading.problem}, column=quoted(matching.heading),
            value=quoted(cell.text), expected=reading.expected, proposal=reading.proposal,
        )  # fmt: skip
        self._faults.append((line, matching.place, finding))

    def _note(self, matching: Matching, cell: Cell, note: str) -> None:
        # notes that differ by their figures only are one remark
        key = (matching.code, _DIGITS.sub("0", note))
        if known := self._notes.get(key):
            self._notes[key] = replace(known, count=known.count + 1)
        else:
            heading, value = quoted(matching.heading), quoted(cell.text)
            self._notes[key] = fault("valeur_comprise", self.file, cell, {"note": note}, column=heading, value=value)


def _repeated(found: FoundTable, schema: TableSchema, values: dict[str, list[object]], file: str) -> Iterator[Finding]:
    """Tell the records whose key is that of an earlier one; a key with an absent part is compared with no other."""
    places = {matching.code: matching for matching in found.matchings}
    if not schema.key or not all(code in places for code in schema.key):
        return
    names = ", ".join(f"« {places[code].label} »" for code in schema.key)
    first: dict[tuple[Hashable, ...], int] = {}
    for position, line in enumerate(found.lines):
        key = tuple(values[code][position] for code in schema.key)
        if any(part is None for part in key):
            continue
        if (earlier := first.setdefault(key, line)) != line:
            cell = found.view.cell(line, places[schema.key[0]].place)
            heading, value = quoted(places[schema.key[0]].heading), quoted(cell.text)
            case = {"first": _named(found, earlier), "key": names}
            yield fault("ligne_double", file, cell, case, column=heading, value=value)


def _named(found: FoundTable, line: int) -> str:
    if found.view.transposed:
        return f"la colonne {found.view.cell(line, 1).address.rstrip('1')}"
    return f"la ligne {line}"
