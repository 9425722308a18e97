from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.regulation.calculations.refusal import refusal_sanction

RULES = {
    "refusal.rate": ("proportion", None, "decision", ("2017-04-23", "0.01"), ("2027-01-01", None)),
    "refusal.les_reduction": ("proportion", None, "decision", ("2017-04-23", "0.30"), ("2019-12-28", None)),
    "evaluation_sanction.cap_total": ("proportion", "<=", "decision", ("2017-04-23", "0.05"), ("2019-12-28", None)),
}
EUROS = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.fixture(scope="module")
def g1(law_of):
    return law_of(RULES, 2018, "2019-12-27")


@pytest.fixture(scope="module")
def g2(law_of):
    return law_of(RULES, 2019, "2019-12-28")


def values(result):
    return {step.label: step.value for step in result.steps}


@pytest.mark.parametrize(
    ("receipts", "amount"),
    [("0", "0.00"), ("12000000", "120000.00"), ("1234567.89", "12345.68"), ("0.50", "0.01"), ("0.49", "0.00")],
)
def test_the_refusal_costs_one_percent_of_the_receipts(g2, receipts, amount):
    result = refusal_sanction(g2, receipts=Decimal(receipts))
    assert (str(result.amount), result.nature) == (amount, "due")
    assert [rule.key for rule in result.parameters] == ["refusal.rate"]


@pytest.mark.parametrize(
    ("day", "known"), [("2017-04-22", False), ("2017-04-23", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_the_sanction_holds_between_its_days(law_of, day, known):
    law = law_of(RULES, 2016, day)
    if known:
        assert refusal_sanction(law, receipts=Decimal(100)).amount == 1
    else:
        with pytest.raises(RuleNotFoundError, match=r"refusal\.rate"):
            refusal_sanction(law, receipts=Decimal(100))


# P = 1 000 000: refusal 10 000, both together at most 50 000
@pytest.mark.parametrize(
    ("evaluation", "amount", "limited"),
    [
        ("0", 10000, False),
        ("40000", 10000, False),
        ("40000.01", "9999.99", True),
        ("45000", 5000, True),
        ("50000", 0, True),
    ],
)
def test_refusal_and_evaluation_stay_under_five_percent_together(g1, evaluation, amount, limited):
    result = refusal_sanction(g1, receipts=Decimal(1000000), evaluation_sanction=Decimal(evaluation))
    assert result.amount == Decimal(amount)
    assert any("laquelle des deux" in reserve for reserve in result.reserves) is limited
    assert values(result)["Reste possible pour le refus"] == 50000 - Decimal(evaluation)


def test_evaluation_sanctions_above_the_limit_alone_are_refused(g1):
    with pytest.raises(InputValueError, match=r"50.000,01.€.*50.000,00.€") as refusal:
        refusal_sanction(g1, receipts=Decimal(1000000), evaluation_sanction=Decimal("50000.01"))
    assert "rien n’est corrigé" in refusal.value.remedy


def test_without_the_common_limit_the_total_is_said_not_to_be_limited(g2):
    result = refusal_sanction(g2, receipts=Decimal(1000000), evaluation_sanction=Decimal(60000))
    assert result.amount == 10000
    assert any("28/12/2019" in reserve and "pas plafonné" in reserve for reserve in result.reserves)


@pytest.mark.parametrize(
    ("rate", "new"), [(Fraction(1), Fraction(7, 10)), (Fraction(65, 100), Fraction(455, 1000)), (Fraction(0), 0)]
)
def test_the_les_alternative_takes_thirty_percent_of_the_rate(g1, rate, new):
    result = refusal_sanction(g1, receipts=Decimal(0), by_les_reduction=True, les_rate=rate)
    assert values(result)["Nouveau taux de prise en charge"] == new
    assert (result.nature, result.amount) == ("sans objet", 0)
    assert any("il n’est pas nul" in reserve for reserve in result.reserves)


def test_the_les_alternative_has_an_effect_in_euros_when_its_base_is_known(g1):
    result = refusal_sanction(
        g1, receipts=Decimal(0), by_les_reduction=True, les_rate=Fraction(1), les_base=Decimal("2000000.05")
    )
    assert (str(result.amount), result.nature) == ("600000.02", "due")  # 0.30 × 2 000 000.05 = 600 000.015


def test_the_les_alternative_ends_with_the_first_statute(g2):
    with pytest.raises(RuleNotFoundError, match=r"28/12/2019.*ne permet pas"):
        refusal_sanction(g2, receipts=Decimal(0), by_les_reduction=True, les_rate=Fraction(1))


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"receipts": Decimal(-1)}, "Produits reçus"),
        ({"receipts": Decimal(1), "evaluation_sanction": Decimal(-1)}, "Sanctions de l’évaluation"),
        ({"receipts": Decimal(1), "by_les_reduction": True}, "avant la sanction n’est pas donné"),
        ({"receipts": Decimal(1), "by_les_reduction": True, "les_rate": Fraction(11, 10)}, "Taux de prise en charge"),
        (
            {"receipts": Decimal(1), "by_les_reduction": True, "les_rate": Fraction(1), "les_base": Decimal(-1)},
            "Montant versé",
        ),
    ],
)
def test_impossible_inputs_are_refused(g1, given_, says):
    with pytest.raises(InputValueError, match=says):
        refusal_sanction(g1, **given_)


@given(receipts=EUROS, share=st.fractions(min_value=0, max_value=1))
def test_the_refusal_is_never_negative_and_both_never_pass_the_limit(g1, receipts, share):
    evaluation = Decimal(int(share * Fraction(receipts) * 5)) / 100
    result = refusal_sanction(g1, receipts=receipts, evaluation_sanction=evaluation)
    assert result.amount >= 0
    assert Fraction(result.amount) + Fraction(evaluation) <= Fraction(receipts) / 20


@given(low=EUROS, more=EUROS)
def test_more_receipts_never_cost_less(g2, low, more):
    assert refusal_sanction(g2, receipts=low).amount <= refusal_sanction(g2, receipts=low + more).amount
