from fractions import Fraction

import pytest
from law import case_of_products
from products_table import products, with_molecule

from caqes_eval.families.biosimilars.family import FAMILY
from caqes_eval.families.evaluation import evaluate

# | molecule | B boxes | C boxes | rate   |
# | L04AB04  |      16 |       4 | 80 %   |
# | A10AE04  |       5 |      14 | 5/19   |  19 boxes: under 20, not judged
# | B03XA01  |       0 |       0 | none   |
# | outside  |       – |       – |        |
TABLE = with_molecule(
    products(
        ("A", "B", 16, 1), ("B", "C", 4, 1), ("C", "B", 5, 1), ("D", "C", 14, 1), ("E", "C", 0, 1), ("F", "1", 99, 1)
    ),
    ["L04AB04", "L04AB04", "A10AE04", "A10AE04", "B03XA01", "C10AA05"],
)


@pytest.fixture
def results() -> dict:
    evaluated = evaluate(FAMILY, case_of_products(TABLE), region={})
    return {result.indicator: result for result in evaluated}


def rates(results: list) -> list:
    return [result for result in results if result.indicator.startswith("biosimilars.rate")]


def test_there_is_an_overall_rate_and_one_per_molecule_met(results: dict) -> None:
    assert list(results) == [
        "biosimilars.rate",
        "biosimilars.rate.A10AE04",
        "biosimilars.rate.B03XA01",
        "biosimilars.rate.L04AB04",
        "biosimilars.savings",
        "biosimilars.action_plan",
    ]


def test_the_overall_rate_is_biosimilars_over_biosimilars_and_references(results: dict) -> None:
    overall = results["biosimilars.rate"]
    # (16 + 5) / (16 + 4 + 5 + 14 + 0); generics are nothing to it
    assert overall.value == Fraction(21, 39)
    assert overall.outcome == "non atteint"


def test_a_rate_exactly_at_80_percent_meets_a_target_of_at_least_80(results: dict) -> None:
    assert results["biosimilars.rate.L04AB04"].value == Fraction(4, 5)
    assert results["biosimilars.rate.L04AB04"].outcome == "atteint"


def test_a_small_volume_keeps_its_value_and_gets_no_verdict(results: dict) -> None:
    small = results["biosimilars.rate.A10AE04"]
    assert small.value == Fraction(5, 19)
    assert small.outcome == "petit volume"
    assert "19 boîtes" in small.reason


def test_a_molecule_without_a_box_is_incalculable(results: dict) -> None:
    empty = results["biosimilars.rate.B03XA01"]
    assert (empty.value, empty.status, empty.outcome) == (None, "non calculable", "non calculable")


@pytest.mark.parametrize(("boxes", "outcome"), [(19, "petit volume"), (20, "non atteint"), (21, "non atteint")])
def test_both_sides_of_the_small_volume_limit(boxes: int, outcome: str) -> None:
    table = with_molecule(products(("A", "C", boxes, 1)), ["L04AB04"])
    evaluated = evaluate(FAMILY, case_of_products(table), region={})
    assert [result.outcome for result in rates(evaluated)] == [outcome, outcome]


def test_no_biological_product_gives_one_incalculable_overall_rate() -> None:
    measures = FAMILY.measure(case_of_products(products(("A", "1", 5, 1))))
    assert [(measure.code, measure.value) for measure in rates_measured(measures)] == [("biosimilars.rate", None)]


def rates_measured(measures: list) -> list:
    return [measure for measure in measures if measure.code.startswith("biosimilars.rate")]


def test_advice_counts_the_boxes_missing_for_the_target(results: dict) -> None:
    table = with_molecule(products(("A", "B", 10, 1), ("B", "C", 30, 1)), ["L04AB04", "L04AB04"])
    case = case_of_products(table)
    # 80 % of 40 boxes is 32: 22 more than 10
    (step,) = FAMILY.advise(case, evaluate(FAMILY, case, region={}))
    assert "22 boîtes" in step
    assert "PRODUIT B" in step
