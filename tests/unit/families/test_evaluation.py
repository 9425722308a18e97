from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from law import LAW_2024

from caqes_eval.families.biosimilars.family import FAMILY as BIOSIMILARS
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure
from caqes_eval.families.evaluation import compare_to_past, evaluate, read_position, regional_distributions
from caqes_eval.statistics.distribution import distribution

REGION = distribution([Fraction(1, 10), Fraction(3, 10), Fraction(5, 10)], minimum=2)


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


CASE = Case(finess="990780017", year=2024, law=LAW_2024)


def region(*counts: tuple[int, int], minimum: int = 11) -> dict:
    measures = [(CASE, [Measure(code="biosimilars.rate", numerator=one, denominator=of)]) for one, of in counts]
    return regional_distributions(BIOSIMILARS, measures, minimum=minimum)


def test_a_region_of_ten_is_not_shown_and_a_region_of_eleven_is() -> None:
    assert region(*[(10, 20)] * 10) == {}
    assert region(*[(10, 20)] * 11)["biosimilars.rate"].count == 11


def test_neither_an_establishment_without_value_nor_a_small_volume_counts_in_the_region() -> None:
    assert region(*[(10, 20)] * 10, (0, 0)) == {}
    assert region(*[(10, 20)] * 10, (19, 19)) == {}


def result(now: tuple[int, int], before: tuple[int, int]):
    counted = {2024: now, 2023: before}
    # only what is counted is given: the family is otherwise as it ships
    family = replace(
        BIOSIMILARS,
        measure=lambda case: [
            Measure(code="biosimilars.rate", numerator=counted[case.year][0], denominator=counted[case.year][1])
        ],
    )
    two_years = pd.DataFrame({"year": [2023, 2024], "period": ["2023", "2024"]}, dtype=object)
    case = replace(CASE, tables={"open_phmev": two_years})
    (only,) = evaluate(family, case, region=region(*[(10, 20)] * 11))
    return only


def test_a_small_volume_is_compared_neither_to_the_region_nor_to_the_past() -> None:
    small = result((1, 19), (50, 100))
    assert (small.outcome, small.region, small.past) == ("petit volume", None, None)
    assert result((10, 20), (10, 19)).past is None
    assert result((10, 20), (10, 20)).past is not None


def test_a_change_that_prints_as_nothing_is_stable() -> None:
    assert result((50_000, 100_000), (50_001, 100_000)).past.trend == "stable"
    assert result((50_000, 100_000), (49_900, 100_000)).past.trend == "progrès"


def test_negative_boxes_make_no_rate() -> None:
    assert Measure(code="x", numerator=-1, denominator=-2).value is None
