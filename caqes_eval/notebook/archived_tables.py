"""Tables of a case as files a dossier keeps, and back: exact, readable in a spreadsheet, the same bytes for the same rows.

Each cell is a value, nothing (``None``), or a declared absence (« sans objet », « non connu »). The kind of each column is
written beside, in ``tables.json``, so that ``012`` stays a text, ``1.10`` an exact number and a day a day.
"""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import pandas as pd

from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period

Kind = Literal["text", "optional text", "integer", "exact", "day", "boolean", "period"]
_ABSENCES: Mapping[str, Absence] = {each.value: each for each in Absence}
_TRUE, _FALSE = "oui", "non"


def canonical(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the column types it has when it is read back: what is planned is what is evaluated."""
    return pd.DataFrame({column: _canonical(table[column]) for column in map(str, table.columns)})


def _canonical(values: "pd.Series[Any]") -> "pd.Series[Any]":
    if values.dtype != object:
        return _typed(list(values), _kind(values))
    # 983 as a decimal number is read back as an integer: it must be one from the start
    exact = [_exact(str(value)) if isinstance(value, Decimal | Fraction) else value for value in values]
    return _typed(exact, _kind(pd.Series(exact, dtype=object)))


def kinds(table: pd.DataFrame) -> dict[str, Kind]:
    """Return the kind of each column."""
    return {str(column): _kind(table[column]) for column in table.columns}


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: ``;``, UTF-8, every text quoted."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([str(column) for column in table.columns])
    writer.writerows(zip(*([_written(value) for value in table[column]] for column in table.columns), strict=True))
    return text.getvalue().encode()


def from_csv(content: bytes, columns: Mapping[str, Kind]) -> pd.DataFrame:
    """Return the table that was written."""
    rows = csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";")
    header = next(rows)
    cells = list(zip(*rows, strict=True)) or [() for _ in header]
    return pd.DataFrame(
        {column: _typed([_read(text, columns[column]) for text in values], columns[column])
         for column, values in zip(header, cells, strict=True)}
    )  # fmt: skip


def _kind(values: "pd.Series[Any]") -> Kind:
    if pd.api.types.is_integer_dtype(values.dtype):
        return "integer"
    if isinstance(values.dtype, pd.StringDtype):
        return "optional text" if values.isna().any() else "text"
    found = {type(value) for value in values if value is not None and not isinstance(value, Absence)}
    numbers = {int, Decimal, Fraction}
    if found == {bool}:
        return "boolean"
    if found and found <= numbers:
        return "integer" if found == {int} else "exact"
    if found == {date}:
        return "day"
    if found == {Period}:
        return "period"
    if found and found != {str}:
        msg = f"a column cannot hold {sorted(kind.__name__ for kind in found)} together"
        raise TypeError(msg)
    return (
        "text"
        if found and not any(value is None or isinstance(value, Absence) for value in values)
        else "optional text"
    )


def _typed(values: list[object], kind: Kind) -> "pd.Series[Any]":
    whole = bool(values) and all(type(value) is int and -(2**63) <= value < 2**63 for value in values)
    if kind in ("integer", "exact") and whole:
        return pd.Series(values, dtype="int64")
    if kind == "text":
        return pd.Series(values, dtype="str")
    return pd.Series([None if _is_missing(value) else value for value in values], dtype=object)


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def _written(value: object) -> str | int:
    match value:
        case Absence():
            return value.value
        case bool():
            return _TRUE if value else _FALSE
        case int():
            return value
        case Period():
            return f"{value.start.isoformat()}/{value.end.isoformat()}"
        case date():
            return value.isoformat()
        case Fraction() | Decimal() | str():
            return str(value)
    if _is_missing(value):
        return ""
    if hasattr(value, "item"):  # a number of numpy
        return _written(value.item())
    msg = f"a cell cannot hold a {type(value).__name__}"
    raise TypeError(msg)


def _period(text: str) -> Period:
    start, _, end = text.partition("/")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def _exact(text: str) -> int | Decimal | Fraction:
    if "/" in text:
        return Fraction(text)
    return int(text) if text.lstrip("-").isdigit() else Decimal(text)


_READERS: Mapping[Kind, Callable[[str], object]] = {
    "optional text": str,
    "integer": int,
    "exact": _exact,
    "day": date.fromisoformat,
    "boolean": _TRUE.__eq__,
    "period": _period,
}


def _read(text: str, kind: Kind) -> object:
    if kind == "text":
        return text
    if text == "":
        return None
    return _ABSENCES.get(text) or _READERS[kind](text)
