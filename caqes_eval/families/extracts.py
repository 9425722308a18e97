"""What an extract of the Assurance maladie adds up to over a year, and why a total is not known. Pure functions.

A total is never guessed: half a year is not extrapolated, a line without figure is not a zero, a total line among detailed
ones is not counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from caqes_eval.families.case import Case
from caqes_eval.families.coverage import coverage
from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Absence

PREVIOUS = "previous_"
"""What the columns begin with that give, beside a figure, that of the period before."""


@dataclass(frozen=True)
class Figure:
    """A figure, exact; or, when it is not known, why in French.

    Attributes:
        note: what must be said beside it.
    """

    value: Fraction | None
    lacking: str = ""
    note: str = ""


@dataclass(frozen=True)
class YearRows:
    """The lines that make a whole year, or why there are none; no line and no reason is a zero that was declared."""

    rows: pd.DataFrame
    lacking: str = ""

    def where(self, kept: Sequence[bool]) -> "YearRows":
        """Return some of the lines, chosen one by one."""
        return YearRows(self.rows.loc[list(kept)].reset_index(drop=True), self.lacking)


@dataclass(frozen=True)
class Earlier:
    """Where the figures of the year before are: in its own lines, or in columns of the lines of the year.

    Attributes:
        prefix: what the names of its columns begin with.
    """

    read: YearRows
    prefix: str = ""


def is_given(value: object) -> bool:
    """Say whether a cell holds something: neither missing, blank, nor a declared absence."""
    if value is None or isinstance(value, Absence) or value is pd.NA or value != value:
        return False
    return bool(value.strip()) if isinstance(value, str) else True


def year_rows(case: Case, code: str, *, detail: Sequence[str] = ()) -> YearRows:
    """Return the lines of an extract that make the case's whole year.

    Args:
        case: the establishment and its year.
        code: of the input (``extraction.ipp``).
        detail: columns that say what a line is about; lines that name nothing are totals.
    """
    if lacking := case.lacking(code):
        return YearRows(pd.DataFrame(), lacking)
    rows = case.rows(code)
    if rows.empty:
        declared = case.declared_empty(code)
        none = f"L’extraction reçue n’a aucune ligne pour {case.year}, et rien ne déclare un zéro."
        return YearRows(rows, "" if declared else none)
    rows, lacking = _whole_year(rows, case.year)
    return YearRows(rows, lacking or _two_levels(rows) or _mixed(rows, detail))


def earlier_rows(case: Case, code: str, *, detail: Sequence[str] = ()) -> Earlier:
    """Return where the year before is read: its own extract when it was received, else the columns of this year's."""
    before = year_rows(case.at(case.year - 1), code, detail=detail)
    return Earlier(before) if not before.lacking else Earlier(year_rows(case, code, detail=detail), PREVIOUS)


def total(read: YearRows, column: str, name: str) -> Figure:
    """Add up a column; a line whose figure is missing leaves the total unknown.

    Args:
        read: the lines.
        column: code of the column.
        name: what it holds, in French with its article (« le montant remboursé »).
    """
    if read.lacking:
        return Figure(None, read.lacking)
    if read.rows.empty:
        return Figure(Fraction(0))
    cells = list(read.rows[column]) if column in read.rows else [None] * len(read.rows)
    known = [Fraction(cell) for cell in cells if is_given(cell) and isinstance(cell, int | Decimal | Fraction)]
    left_out = sum(cell is Absence.NOT_APPLICABLE for cell in cells)
    missing = len(cells) - len(known) - left_out
    if missing and not known:
        return Figure(None, f"L’extraction ne donne pas {name}.")
    if missing:
        lines = french.plural(missing, "ligne")
        return Figure(None, f"{lines} sur {len(cells)} sans {_bare(name)} : le total n’est pas calculé.")
    if not known:
        return Figure(None, f"L’extraction déclare « sans objet » {name}.")
    return Figure(sum(known, Fraction(0)))


def by_text(read: YearRows, columns: Sequence[str]) -> dict[str, YearRows]:
    """Return the lines by what the first given of some columns says, in alphabetical order; those that say nothing last."""
    said = [_first_given(row, columns) for row in read.rows.to_dict("records")]
    order = sorted(set(said), key=lambda text: (not text, text))
    return {text: read.where([each == text for each in said]) for text in order}


def _first_given(row: dict[object, object], columns: Sequence[str]) -> str:
    return next((str(row[column]).strip() for column in columns if is_given(row.get(column))), "")


def _bare(name: str) -> str:
    return name.removeprefix("le ").removeprefix("la ").removeprefix("les ").removeprefix("l’")


def _whole_year(rows: pd.DataFrame, year: int) -> tuple[pd.DataFrame, str]:
    """Keep the lines of the whole year, or parts that make it; both at once only when one holds the other."""
    whole = [str(period) == str(year) for period in rows["period"]]
    kept = rows.loc[whole].reset_index(drop=True) if any(whole) else rows
    if _hospitals(rows) - _hospitals(kept):
        return kept, f"Des lignes couvrent l’année {year} entière, d’autres une partie : le total serait faux."
    covered = coverage(str(period) for period in kept["period"])
    if covered.twice or covered.months == 12:
        return kept, covered.twice
    received = ", ".join(covered.periods)
    return kept, f"L’extraction ne couvre pas toute l’année {year} (reçu : {received}) : rien n’est extrapolé."


def _hospitals(rows: pd.DataFrame) -> set[tuple[str, ...]]:
    numbers = [column for column in ("finess", "legal_finess") if column in rows]
    return {tuple(str(row[column]) for column in numbers) for row in rows.to_dict("records")}


def _two_levels(rows: pd.DataFrame) -> str:
    records = rows.to_dict("records")
    sites = [is_given(row.get("finess")) for row in records]
    legal = [is_given(row.get("legal_finess")) and not site for row, site in zip(records, sites, strict=True)]
    if not (any(sites) and any(legal)):
        return ""
    return "L’extraction mêle des lignes par site et par entité juridique : un total y serait compté deux fois."


def _mixed(rows: pd.DataFrame, detail: Sequence[str]) -> str:
    told = {bool(_first_given(row, detail)) for row in rows.to_dict("records")} if detail else set()
    if len(told) < 2:
        return ""
    return "L’extraction mêle des lignes détaillées et des lignes sans détail : un total y serait compté deux fois."
