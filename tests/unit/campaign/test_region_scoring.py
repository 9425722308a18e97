from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from caqes_eval.campaign.region import Grid, score
from caqes_eval.foundation.errors import InputValueError

DMI = [
    {
        "code": "plan",
        "label": "Plan d’actions",
        "points": "2",
        "levels": {"totalement_rempli": "2", "partiellement_rempli": "1", "non_transmis": "0"},
    },
    {
        "code": "audit",
        "label": "Audit",
        "points": "1",
        "levels": {"totalement_rempli": "1", "partiellement_rempli": "0.5", "non_transmis": "0"},
    },
]
MOLECULES = {
    "code": "molecules",
    "label": "Molécules",
    "points": "1",
    "levels": {"atteint": "1", "progres": "0.5", "non_atteint": "0"},
    "repeated": "true",
}


def grid(*items: dict[str, object]) -> Grid:
    content = {"family": "dmi", "since": "2024-01-01", "status": "to_validate", "reference": {"title": "Essai"}}
    return Grid.model_validate({**content, "items": items or DMI})


@pytest.mark.parametrize(
    ("plan", "audit", "points"),
    [
        ("totalement_rempli", "totalement_rempli", Fraction(3)),
        ("partiellement_rempli", "totalement_rempli", Fraction(2)),
        ("partiellement_rempli", "partiellement_rempli", Fraction(3, 2)),
        ("totalement_rempli", "non_transmis", Fraction(2)),
        ("non_transmis", "non_transmis", Fraction(0)),
    ],
)
def test_points_add_up_exactly(plan, audit, points):
    result = score(grid(), {"plan": plan, "audit": audit})
    assert (result.points, result.acquired, result.maximum) == (points, points, Decimal(3))
    assert result.complete
    assert result.not_filled == ()


@pytest.mark.parametrize(
    "answers",
    [
        {"plan": "totalement_rempli"},
        {"plan": "totalement_rempli", "audit": None},
        {"plan": "totalement_rempli", "audit": ()},
    ],
)
def test_an_item_without_answer_makes_the_score_incomplete(answers):
    result = score(grid(), answers)
    assert (result.points, result.acquired, result.complete) == (None, Fraction(2), False)
    assert result.not_filled == ("audit",)
    assert [item.points for item in result.items] == [Fraction(2), None]
    assert result.items[1].shown == "non renseigné"


def test_not_sent_is_an_answer_worth_its_level():
    result = score(grid(), {"plan": "non_transmis", "audit": "totalement_rempli"})
    assert [item.points for item in result.items] == [Fraction(0), Fraction(1)]
    assert [item.shown for item in result.items] == ["non transmis", "totalement rempli"]
    assert result.points == 1


def test_nothing_answered_is_not_zero():
    result = score(grid(), {})
    assert (result.points, result.acquired, result.not_filled) == (None, Fraction(0), ("plan", "audit"))


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        (("atteint",), Fraction(1)),
        (("atteint", "progres", "atteint"), Fraction(5, 6)),  # 2.5 / 3
        (("progres", "non_atteint", "non_atteint"), Fraction(1, 6)),  # 0.5 / 3
        (("non_atteint", "non_atteint"), Fraction(0)),
        ("progres", Fraction(1, 2)),
    ],
)
def test_a_repeated_item_earns_the_mean_of_its_answers(answers, points):
    assert score(grid(MOLECULES), {"molecules": answers}).points == points


def test_a_repeated_item_without_product_is_not_filled():
    assert score(grid(MOLECULES), {"molecules": ()}).not_filled == ("molecules",)


@pytest.mark.parametrize(
    ("answers", "message", "remedy"),
    [
        ({"plans": "non_transmis"}, "L’item « plans » n’est pas dans la grille dmi", "« plan »"),
        (
            {"plan": "totalement"},
            "La réponse « totalement » n’existe pas pour « Plan d’actions »",
            "« totalement_rempli »",
        ),
        ({"plan": "2"}, "La réponse « 2 » n’existe pas", "totalement_rempli, partiellement_rempli, non_transmis"),
        ({"plan": ("non_transmis", "non_transmis")}, "a reçu 2 réponses", "Gardez-en une"),
    ],
)
def test_what_the_grid_does_not_know_is_refused(answers, message, remedy):
    with pytest.raises(InputValueError, match=message) as caught:
        score(grid(), answers)
    assert remedy in caught.value.remedy


def test_an_item_stands_once_in_a_grid():
    with pytest.raises(ValidationError, match="code écrit deux fois dans la grille : plan"):
        grid(DMI[0], DMI[1], DMI[0])


def test_a_grid_does_not_end_before_it_begins():
    content = grid().model_dump(mode="json", by_alias=True)
    with pytest.raises(ValidationError, match=r"until \(31/12/2023\) précède since \(01/01/2024\)"):
        Grid.model_validate({**content, "until": "2023-12-31"})
