"""Wilson's interval: published values, ends, and what is no rate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.statistics.proportion import Interval, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3
        (81, 263, "0.2553", "0.3662"),
        (15, 148, "0.0624", "0.1605"),
        (1, 29, "0.0061", "0.1718"),
    ],
)
def test_the_published_intervals(successes: int, trials: int, low: str, high: str) -> None:
    found = wilson(successes, trials)
    assert (round(found.low, 4), round(found.high, 4)) == (Decimal(low), Decimal(high))


def test_none_and_all_keep_their_end() -> None:
    assert wilson(0, 20).low == 0
    # Newcombe 1998: 0 of 20 gives 0.1611
    assert round(wilson(0, 20).high, 4) == Decimal("0.1611")
    assert wilson(20, 20).high == 1


@pytest.mark.parametrize(("successes", "trials"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_rate_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="no rate"):
        wilson(successes, trials)


@given(st.integers(1, 500).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_the_rate_is_inside_its_interval_and_the_complement_mirrors_it(case: tuple[int, int]) -> None:
    successes, trials = case
    found, mirrored = wilson(successes, trials), wilson(trials - successes, trials)
    assert 0 <= found.low <= Decimal(successes) / trials <= found.high <= 1
    assert isinstance(found, Interval)
    assert abs(found.low - (1 - mirrored.high)) <= Decimal("0.000001")
