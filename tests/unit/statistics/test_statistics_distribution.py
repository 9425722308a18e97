from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caqes_eval.statistics.distribution import Distribution, distribution

RATIOS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=2, max_size=30)
ELEVEN = [(tenths, 10) for tenths in range(1, 12)]


def test_eleven_values_worked_by_hand():
    """1/10 … 11/10: the quantile p stands at position 10 p, so the deciles are values of the series."""
    assert distribution(ELEVEN, minimum=11) == Distribution(
        count=11,
        p10=Fraction(2, 10),
        p25=Fraction(35, 100),
        median=Fraction(6, 10),
        p75=Fraction(85, 100),
        p90=Fraction(10, 10),
    )


def test_two_values_are_interpolated():
    """0 and 1: every quantile is its own level."""
    summary = distribution([(0, 4), (7, 7)], minimum=2)
    assert summary == Distribution(
        count=2, p10=Fraction(1, 10), p25=Fraction(1, 4), median=Fraction(1, 2),
        p75=Fraction(3, 4), p90=Fraction(9, 10),
    )  # fmt: skip


def test_fractions_stay_exact():
    """1/3, 1/2, 1: median 1/2; p25 half-way between 1/3 and 1/2; p90 at 0.8 of the last step."""
    summary = distribution([(1, 1), (1, 3), (2, 4)], minimum=2)
    assert summary is not None
    assert (summary.p25, summary.median, summary.p75) == (Fraction(5, 12), Fraction(1, 2), Fraction(3, 4))
    assert (summary.p10, summary.p90) == (Fraction(11, 30), Fraction(9, 10))


def test_nothing_is_given_that_a_difference_could_undo():
    """A sum over the region, less one's own figures, would be the others'."""
    assert set(Distribution.model_fields) == {"count", "p10", "p25", "median", "p75", "p90"}


@pytest.mark.parametrize(
    ("count", "minimum", "shown"),
    [(10, 11, False), (11, 11, True), (12, 11, True), (2, 2, True), (1, 2, False), (1, 1, False), (1, 0, False), (0, 0, False)],
)  # fmt: skip
def test_nothing_is_shown_below_the_minimum_and_never_one_alone(count, minimum, shown):
    summary = distribution([(1, 2)] * count, minimum=minimum)
    assert (summary is not None) == shown
    assert summary is None or (summary.count, summary.median) == (count, Fraction(1, 2))


@given(RATIOS, st.randoms())
def test_the_order_of_establishments_does_not_matter(ratios, random):
    shuffled = list(ratios)
    random.shuffle(shuffled)
    assert distribution(shuffled, minimum=2) == distribution(ratios, minimum=2)


@given(RATIOS)
def test_quantiles_grow_within_the_extremes(ratios):
    summary = distribution(ratios, minimum=2)
    assert summary is not None
    values = [Fraction(*ratio) for ratio in ratios]
    ordered = [min(values), summary.p10, summary.p25, summary.median, summary.p75, summary.p90, max(values)]
    assert ordered == sorted(ordered)


@given(RATIOS)
def test_json_keeps_a_distribution_exact(ratios):
    summary = distribution(ratios, minimum=2)
    assert summary is not None
    assert Distribution.model_validate_json(summary.model_dump_json()) == summary


def test_a_distribution_neither_grows_nor_changes():
    summary = distribution(ELEVEN, minimum=2)
    assert summary is not None
    with pytest.raises(ValidationError, match="frozen"):
        summary.count = 3
    with pytest.raises(ValidationError, match="Extra inputs"):
        Distribution.model_validate({**summary.model_dump(), "maximum": "1"})
