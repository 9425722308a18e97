"""Cells read as a person accepted that they be read: the text accepted instead of the one typed, and a word for each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from openpyxl.utils import column_index_from_string

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.privacy import quoted
from caqes_eval.intake.workbooks.faults import fault
from caqes_eval.intake.workbooks.sheets import Run, Sheet

_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Correction(NamedTuple):
    """What to read in a cell, and who accepted it.

    Attributes:
        text: read as if it had been typed.
        by: a French sentence (« Accepté par A. Lenoir le 03/04/2026 : vu avec le DIM »), empty when it is not known.
    """

    text: str
    by: str = ""


Repairs = Mapping[tuple[str, str], str | Correction]
"""What to read instead of a cell, by name of sheet (empty in a text file) and address (``B7``)."""

NO_REPAIR: Repairs = {}


def repaired(sheets: Sequence[Sheet], repairs: Repairs, *, file: str) -> tuple[tuple[Sheet, ...], tuple[Finding, ...]]:
    """Return the sheets with what was accepted in its place, and one finding per repair.

    A repaired cell is a text: the value that the file stores, its number format and the formula without a result are
    forgotten. A repair whose cell is not in the file changes nothing and is told.

    Args:
        sheets: as received.
        repairs: what to read, where.
        file: how messages name it.
    """
    if not repairs:
        return tuple(sheets), ()
    told: list[Finding] = []
    by_sheet: dict[str, dict[tuple[int, int], str]] = {}
    named = {sheet.name: sheet for sheet in sheets}
    for (name, address), given in repairs.items():
        correction = given if isinstance(given, Correction) else Correction(given)
        sheet, place = named.get(name), place_of(address)
        if sheet is None or place is None or not sheet.first_row <= place[0] <= sheet.last_row:
            told.append(unplaced(name, address, correction.text, file))
            continue
        by_sheet.setdefault(name, {})[place] = correction.text
        told.append(_told(sheet, place, address, correction, file))
    return tuple(_with_texts(sheet, by_sheet.get(sheet.name, {})) for sheet in sheets), tuple(told)


def unplaced(sheet: str, address: str, text: str, file: str) -> Finding:
    """Return the finding of a repair that no cell of the file takes."""
    cell = address if sheet and place_of(address) else None
    return fault("correction_sans_cellule", file, sheet=sheet or None, cell=cell, text=quoted(text))


def place_of(address: str) -> tuple[int, int] | None:
    """Return the row and column of an address (``B12``), ``None`` when it is not one."""
    found = _CELL.fullmatch(address)
    return (int(found[2]), column_index_from_string(found[1])) if found else None


def address_under(sheet: Sheet, line: int, heading: str) -> str | None:
    """Return the address of the cell of a line under a heading, as the findings of a text file cite both.

    ``None`` when no line above has that heading, or the first one that has it has it twice.
    """
    for row in range(sheet.first_row, line + 1):
        columns = range(sheet.first_column, sheet.last_column + 1)
        places = [column for column in columns if quoted(sheet.text(row, column)) == heading]
        if places:
            return sheet.cell(line, places[0]).address if len(places) == 1 else None
    return None


def _told(sheet: Sheet, place: tuple[int, int], address: str, correction: Correction, file: str) -> Finding:
    before, after = quoted(sheet.text(*place)), quoted(correction.text)
    by = correction.by[:1].lower() + correction.by[1:] if correction.by else "correction acceptée"
    finding = fault(
        "valeur_corrigee", file, sheet=sheet.name or None, cell=address if sheet.name else None,
        line=None if sheet.name else place[0], before=f"de « {before} »" if before else "d’une cellule vide", after=after, by=by,
    )  # fmt: skip
    return replace(finding, value=before or None)


def _with_texts(sheet: Sheet, texts: Mapping[tuple[int, int], str]) -> Sheet:
    if not texts:
        return sheet
    values = list(sheet.values)
    for (row, column), text in texts.items():
        line = list(values[row - sheet.first_row])
        # a row ends at its last filled cell
        line += [""] * (column - sheet.first_column + 1 - len(line))
        line[column - sheet.first_column] = text
        values[row - sheet.first_row] = line
    formats = {column: _without(runs, column, texts) for column, runs in sheet.layout.formats.items()}
    layout = replace(sheet.layout, formats=formats, uncached=sheet.layout.uncached - set(texts))
    return replace(sheet, values=values, layout=layout)


def _without(runs: Sequence[Run], column: int, texts: Iterable[tuple[int, int]]) -> Sequence[Run]:
    """Return the number formats of a column without those of the cells repaired: a text typed has none."""
    rows = sorted(row for row, place in texts if place == column)
    kept = list(runs)
    for row in rows:
        kept = [part for run in kept for part in _around(run, row)]
    return kept


def _around(run: Run, row: int) -> Iterable[Run]:
    first, last, shown = run
    if not first <= row <= last:
        return (run,)
    return tuple(part for part in ((first, row - 1, shown), (row + 1, last, shown)) if part[0] <= part[1])
