"""The points of a family: what nobody answers is not zero, what the grid does not ask is left out."""

from decimal import Decimal
from fractions import Fraction

import pytest

from caqes_eval.campaign.region.scoring import Grid
from caqes_eval.families.points import UNKNOWN_ITEM, points_of

GRID = Grid.model_validate(
    {
        "family": "mo", "since": "2022-07-01", "status": "to_validate", "note": "Grille d’essai.",
        "reference": {"title": "Contrat d’essai"},
        "items": [
            {"code": "taux", "label": "Taux I999", "points": "4", "levels": {"atteint": "4", "progres": "1.5", "non": "0"}},
            {"code": "plan", "label": "Plan d’actions", "points": "1", "levels": {"complet": "1", "absent": "0"}},
            {
                "code": "themes", "label": "Thèmes", "points": "3", "repeated": True,
                "levels": {"fait": "3", "partiel": "1", "non": "0"},
            },
        ],
    }
)  # fmt: skip


def test_every_item_answered_gives_a_score() -> None:
    # 1,5 + 1 + (3 + 1 + 0) / 3
    points = points_of(GRID, {"taux": "progres", "plan": "complet", "themes": ("fait", "partiel", "non")})
    assert points.points == points.acquired == Fraction(5, 2) + Fraction(4, 3)
    assert points.maximum == Decimal(8)
    assert [item.points for item in points.items] == [Fraction(3, 2), 1, Fraction(4, 3)]
    assert [item.answer for item in points.items] == ["progres", "complet", "fait, partiel, non"]
    assert points.note == "Grille d’essai."
    assert (points.status, points.source) == ("to_validate", GRID.reference.sentence())


def test_an_item_answered_by_nothing_known_leaves_no_score_and_no_zero() -> None:
    points = points_of(GRID, {"taux": None, "plan": "absent", "themes": ("fait",)})
    assert (points.points, points.acquired) == (None, 3)
    assert points.items[0].points is None
    assert points.items[0].answer == "non renseigné"
    # the family computes it: it only lacks data here
    assert UNKNOWN_ITEM not in points.note


def test_an_item_that_the_family_does_not_compute_is_left_to_a_person() -> None:
    points = points_of(GRID, {"taux": "atteint", "themes": ("fait",)})
    assert (points.points, points.acquired) == (None, 7)
    assert f"« Plan d’actions » : {UNKNOWN_ITEM}" in points.note


def test_an_answer_that_the_grid_does_not_ask_is_left_out() -> None:
    given = {"taux": "atteint", "plan": "complet", "themes": ("fait",)}
    assert points_of(GRID, {**given, "autre": "oui"}) == points_of(GRID, given)


@pytest.mark.parametrize("answer", [("fait", "tout_pres"), ("tout_pres",)])
def test_a_level_that_the_grid_lacks_earns_nothing_that_can_be_said(answer: tuple[str, ...]) -> None:
    points = points_of(GRID, {"taux": "atteint", "plan": "complet", "themes": answer})
    assert (points.points, points.acquired) == (None, 5)
    assert points.items[2].points is None
    assert "« Thèmes » : la grille n’a pas de niveau « tout pres »" in points.note
    assert "« fait »" not in points.note
