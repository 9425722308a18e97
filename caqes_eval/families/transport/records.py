"""Transport: the records of a source for one year: the months that they tell, those that would count twice. Pure functions."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.coverage import coverage, months_of
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period

Row = Mapping[str, object]
Figure = Fraction | Absence | None
"""A number, a declared absence (« sans objet »), or nothing: never one in the place of another."""

_OWN_PERIOD = "own_period"
_PLACE = frozenset({"file", "source_row", "source_sheet", "name", "period", _OWN_PERIOD, "year"})


def records(case: Case, code: str) -> list[Row]:
    """Return the records of an input for the year of a case."""
    return [{str(key): cell for key, cell in row.items()} for row in case.rows(code).to_dict("records")]


def figure(cell: object) -> Figure:
    """Return what a cell counts; « non connu » is nothing."""
    if cell == Absence.NOT_APPLICABLE:
        return Absence.NOT_APPLICABLE
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal | Fraction):
        return None
    return Fraction(cell)


def added(cells: Iterable[object]) -> Figure:
    """Return a sum: nothing as soon as a term is missing, « sans objet » when every term is."""
    terms = [figure(cell) for cell in cells]
    if not terms or any(term is None for term in terms):
        return None
    numbers = [term for term in terms if isinstance(term, Fraction)]
    return sum(numbers, Fraction(0)) if numbers else Absence.NOT_APPLICABLE


def number(counted: Figure) -> Fraction | None:
    """Return what a figure adds to a total: « sans objet » adds nothing, a missing one makes the total unknown."""
    return Fraction(0) if counted == Absence.NOT_APPLICABLE else counted  # type: ignore[return-value]


def periods(row: Row) -> tuple[str, ...]:
    """Return the periods that a record tells, as they are written in a campaign: its own, else that of the return."""
    own = row.get(_OWN_PERIOD)
    told = own if isinstance(own, Period) else row.get("period")
    if not isinstance(told, Period):
        return (str(told),)
    year, first = told.start.year, told.start.month
    last = told.end.month if told.end.year == year else 12
    return {
        (1, 12): (str(year),), (1, 6): (f"{year}-S1",), (7, 12): (f"{year}-S2",), (1, 3): (f"{year}-T1",),
        (4, 6): (f"{year}-T2",), (7, 9): (f"{year}-T3",), (10, 12): (f"{year}-T4",),
    }.get((first, last)) or tuple(f"{year}-{month:02d}" for month in range(first, last + 1))  # fmt: skip


def months(rows: Iterable[Row]) -> frozenset[int]:
    """Return the months that records tell."""
    return frozenset[int]().union(*(months_of(period) for row in rows for period in periods(row)))


def partial(rows: Iterable[Row]) -> str:
    """Return what to say of a year that is not whole, in French; empty when it is."""
    return coverage(period for row in rows for period in periods(row)).partial


def twice(rows: Sequence[Row], identity: Sequence[str]) -> str:
    """Return why the records of a subject would count twice (a year and its half-year), in French."""
    subjects: dict[Hashable, list[str]] = {}
    for row in rows:
        subjects.setdefault(_of(row, identity), []).extend(periods(row))
    told = sorted(fault for written in subjects.values() if (fault := coverage(written).twice))
    return told[0] if told else ""


def once(rows: Sequence[Row], identity: Sequence[str]) -> tuple[list[Row], str]:
    """Return records without what a second file says again, and what keeps from it when the files disagree.

    An extract of a year often tells the years before: the same subject comes in several files.
    """
    subjects: dict[Hashable, dict[str, list[Row]]] = {}
    for row in rows:
        key = (_of(row, identity), periods(row))
        subjects.setdefault(key, {}).setdefault(str(row.get("file") or ""), []).append(row)
    kept: list[Row] = []
    for files in subjects.values():
        first, *others = sorted(files)
        said = _said(files[first])
        if differing := [name for name in others if _said(files[name]) != said]:
            year = files[first][0].get("year")
            return [], f"Les fichiers {first} et {differing[0]} ne disent pas la même chose de {year} : gardez-en un."
        kept += files[first]
    return kept, ""


def _of(row: Row, identity: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row.get(column) or "") for column in identity)


def _said(rows: Sequence[Row]) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(
        tuple(sorted((key, str(cell)) for key, cell in row.items() if key not in _PLACE and cell is not None))
        for row in rows
    )
