from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.regulation.calculations.successor import penalty_ceiling

SINCE = "2026-01-01"
RULES = {
    "successor.penalty_cap": ("proportion", "<=", "activity", ("2027-01-01", "0.02", {"scope": {"generation": "G3"}})),
    "successor.objectives": ("texte", None, "activity", (SINCE, ...)),
    "successor.bonus": ("texte", None, "activity", (SINCE, ...)),
}


@pytest.fixture(scope="module")
def law(law_of):
    return law_of(RULES, 2027, "2028-06-30", generation="G3")


@pytest.mark.parametrize(
    ("financing", "amount"), [("5000000", "100000.00"), ("0", "0.00"), ("0.99", "0.01"), ("0.49", "0.00")]
)
def test_the_penalty_is_at_most_two_percent(law, financing, amount):
    result = penalty_ceiling(law, financing=Decimal(financing))
    assert (str(result.amount), result.nature) == (amount, "plafond")
    assert any("plafond" in reserve for reserve in result.reserves)


def test_what_no_source_gives_is_told_until_it_is_written(law, law_of):
    told = penalty_ceiling(law, financing=Decimal(100)).reserves
    assert [
        key for key in ("successor.objectives", "successor.bonus") if any(f"« {key} »" in each for each in told)
    ] == [
        "successor.objectives",
        "successor.bonus",
    ]
    written = {**RULES, "successor.bonus": ("texte", None, "activity", (SINCE, "10 % des économies"))}
    told = penalty_ceiling(law_of(written, 2027, generation="G3"), financing=Decimal(100)).reserves
    assert any("« successor.bonus » a une valeur, ce calcul n’en tient pas compte" in each for each in told)


@pytest.mark.parametrize(
    ("activity", "generation", "decision", "known"),
    [
        (2019, "G1", "2020-06-30", False),
        (2019, "G1", "2027-06-01", False),
        (2026, "G2", "2026-12-31", False),
        (2026, "G2", "2027-06-01", False),
        (2027, "G3", "2027-06-01", True),
        (2028, "G3", "2029-06-01", True),
    ],
)
def test_the_penalty_follows_the_activity_not_the_day_of_the_decision(law_of, activity, generation, decision, known):
    law = law_of(RULES, activity, decision, generation=generation)
    if known:
        assert penalty_ceiling(law, financing=Decimal(100)).amount == 2
    else:
        with pytest.raises(RuleNotFoundError, match=f"31/12/{activity}"):
            penalty_ceiling(law, financing=Decimal(100))


def test_a_negative_financing_is_refused(law):
    with pytest.raises(InputValueError, match="Financement concerné"):
        penalty_ceiling(law, financing=Decimal(-1))


@given(financing=st.decimals(min_value=0, max_value=10**9, places=2))
def test_never_negative_never_above_the_cap(law, financing):
    assert 0 <= Fraction(penalty_ceiling(law, financing=financing).amount) <= Fraction(financing) / 50
