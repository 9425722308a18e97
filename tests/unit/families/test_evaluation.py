from decimal import Decimal
from fractions import Fraction

import pytest

from caqes_eval.families.definition import Measure
from caqes_eval.families.evaluation import compare_to_past, read_position, regional_distributions
from caqes_eval.families.result import Target
from caqes_eval.statistics.distribution import distribution

REGION = distribution([(1, 10), (3, 10), (5, 10)], minimum=2)


@pytest.mark.parametrize(
    ("comparator", "below", "equal", "above"),
    [(">=", False, True, True), (">", False, False, True), ("<=", True, True, False), ("<", True, False, False)],
)
def test_each_comparator_on_both_sides_and_on_the_limit(comparator: str, below: bool, equal: bool, above: bool) -> None:
    target = Target(value=Decimal("0.49"), comparator=comparator, status="confirmed", rule="x")
    limit, little = Fraction(49, 100), Fraction(1, 10**12)
    assert [target.met_by(limit - little), target.met_by(limit), target.met_by(limit + little)] == [below, equal, above]


@pytest.mark.parametrize(
    ("value", "direction", "reading"),
    [
        (Fraction(4, 10), "higher", "plus favorable que la médiane"),
        (Fraction(4, 10), "lower", "moins favorable que la médiane"),
        (Fraction(3, 10), "higher", "égal à la médiane"),
        (Fraction(2, 10), "higher", "moins favorable que la médiane"),
        (None, "higher", None),
    ],
)
def test_the_position_reads_in_the_direction_of_good(
    value: Fraction | None, direction: str, reading: str | None
) -> None:
    assert read_position(value, REGION, direction) == reading


@pytest.mark.parametrize(
    ("now", "direction", "trend"),
    [
        (Fraction(1, 2), "higher", "progrès"),
        (Fraction(1, 2), "lower", "recul"),
        (Fraction(1, 4), "higher", "stable"),
        (Fraction(1, 8), "higher", "recul"),
        (None, "higher", None),
    ],
)
def test_the_past_reads_in_the_direction_of_good(now: Fraction | None, direction: str, trend: str | None) -> None:
    past = compare_to_past(now, 2023, Fraction(1, 4), direction)
    assert past.trend == trend
    assert past.change == (None if now is None else now - Fraction(1, 4))


def test_a_region_of_ten_is_not_shown_and_a_region_of_eleven_is() -> None:
    one = [Measure(code="x", label="", numerator=1, denominator=2)]
    assert regional_distributions([one] * 10, minimum=11) == {}
    assert regional_distributions([one] * 11, minimum=11)["x"].count == 11


def test_establishments_without_value_do_not_count_in_the_region() -> None:
    one = [Measure(code="x", label="", numerator=1, denominator=2)]
    none = [Measure(code="x", label="", numerator=0, denominator=0)]
    assert regional_distributions([one] * 10 + [none], minimum=11) == {}
