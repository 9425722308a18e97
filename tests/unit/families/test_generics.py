from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import case_of_products
from products_table import STATUS_CODES, products

from caqes_eval.families.definition import Measure
from caqes_eval.families.evaluation import evaluate, regional_distributions
from caqes_eval.families.generics import indicators
from caqes_eval.families.generics.family import FAMILY
from caqes_eval.families.products import classify

# | product            | TOP_GEN | boxes | reimbursed |
# | outside            | 0       |    40 |   400,00 € |
# | generic            | 1       |    45 |    90,00 € |
# | reference          | 4       |     5 |    60,00 € |
# | biosimilar         | B       |    10 | 1 000,00 € |
# | withheld           | 9       |   100 |   500,00 € |
# | dispensing fees    | 0       |     0 |   120,00 € |
EXAMPLE = products(
    ("A", "0", 40, 40_000),
    ("B", "1", 45, 9_000),
    ("C", "4", 5, 6_000),
    ("D", "B", 10, 100_000),
    ("9999999999999", "9", 100, 50_000),
    ("0", "0", 0, 12_000),
)


def classified(table: pd.DataFrame = EXAMPLE) -> pd.DataFrame:
    return classify(table, STATUS_CODES)


def test_repertoire_rate_is_repertoire_boxes_over_identified_boxes() -> None:
    measure = indicators.repertoire_rate(classified())
    # (45 + 5) / (40 + 45 + 5 + 10): the 100 withheld boxes and the fees count on neither side
    assert (measure.numerator, measure.denominator) == (50, 100)
    assert measure.value == Fraction(1, 2)


def test_penetration_rate_is_generics_over_the_repertoire() -> None:
    measure = indicators.penetration_rate(classified())
    assert (measure.numerator, measure.denominator) == (45, 50)
    assert measure.value == Fraction(9, 10)


def test_euros_per_box_stay_within_the_repertoire() -> None:
    measure = indicators.euros_per_box(classified())
    # (90,00 + 60,00) / 50 = 3,00 €
    assert (measure.numerator, measure.denominator) == (15_000, 50)
    assert measure.value == 3


def test_no_repertoire_product_makes_the_share_incalculable_not_zero() -> None:
    only_outside = classified(products(("A", "0", 40, 40_000)))
    assert indicators.repertoire_rate(only_outside).value == 0
    assert indicators.penetration_rate(only_outside).value is None
    assert indicators.euros_per_box(only_outside).value is None


def test_only_withheld_rows_make_the_rate_incalculable() -> None:
    assert indicators.repertoire_rate(classified(products(("9999999999999", "9", 100, 1)))).value is None


def test_products_undecided_by_the_drug_database_count_on_neither_side() -> None:
    repertoire = pd.DataFrame({"cip13": ["A", "B"], "status": ["outside", "generic"]})
    measure = indicators.repertoire_rate(classify(EXAMPLE, STATUS_CODES, repertoire))
    # C is absent from the database: 45 / (40 + 45 + 10)
    assert (measure.numerator, measure.denominator) == (45, 95)


def results(costs: list[tuple[int, int]], minimum: int = 2) -> list:
    """Evaluate the example in a region whose other establishments have those costs (cents, boxes)."""
    others = [
        [Measure(code=indicators.EUROS_PER_BOX, numerator=cents, denominator=boxes, scale=100)]
        for cents, boxes in costs
    ]
    case = case_of_products(EXAMPLE)
    counted = [(case, FAMILY.measure(case)), *((case, measures) for measures in others)]
    region = regional_distributions(FAMILY, counted, minimum=minimum)
    return evaluate(FAMILY, case, region=region)


def savings(costs: list[tuple[int, int]], minimum: int = 2):
    return next(result for result in results(costs, minimum) if result.indicator == indicators.SAVINGS_AT_MEDIAN)


def test_savings_bring_the_cost_per_box_to_the_median() -> None:
    # costs 3,00 (ours), 2,00 and 1,00 € per box: median 2,00; (3,00 − 2,00) × 50 boxes
    assert savings([(20_000, 100), (10_000, 100)]).value == Decimal("50.00")


def test_savings_are_rounded_to_the_cent_half_up() -> None:
    # median 8/3 €, published as 2,6667 €: (3 − 2,6667) × 50 = 16,665 €
    assert savings([(80_000, 300), (10_000, 100)]).value == Fraction("16.67")


def test_below_the_median_there_is_nothing_to_save_and_that_is_a_result() -> None:
    result = savings([(40_000, 100), (50_000, 100)])
    assert (result.value, result.status) == (0, "calculé")


def test_without_a_regional_median_savings_are_incalculable_with_the_reason() -> None:
    result = savings([(40_000, 100)], minimum=11)
    assert (result.value, result.status) == (None, "non calculable")
    assert "trop peu d’établissements" in result.reason


@pytest.mark.parametrize(
    ("repertoire", "outcome"),
    [(4_900, "atteint"), (4_899, "non atteint"), (4_896, "non atteint"), (10_000, "atteint"), (0, "non atteint")],
)
def test_the_49_percent_target_is_compared_before_rounding(repertoire: int, outcome: str) -> None:
    # 48,96 % prints « 49,0 % » and still misses the target
    table = products(("A", "1", repertoire, 1), ("B", "0", 10_000 - repertoire, 1))
    rate = evaluate(FAMILY, case_of_products(table), region={})[0]
    assert rate.outcome == outcome
    assert rate.target is not None
    assert rate.target.status == "to_validate"


rows = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from("014BC"), st.integers(0, 500), st.integers(0, 10_000)),
    max_size=12,
)


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[str, str, int, int]], random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert FAMILY.measure(case_of_products(products(*rows))) == FAMILY.measure(case_of_products(products(*shuffled)))


@given(rows, rows)
def test_counts_of_a_file_split_in_two_add_up(first: list, second: list) -> None:
    for count in (indicators.repertoire_rate, indicators.penetration_rate, indicators.euros_per_box):
        together = count(classified(products(*first, *second)))
        one, other = count(classified(products(*first))), count(classified(products(*second)))
        assert together.numerator == one.numerator + other.numerator
        assert together.denominator == one.denominator + other.denominator


def test_a_small_volume_of_the_repertoire_gets_no_verdict() -> None:
    few = case_of_products(products(("A", "1", 6, 600)))
    judged = evaluate(FAMILY, few, region={})
    assert {result.indicator: result.outcome for result in judged} == {
        indicators.REPERTOIRE_RATE: "petit volume",
        indicators.PENETRATION_RATE: "petit volume",
        indicators.EUROS_PER_BOX: "petit volume",
        indicators.SUBSTITUTION_SAVINGS: "sans objectif",
        indicators.SAVINGS_AT_MEDIAN: "non calculable",
        # nothing says whether a plan was asked for: silence is no answer
        "generics.action_plan": "données insuffisantes",
    }
    assert FAMILY.advise(few, judged) == [
        "Aucune conclusion possible d’après ces données : aucun indicateur n’a pu être jugé."
    ]
