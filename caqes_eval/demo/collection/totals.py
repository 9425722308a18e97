"""Totals of the liste en sus by year, as ATIH gives them to a region: those of the PMSI files of the demonstration, summed."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction

from openpyxl import Workbook, load_workbook

from caqes_eval.demo.collection.volumes import TOTALS, YEARS, given, serials
from caqes_eval.demo.hospitals import RegionCode
from caqes_eval.demo.liste_en_sus import I999
from caqes_eval.intake.forms.package import packed

_HEADINGS = ("Année", "UCD total", "€ total", "UCD I999", "€ I999")
_TITLE_ROWS, _AMOUNT, _TRUNCATED_YEAR = 3, 3, 2024
_DIGITS_LOST = 2
_MADE_ON = datetime(2026, 4, 2)


def totals_file(region: RegionCode, seed: int) -> tuple[str, bytes]:
    """Return the name and the bytes of the totals of a region: a workbook, or a CSV with its years in columns."""
    rows = [list(row) for row in _rows(region, seed)]
    if region == "val-de-brume":
        return f"totaux_atih_{YEARS[-1]}.xlsx", _workbook(rows)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(zip(_HEADINGS, *rows, strict=True))
    return f"totaux_atih_{YEARS[-1]}.csv", text.getvalue().encode("cp1252")


def truncated(content: bytes) -> bytes:
    """Return the workbook whose amount of 2024 lost its first digits, as one was published (practice.md §2.3)."""
    workbook = load_workbook(io.BytesIO(content))
    cell = workbook.worksheets[0].cell(_TITLE_ROWS + 2 + YEARS.index(_TRUNCATED_YEAR), _AMOUNT)
    cell.value = int(str(cell.value)[_DIGITS_LOST:])
    return packed(workbook, dated=_MADE_ON)


def _workbook(rows: list[list[int]]) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Liste en sus"
    sheet["A1"] = "Médicaments de la liste en sus, totaux de la région (inventés)"
    for rank, row in enumerate((_HEADINGS, *rows), start=_TITLE_ROWS + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(rank, column, value)
    return packed(workbook, dated=_MADE_ON)


def _rows(region: RegionCode, seed: int) -> Iterator[tuple[int, ...]]:
    """Give the year, the units, the euros, and those off label."""
    for year in YEARS:
        everything = [each for serial in serials(region, year) for each in given(region, serial, year, seed)]
        off_label = [each for each in everything if each.indication == I999]
        units, units_off_label = TOTALS[region][year]
        euros, euros_off_label = (
            round(Fraction(sum(each.thousandths for each in part), 1_000)) for part in (everything, off_label)
        )
        yield year, units, euros, units_off_label, euros_off_label
