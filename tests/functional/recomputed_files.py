"""The raw files of the demonstration read anew, with pandas and the layouts written by hand: nothing of the product."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd

# places of the columns, counted from 0: « .med » has 102 characters since 2020, « .dmip » 75 since 2017
MED = {
    "finess": (0, 9), "geo": (9, 18), "type": (18, 20), "year": (20, 24), "month": (24, 26), "stays": (44, 50), "ucd13": (50, 63),
    "quantity": (63, 73), "price": (73, 83), "given_month": (83, 85), "given_year": (85, 89), "indication": (95, 102),
}  # fmt: skip
DMIP = {
    "finess": (0, 9), "geo": (9, 18), "type": (18, 20), "year": (20, 24), "month": (24, 26), "lpp": (36, 45), "quantity": (45, 55),
    "price": (55, 65), "posed_month": (65, 67), "posed_year": (67, 71),
}  # fmt: skip
FORM_HEADINGS, QUESTION_HEADINGS, EXTRACT_HEADINGS = 4, 3, 6
"""The rows, counted from 1, of the headings of a list, of a sheet of questions, of an extract of the fund."""


def _fixed(path: Path, layout: dict[str, tuple[int, int]]) -> pd.DataFrame:
    return pd.read_fwf(
        path, colspecs=list(layout.values()), names=list(layout), header=None, dtype=str, encoding="latin-1",
        keep_default_na=False,
    )  # fmt: skip


def thousandths(written: str) -> Fraction:
    """Return a number of the PMSI, whose last three figures are decimals."""
    return Fraction(int(written), 1000)


def is_ucd13(code: str) -> bool:
    """Say whether both keys of a UCD13 are right, EAN-13's and that of its UCD7; the range 900xxxx has no second one."""
    *figures, key = map(int, code)
    inner = figures[5:]
    even = (sum(figures[0::2]) + 3 * sum(figures[1::2]) + key) % 10 == 0
    return even and (code[5:8] == "900" or sum(d * rank for rank, d in enumerate(inner[:6], 2)) % 11 == inner[6])


def medicines(path: Path) -> pd.DataFrame:
    """Return the lines of a « .med » that count: some quantity, a UCD that exists, shared between the stays they repeat."""
    lines = _fixed(path, MED)
    stays = lines["stays"].map(int)
    lines["units"] = lines["quantity"].map(thousandths) / stays
    lines["euros"] = lines["price"].map(thousandths) / stays
    return lines[(lines["units"] > 0) & lines["ucd13"].map(is_ucd13)]


def devices(path: Path) -> pd.DataFrame:
    """Return the lines of a « .dmip »."""
    lines = _fixed(path, DMIP)
    lines["units"] = lines["quantity"].map(int)
    lines["euros"] = lines["price"].map(thousandths)
    return lines[lines["units"] > 0]


def filled(path: Path, sheet: str) -> pd.DataFrame:
    """Return the rows of a list of a form, under its French headings; a blank cell is None."""
    return _sheet(path, sheet, FORM_HEADINGS)


def answered(path: Path, sheet: str) -> pd.DataFrame:
    """Return a sheet of questions, one row per question; a blank cell is None."""
    return _sheet(path, sheet, QUESTION_HEADINGS).set_index("Question")


def extract(path: Path, sheet: str, year: str) -> pd.DataFrame:
    """Return the rows of an extract of the fund: those that have a year, not the titles, units and totals around."""
    rows = _sheet(path, sheet, EXTRACT_HEADINGS)
    return rows[rows[year].map(lambda cell: isinstance(cell, int))]


def _sheet(path: Path, sheet: str, headings: int) -> pd.DataFrame:
    rows = pd.read_excel(
        path, sheet_name=sheet, header=headings - 1, dtype=object, keep_default_na=False, na_values=[""], engine="openpyxl",
    )  # fmt: skip
    rows.columns = [" ".join(str(name).split()) for name in rows.columns]
    return rows.astype(object).where(rows.notna(), None)


def prescriptions(path: Path, finess: str) -> pd.DataFrame:
    """Return the lines of a hospital in Open PHMEV that name a product: fees and masked products are left out."""
    lines = pd.read_csv(path, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    lines = lines[(lines["etb_rgt"] == finess) & ~lines["CIP13"].isin(["0", "9999999999999"])]
    return lines.assign(boxes=lines["BOITES"].map(int), euros=lines["REM"].map(french_amount))


def french_amount(written: str) -> Fraction:
    """Return an amount written « 1.234,56 »."""
    return Fraction(written.replace(".", "").replace(",", "."))


def amount(cell: object) -> Fraction:
    """Return a number of a workbook, as it was typed."""
    return Fraction(Decimal(str(cell)))
