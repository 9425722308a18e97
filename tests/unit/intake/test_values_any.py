"""What holds for every kind of column, whatever the cell holds."""

from datetime import date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_reading import ANSWERS, column

from caqes_eval.intake.tables.cells import Absence, Cell
from caqes_eval.intake.tables.schema import Kind
from caqes_eval.intake.values import Period, read

TYPES = {
    "text": str, "count": int, "quantity": Decimal, "money": Decimal, "rate": Decimal, "date": date, "month": Period,
    "period": Period, "yes_no": bool, "choice": str, "finess": str, "ucd": str, "cip": str, "lpp": str, "les": str,
}  # fmt: skip
NEAR = st.from_regex(r"[0-9SsTtEeI €%,./:\u00a0\u202f+-]{1,14}", fullmatch=True)
WORDS = st.lists(
    st.sampled_from(
        [
            "1er",
            "2",
            "12",
            "31",
            "mars",
            "au",
            "du",
            "semestre",
            "2025",
            "25",
            "S",
            "oui",
            "€",
            "%",
            "k€",
            "E+12",
            "-",
            ".",
        ]
    ),
    max_size=6,
).map(" ".join)
TEXTS = st.text(max_size=40) | NEAR | WORDS | st.text(st.characters(), max_size=10)
NATIVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(), st.times(), st.timedeltas(), st.decimals(), st.binary(max_size=4),
    st.datetimes(), st.datetimes(timezones=st.timezones()), st.sampled_from([10**5000, -(10**400), 1e308, 5e-324, float("nan"), "x"]),
)  # fmt: skip
BOUNDS = st.none() | st.decimals(-1000, 1000, allow_nan=False, places=2)


def test_every_kind_is_tested():
    assert set(TYPES) == set(get_args(Kind))


def one_of_three(reading):
    return [reading.value is not None, reading.absence is not None, reading.problem != ""].count(True) == 1


@pytest.mark.parametrize("kind", TYPES)
@given(text=TEXTS, native=NATIVES, number_format=st.sampled_from(["", "General", "0%", "000000000", '0"%']),
       bounds=st.tuples(BOUNDS, BOUNDS), required=st.booleans(), date_1904=st.booleans())  # fmt: skip
def test_reading_never_raises_and_gives_exactly_one_of_three(
    kind, text, native, number_format, bounds, required, date_1904
):
    described = column(kind, required=required, choices=ANSWERS, minimum=bounds[0], maximum=bounds[1])
    reading = read(Cell(text, native=native, number_format=number_format), described, date_1904=date_1904)
    assert one_of_three(reading)
    if reading.value is not None:
        assert type(reading.value) is TYPES[kind]
    assert not (required and reading.absence is Absence.MISSING)
    assert bool(reading.expected) is bool(reading.problem)
    if reading.proposal:
        assert reading.problem
        assert read(Cell(reading.proposal), described).value is not None


@pytest.mark.parametrize("kind", TYPES)
@given(text=TEXTS)
def test_a_problem_is_a_short_french_sentence(kind, text):
    problem = read(Cell(text), column(kind, choices=ANSWERS)).problem
    if problem:
        assert problem[0].isupper() or problem[0] == "«"
        assert problem.endswith(".")
        assert "'" not in problem
        assert len(problem) < 300


@pytest.mark.parametrize("kind", sorted(set(TYPES) - {"text"}))
@pytest.mark.parametrize(
    "text", ["9" * 100_000, "1 " * 50_000, "(" * 5000, "1-" * 90, " - 1" * 45, "a" * 199, "12:00 " * 33]
)
def test_a_long_text_is_refused_at_once(kind, text):
    assert read(Cell(text), column(kind, choices=ANSWERS)).problem


def test_a_datetime_that_differs_from_itself_is_nothing():
    class NotATime(datetime):
        def __eq__(self, other):
            return False

        __hash__ = None

    assert read(Cell("", native=NotATime(2025, 1, 1)), column("date")).absence is Absence.MISSING
