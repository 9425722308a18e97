from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.evaluation_sanction import (
    Override,
    Shortfall,
    evaluation_les_reduction,
    evaluation_sanction,
)

ENDED = ("2019-12-28", None)
RULES = {
    "regime.contracts": (
        "texte", None, "activity",
        ("2018-01-01", "G1"), ("2022-01-01", None), ("2022-07-01", "G2"),
    ),
    "evaluation_sanction.enabled": ("oui/non", None, "decision", ("2018-01-01", "true"), ("2019-12-28", "false")),
    "evaluation_sanction.cap_per_volet": ("proportion", "<=", "decision", ("2018-01-01", "0.01"), ENDED),
    "evaluation_sanction.cap_total": ("proportion", "<=", "decision", ("2018-01-01", "0.05"), ENDED),
    "evaluation_sanction.les_reduction_cap": ("proportion", "<=", "decision", ("2018-01-01", "0.30"), ENDED),
    "evaluation_sanction.formula": ("texte", None, "decision", ("2018-01-01", ...)),
    "evaluation_sanction.moratorium_years": (
        "années", None, "decision", ("2017-07-26", ["2017"]), ("2017-11-30", ["2017", "2018"]),
    ),
    "evaluation_sanction.moratorium_ended_contracts": ("oui/non", None, "decision", ("2021-07-27", "true")),
}  # fmt: skip
OVERRIDE = Override(reason="article 64-II relu par le service juridique", author="J. Martin")
P = Decimal(1000000)  # 10 000 per volet, 50 000 in all


def test_in_the_law_and_out_of_any_moratorium(law_of):
    """Such a case never came: activity 2019 was evaluated after the sanction had left the law."""
    law = law_of(RULES, 2019, "2019-12-27")
    result = evaluation_sanction(law, receipts=P, volets={"socle": Shortfall(amount=Decimal(8000))})
    assert (result.amount, result.nature, result.status) == (8000, "encourue", "to_validate")
    assert any("encouru, pas dû" in reserve for reserve in result.reserves)
    assert [rule.key.rpartition(".")[2] for rule in result.parameters] == ["enabled", "cap_per_volet", "cap_total"]


@pytest.fixture(scope="module")
def law(law_of):
    return law_of(RULES, 2019, "2019-12-27")


@pytest.mark.parametrize(
    ("shortfall", "kept"),
    [
        ({"amount": "0"}, 0),
        ({"amount": "9999.99"}, "9999.99"),
        ({"amount": "10000"}, 10000),
        ({"amount": "10000.01"}, 10000),
        ({"rate": "0.0099"}, 9900),
        ({"rate": "0.01"}, 10000),
        ({"rate": "0.02"}, 10000),
        ({"rate": "1/300"}, "3333.33"),
    ],
)
def test_a_volet_is_capped_at_one_percent(law, shortfall, kept):
    assert evaluation_sanction(law, receipts=P, volets={"socle": Shortfall(**shortfall)}).amount == Decimal(kept)


@pytest.mark.parametrize(("count", "amount"), [(1, 10000), (4, 40000), (5, 50000), (6, 50000)])
def test_all_volets_together_are_capped_at_five_percent(law, count, amount):
    volets = {f"volet {number}": Shortfall(rate=Fraction(2, 100)) for number in range(count)}
    result = evaluation_sanction(law, receipts=P, volets=volets)
    assert result.amount == amount
    shown = {step.label: step.value for step in result.steps}
    assert shown["Volet « volet 0 » : selon le contrat"] == 20000
    assert shown["Volet « volet 0 » : dans la limite du plafond"] == 10000


def test_a_ceiling_is_rounded_down(law):
    # 1 % of 100.50 is 1.005
    result = evaluation_sanction(law, receipts=Decimal("100.50"), volets={"socle": Shortfall(rate=Fraction(1))})
    assert str(result.amount) == "1.00"


def test_what_the_contract_gives_is_asked_for_not_guessed(law, law_of):
    with pytest.raises(ParameterRequiredError, match="le chiffre attendu"):
        evaluation_sanction(law, receipts=P, volets={"socle": Shortfall()})
    known = {**RULES, "evaluation_sanction.formula": ("texte", None, "decision", ("2018-01-01", "score × 1 %"))}
    with pytest.raises(InputValueError, match=r"volet « socle ».*score × 1 %"):
        evaluation_sanction(law_of(known, 2019, "2019-12-27"), receipts=P, volets={"socle": Shortfall()})


@pytest.mark.parametrize(("day", "nature"), [("2019-12-27", "encourue"), ("2019-12-28", "sans objet")])
def test_the_sanction_leaves_the_law_on_28_december_2019(law_of, day, nature):
    result = evaluation_sanction(
        law_of(RULES, 2019, day), receipts=P, volets={"socle": Shortfall(rate=Fraction(1, 100))}
    )
    assert (result.nature, result.amount) == (nature, 10000 if nature == "encourue" else 0)
    assert any("depuis le 28/12/2019" in reserve for reserve in result.reserves) is (nature == "sans objet")


def test_out_of_the_law_no_figure_of_the_contract_is_needed(law_of):
    result = evaluation_sanction(law_of(RULES, 2019, "2020-06-30"), receipts=P, volets={"socle": Shortfall()})
    assert (result.nature, result.amount, result.steps) == ("sans objet", 0, ())


def test_an_override_computes_with_the_last_caps_and_says_who_and_why(law_of):
    law = law_of(RULES, 2019, "2020-06-30")
    result = evaluation_sanction(law, receipts=P, volets={"socle": Shortfall(rate=Fraction(2, 100))}, override=OVERRIDE)
    assert (result.nature, result.amount) == ("encourue", 10000)
    assert any("J. Martin" in reserve and "64-II" in reserve and "28/12/2019" in reserve for reserve in result.reserves)


