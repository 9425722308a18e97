"""Fields become columns: texts judged once per distinct value, numbers all at once."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from caqes_eval.intake.pmsi.faults import Faults, quoted
from caqes_eval.intake.pmsi.judges import Judge, Judged, Value
from caqes_eval.intake.pmsi.layout import Field
from caqes_eval.intake.pmsi.numerals import Bytes, Mask, whole_numbers

THOUSANDTHS = pa.decimal128(18, 3)
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Reading:
    """A field of some lines: its column, and the lines that it costs."""

    column: pa.Array
    lost: Mask


class TextColumn:
    """A field that is no number. Indices into the values seen are kept, so that a million lines stay small."""

    def __init__(self, field: Field, judge: Judge, *, expected: str = "") -> None:
        self._field, self._judge, self._expected = field, judge, expected
        self._values: dict[Value, int] = {}
        self._known: dict[bytes, int] = {}

    def values(self) -> pa.Array:
        """Return the distinct values, in the order of their indices."""
        kind = pa.date32() if self._field.kind in ("day", "year_month", "month_year") else pa.string()
        return pa.array(list(self._values), type=kind)

    def read(self, cells: Bytes, numbers: NDArray[np.int64], faults: Faults) -> Reading:
        """Return the indices of the values of some lines, null where there is none."""
        fixed = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(self._field.length), len(cells), [None, pa.py_buffer(np.ascontiguousarray(cells))]
        )
        encoded = fixed.dictionary_encode()
        rows = encoded.indices.to_numpy(zero_copy_only=False)
        indices = np.empty(len(encoded.dictionary), dtype=np.int32)
        lost = np.zeros(len(encoded.dictionary), dtype=np.bool_)
        faulty: list[tuple[int, str, Judged]] = []
        for place, raw in enumerate(encoded.dictionary.to_pylist()):
            known = self._known.get(raw)
            if known is not None:
                indices[place] = known
                continue
            # latin-1 reads any byte: what is no ASCII is then refused by the rules of the field
            text = raw.decode("latin-1")
            judged = self._judge(text)
            indices[place] = self._index(judged.value)
            lost[place] = judged.costs_line
            if judged.fault:
                faulty.append((place, text, judged))
            elif len(self._known) < _REMEMBERED:
                self._known[raw] = int(indices[place])
        if faulty:
            self._tell(faulty, rows, numbers, faults)
        taken = indices[rows]
        return Reading(pa.array(taken, mask=taken < 0), lost[rows])

    def _index(self, value: Value | None) -> int:
        return -1 if value is None else self._values.setdefault(value, len(self._values))

    def _tell(
        self, faulty: list[tuple[int, str, Judged]], rows: NDArray[np.int32], numbers: NDArray[np.int64], faults: Faults
    ) -> None:
        _, first, counts = np.unique(rows, return_index=True, return_counts=True)
        for place, text, judged in faulty:
            # another hospital's number has a right key: it is a FINESS and nothing else
            value = text if judged.fault == "pmsi_autre_hopital" else quoted(text, self._field.kind)
            faults.add(
                judged.fault, line=int(numbers[first[place]]), field=self._field, value=value,
                count=int(counts[place]), proposal=judged.proposal, expected=self._expected,
            )  # fmt: skip


class NumberColumn:
    """A field that is a number.

    Args:
        field: the field.
        thousandths: what one unit of it is worth, in thousandths; None when that is not known, and nothing is read.
    """

    def __init__(self, field: Field, thousandths: int | None) -> None:
        self._field, self._thousandths = field, thousandths

    @property
    def type(self) -> pa.DataType:
        """The type of the column."""
        return pa.int64() if self._field.kind == "stays" or self._field.name == "delay" else THOUSANDTHS

    def read(self, cells: Bytes, numbers: NDArray[np.int64], faults: Faults) -> Reading:
        """Return the numbers of some lines: whole numbers for a delay or stays, else decimals, exact."""
        values, blank, bad = whole_numbers(cells)
        if bad.any():
            expected = f"{self._field.length} chiffres sans virgule"
            self._tell("pmsi_nombre", cells, bad, numbers, faults, expected)
        if self._field.kind == "stays":
            none = ~bad & (values <= 0)
            if none.any():
                self._tell("pmsi_sejours", cells, none, numbers, faults)
            return Reading(pa.array(values), bad | none)
        if self._field.name == "delay":
            return Reading(pa.array(values, mask=blank | bad), bad)
        if blank.any():
            self._tell("pmsi_nombre_vide", cells, blank, numbers, faults)
        if self._thousandths is None:
            return Reading(pa.nulls(len(values), THOUSANDTHS), bad)
        return Reading(_decimals(values * self._thousandths, blank | bad), bad)

    def _tell(
        self, code: str, cells: Bytes, rows: Mask, numbers: NDArray[np.int64], faults: Faults, expected: str = ""
    ) -> None:
        first = int(np.flatnonzero(rows)[0])
        text = cells[first].tobytes().decode("latin-1")
        faults.add(
            code, line=int(numbers[first]), field=self._field, value=quoted(text, self._field.kind),
            count=int(rows.sum()), expected=expected,
        )  # fmt: skip


def _decimals(thousandths: NDArray[np.int64], missing: Mask) -> pa.Array:
    """Return exact decimals from whole thousandths: the same digits, three of them after the comma."""
    whole = pa.array(thousandths, mask=missing).cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(pa.decimal128(19, 3), len(whole), whole.buffers()).cast(THOUSANDTHS)
