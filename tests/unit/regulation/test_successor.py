from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.regulation.calculations.successor import penalty_ceiling

RULES = {"successor.penalty_cap": ("proportion", "<=", "decision", ("2027-01-01", "0.02"))}


@pytest.fixture(scope="module")
def law(law_of):
    return law_of(RULES, 2027, "2028-06-30")


@pytest.mark.parametrize(
    ("financing", "amount"), [("5000000", "100000.00"), ("0", "0.00"), ("0.99", "0.01"), ("0.49", "0.00")]
)
def test_the_penalty_is_at_most_two_percent(law, financing, amount):
    result = penalty_ceiling(law, financing=Decimal(financing))
    assert (str(result.amount), result.nature) == (amount, "plafond")
    assert any("plafond" in reserve and "pas connus" in reserve for reserve in result.reserves)


def test_there_is_no_penalty_before_2027(law_of):
    with pytest.raises(RuleNotFoundError, match="31/12/2026"):
        penalty_ceiling(law_of(RULES, 2026, "2026-12-31"), financing=Decimal(100))
    assert penalty_ceiling(law_of(RULES, 2026, "2027-01-01"), financing=Decimal(100)).amount == 2


def test_a_negative_financing_is_refused(law):
    with pytest.raises(InputValueError, match="Financement concerné"):
        penalty_ceiling(law, financing=Decimal(-1))


@given(financing=st.decimals(min_value=0, max_value=10**9, places=2))
def test_never_negative_never_above_the_cap(law, financing):
    assert 0 <= Fraction(penalty_ceiling(law, financing=financing).amount) <= Fraction(financing) / 50
