"""Addresses of cells as Excel writes them, and no others."""

import re
from collections.abc import Iterable, Iterator

from openpyxl.utils import column_index_from_string, get_column_letter

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::.*)?")


def place_of(address: str | None) -> tuple[int, int] | None:
    """Return the row and column of an address (``B12``; the first cell of ``B12:C14``), ``None`` when it is not one."""
    found = _CELL.fullmatch(address or "")
    if found is None:
        return None
    row, column = int(found[2]), column_index_from_string(found[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def address_of(place: tuple[int, int]) -> str:
    """Return the address of a row and column."""
    return f"{get_column_letter(place[1])}{place[0]}"


def corners(reference: str) -> tuple[int, int, int, int] | None:
    """Return first row, first column, last row and last column of ``B12:C14``, ``None`` when it is no range."""
    first, _, last = reference.partition(":")
    top, bottom = place_of(first), place_of(last)
    return (*top, *bottom) if top and bottom else None


def ranges(places: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Yield the ranges that cover cells, those under one another together."""
    start: tuple[int, int] | None = None
    previous = (0, 0)
    for place in sorted(set(places), key=lambda place: (place[1], place[0])):
        if start and place == (previous[0] + 1, previous[1]):
            previous = place
            continue
        if start:
            yield _range(start, previous)
        start = previous = place
    if start:
        yield _range(start, previous)


def _range(first: tuple[int, int], last: tuple[int, int]) -> str:
    return address_of(first) if first == last else f"{address_of(first)}:{address_of(last)}"


def quoted_sheet(name: str) -> str:
    """Return the name of a sheet as a reference writes it: always quoted, its own quotes doubled."""
    return "'" + name.replace("'", "''") + "'"
