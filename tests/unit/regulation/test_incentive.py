from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.incentive import Spending, g1_incentive, national_incentive

RULES = {
    "incentive.g1_cap": ("proportion", "<=", "activity", ("2017-04-23", "0.30"), ("2022-01-01", None)),
    "incentive.national.rate.ipp": ("proportion", None, "activity", ("2022-03-09", "0.20"), ("2027-01-01", None)),
    "incentive.national.rate.perfadom": ("proportion", None, "activity", ("2022-03-09", "0.30"), ("2027-01-01", None)),
    "incentive.national.rate.epa": ("proportion", None, "activity", ("2022-03-09", ...)),
    "incentive.g1_savings_definition": ("texte", None, "activity", ("2017-04-23", ...), ("2022-01-01", None)),
    "incentive.national.minimum_payable": ("€", None, "activity", ("2022-03-09", ...)),
    "incentive.national.target_required": ("oui/non", None, "activity", ("2022-03-09", ...)),
    "incentive.national.neutralisation": ("texte", None, "activity", ("2022-03-09", ...)),
    "biosimilar_grant.no_double_count": (
        "oui/non", None, "activity", ("2018-01-01", ...), ("2019-01-01", "true"), ("2020-01-01", ...),
    ),
    "biosimilar_grant.products": (
        "produits", None, "activity", ("2019-01-01", {"etanercept": {"biosimilars": ["Benepali"], "referents": ["Enbrel"]}}),
    ),
}  # fmt: skip
EUROS = st.decimals(min_value=0, max_value=10**9, places=2)
WHOLE_2023 = {"first_day": date(2023, 1, 1), "last_day": date(2023, 12, 31)}


@pytest.fixture(scope="module")
def g1(law_of):
    return law_of(RULES, 2018)


@pytest.fixture(scope="module")
def g2(law_of):
    return law_of(RULES, 2023)


def spending(previous, current):
    return Spending(previous=Decimal(previous), current=Decimal(current))


@pytest.mark.parametrize(
    ("savings", "amount"),
    [("100000", "30000.00"), ("0", "0.00"), ("-100000", "0.00"), ("33.33", "9.99"), ("0.03", "0.00")],
)
def test_the_first_generation_pays_at_most_thirty_percent(g1, savings, amount):
    result = g1_incentive(g1, savings=Decimal(savings))  # 0.30 × 33.33 = 9.999, a ceiling is rounded down
    assert (str(result.amount), result.nature) == (amount, "plafond")


@pytest.mark.parametrize(("activity", "known"), [(2016, False), (2017, True), (2021, True), (2022, False)])
def test_the_ceiling_holds_between_its_days(law_of, activity, known):
    law = law_of(RULES, activity)
    if known:
        assert g1_incentive(law, savings=Decimal(10)).amount == 3
    else:
        with pytest.raises(RuleNotFoundError):
            g1_incentive(law, savings=Decimal(10))


def test_an_indicator_already_paid_by_the_grant_is_refused_in_2019(law_of):
    law, measured = law_of(RULES, 2019), {"taux d’étanercept": ("etanercept",), "transports": ()}
    with pytest.raises(InputValueError, match="« taux d’étanercept » entre déjà dans la dotation") as refusal:
        g1_incentive(law, savings=Decimal(10), measured=measured)
    assert "transports" not in refusal.value.message


@pytest.mark.parametrize("activity", [2018, 2020, 2021])
def test_whether_the_grant_already_pays_is_asked_for_in_another_year(law_of, activity):
    with pytest.raises(ParameterRequiredError, match=r"biosimilar_grant\.no_double_count"):
        g1_incentive(law_of(RULES, activity), savings=Decimal(10), measured={"taux d’étanercept": ("etanercept",)})


@pytest.mark.parametrize("activity", [2017, 2018, 2019, 2020])
def test_indicators_without_biosimilars_are_paid_whatever_the_year(law_of, activity):
    result = g1_incentive(law_of(RULES, activity), savings=Decimal(10), measured={"transports": ()})
    assert result.amount == 3
    assert not any("dotation" in reserve for reserve in result.reserves)


@pytest.mark.parametrize(
    ("activity", "unchecked", "missing"),
    [(2017, False, False), (2018, True, True), (2019, True, False), (2020, True, True)],
)
@pytest.mark.parametrize("measured", [None, {}])
def test_what_was_not_checked_is_told(law_of, activity, unchecked, missing, measured):
    told = g1_incentive(law_of(RULES, activity), savings=Decimal(10), measured=measured).reserves
    assert any("il n’est pas vérifié" in reserve for reserve in told) is unchecked
    assert any("« biosimilar_grant.no_double_count »" in reserve for reserve in told) is missing


def test_the_definition_of_the_savings_is_told_missing(g1):
    told = g1_incentive(g1, savings=Decimal(10)).reserves
    assert any("« incentive.g1_savings_definition »" in reserve for reserve in told)


