"""Extracts of a health insurance fund: invented figures in workbooks as untidy as real ones.

Each has title rows, merged headings on two lines, a row of units, a total row and a note below; the headings
come again among the rows of the transports, as after a page break.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.demo.collection.volumes import YEARS
from caqes_eval.demo.draws import below
from caqes_eval.demo.hospitals import Hospital
from caqes_eval.intake.forms.package import packed

Value = str | int | float | None

FIRST_ROW = 8
"""The first row of figures of every extract."""

_EURO, _RATE, _COUNT = '#,##0.00\\ "€"', "0.0%", "#,##0"


@dataclass(frozen=True, kw_only=True)
class Extract:
    """An extract before it is written.

    Attributes:
        label: its title.
        sheet: the name of its sheet.
        groups: the merged headings of the first line, and how many columns each covers.
        headings, units, formats: of the columns, the second line of headings.
        rows: the figures.
        total: the last row.
        repeated: whether the headings come again halfway, as after a page break.
    """

    label: str
    sheet: str
    groups: Sequence[tuple[str, int]]
    headings: Sequence[str]
    units: Sequence[str]
    formats: Sequence[str]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value]
    repeated: bool = False


def extract(indicator: str, own: Hospital, seed: int) -> bytes:
    """Return the workbook of an indicator for a hospital, over the years of the demonstration.

    Raises:
        KeyError: the fund sends none for that indicator.
    """
    draw = Random(seed * 1_000 + int(own.serial[-3:]))  # noqa: S311 (no secret is drawn)
    size = {"001": 400, "002": 180, "101": 120, "102": 80}.get(own.serial[-3:], 60)
    made = _EXTRACTS[indicator](own, size, draw)
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = made.sheet
    _write(sheet, made)
    notes = workbook.create_sheet("Notes")
    notes["A1"] = (
        "Chiffres inventés pour la démonstration. Champ : soins de ville, hors transferts entre établissements."
    )
    return packed(workbook, dated=datetime(2026, 4, 14))


def indicators() -> tuple[str, ...]:
    """Return the indicators that the fund sends an extract for."""
    return tuple(_EXTRACTS)


def _write(sheet: Worksheet, made: Extract) -> None:
    width = len(made.headings)
    for row, text in enumerate((made.label, "Caisse fictive, édition du 14/04/2026, données inventées"), start=1):
        sheet.cell(row, 1, text).font = Font(bold=row == 1)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    first = 1
    for group, columns in made.groups:
        sheet.cell(FIRST_ROW - 3, first, group)
        sheet.merge_cells(
            start_row=FIRST_ROW - 3, end_row=FIRST_ROW - 3, start_column=first, end_column=first + columns - 1
        )
        first += columns
    for column, (heading, unit) in enumerate(zip(made.headings, made.units, strict=True), start=1):
        sheet.cell(FIRST_ROW - 2, column, heading)
        sheet.cell(FIRST_ROW - 1, column, unit)
    row = FIRST_ROW
    for rank, values in enumerate((*made.rows, made.total)):
        if made.repeated and rank == len(made.rows) // 2:
            row = _write_row(sheet, row, made.headings, ())
        row = _write_row(sheet, row, values, made.formats)
    sheet.cell(row + 1, 1, "Source : caisse fictive. Les montants sont ceux du régime général.")


def _write_row(sheet: Worksheet, row: int, values: Sequence[Value], formats: Sequence[str]) -> int:
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        if formats and formats[column - 1] and isinstance(value, int | float):
            cell.number_format = formats[column - 1]
    return row + 1


def _growth(size: int, draw: Random) -> Iterator[tuple[int, int]]:
    """Yield each year and a volume that moves by a few per cent from the year before."""
    volume = size * 60 + below(draw, size * 10)
    for year in YEARS:
        yield year, volume
        volume = volume * (970 + below(draw, 81)) // 1_000


def _ipp(own: Hospital, size: int, draw: Random) -> Extract:
    rows: list[list[Value]] = []
    before = None
    for year, boxes in _growth(size, draw):
        euros = boxes * 412 / 100
        rows.append([own.finess, own.name, year, boxes, euros, None if before is None else (euros - before) / before])
        before = euros
    return Extract(
        label="PHEV, spécialités contenant un inhibiteur de la pompe à protons", sheet="IPP",
        groups=(("Établissement", 2), ("Activité", 2), ("Dépense", 2)),
        headings=("N° FINESS", "Raison sociale", "Année", "Nombre de boîtes", "Montant remboursé", "Évolution"),
        units=("", "", "", "boîtes", "€", "%"), formats=("", "", "", _COUNT, _EURO, _RATE),
        rows=rows, total=["Total", None, None, _sum(rows, 3), _sum(rows, 4), None],
    )  # fmt: skip


def _perfadom(own: Hospital, size: int, draw: Random) -> Extract:
    rows: list[list[Value]] = []
    for year, forfaits in _growth(max(20, size // 10), draw):
        for system, weight, price in (("Diffuseur", 5, 210), ("Système actif électrique", 3, 340), ("Gravité", 2, 95)):
            number = forfaits * weight // 10
            rows.append([own.finess, year, system, number, number * price])
    return Extract(
        label="PHEV, perfusions à domicile (PERFADOM)", sheet="PERFADOM",
        groups=(("Établissement et année", 2), ("Prestation", 3)),
        headings=("Finess", "Exercice", "Système de perfusion", "Nombre de forfaits", "Montant\nremboursé"),
        units=("", "", "", "nb", "euros"), formats=("", "", "", _COUNT, _EURO),
        rows=rows, total=["TOTAL", None, None, _sum(rows, 3), _sum(rows, 4)],
    )  # fmt: skip


def _transports(own: Hospital, size: int, draw: Random) -> Extract:
    rows: list[list[Value]] = []
    for year, trips in _growth(size, draw):
        ambulances, vsl = trips * (24 + below(draw, 8)) // 100, trips * 26 // 100
        taxis = trips - ambulances - vsl
        rows.append([own.finess, year, trips, ambulances, vsl, taxis, ambulances * 96 + vsl * 38 + taxis * 61])
    return Extract(
        label="PHEV, transports prescrits et remboursés, par mode", sheet="Transports",
        groups=(("Établissement et année", 2), ("Transport", 5)),
        headings=(
            "FINESS", "Année", "Nombre de transports", "Nombre d’ambulances", "Nombre de VSL", "Nombre de taxis",
            "Montant remboursé",
        ),
        units=("", "", "nombre", "nombre", "nombre", "nombre", "€"), formats=("", "", _COUNT, _COUNT, _COUNT, _COUNT, _EURO),
        rows=rows, total=["Total", None, *(_sum(rows, column) for column in range(2, 7))], repeated=True,
    )  # fmt: skip


def _exams(own: Hospital, size: int, draw: Random) -> Extract:
    rows: list[list[Value]] = []
    for year, surgeries in _growth(max(20, size // 4), draw):
        for exam, per_thousand in (("Hémostase", 220), ("Groupe sanguin", 260), ("Ionogramme", 180)):
            number = surgeries * (per_thousand + below(draw, 40)) // 1_000
            rows.append([own.finess, year, exam, surgeries, number, number / surgeries])
    return Extract(
        label="Examens pré-anesthésiques jugés non pertinents", sheet="EPA",
        groups=(("Établissement et année", 2), ("Examen", 4)),
        headings=("Finess ET", "Année", "Examen", "Interventions", "Dont avec examen", "Taux"),
        units=("", "", "", "nb", "nb", "%"), formats=("", "", "", _COUNT, _COUNT, _RATE),
        rows=rows, total=["Total", None, None, _sum(rows, 3), _sum(rows, 4), None],
    )  # fmt: skip


def _sum(rows: Sequence[Sequence[Value]], column: int) -> int | float:
    return sum(value for row in rows if isinstance(value := row[column], int | float))


_EXTRACTS: Mapping[str, Callable[[Hospital, int, Random], Extract]] = {
    "ipp": _ipp, "perfadom": _perfadom, "ambulance": _transports, "epa": _exams,
}  # fmt: skip
