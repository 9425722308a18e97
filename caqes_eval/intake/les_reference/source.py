"""The rows of a reference table, whatever carries it: JSON, compressed or not, or a sheet of a workbook or a CSV."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.foundation.files import sha256_bytes, sha256_file
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.values.content import fold
from caqes_eval.intake.workbooks import Sheet, open_workbook

Place = TypeVar("Place")

_GZIP = b"\x1f\x8b"
_LARGEST = 200_000_000
_HEADER_ROWS = 20
_NOT_A_LETTER = re.compile(r"[^a-z0-9]")
_REMEDY = "Donner la table publiée par le ministère ou par l’ATIH (JSON, classeur ou CSV), sans la modifier."


@dataclass(frozen=True)
class Row:
    """A row of a reference.

    Attributes:
        line: its row in the sheet, or its rank among the records of a JSON file, from 1.
        cells: by column; a column that the file does not have is an empty cell.
    """

    line: int
    cells: Mapping[str, Cell]

    def text(self, column: str) -> str:
        """Return the text of a column as written."""
        return self.cells[column].text


@dataclass(frozen=True)
class Rows:
    """A reference as a list of rows.

    Attributes:
        rows: in the order of the file.
        columns: the columns it has, with the heading that each bears there.
        sha256: digest of the file.
        sheet: name of the sheet, None in a JSON file or a CSV.
    """

    rows: Sequence[Row]
    columns: Mapping[str, str]
    sha256: str
    sheet: str | None


def read_rows(
    path: Path, *, shown: str, headings: Mapping[str, Sequence[str]], needed: Sequence[Sequence[str]]
) -> Rows:
    """Read the rows of a table whose columns have known headings.

    Args:
        path: the file.
        shown: how messages name it.
        headings: by column, the headings that mean it, first the usual one.
        needed: of each of these groups, one column at least must be there.

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is damaged, or no table of it has the columns needed.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(64)
        if head.startswith(_GZIP) or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
            return _of_json(path, shown, headings, needed)
    except OSError as error:
        raise InputMissingError(f"{shown} est introuvable ou illisible.", remedy="Vérifiez son nom.") from error
    opened = open_workbook(path, file=shown)
    if opened.refused:
        raise InputFormatError(f"{shown} ne peut pas être lu.", remedy=_REMEDY, findings=opened.findings)
    for sheet in opened.sheets:
        if found := _header(sheet, headings, needed):
            row, places = found
            columns = {column: sheet.text(row, place) for column, place in places.items()}
            rows = list(_of_sheet(sheet, row, places, headings))
            return Rows(rows, columns, sha256_file(path), sheet.name or None)
    raise _no_table(shown, headings, needed)


def _of_json(path: Path, shown: str, headings: Mapping[str, Sequence[str]], needed: Sequence[Sequence[str]]) -> Rows:
    raw = path.read_bytes()
    try:
        records = json.loads(_expanded(path, raw, shown))
    except (ValueError, RecursionError, EOFError, zlib.error) as error:
        raise InputFormatError(f"{shown} est abîmé : ce n’est pas un JSON lisible.", remedy=_REMEDY) from error
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise InputFormatError(f"{shown} n’est pas une liste d’enregistrements.", remedy=_REMEDY)
    names = {name for record in records for name in record}
    by_column = _columns({name: name for name in sorted(names)}, headings)
    if not _has(by_column, needed):
        raise _no_table(shown, headings, needed)
    rows = [
        Row(rank, {column: _cell(record.get(by_column.get(column, ""))) for column in headings})
        for rank, record in enumerate(records, start=1)
    ]
    return Rows(rows, by_column, sha256_bytes(raw), None)


def _expanded(path: Path, raw: bytes, shown: str) -> bytes:
    if not raw.startswith(_GZIP):
        content = raw
    else:
        try:
            with gzip.open(path) as stream:
                content = stream.read(_LARGEST + 1)
        except gzip.BadGzipFile as error:
            raise InputFormatError(f"{shown} est abîmé : il ne se décompresse pas.", remedy=_REMEDY) from error
    if len(content) > _LARGEST:
        raise InputFormatError(f"{shown} dépasse 200 Mo, la limite d’un référentiel.", remedy=_REMEDY)
    return content


def _cell(value: object) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell("oui" if value else "non")
    return Cell(value if isinstance(value, str) else repr(value))


def _header(
    sheet: Sheet, headings: Mapping[str, Sequence[str]], needed: Sequence[Sequence[str]]
) -> tuple[int, dict[str, int]] | None:
    for row in range(sheet.first_row, min(sheet.last_row, sheet.first_row + _HEADER_ROWS - 1) + 1):
        texts = {place: sheet.text(row, place) for place in range(sheet.first_column, sheet.last_column + 1)}
        places = _columns(texts, headings)
        if _has(places, needed):
            return row, places
    return None


def _of_sheet(
    sheet: Sheet, header: int, places: Mapping[str, int], headings: Mapping[str, Sequence[str]]
) -> Iterator[Row]:
    empty = Cell("")
    for line in range(header + 1, sheet.last_row + 1):
        cells = {column: sheet.cell(line, places[column]) if column in places else empty for column in headings}
        if any(cell.text.strip() for cell in cells.values()):
            yield Row(line, cells)


def _columns(texts: Mapping[Place, str], headings: Mapping[str, Sequence[str]]) -> dict[str, Place]:
    by_name = {_name(text): place for place, text in list(texts.items())[::-1] if _name(text)}
    found = {}
    for column, names in headings.items():
        place = next((by_name[_name(name)] for name in names if _name(name) in by_name), None)
        if place is not None:
            found[column] = place
    return found


def _name(heading: str) -> str:
    return _NOT_A_LETTER.sub("", fold(heading))


def _has(columns: Mapping[str, object], needed: Sequence[Sequence[str]]) -> bool:
    return all(any(column in columns for column in group) for group in needed)


def _no_table(shown: str, headings: Mapping[str, Sequence[str]], needed: Sequence[Sequence[str]]) -> InputFormatError:
    wanted = ", ".join(" ou ".join(f"« {headings[column][0]} »" for column in group) for group in needed)
    return InputFormatError(f"{shown} n’a pas les colonnes attendues : {wanted}.", remedy=_REMEDY)