def test_the_terms_of_the_order_that_were_not_read_are_told_until_they_are_written(g2, law_of):
    euros = {"ipp": spending(100000, 90000)}
    told = national_incentive(g2, spending=euros, **WHOLE_2023).reserves
    for term in ("minimum_payable", "target_required", "neutralisation"):
        assert sum(f"règle « incentive.national.{term} »" in reserve for reserve in told) == 1
    written = {**RULES, "incentive.national.minimum_payable": ("€", None, "activity", ("2022-03-09", "5000"))}
    result = national_incentive(law_of(written, 2023), spending=euros, **WHOLE_2023)
    assert result.amount == 2000
    assert any("minimum_payable » a une valeur, ce calcul n’en tient pas compte" in each for each in result.reserves)


@given(savings=st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_the_ceiling_is_never_negative_nor_above_thirty_percent(g1, savings):
    assert 0 <= Fraction(g1_incentive(g1, savings=savings).amount) <= max(Fraction(0), Fraction(savings) * 3 / 10)


@pytest.mark.parametrize(
    ("previous", "current", "amount"),
    [("100000", "90000", "2000.00"), ("100000", "100000", "0.00"), ("90000", "100000", "0.00"), ("0", "0", "0.00")],
)
def test_an_indicator_pays_its_rate_of_the_savings(g2, previous, current, amount):
    result = national_incentive(g2, spending={"ipp": spending(previous, current)}, **WHOLE_2023)
    assert (str(result.amount), result.nature) == (amount, "proposée")


def test_indicators_add_up_and_a_rise_is_not_taken_from_the_others(g2):
    both = {"ipp": spending(100000, 90000), "perfadom": spending(50000, 40000)}
    assert national_incentive(g2, spending=both, **WHOLE_2023).amount == 2000 + 3000
    rise = {"ipp": spending(100000, 90000), "perfadom": spending(40000, 50000)}
    result = national_incentive(g2, spending=rise, **WHOLE_2023)
    assert result.amount == 2000
    assert {step.label: step.value for step in result.steps}["Indicateur « perfadom » : économies"] == 0


@pytest.mark.parametrize(("revision", "amount"), [("0", 2000), ("1/4", 1500), ("1/3", "1333.33"), ("1", 0)])
def test_the_whole_is_only_revised_downwards_and_with_a_reason(g2, revision, amount):
    result = national_incentive(
        g2, spending={"ipp": spending(100000, 90000)}, revision=Fraction(revision), revision_reason="deux objectifs manqués",
        **WHOLE_2023,
    )  # fmt: skip
    assert result.amount == Decimal(amount)
    assert any("deux objectifs manqués" in reserve for reserve in result.reserves) is (revision != "0")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"revision": Fraction(1, 4)}, "n’est pas motivée"),
        ({"revision": Fraction(1, 4), "revision_reason": " "}, "n’est pas motivée"),
        ({"revision": Fraction(-1, 4), "revision_reason": "hausse"}, "Révision à la baisse"),
        ({"revision": Fraction(5, 4), "revision_reason": "trop"}, "Révision à la baisse"),
        ({"spending": {}}, "Aucun indicateur"),
        ({"spending": {"ipp": spending(-1, 0)}}, "« ipp », dépense de l’année précédente"),
        ({"spending": {"ipp": spending(0, -1)}}, "« ipp », dépense de l’année :"),
        ({"first_day": date(2023, 1, 2)}, "02/01/2023 au 31/12/2023"),
        ({"last_day": date(2023, 12, 30)}, "01/01/2023 au 30/12/2023"),
        ({"first_day": date(2022, 1, 1), "last_day": date(2022, 12, 31)}, "l’année civile 2023 entière"),
    ],
)
def test_impossible_inputs_are_refused(g2, more, says):
    with pytest.raises(InputValueError, match=says):
        national_incentive(g2, **{"spending": {"ipp": spending(2, 1)}, **WHOLE_2023, **more})


def test_the_half_year_2022_is_not_compared_with_a_whole_year(law_of):
    with pytest.raises(InputValueError, match="01/07/2022 au 31/12/2022"):
        national_incentive(
            law_of(RULES, 2022),
            spending={"ipp": spending(2, 1)},
            first_day=date(2022, 7, 1),
            last_day=date(2022, 12, 31),
        )


def test_a_rate_that_no_source_gives_is_asked_for(g2):
    with pytest.raises(ParameterRequiredError, match=r"incentive\.national\.rate\.epa"):
        national_incentive(g2, spending={"ipp": spending(2, 1), "epa": spending(2, 1)}, **WHOLE_2023)


def test_an_unknown_indicator_is_told_with_the_nearest(g2):
    with pytest.raises(RuleNotFoundError, match=r"perfadom »"):
        national_incentive(g2, spending={"perfadon": spending(2, 1)}, **WHOLE_2023)


@given(previous=EUROS, current=EUROS, revision=st.fractions(min_value=0, max_value=1))
def test_never_negative_and_a_revision_never_adds(g2, previous, current, revision):
    def of(rho):
        euros = {"ipp": Spending(previous=previous, current=current)}
        return national_incentive(g2, spending=euros, revision=rho, revision_reason="motif", **WHOLE_2023).amount

    assert 0 <= of(revision) <= of(Fraction(0))


@given(previous=EUROS, current=EUROS, less=EUROS)
def test_saving_more_never_pays_less(g2, previous, current, less):
    def of(now):
        euros = {"ipp": Spending(previous=previous, current=max(Decimal(0), now))}
        return national_incentive(g2, spending=euros, **WHOLE_2023).amount

    assert of(current) <= of(current - less)
