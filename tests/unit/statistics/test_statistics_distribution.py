from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caqes_eval.statistics.distribution import Distribution, distribution, quartiles

VALUES = st.lists(st.fractions(0, 1000, max_denominator=10**6), min_size=2, max_size=45)
ELEVEN = [Fraction(tenths, 10) for tenths in range(1, 12)]
TWENTY_ONE = [Fraction(twentieths, 20) for twentieths in range(21)]


def summary(values: list[Fraction]) -> Distribution:
    found = distribution(values, minimum=2)
    assert found is not None
    return found


def test_eleven_values_worked_by_hand():
    """1/10 … 11/10: the quantile p stands at position 10 p; 10 p is 2.5, 5 and 7.5."""
    assert distribution(ELEVEN, minimum=11) == Distribution(
        count=11, p10=None, p25=Fraction(35, 100), median=Fraction(6, 10), p75=Fraction(85, 100), p90=None
    )


def test_twenty_one_values_worked_by_hand():
    """0 … 20/20: the quantile p stands at position 20 p, so that each is its own level."""
    assert distribution(TWENTY_ONE, minimum=11) == Distribution(
        count=21,
        p10=Fraction(1, 10),
        p25=Fraction(1, 4),
        median=Fraction(1, 2),
        p75=Fraction(3, 4),
        p90=Fraction(9, 10),
    )


@pytest.mark.parametrize(("count", "shown"), [(19, False), (20, True)])
def test_the_outer_quantiles_are_hidden_under_twenty(count, shown):
    found = summary([Fraction(rank, count) for rank in range(count)])
    assert ((found.p10 is not None), (found.p90 is not None)) == (shown, shown)


def test_two_values_are_interpolated():
    found = summary([Fraction(1), Fraction(0)])
    assert (found.p25, found.median, found.p75) == (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))


def test_what_is_published_has_four_decimals_so_that_no_ratio_can_be_read_back():
    """5/12 = 0.41666…, 2/3 = 0.66666…"""
    found = summary([Fraction(2, 3), Fraction(1, 6)])
    assert (found.p25, found.median) == (Fraction(2917, 10000), Fraction(4167, 10000))
    assert summary([Fraction(1, 3)] * 3).median == Fraction(3333, 10000)


def test_quartiles_stay_exact():
    """1/3, 1/2, 1: p25 half-way between 1/3 and 1/2."""
    assert quartiles([Fraction(1), Fraction(1, 3), Fraction(1, 2)]) == (
        Fraction(5, 12), Fraction(1, 2), Fraction(3, 4),
    )  # fmt: skip


@pytest.mark.parametrize("values", [[], [Fraction(1, 2)]])
def test_there_are_no_quartiles_of_fewer_than_two_values(values):
    assert quartiles(values) is None


def test_nothing_is_given_that_a_difference_could_undo():
    """A sum over the region, less one's own figures, would be the others'."""
    assert set(Distribution.model_fields) == {"count", "p10", "p25", "median", "p75", "p90"}


@pytest.mark.parametrize(
    ("count", "minimum", "shown"),
    [(10, 11, False), (11, 11, True), (12, 11, True), (2, 2, True), (1, 2, False), (1, 1, False), (1, 0, False), (0, 0, False)],
)  # fmt: skip
def test_nothing_is_shown_below_the_minimum_and_never_one_alone(count, minimum, shown):
    found = distribution([Fraction(1, 2)] * count, minimum=minimum)
    assert (found is not None) == shown
    assert found is None or (found.count, found.median) == (count, Fraction(1, 2))


@given(VALUES, st.randoms())
def test_the_order_of_establishments_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert distribution(shuffled, minimum=2) == distribution(values, minimum=2)
    assert quartiles(shuffled) == quartiles(values)


@given(VALUES)
def test_quantiles_grow_within_the_extremes(values):
    found = summary(values)
    inner = [found.p25, found.median, found.p75]
    outer = [found.p10, *inner, found.p90] if found.p10 is not None else inner
    assert outer == sorted(outer)
    assert all(min(values) - Fraction(1, 20000) <= each <= max(values) + Fraction(1, 20000) for each in outer)


@given(VALUES)
def test_what_is_published_is_within_half_a_unit_of_the_exact_quartiles(values):
    found, exact = summary(values), quartiles(values)
    assert exact is not None
    for published, quartile in zip((found.p25, found.median, found.p75), exact, strict=True):
        assert abs(published - quartile) <= Fraction(1, 20000)


@given(VALUES)
def test_json_keeps_a_distribution_exact(values):
    assert Distribution.model_validate_json(summary(values).model_dump_json()) == summary(values)


def test_a_distribution_neither_grows_nor_changes():
    found = summary(ELEVEN)
    with pytest.raises(ValidationError, match="frozen"):
        found.count = 3
    with pytest.raises(ValidationError, match="Extra inputs"):
        Distribution.model_validate({**found.model_dump(), "maximum": "1"})
