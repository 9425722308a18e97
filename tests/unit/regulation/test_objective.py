from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.regulation.calculations.objective import objective

KEY = "mo.i999_rate.target"
PACA = {
    "scope": {"region": "paca", "exceptions": {"130786049": {"name": "AP-HM", "value": "0.20"}}},
    "until": "2026-12-31",
}
RULES = {
    KEY: (
        "proportion",
        "<",
        "activity",
        ("2022-07-01", "0.15", PACA),
        ("2022-07-01", "0.10", {"scope": {"region": "corse"}}),
    ),
    "disclosure.minimum": ("établissements", "<", "activity", ("2018-01-01", "11")),
    "refusal.rate": ("proportion", None, "activity", ("2018-01-01", "0.01")),
}


@pytest.fixture(scope="module")
def paca(law_of):
    return law_of(RULES, 2024, region="paca")


@pytest.mark.parametrize(
    ("part", "whole", "respected"),
    [(0, 100, True), (1499, 10000, True), (15, 100, False), (1501, 10000, False), (100, 100, False), (0, 0, None)],
)
def test_the_exact_ratio_is_compared_to_the_target(paca, part, whole, respected):
    judgement = objective(paca, key=KEY, numerator=Decimal(part), denominator=Decimal(whole))
    assert judgement.respected is respected
    assert judgement.conditions[0].value == (Fraction(part, whole) if whole else None)
    assert bool(judgement.reserves) is (whole == 0)


def test_a_ratio_that_prints_as_the_target_may_be_under_it(paca):
    # 0.1499999 prints as 15,0 %
    assert objective(paca, key=KEY, numerator=Decimal(1499999), denominator=Decimal(10000000)).respected is True


@pytest.mark.parametrize(
    ("subject", "respected"),
    [({"region": "paca"}, False), ({"region": "paca", "finess": ("130786049",)}, True), ({"region": "corse"}, False)],
)
def test_the_target_is_that_of_the_region_and_of_the_establishment(law_of, subject, respected):
    law = law_of(RULES, 2024, **subject)
    assert objective(law, key=KEY, numerator=Decimal(19), denominator=Decimal(100)).respected is respected


def test_a_part_above_the_whole_is_refused_with_both_figures_and_not_repaired(paca):
    with pytest.raises(InputValueError) as refusal:
        objective(paca, key=KEY, numerator=Decimal(66282458), denominator=Decimal(20388741))
    message = refusal.value.message.replace("\u202f", " ")
    assert "66 282 458" in message
    assert "20 388 741" in message
    assert "rien n’est corrigé d’office" in message


@pytest.mark.parametrize(("part", "whole"), [("1", "0"), ("10.01", "10"), ("-1", "10"), ("-2", "-1")])
def test_impossible_figures_are_refused(paca, part, whole):
    with pytest.raises(InputValueError):
        objective(paca, key=KEY, numerator=Decimal(part), denominator=Decimal(whole))


@pytest.mark.parametrize("key", ["disclosure.minimum", "refusal.rate"])
def test_a_rule_that_is_no_target_is_refused(paca, key):
    with pytest.raises(InputValueError, match="n’est pas un objectif"):
        objective(paca, key=key, numerator=Decimal(1), denominator=Decimal(2))


@pytest.mark.parametrize(("key", "region"), [("mo.i999_rate.targets", "paca"), (KEY, None), (KEY, "bretagne")])
def test_a_target_that_does_not_exist_is_an_error(law_of, key, region):
    with pytest.raises(RuleNotFoundError):
        objective(law_of(RULES, 2024, region=region), key=key, numerator=Decimal(1), denominator=Decimal(2))


@given(whole=st.integers(1, 10**9), low=st.integers(0, 10**9), more=st.integers(0, 10**9))
def test_a_smaller_part_is_never_worse_under_a_maximum(paca, whole, low, more):
    low, high = min(low, whole), min(low + more, whole)
    of = [
        objective(paca, key=KEY, numerator=Decimal(part), denominator=Decimal(whole)).respected for part in (low, high)
    ]
    assert of[0] >= of[1]
