from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.overuse import Act, overuse_ceiling, overuse_persistence, overuse_target
from caqes_eval.regulation.calculations.overuse_recovery import overuse_abatement, overuse_les_reduction

SINCE = "2019-12-28"
RULES = {
    "overuse.target_floor": ("proportion", ">=", "activity", (SINCE, "0.70")),
    "overuse.persistence": ("durée", None, "activity", (SINCE, "P2Y")),
    "overuse.abatement_cap": ("proportion", "<=", "activity", (SINCE, "0.50")),
    "overuse.les_reduction_cap": ("proportion", "<=", "activity", (SINCE, "0.50")),
    "overuse.les_reduction_optional": ("oui/non", None, "activity", (SINCE, "false"), ("2020-12-16", "true")),
    "overuse.excess_threshold": ("proportion", ">", "activity", (SINCE, ...)),
    "overuse.acts": ("texte", None, "activity", (SINCE, ...)),
    "overuse.scale": ("texte", None, "activity", (SINCE, ...)),
}
ASSUMED = {
    **RULES,
    "overuse.excess_threshold": ("proportion", ">", "activity", (SINCE, "0.10")),
    "overuse.acts": ("texte", None, "activity", (SINCE, "liste supposée")),
    "overuse.scale": ("texte", None, "activity", (SINCE, "barème supposé")),
}
REFERRAL = date(2021, 3, 15)
HALF = Fraction(1, 2)


@pytest.fixture(scope="module")
def law(law_of):
    return law_of(RULES, 2023, "2023-03-15")


@pytest.fixture(scope="module")
def assumed(law_of):
    return law_of(ASSUMED, 2023, "2023-03-15")


def act(count, target, tariff="100", rate=HALF):
    return Act(count=count, target=target, tariff=Decimal(tariff), rate=rate)


@pytest.mark.parametrize(
    ("target", "previous", "respected"),
    [
        (70, 100, True),
        (69, 100, False),
        (100, 100, True),
        (7, 10, True),
        (699, 1000, False),
        (700, 1001, False),
        (0, 1, False),
    ],
)
def test_a_target_is_at_least_seventy_percent_of_the_year_before(law, target, previous, respected):
    assert overuse_target(law, target=target, previous=previous).respected is respected


@pytest.mark.parametrize(("target", "previous"), [(-1, 10), (7, 0)])
def test_impossible_targets_are_refused(law, target, previous):
    with pytest.raises(InputValueError):
        overuse_target(law, target=target, previous=previous)


def answers(law):
    """Every function of the tool, on an activity at its target."""
    acts = {"A": act(100, 100)}
    yield lambda: overuse_target(law, target=7, previous=10)
    yield lambda: overuse_persistence(law, referral=REFERRAL, count=100, target=100)
    yield lambda: overuse_ceiling(law, acts=acts)
    yield lambda: overuse_abatement(law, referral=REFERRAL, acts=acts)
    yield lambda: overuse_les_reduction(law, referral=REFERRAL, acts=acts, les_base=Decimal(1))


@pytest.mark.parametrize(
    ("activity", "decision", "known"),
    [
        (2018, "2020-06-30", False),
        (2018, "2023-06-30", False),
        (2019, "2020-06-30", True),
        (2026, "2027-06-01", True),
        (2026, "2028-06-30", True),
        (2027, "2027-06-01", False),
    ],
)
def test_the_tool_follows_the_activity_not_the_day_of_the_decision(law_of, activity, decision, known):
    repealed = {key: (*written, ("2027-01-01", None)) for key, written in RULES.items()}
    for answer in answers(law_of(repealed, activity, decision)):
        if known:
            answer()
        else:
            with pytest.raises(RuleNotFoundError, match=f"31/12/{activity}"):
                answer()


@given(target=st.integers(0, 10**6), more=st.integers(0, 10**6), previous=st.integers(1, 10**6))
def test_a_higher_target_is_never_worse(law, target, more, previous):
    low = overuse_target(law, target=target, previous=previous).respected
    assert overuse_target(law, target=target + more, previous=previous).respected >= low


