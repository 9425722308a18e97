from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.biosimilar_grant import biosimilar_grant, no_double_count

LIST_2019 = {
    "etanercept": {"biosimilars": ["Benepali", "Erelzi"], "referents": ["Enbrel"]},
    "insulin_glargine": {"biosimilars": ["Abasaglar"], "referents": ["Lantus", "Toujeo"]},
}
LIST_2023 = {
    "etanercept": {"biosimilars": ["Benepali", "Erelzi", "Nepexto"], "referents": ["Enbrel"]},
    "insulin_glargine": {"biosimilars": ["Abasaglar"], "referents": ["Lantus"]},
}
RULES = {
    "biosimilar_grant.products": ("produits", None, "activity", ("2019-01-01", LIST_2019), ("2023-01-01", LIST_2023)),
    "biosimilar_grant.r.etanercept": ("€/boîte", None, "activity", ("2019-01-01", "30.00"), ("2020-01-01", ...)),
    "biosimilar_grant.r.insulin_glargine": ("€/boîte", None, "activity", ("2019-01-01", "1.15")),
    "biosimilar_grant.box_weights": ("texte", None, "activity", ("2018-01-01", ...)),
    "biosimilar_grant.no_double_count": (
        "oui/non", None, "activity", ("2018-01-01", ...), ("2019-01-01", "true"), ("2020-01-01", ...),
    ),
}  # fmt: skip
COUNTS = st.decimals(min_value=0, max_value=10**6, places=2)


@pytest.fixture(scope="module")
def law(law_of):
    return law_of(RULES, 2019)


def boxes(products=LIST_2019, **counts):
    """Boxes by brand, every other brand of the list at an explicit zero."""
    told = {brand.casefold() for brand in counts}
    every = [brand for group in products.values() for brand in (*group["biosimilars"], *group["referents"])]
    zeros = {brand: Decimal(0) for brand in every if brand.casefold() not in told}
    return {brand: Decimal(count) for brand, count in counts.items()} | zeros


# V = 100, t = 0.6, R = 30: 100 × 30 × 0.6 = 1 800
@pytest.mark.parametrize(
    ("given_", "amount"),
    [
        (boxes(Benepali=60, Enbrel=40), "1800.00"),
        (boxes(Benepali=40, Erelzi=20, Enbrel=40), "1800.00"),
        (boxes(BENEPALI=60, enbrel=40), "1800.00"),
        (boxes(Enbrel=40), "0.00"),
        (boxes(Benepali=60), "1800.00"),
        (boxes(Benepali=0, Enbrel=0), "0.00"),
        (boxes(Abasaglar="10.5", Lantus=20, Toujeo=5), "12.08"),  # 1.15 × 10.5 = 12.075
        (boxes(Benepali=60, Enbrel=40, Abasaglar=100), "1915.00"),
        (boxes(), "0.00"),
    ],
)
def test_the_grant_is_volume_times_amount_times_rate(law, given_, amount):
    result = biosimilar_grant(law, boxes=given_, signatory=True)
    assert (str(result.amount), result.nature) == (amount, "due")


def test_volume_and_rate_are_shown_by_group(law):
    result = biosimilar_grant(law, boxes=boxes(Benepali=60, Enbrel=40), signatory=True)
    shown = {step.label: step.value for step in result.steps}
    assert shown["Groupe « etanercept » : V, boîtes"] == 100
    assert shown["Groupe « etanercept » : t, part des biosimilaires"] == Fraction(3, 5)
    assert shown["Groupe « etanercept » : R, montant par boîte"] == 30


@pytest.mark.parametrize(
    ("given_", "left"),
    [
        ({}, "Benepali, Erelzi, Enbrel, Abasaglar, Lantus, Toujeo"),
        ({"Benepali": Decimal(60), "Enbrel": Decimal(40)}, "Erelzi, Abasaglar, Lantus, Toujeo"),
        ({brand: count for brand, count in boxes(Benepali=60).items() if brand != "Enbrel"}, "Enbrel"),
    ],
)
def test_a_brand_left_out_is_refused_not_taken_as_zero(law, given_, left):
    with pytest.raises(InputValueError, match=rf"donné pour {left}\. ") as refusal:
        biosimilar_grant(law, boxes=given_, signatory=True)
    assert "écrivez 0" in refusal.value.remedy


def test_the_weights_of_the_boxes_are_told_missing(law):
    result = biosimilar_grant(law, boxes=boxes(Benepali=60), signatory=True)
    assert any("« biosimilar_grant.box_weights »" in reserve for reserve in result.reserves)


