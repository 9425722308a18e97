"""Read a fixed-width PMSI file: a typed table, and everything that is wrong told at once.

No number of a patient, of a stay or of an invoice is ever sliced: privacy is kept at the door. A line is known by its
number in the file.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.pmsi.choice import Asked, choose
from caqes_eval.intake.pmsi.columns import NumberColumn, TextColumn
from caqes_eval.intake.pmsi.faults import Faults
from caqes_eval.intake.pmsi.judges import judge_of
from caqes_eval.intake.pmsi.layout import Family, Field, Layout
from caqes_eval.intake.pmsi.layouts.rsf import RSF_OTHER_RECORDS, RSF_RECORDS
from caqes_eval.intake.pmsi.lines import Lines, Source
from caqes_eval.intake.pmsi.names import NameRead, read_name
from caqes_eval.intake.pmsi.numerals import Mask

_NUMBERS = ("thousandths", "rsf_amount", "count", "stays")


@dataclass(frozen=True, kw_only=True)
class PmsiFile:
    """A file read.

    Attributes:
        table: one row per line read, in the order of the file. Columns, those of the layout among: ``line`` (from 1),
            ``finess`` (legal), ``finess_geo``, ``service`` (type of service), ``discharged`` and ``administered``
            (days; the first of the month where only the month is known), ``entered`` (RSF), ``stays``, ``ucd``
            (7 digits), ``lpp``, ``quantity`` and ``amount`` (euros, for the whole quantity; exact decimals),
            ``delay`` (days), ``fraction`` (RSF, as written), ``indication``. Null where nothing right is written.
            None when no layout was certain.
        layout: that of the file; None when it is not certain.
        name: what the name says.
        lines: number of lines that are not blank and are of the kind read.
        sha256: digest of the bytes read.
        findings: everything found, one per kind and field.
    """

    table: pa.Table | None
    layout: Layout | None
    name: NameRead
    lines: int
    sha256: str
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        """Whether something forbids the use of the file as it is."""
        return any(finding.severity is Severity.BLOCKING for finding in self.findings)


def read_pmsi(
    path: Path, *, shown: str = "", hospital: Collection[str] = (), family: Family | None = None,
    year: int | None = None, rsf_unit: Decimal | None = None,
) -> PmsiFile:  # fmt: skip
    """Read a file whose layout is chosen from its name and the length of its lines.

    Args:
        path: the file.
        shown: how messages name it; its own name by default.
        hospital: the FINESS that the hospital may have; none when any will do.
        family: what the file is, when its name does not say it or, for an RSF, to read ``rsf_p`` (medicines by default).
        year: its year, when its name does not say it.
        rsf_unit: euros that one unit of an RSF's amounts is worth (parameter ``pmsi.rsf_scale``).

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is compressed or is not text.
    """
    shown = shown or path.name
    name = read_name(path.name)
    faults = Faults(shown)
    if hospital and name.finess and name.finess not in hospital:
        faults.add("pmsi_nom_autre_hopital", value=name.finess, expected=" ou ".join(sorted(hospital)))
    families = (family,) if family else name.families[:1] if name.suffix.startswith("rsf") else name.families
    asked = Asked(families, year or name.year)
    source = Source(path, shown)
    blocks = source.lines()
    first = next(blocks, None)
    if first is None:
        faults.add("pmsi_vide")
        return PmsiFile(table=None, layout=None, name=name, lines=0, sha256=source.sha256, findings=faults.findings())
    layout = choose(asked, first, faults)
    reading = _Reading(layout, hospital, asked.year, rsf_unit, faults) if layout else None
    for lines in chain((first,), blocks):
        if reading:
            reading.add(lines)
    return PmsiFile(
        table=reading.table() if reading else None, layout=layout, name=name, lines=reading.lines if reading else 0,
        sha256=source.sha256, findings=faults.findings(),
    )  # fmt: skip


class _Reading:
    """A file of a known layout being read."""

    def __init__(
        self, layout: Layout, hospital: Collection[str], year: int | None, rsf_unit: Decimal | None, faults: Faults
    ) -> None:
        self.lines = 0
        self._left_out = False
        self._layout, self._faults = layout, faults
        self._record = RSF_RECORDS.get(layout.family)
        self._columns: dict[Field, TextColumn | NumberColumn] = {}
        for field in layout.read_fields:
            if field.kind in _NUMBERS:
                self._columns[field] = NumberColumn(field, self._unit(field, rsf_unit))
            else:
                judge = judge_of(field, layout, hospital, year)
                self._columns[field] = TextColumn(field, judge, expected=_expected(field, layout, hospital, year))
        self._batches: dict[str, list[pa.Array]] = {name: [] for name in ("line", *(f.name for f in self._columns))}

    def _unit(self, field: Field, rsf_unit: Decimal | None) -> int | None:
        if field.kind == "thousandths":
            return 1
        if field.kind != "rsf_amount":
            return 1000
        if rsf_unit is None:
            self._faults.add("pmsi_rsf_echelle", field=field)
            return None
        thousandths = rsf_unit * 1000
        if thousandths != thousandths.to_integral_value() or not 1 <= thousandths <= 1000:
            msg = f"no unit of amounts between 0.001 and 1 euro: {rsf_unit}"
            raise ValueError(msg)
        return int(thousandths)

    def add(self, lines: Lines) -> None:
        """Read some lines."""
        if lines.bom:
            self._faults.add("pmsi_bom", line=lines.first)
        numbers = lines.numbers()
        rows = np.flatnonzero(self._of_length(lines, self._of_record(lines, numbers), numbers))
        if not len(rows):
            return
        self._tell_trimmed(lines.lengths[rows], numbers[rows])
        matrix = lines.matrix(rows, self._layout.width)
        lost = np.zeros(len(rows), dtype=np.bool_)
        read = {}
        for field, column in self._columns.items():
            reading = column.read(matrix[:, field.start - 1 : field.end], numbers[rows], self._faults)
            read[field.name] = reading.column
            lost |= reading.lost
        kept = None if not lost.any() else pa.array(~lost)
        for name, array in {"line": pa.array(numbers[rows]), **read}.items():
            self._batches[name].append(array if kept is None else array.filter(kept))
        self._left_out = self._left_out or kept is not None

    def _of_record(self, lines: Lines, numbers: NDArray[np.int64]) -> Mask:
        """Return the lines that are of the kind read; the others are told."""
        initials = lines.initials()
        empty = lines.lengths == 0
        if empty.any():
            self._faults.add("pmsi_ligne_vide", line=int(numbers[empty][0]), count=int(empty.sum()))
        of_record: Mask = ~empty
        if self._record is not None:
            of_record = initials == ord(self._record)
            known = [ord(letter) for letter in (*RSF_RECORDS.values(), *RSF_OTHER_RECORDS)]
            unknown = ~np.isin(initials, known) & ~empty
            others = ~of_record & ~unknown & ~empty
            for code, found in (("pmsi_enregistrement", unknown), ("pmsi_autres_enregistrements", others)):
                if found.any():
                    self._faults.add(code, line=int(numbers[found][0]), count=int(found.sum()))
        self.lines += int(of_record.sum())
        return of_record

    def _of_length(self, lines: Lines, rows: Mask, numbers: NDArray[np.int64]) -> Mask:
        """Return the lines that have a length of the layout; the others are told."""
        right: Mask = np.isin(lines.lengths, self._layout.lengths)
        wrong = rows & ~right
        if lines.cut and wrong[-1] and lines.lengths[-1] < self._layout.width:
            self._tell_length("pmsi_fin_coupee", lines.lengths[-1:], numbers[-1:])
            wrong[-1] = False
        long = wrong & (lines.lengths > self._layout.width)
        for code, found in (("pmsi_ligne_longue", long), ("pmsi_ligne_courte", wrong & ~long)):
            if found.any():
                self._tell_length(code, lines.lengths[found], numbers[found])
        kept: Mask = rows & right
        return kept

    def _tell_length(self, code: str, lengths: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        expected = " ou ".join(map(str, sorted(self._layout.lengths)))
        self._faults.add(
            code, line=int(numbers[0]), count=len(numbers), length=int(lengths[0]), expected=f"{expected} caractères"
        )

    def _tell_trimmed(self, lengths: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        for length in self._layout.lengths:
            trimmed = numbers[lengths == length]
            for field in self._layout.lost_by(length) if len(trimmed) else ():
                self._faults.add("pmsi_ligne_rognee", line=int(trimmed[0]), field=field, count=len(trimmed))

    def table(self) -> pa.Table:
        """Return all that was read."""
        columns = {"line": pa.chunked_array(self._batches["line"], type=pa.int64())}
        for field, column in self._columns.items():
            parts = self._batches[field.name]
            if isinstance(column, TextColumn):
                values = column.values()
                coded = [pa.DictionaryArray.from_arrays(part, values) for part in parts]
                whole = pa.chunked_array(coded, type=pa.dictionary(pa.int32(), values.type))
                if values.type == pa.date32():
                    columns[field.name] = whole.cast(pa.date32())
                elif self._left_out:
                    # coded anew: the values of the lines left out must not stay among the codes
                    columns[field.name] = whole.cast(values.type).dictionary_encode()
                else:
                    columns[field.name] = whole
            else:
                columns[field.name] = pa.chunked_array(parts, type=column.type)
        table = pa.table(columns)
        self._tell_priced_nothing(table)
        return table

    def _tell_priced_nothing(self, table: pa.Table) -> None:
        """Tell the lines that have a price and no unit; a null is not zero."""
        if not {"quantity", "amount"} <= set(table.column_names):
            return
        free = pc.and_kleene(pc.equal(table["quantity"], 0), pc.not_equal(table["amount"], 0))
        if lines := table["line"].filter(free).to_pylist():
            field = next(field for field in self._columns if field.name == "quantity")
            self._faults.add("pmsi_quantite_nulle", line=lines[0], field=field, count=len(lines))


def _expected(field: Field, layout: Layout, hospital: Collection[str], year: int | None) -> str:
    """Return what a finding says was expected in a field, where it depends on the file."""
    match field.kind:
        case "finess":
            return " ou ".join(sorted(hospital))
        case "service":
            return " ou ".join(sorted(layout.services)) or "deux caractères"
        case "day":
            return "JJMMAAAA, entre 2000 et 2099"
        case "month_year":
            return "MMAAAA, entre 2000 et 2099"
        case "year_month":
            return f"un mois de {year}, AAAAMM" if year else "AAAAMM, entre 2000 et 2099"
    return ""
