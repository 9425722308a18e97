"""The points of a family on the grid of its region."""

from collections.abc import Mapping

from caqes_eval.campaign.region.scoring import Answer, Grid, Item, score
from caqes_eval.families.result import Points, PointsItem

UNKNOWN_ITEM = "Cet item de la grille n’est pas calculé par l’outil : à renseigner par l’OMEDIT."


def points_of(grid: Grid, answers: Mapping[str, Answer]) -> Points:
    """Return the points that the results of a family earn.

    An item of the grid that the family does not answer stays « non renseigné »; an answer that the grid does not ask is
    left out, for regions ask different things. A level that the grid does not have earns nothing that can be said: the
    item stays without points, and why is told.
    """
    known = {item.code: answers[item.code] for item in grid.items if item.code in answers}
    unleveled = {item.code: _without_level(item, known[item.code]) for item in grid.items if item.code in known}
    scored = score(grid, {code: answer for code, answer in known.items() if not unleveled[code]})
    notes = [grid.note or ""]
    for item in grid.items:
        if item.code not in known:
            notes.append(f"« {item.label} » : {UNKNOWN_ITEM}")
        elif unleveled[item.code]:
            told = ", ".join(level.replace("_", " ") for level in unleveled[item.code])
            notes.append(f"« {item.label} » : la grille n’a pas de niveau « {told} » ; à compléter par la région.")
    return Points(
        points=scored.points,
        acquired=scored.acquired,
        maximum=scored.maximum,
        items=tuple(
            PointsItem(code=item.code, label=item.label, answer=item.shown, points=item.points, maximum=item.maximum)
            for item in scored.items
        ),
        status=grid.status,
        source=grid.reference.sentence(),
        note=" ".join(filter(None, notes)),
    )


def _without_level(item: Item, answer: Answer) -> tuple[str, ...]:
    """Return the levels of an answer that an item of a grid does not have."""
    given = (answer,) if isinstance(answer, str) else answer or ()
    return tuple(level for level in given if level not in item.levels)
