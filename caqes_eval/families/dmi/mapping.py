"""DMI: the diagnosis of the circuit with InterDiag, by unit and by axis. Pure functions.

Axes and items: OMEDIT PACA-Corse, webinar of 4 February 2026 (practice.md §3.2). A diagnosis is not redone each year: the
last one received holds, and its year is told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from numbers import Integral

from caqes_eval.families.case import Case
from caqes_eval.families.dmi.inputs import MAPPED, MAPPING
from caqes_eval.intake.forms.definitions import dmi_mapping
from caqes_eval.intake.tables.cells import Absence

AXES = dmi_mapping.AXES
ITEMS = sum(axis.items for axis in AXES)
PLACES = tuple((axis.code, number) for axis in AXES for number in range(1, axis.items + 1))
WHOLE = "établissement"
RESOMEDIT = "resomedit"

_ANSWERS = frozenset({"yes", "partly", "no", "na"})
Place = tuple[str, int]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit diagnosed (pharmacy or ward) and its answers.

    Attributes:
        name: as declared, « établissement » when no unit is.
        tool: ``interdiag`` or ``resomedit``, None when it is not told.
        answers: by axis and item: ``yes``, ``partly``, ``no``, ``na``; an item without an answer is not in it.
        contradictory: items answered in several ways; they have no answer.
    """

    name: str
    tool: str | None
    mapped_on: date | None
    answers: Mapping[Place, str]
    contradictory: tuple[Place, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """The diagnosis that holds for a year: that of the year, or the last one before.

    Attributes:
        strangers: rows of an axis or an item that InterDiag does not have.
    """

    year: int
    units: tuple[Unit, ...]
    strangers: int = 0

    @property
    def elsewhere(self) -> bool:
        """Whether it was made with RESOMEDIT, whose answers are not in the workbook."""
        return not any(unit.answers for unit in self.units) and any(unit.tool == RESOMEDIT for unit in self.units)

    @property
    def complete(self) -> bool:
        """Whether every unit answers every item."""
        return bool(self.units) and all(len(unit.answers) == ITEMS for unit in self.units)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Answers counted.

    Attributes:
        items: items there are, answered or not, times the units.
    """

    items: int
    yes: int
    partly: int
    no: int
    not_applicable: int

    @property
    def applicable(self) -> int:
        """Items answered that apply: what mastery divides by."""
        return self.yes + self.partly + self.no

    @property
    def answered(self) -> int:
        """Items that have an answer, « non applicable » included."""
        return self.applicable + self.not_applicable

    def score(self, partly: Fraction) -> Fraction:
        """Return the sum of the answers, « partiellement » counting for a part of one."""
        return self.yes + partly * self.partly

    def mastery(self, partly: Fraction) -> Fraction | None:
        """Return the mastery rate, None when no item applies."""
        return self.score(partly) / self.applicable if self.applicable else None


def tally(units: Iterable[Unit], axis: str | None = None) -> Tally:
    """Count the answers of some units, over one axis or all of them."""
    places = [place for place in PLACES if axis in (None, place[0])]
    chosen = tuple(units)
    answers = [unit.answers.get(place) for unit in chosen for place in places]
    return Tally(
        items=len(answers),
        yes=answers.count("yes"),
        partly=answers.count("partly"),
        no=answers.count("no"),
        not_applicable=answers.count("na"),
    )


def diagnosis(case: Case) -> Diagnosis | None:
    """Return the diagnosis that holds for the year of a case, None when there is none up to that year.

    A year without any answer is passed over, unless it declares RESOMEDIT.
    """
    for year in sorted({*case.years(MAPPING), *case.years(MAPPED)}, reverse=True):
        if year <= case.year:
            found = _of_year(case, year)
            if found.elsewhere or any(unit.answers or unit.contradictory for unit in found.units):
                return found
    return None


def _of_year(case: Case, year: int) -> Diagnosis:
    told = sorted(_rows(case, MAPPED, year), key=lambda row: (str(row.get("period")), _text(row.get("unit"))))
    declared = {row.get("file"): row for row in told}
    rows = _rows(case, MAPPING, year)
    files = list(dict.fromkeys([*(row.get("file") for row in rows), *declared]))
    by_unit: dict[str, list[object]] = {}
    for file in files:
        by_unit.setdefault(_key(_name(declared.get(file, {}), file, len(files))), []).append(file)
    units = [
        _unit([row for row in rows if row.get("file") in group], [declared.get(file, {}) for file in group], group, len(files))
        for group in by_unit.values()
    ]  # fmt: skip
    strangers = sum(_place(row) is None for row in rows)
    return Diagnosis(year=year, units=tuple(sorted(units, key=lambda unit: _key(unit.name))), strangers=strangers)


def _rows(case: Case, code: str, year: int) -> list[dict[str, object]]:
    found = case.rows(code, year=year).to_dict("records")
    return [{str(key): value for key, value in row.items()} for row in found]


def _name(declared: Mapping[str, object], file: object, files: int) -> str:
    name = _text(declared.get("unit"))
    # workbooks without a unit cannot be told apart otherwise
    return name or (str(file) if files > 1 and file else WHOLE)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _unit(rows: list[dict[str, object]], declared: list[Mapping[str, object]], files: list[object], total: int) -> Unit:
    latest: dict[Place, tuple[str, set[str]]] = {}
    for row in sorted(rows, key=lambda row: str(row.get("period"))):
        place, said = _place(row), _answer(row.get("answer"))
        if place is None or said is None:
            continue
        period = str(row.get("period"))
        # a later period replaces an earlier one; within a period, answers must agree
        before, answers = latest.get(place, (period, set()))
        latest[place] = (period, {*(answers if before == period else ()), said})
    days = [value for each in declared if isinstance(value := each.get("mapped_on"), date)]
    tools = sorted({_text(each.get("tool")) for each in declared} - {""})
    names = sorted(_name(each, file, total) for each, file in zip(declared, files, strict=True))
    return Unit(
        name=names[0],
        tool=tools[0] if tools else None,
        mapped_on=max(days, default=None),
        answers={place: next(iter(said)) for place, (_, said) in latest.items() if len(said) == 1},
        contradictory=tuple(sorted(place for place, (_, said) in latest.items() if len(said) > 1)),
    )


def _place(row: Mapping[str, object]) -> Place | None:
    axis, number = row.get("axis"), row.get("number")
    place = (str(axis), int(number)) if isinstance(number, Integral) else None
    return place if place in PLACES else None


def _answer(value: object) -> str | None:
    if value is Absence.NOT_APPLICABLE:
        return "na"
    return str(value) if isinstance(value, str) and value in _ANSWERS else None


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str) and not isinstance(value, Absence) else ""