@pytest.mark.parametrize(
    ("day", "count", "respected"),
    [
        ("2023-03-14", 1000, None),
        ("2023-03-14", 10, None),
        ("2023-03-15", 100, True),
        ("2023-03-15", 99, True),
        ("2023-03-15", 110, True),  # 10 % is not more than 10 %
        ("2023-03-15", 111, False),
    ],
)
def test_an_overuse_lasts_after_two_years_if_the_excess_is_large(law_of, day, count, respected):
    judgement = overuse_persistence(law_of(ASSUMED, 2023, day), referral=REFERRAL, count=count, target=100)
    assert judgement.respected is respected
    assert "15/03/2023" in judgement.conditions[0].label
    assert judgement.conditions[0].met is (day == "2023-03-15")


def test_two_years_from_a_29_february_end_on_the_28(law_of):
    law = law_of(ASSUMED, 2022, "2022-02-28")
    assert overuse_persistence(law, referral=date(2020, 2, 29), count=1000, target=100).respected is False


def test_the_threshold_is_asked_for_only_when_it_decides(law, law_of):
    assert overuse_persistence(law, referral=REFERRAL, count=100, target=100).respected is True
    assert (
        overuse_persistence(law_of(RULES, 2023, "2023-03-14"), referral=REFERRAL, count=101, target=100).respected
        is None
    )
    with pytest.raises(ParameterRequiredError, match=r"overuse\.excess_threshold"):
        overuse_persistence(law, referral=REFERRAL, count=101, target=100)


def test_the_ceiling_needs_no_missing_figure(law):
    # 0.50 × (30 × 100 + 0 × 25) = 1 500; 0.50 × 10 000 = 5 000
    acts = {"A": act(130, 100), "B": act(90, 100, "25")}
    assert overuse_ceiling(law, acts=acts).amount == 1500
    result = overuse_ceiling(law, acts=acts, les_base=Decimal(10000))
    assert (result.amount, result.nature) == (6500, "plafond")
    assert any("toute la liste en sus" in reserve for reserve in result.reserves)
    assert not any("toute la liste en sus" in reserve for reserve in overuse_ceiling(law, acts=acts).reserves)


def test_the_ceiling_tells_each_figure_that_no_source_gives(law, assumed):
    told = overuse_ceiling(law, acts={"A": act(130, 100)}).reserves
    for key in ("overuse.excess_threshold", "overuse.acts", "overuse.scale"):
        assert any(
            f"Il manque le chiffre attendu, qu’aucune source connue ne donne (règle « {key} »)" in each for each in told
        )
    supposed = overuse_ceiling(assumed, acts={"A": act(130, 100)}).reserves
    assert not any("Il manque" in reserve for reserve in supposed)
    assert sum("n’en tient pas compte" in reserve for reserve in supposed) == 3


def test_the_ceiling_is_rounded_down(law):
    # 0.50 × 1 × 0.01 = 0.005
    assert str(overuse_ceiling(law, acts={"A": act(2, 1, "0.01")}).amount) == "0.00"


@pytest.mark.parametrize(
    ("count", "rate", "amount"),
    [
        (130, HALF, 1500),
        (130, Fraction(1, 5), 600),
        (111, HALF, 550),
        (130, Fraction(0), 0),
        (131, Fraction(1, 3), "1033.33"),
    ],
)
def test_the_abatement_is_taken_on_the_acts_above_the_target(assumed, count, rate, amount):
    result = overuse_abatement(assumed, referral=REFERRAL, acts={"A": act(count, 100, rate=rate)})
    assert (result.amount, result.nature) == (Decimal(amount), "proposée")
    assert {"overuse.acts", "overuse.scale", "overuse.abatement_cap"} <= {rule.key for rule in result.parameters}


def test_only_the_acts_whose_overuse_lasts_are_abated(assumed):
    acts = {"A": act(130, 100), "B": act(110, 100), "C": act(50, 100)}
    result = overuse_abatement(assumed, referral=REFERRAL, acts=acts)
    assert result.amount == 1500
    assert not any("« B »" in step.label or "« C »" in step.label for step in result.steps)
    keys = [rule.key for rule in result.parameters]
    assert len(keys) == len(set(keys))


