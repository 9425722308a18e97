from fractions import Fraction
from typing import get_args

import pytest
from indicator_results import position, result, target

from caqes_eval.families.result import Outcome, Past
from caqes_eval.notebook import values

NARROW = "\u202f"


def narrow(text: str) -> str:
    return text.replace("_", NARROW)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (Fraction(452, 1000), "proportion", "45,2_%"),
        (Fraction(1234), "€/boîte", "1_234,00_€"),
        (Fraction(1, 3), "€", "0,33_€"),
        (Fraction(0), "proportion", "0,0_%"),
        (None, "proportion", "—"),
        (None, "€", "—"),
    ],
)
def test_in_unit(value, unit, shown):
    assert values.in_unit(value, unit) == narrow(shown)


def test_value():
    assert values.value(result()) == narrow("45,2_%")
    assert values.value(result(value=Fraction(5, 2), unit="€/boîte")) == narrow("2,50_€")
    assert values.value(result(value=None)) == "non calculable"
    assert values.value(result(value=Fraction(0))) == narrow("0,0_%")


@pytest.mark.parametrize(
    ("objective", "shown"),
    [
        (None, "aucun connu"),
        (target(), "≥ 49,0_%"),
        (target(status="to_validate"), "≥ 49,0_% (à valider)"),
        (target("0.8", "<="), "≤ 80,0_%"),
        (target("0.8", "<"), "< 80,0_%"),
        (target("0.8", ">"), "> 80,0_%"),
    ],
)
def test_target(objective, shown):
    assert values.target(objective) == narrow(shown)


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_verdict_has_a_sign_beside_its_word(outcome):
    shown = values.verdict(result(outcome=outcome))
    assert shown.endswith(outcome)
    assert len(shown) > len(outcome) + 1


@pytest.mark.parametrize(
    ("value", "outcome", "shown"),
    [
        # 48,96 % is written 49,0 % like its objective: the reader is told why it is not met
        (Fraction(4896, 10000), "non atteint", "✘ non atteint (valeur exacte 48,960_%, comparée avant arrondi)"),
        (Fraction(4894, 10000), "non atteint", "✘ non atteint"),
        (Fraction(49, 100), "atteint", "✔ atteint"),
        (Fraction(4904, 10000), "atteint", "✔ atteint"),
        (Fraction(4896, 10000), "petit volume", "○ petit volume"),
    ],
)
def test_a_verdict_that_rounding_would_belie_is_explained(value, outcome, shown):
    assert values.verdict(result(value=value, outcome=outcome, target=target())) == narrow(shown)


def test_a_missed_objective_without_value_is_not_explained():
    assert values.verdict(result(value=None, outcome="non atteint", target=target())) == "✘ non atteint"


def test_a_value_a_hair_under_its_objective_is_never_shown_equal_to_it():
    shown = values.verdict(result(value=Fraction(489999, 1000000), outcome="non atteint", target=target()))
    assert narrow("valeur exacte 49,000_%") not in shown


@pytest.mark.parametrize(
    ("outcome", "objective", "shown"),
    [
        ("atteint", target(status="to_validate"), "✔ atteint (à valider)"),
        ("non atteint", target(status="to_validate"), "✘ non atteint (à valider)"),
        ("atteint", target(), "✔ atteint"),
        ("petit volume", target(status="to_validate"), "○ petit volume"),
        ("sans objectif", None, "○ sans objectif"),
    ],
)
def test_a_short_verdict_says_when_its_objective_is_not_settled(outcome, objective, shown):
    assert values.short_verdict(result(outcome=outcome, target=objective)) == shown


@pytest.mark.parametrize("status", ["altéré", "en échec", "données absentes", "pas encore évalué"])
def test_every_reason_to_have_no_result_has_a_sign(status):
    assert values.OUTCOME_SIGNS[status].endswith(status)


@pytest.mark.parametrize(
    ("unit", "reading", "shown"),
    [
        ("proportion", "moins favorable que la médiane", "60,0_% — moins favorable que la médiane"),
        ("proportion", "égal à la médiane", "60,0_% — égal à la médiane"),
        ("€/boîte", "plus favorable que la médiane", "0,60_€ — plus favorable que la médiane"),
        ("proportion", None, "60,0_%"),
        # a sum that was counted in every establishment has one
        ("€", "plus favorable que la médiane", "0,60_€ — plus favorable que la médiane"),
        ("séjour", None, "0,6 séjour"),
    ],
)
def test_region(unit, reading, shown):
    assert values.region(result(unit=unit, region=position(reading))) == narrow(shown)


def test_a_region_of_too_few_is_not_shown():
    assert values.region(result()) == "non montrée"


@pytest.mark.parametrize("changes", [{"unit": "€"}, {"unit": "mention"}, {"value": None}])
def test_what_has_no_median_of_its_own_is_a_dash(changes):
    assert values.region(result(**changes)) == "—"


@pytest.mark.parametrize(
    ("unit", "value", "change", "trend", "shown"),
    [
        ("proportion", Fraction(44, 100), Fraction(12, 1000), "progrès", "44,0_% en 2024 : +1,2 point, progrès"),
        ("proportion", Fraction(49, 100), Fraction(-38, 1000), "recul", "49,0_% en 2024 : −3,8 points, recul"),
        ("proportion", Fraction(452, 1000), Fraction(0), "stable", "45,2_% en 2024 : 0,0 point, stable"),
        ("€/boîte", Fraction(2), Fraction(-1, 5), "progrès", "2,00_€ en 2024 : −0,20_€, progrès"),
        ("proportion", Fraction(44, 100), None, None, "44,0_% en 2024"),
    ],
)
def test_past(unit, value, change, trend, shown):
    past = Past(year=2024, value=value, change=change, trend=trend)
    assert values.past(result(unit=unit, past=past)) == narrow(shown)


def test_no_past_is_a_dash():
    assert values.past(result()) == "—"
