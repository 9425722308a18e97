from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.referentials import referential, targeted, yearly_target

G1, G2 = {"scope": {"generation": "G1"}}, {"scope": {"generation": "G2"}}
END = ("2027-01-01", None)
RULES = {
    "referentials.ipp.respected_if.boxes": ("boîtes", "<", "activity", ("2022-03-09", "8500", G2), END),
    "referentials.ipp.box_definition": ("texte", None, "activity", ("2022-03-09", ..., G2), END),
    "referentials.ipp.target": ("proportion", "<=", "activity", ("2022-03-09", "-0.05", G2), END),
    "referentials.perfadom.respected_if.amount": ("€", "<", "activity", ("2022-03-09", "100000", G2), END),
    "referentials.perfadom.respected_if.share": ("proportion", "<", "activity", ("2022-03-09", "0.80", G2), END),
    "referentials.epa.respected_if.rate": ("proportion", "<", "activity", ("2022-03-09", ..., G2), END),
    "referentials.epa.target": ("proportion", "<=", "activity", ("2022-03-09", ..., G2), END),
    "referentials.transport.respected_if.growth": (
        "proportion", "<=", "activity", ("2017-05-01", "0.022", G1), ("2022-03-09", None),
    ),
    "referentials.transport.respected_if.amount": (
        "€", "<=", "activity", ("2017-05-01", "500000", G1), ("2022-03-09", None),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def law(law_of):
    return law_of(RULES, 2023)


@pytest.mark.parametrize(("boxes", "respected"), [(0, True), (8499, True), (8500, False), (8501, False), (None, None)])
def test_a_single_condition_decides_alone(law, boxes, respected):
    judgement = referential(law, indicator="ipp", measures={"boxes": boxes})
    assert judgement.respected is respected
    assert judgement.conditions[0].met is respected
    assert targeted(law, indicator="ipp", measures={"boxes": boxes}) is (None if respected is None else not respected)


# every pair of: met, not met, unknown
@pytest.mark.parametrize(
    ("amount", "share", "respected"),
    [
        (99999, Fraction(79, 100), True),
        (99999, Fraction(80, 100), True),
        (99999, None, True),
        (100000, Fraction(79, 100), True),
        (100000, Fraction(80, 100), False),
        (100000, None, None),
        (None, Fraction(79, 100), True),
        (None, Fraction(80, 100), None),
        (None, None, None),
    ],
)
def test_one_condition_is_enough_and_an_absent_measure_leaves_the_question_open(law, amount, share, respected):
    measures = {"amount": amount, "share": share}
    assert referential(law, indicator="perfadom", measures=measures).respected is respected
    known = {name: value for name, value in measures.items() if value is not None}
    assert referential(law, indicator="perfadom", measures=known).respected is respected


@pytest.mark.parametrize("just_under", [Decimal("0.7999999999999999999999999999999"), Fraction(79999999, 100000000)])
def test_ratios_are_compared_unrounded(law, just_under):
    measures = {"amount": 200000, "share": just_under}
    assert referential(law, indicator="perfadom", measures=measures).respected is True


@pytest.mark.parametrize(
    ("growth", "amount", "respected"),
    [("0.022", 500001, True), ("0.0220001", 500001, False), ("0.03", 500000, True), ("-0.10", 900000, True)],
)
def test_the_first_generation_has_its_own_thresholds(law_of, growth, amount, respected):
    law = law_of(RULES, 2019, generation="G1")
    judgement = referential(law, indicator="transport", measures={"growth": Fraction(growth), "amount": amount})
    assert judgement.respected is respected
    assert any("1re génération" in reserve for reserve in judgement.reserves)


def test_thresholds_in_boxes_or_euros_are_said_to_be_yearly(law):
    assert any("année entière" in reserve for reserve in referential(law, indicator="ipp", measures={}).reserves)
    assert not any(
        "1re génération" in reserve for reserve in referential(law, indicator="perfadom", measures={}).reserves
    )


def test_the_definition_of_a_box_is_told_missing_where_boxes_are_counted(law):
    for indicator, told in (("ipp", True), ("perfadom", False)):
        reserves = referential(law, indicator=indicator, measures={}).reserves
        assert any(f"« referentials.{indicator}.box_definition »" in reserve for reserve in reserves) is told


def test_an_unknown_measure_is_told_with_the_nearest(law):
    with pytest.raises(InputValueError, match=r"« shares ».*la plus proche : « share »") as refusal:
        referential(law, indicator="perfadom", measures={"shares": 1})
    assert refusal.value.remedy == "Mesures attendues : amount, share."


@pytest.mark.parametrize("measure", [-1, Decimal("-0.01")])
def test_a_negative_count_or_amount_is_refused(law, measure):
    with pytest.raises(InputValueError, match="Mesure « amount »"):
        referential(law, indicator="perfadom", measures={"amount": measure})


def test_an_unknown_indicator_is_told_with_the_nearest(law):
    with pytest.raises(RuleNotFoundError, match=r"« perfadon ».*le plus proche : « perfadom »"):
        referential(law, indicator="perfadon", measures={})


@pytest.mark.parametrize(
    ("indicator", "activity"), [("ipp", 2021), ("ipp", 2027), ("transport", 2022), ("transport", 2016)]
)
def test_a_referential_out_of_its_days_is_an_error(law_of, indicator, activity):
    with pytest.raises(RuleNotFoundError, match=f"« {indicator} ».*31/12/{activity}"):
        referential(law_of(RULES, activity), indicator=indicator, measures={})


def test_a_threshold_that_no_source_gives_is_asked_for(law):
    with pytest.raises(ParameterRequiredError, match=r"referentials\.epa\.respected_if\.rate"):
        referential(law, indicator="epa", measures={})


@given(
    amount=st.one_of(st.none(), st.integers(0, 200000)),
    share=st.one_of(st.none(), st.fractions(min_value=0, max_value=1)),
)
def test_learning_a_measure_never_turns_a_yes_into_a_no(law, amount, share):
    whole = referential(law, indicator="perfadom", measures={"amount": amount, "share": share}).respected
    for partial in ({"amount": amount}, {"share": share}, {}):
        known = referential(law, indicator="perfadom", measures=partial).respected
        assert known is None or known is whole


# −5 % of 100 000 is 95 000
@pytest.mark.parametrize(
    ("spending", "previous", "respected", "change"),
    [
        ("95000", "100000", True, Fraction(-5, 100)),
        ("94999.99", "100000", True, Fraction(-500001, 10000000)),
        ("95000.01", "100000", False, Fraction(-499999, 10000000)),
        ("110000", "100000", False, Fraction(1, 10)),
        ("0", "100000", True, Fraction(-1)),
        ("5", "0", None, None),
        ("0", "0", None, None),
    ],
)
def test_the_yearly_change_is_compared_to_the_target(law, spending, previous, respected, change):
    judgement = yearly_target(law, indicator="ipp", spending=Decimal(spending), previous=Decimal(previous))
    assert judgement.respected is respected
    assert judgement.conditions[0].value == change
    assert bool(judgement.reserves) is (respected is None)


def test_a_target_that_no_source_gives_is_asked_for(law):
    with pytest.raises(ParameterRequiredError, match=r"referentials\.epa\.target"):
        yearly_target(law, indicator="epa", spending=Decimal(1), previous=Decimal(1))


@pytest.mark.parametrize(("spending", "previous"), [("-1", "1"), ("1", "-1")])
def test_negative_spendings_are_refused(law, spending, previous):
    with pytest.raises(InputValueError, match="Dépense"):
        yearly_target(law, indicator="ipp", spending=Decimal(spending), previous=Decimal(previous))


@given(
    previous=st.decimals(min_value=1, max_value=10**8, places=2),
    low=st.decimals(min_value=0, max_value=10**8, places=2),
    more=st.decimals(min_value=0, max_value=10**8, places=2),
)
def test_spending_less_is_never_worse(law, previous, low, more):
    high = yearly_target(law, indicator="ipp", spending=low + more, previous=previous).respected
    assert yearly_target(law, indicator="ipp", spending=low, previous=previous).respected >= high