def test_where_nothing_lasts_nothing_missing_is_asked_for(law, law_of):
    early = law_of(RULES, 2023, "2023-03-14")
    for result in (
        overuse_abatement(law, referral=REFERRAL, acts={"A": act(100, 100)}),
        overuse_abatement(early, referral=REFERRAL, acts={"A": act(1000, 100)}),
        overuse_les_reduction(
            early, referral=REFERRAL, acts={"A": act(1000, 100)}, les_base=Decimal(100), reduction=HALF
        ),
    ):
        assert (result.amount, result.nature) == (0, "sans objet")
        assert any("rien n’est récupéré" in reserve for reserve in result.reserves)


@pytest.mark.parametrize("missing", ["overuse.excess_threshold", "overuse.acts", "overuse.scale"])
def test_what_is_recovered_waits_for_each_missing_figure(law_of, missing):
    law = law_of({**ASSUMED, missing: RULES[missing]}, 2023, "2023-03-15")
    with pytest.raises(ParameterRequiredError, match=missing):
        overuse_abatement(law, referral=REFERRAL, acts={"A": act(130, 100)})
    with pytest.raises(ParameterRequiredError, match=missing):
        overuse_les_reduction(law, referral=REFERRAL, acts={"A": act(130, 100)}, les_base=Decimal(1), reduction=HALF)


@pytest.mark.parametrize(
    ("rate", "says"), [(None, "Il manque le taux"), (Fraction(501, 1000), "50,10"), (Fraction(-1, 10), "−10,00|-10,00")]
)
def test_a_rate_out_of_the_law_is_refused_not_reduced(assumed, rate, says):
    with pytest.raises(InputValueError, match=says):
        overuse_abatement(assumed, referral=REFERRAL, acts={"A": act(130, 100, rate=rate)})


@pytest.mark.parametrize(
    "acts",
    [{}, {"A": act(-1, 1)}, {"A": act(1, -1)}, {"A": act(1, 1, "-1")}],
    ids=["none", "count", "target", "tariff"],
)
def test_impossible_acts_are_refused(assumed, acts):
    with pytest.raises(InputValueError):
        overuse_ceiling(assumed, acts=acts)
    with pytest.raises(InputValueError):
        overuse_abatement(assumed, referral=REFERRAL, acts=acts)


def les_reduction(law, reduction):
    return overuse_les_reduction(
        law, referral=date(2018, 1, 1), acts={"A": act(130, 100)}, les_base=Decimal(10000), reduction=reduction
    )


@pytest.mark.parametrize(("reduction", "amount"), [(Fraction(0), 0), (Fraction(1, 5), 2000), (HALF, 5000)])
def test_the_les_cut_is_a_share_of_what_is_paid(assumed, reduction, amount):
    result = les_reduction(assumed, reduction)
    assert (result.amount, result.nature) == (amount, "proposée")


def test_the_les_cut_is_never_above_half(assumed):
    with pytest.raises(InputValueError, match="50,01"):
        les_reduction(assumed, Fraction(5001, 10000))


def test_the_les_cut_is_optional_from_activity_2020(law_of):
    for decision in ("2020-12-15", "2020-12-16"):
        with pytest.raises(InputValueError, match="Il manque la minoration"):
            les_reduction(law_of(ASSUMED, 2019, decision), None)
    result = les_reduction(law_of(ASSUMED, 2020, "2021-06-30"), None)
    assert (result.amount, result.nature) == (0, "sans objet")
    assert any("facultative" in reserve for reserve in result.reserves)


@given(
    count=st.integers(0, 10**6),
    target=st.integers(1, 10**6),
    tariff=st.decimals(min_value=0, max_value=10**5, places=2),
    rate=st.fractions(min_value=0, max_value=HALF),
)
def test_the_abatement_stays_between_zero_and_the_ceiling(assumed, count, target, tariff, rate):
    acts = {"A": Act(count=count, target=target, tariff=tariff, rate=rate)}
    amount = overuse_abatement(assumed, referral=REFERRAL, acts=acts).amount
    assert 0 <= amount <= overuse_ceiling(assumed, acts=acts).amount
