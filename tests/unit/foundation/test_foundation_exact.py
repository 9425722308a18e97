import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from caqes_eval.foundation.exact import Amount, ExactFraction


class Model(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    ratio: ExactFraction = Fraction(0)
    amount: Amount = Decimal(0)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [(Fraction(1, 3), "1/3"), (Fraction(2, 4), "1/2"), (Fraction(5), "5"), (Fraction(-7, 2), "-7/2")],
)
def test_a_fraction_is_text_in_json(ratio, text):
    assert json.loads(Model(ratio=ratio).model_dump_json())["ratio"] == text
    assert Model.model_validate_json(json.dumps({"ratio": text})).ratio == ratio


@pytest.mark.parametrize("text", ["un tiers", "", "1/0", "1/", "0,5", None])
def test_what_is_no_fraction_is_refused_by_the_schema(text):
    with pytest.raises(ValidationError):
        Model.model_validate({"ratio": text})


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (Decimal("12.00"), "12"),
        (Decimal("12.50"), "12.5"),
        (Decimal("0.10"), "0.1"),
        (Decimal("1E+3"), "1000"),
        (Decimal("123456789012.34"), "123456789012.34"),
    ],
)
def test_an_amount_is_a_number_in_json(amount, written):
    assert f'"amount":{written}}}' in Model(amount=amount).model_dump_json()


def test_an_amount_stays_a_decimal_in_python():
    assert Model(amount=Decimal("1.10")).model_dump()["amount"] == Decimal("1.10")


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1,5", None, True])
def test_what_is_no_amount_is_refused_by_the_schema(amount):
    with pytest.raises(ValidationError):
        Model.model_validate({"amount": amount})


@given(st.fractions(), st.integers(-(10**13), 10**13))
def test_json_keeps_ratios_and_cents(ratio, cents):
    model = Model(ratio=ratio, amount=Decimal(cents) / 100)
    assert Model.model_validate_json(model.model_dump_json()) == model