def test_only_signatories_are_paid(law, law_of):
    for each in (law, law_of(RULES, 2015)):
        result = biosimilar_grant(each, boxes=boxes(Benepali=60, Enbrel=40), signatory=False)
        assert (result.amount, result.nature) == (0, "sans objet")
        assert any("réservée aux signataires" in each and "L. 162-22-7-4" in each for each in result.reserves)
    assert biosimilar_grant(law, boxes={}, signatory=False).nature == "sans objet"


@pytest.mark.parametrize(
    ("activity", "brand", "known"),
    [(2019, "Nepexto", False), (2023, "Toujeo", False), (2019, "Toujeo", True)],
)
def test_the_list_of_the_year_says_what_counts(law_of, activity, brand, known):
    law, listed = law_of(RULES, activity), LIST_2019 if activity == 2019 else LIST_2023
    if known:
        assert biosimilar_grant(law, boxes=boxes(listed, **{brand: 1}), signatory=True).amount == 0
    else:
        with pytest.raises(InputValueError, match=f"« {brand} » n’est dans aucun groupe de la dotation {activity}"):
            biosimilar_grant(law, boxes=boxes(listed, **{brand: 1}), signatory=True)


def test_an_unknown_brand_is_told_with_the_nearest(law):
    with pytest.raises(InputValueError, match=r"« Benepaly ».*le plus proche : « Benepali »"):
        biosimilar_grant(law, boxes=boxes(Benepaly=1), signatory=True)


def test_negative_boxes_are_refused(law):
    with pytest.raises(InputValueError, match="Boîtes de « Benepali »"):
        biosimilar_grant(law, boxes=boxes(Benepali=-1), signatory=True)


def test_an_amount_per_box_that_no_source_gives_is_asked_for(law_of):
    law = law_of(RULES, 2023)
    with pytest.raises(ParameterRequiredError, match=r"biosimilar_grant\.r\.etanercept"):
        biosimilar_grant(law, boxes=boxes(LIST_2023, Benepali=1), signatory=True)
    # 1.15 × 10 × 1: no box of etanercept, its amount decides nothing
    assert biosimilar_grant(law, boxes=boxes(LIST_2023, Abasaglar=10), signatory=True).amount == Decimal("11.50")


def test_there_is_no_grant_before_its_first_list(law_of):
    with pytest.raises(RuleNotFoundError):
        biosimilar_grant(law_of(RULES, 2018), boxes=boxes(Benepali=1), signatory=True)


@given(biosimilar=COUNTS, referent=COUNTS, more=COUNTS)
def test_never_negative_never_above_the_whole_volume_and_growing_with_biosimilars(law, biosimilar, referent, more):
    def of(count):
        return biosimilar_grant(law, boxes=boxes(Benepali=count, Enbrel=referent), signatory=True).amount

    assert 0 <= of(biosimilar) <= 30 * (biosimilar + referent)
    assert of(biosimilar) <= of(biosimilar + more)


@pytest.mark.parametrize(
    ("activity", "indicators", "respected"),
    [
        (2019, {"taux étanercept": ("etanercept",)}, False),
        (2019, {"taux étanercept": ("infliximab", "etanercept")}, False),
        (2019, {"taux infliximab": ("infliximab",), "transports": ()}, True),
        (2019, {}, True),
        (2017, {"taux étanercept": ("etanercept",)}, True),
        (2018, {"transports": ()}, True),
        (2020, {"transports": ()}, True),
    ],
)
def test_an_indicator_is_not_paid_twice_in_2019(law_of, activity, indicators, respected):
    judgement = no_double_count(law_of(RULES, activity), indicators=indicators)
    assert judgement.respected is respected
    assert any("n’interdit" in reserve for reserve in judgement.reserves) is (activity == 2017)


@pytest.mark.parametrize("activity", [2018, 2020, 2023])
def test_what_is_not_known_of_another_year_is_asked_for_not_permitted(law_of, activity):
    with pytest.raises(ParameterRequiredError, match=r"biosimilar_grant\.no_double_count"):
        no_double_count(law_of(RULES, activity), indicators={"taux infliximab": ("infliximab",)})


@pytest.mark.parametrize("group", ["étanercept", "Etanercept", "insuline_glargine", "insuline glargine"])
def test_a_group_spelled_otherwise_is_refused_rather_than_paid_twice(law, group):
    with pytest.raises(InputValueError, match="nom le plus proche"):
        no_double_count(law, indicators={"taux": (group,)})