def test_an_override_creates_no_sanction_for_the_second_generation(law_of):
    with pytest.raises(RuleNotFoundError, match="une dérogation ne peut pas en créer une"):
        evaluation_sanction(
            law_of(RULES, 2023), receipts=P, volets={"socle": Shortfall(rate=Fraction(1))}, override=OVERRIDE
        )


@pytest.mark.parametrize(
    ("activity", "day", "amount"),
    [(2017, "2018-06-30", 0), (2018, "2019-06-30", 0), (2019, "2019-12-27", 10000)],
)
def test_activities_2017_and_2018_are_under_a_moratorium(law_of, activity, day, amount):
    result = evaluation_sanction(
        law_of(RULES, activity, day), receipts=P, volets={"socle": Shortfall(rate=Fraction(1))}
    )
    assert (result.amount, result.nature) == (amount, "encourue" if amount else "sans objet")
    assert result.steps[-1].label == "Montant encouru"
    assert result.steps[-1].value == 10000
    assert any(f"l’activité {activity}" in reserve for reserve in result.reserves) is (amount == 0)


@pytest.mark.parametrize(
    ("day", "contract_end", "amount"),
    [
        ("2021-07-26", None, 10000),
        ("2021-07-27", None, 0),
        ("2021-07-27", "2021-12-31", 0),
        ("2021-07-27", "2021-12-30", 10000),
    ],
)
def test_contracts_that_end_with_their_generation_are_under_a_moratorium(law_of, day, contract_end, amount):
    result = evaluation_sanction(
        law_of(RULES, 2020, day),
        receipts=P,
        volets={"socle": Shortfall(rate=Fraction(1))},
        contract_end=date.fromisoformat(contract_end) if contract_end else None,
        override=OVERRIDE,
    )
    assert result.amount == amount
    assert result.steps[-1].value == 10000
    assert any("prennent fin le 31/12/2021" in reserve for reserve in result.reserves) is (amount == 0)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"receipts": Decimal(-1), "volets": {"socle": Shortfall(amount=Decimal(1))}}, "Produits reçus"),
        ({"receipts": P, "volets": {}}, "Aucun volet"),
        ({"receipts": P, "volets": {"socle": Shortfall(amount=Decimal(-1))}}, "« socle », montant"),
        ({"receipts": P, "volets": {"socle": Shortfall(rate=Fraction(-1, 100))}}, "« socle », taux"),
        ({"receipts": P, "volets": {"socle": Shortfall(rate=Fraction(1), amount=Decimal(1))}}, "lequel retenir"),
    ],
)
def test_impossible_inputs_are_refused(law, given_, says):
    with pytest.raises(InputValueError, match=says):
        evaluation_sanction(law, **given_)


def test_an_override_needs_a_reason_and_an_author():
    with pytest.raises(ValidationError):
        Override(reason="", author="J. Martin")
    with pytest.raises(ValidationError):
        Override(reason="relu", author="")


@pytest.mark.parametrize(
    ("cut", "kept"), [("0", "0"), ("0.29", "0.29"), ("0.30", "0.30"), ("0.31", "0.30"), ("1", "0.30")]
)
def test_the_les_alternative_is_capped_at_thirty_percent(law, cut, kept):
    result = evaluation_les_reduction(law, les_rate=Fraction(1, 2), les_base=Decimal(1000), reduction=Fraction(cut))
    assert result.amount == Fraction(kept) * 1000
    shown = {step.label: step.value for step in result.steps}
    assert shown["Nouveau taux de prise en charge"] == Fraction(1, 2) * (1 - Fraction(kept))


def test_the_les_alternative_follows_the_same_switch_and_moratoria(law_of):
    def of(activity, day, **more):
        return evaluation_les_reduction(
            law_of(RULES, activity, day), les_rate=Fraction(1), les_base=Decimal(100), reduction=Fraction(1), **more
        )

    assert (of(2019, "2019-12-27").nature, of(2019, "2019-12-27").amount) == ("encourue", 30)
    assert (of(2018, "2019-06-30").nature, of(2018, "2019-06-30").amount) == ("sans objet", 0)
    assert (of(2019, "2019-12-28").nature, of(2019, "2019-12-28").amount) == ("sans objet", 0)
    assert of(2019, "2019-12-28", override=OVERRIDE).amount == 30


def test_the_les_alternative_asks_for_the_cut_of_the_contract(law):
    with pytest.raises(ParameterRequiredError, match="le chiffre attendu"):
        evaluation_les_reduction(law, les_rate=Fraction(1), les_base=Decimal(100))


@given(
    receipts=st.decimals(min_value=0, max_value=10**9, places=2),
    rates=st.lists(st.fractions(min_value=0, max_value=1), min_size=1, max_size=8),
)
def test_never_negative_never_above_a_cap_and_never_due(law, receipts, rates):
    volets = {f"volet {number}": Shortfall(rate=rate) for number, rate in enumerate(rates)}
    result = evaluation_sanction(law, receipts=receipts, volets=volets)
    assert 0 <= Fraction(result.amount) <= Fraction(receipts) * min(Fraction(len(rates), 100), Fraction(5, 100))
    assert result.nature == "encourue"


@given(
    low=st.fractions(min_value=0, max_value=Fraction(1, 2)),
    more=st.fractions(min_value=0, max_value=Fraction(1, 2)),
)
def test_a_larger_shortfall_never_costs_less(law, low, more):
    def of(rate):
        return evaluation_sanction(law, receipts=P, volets={"socle": Shortfall(rate=rate)}).amount

    assert of(low) <= of(low + more)
