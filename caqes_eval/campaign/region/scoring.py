"""Scoring grids of a region, and the points that answers earn."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field, model_validator

from caqes_eval.campaign.region.contract import Code
from caqes_eval.campaign.region.sourced import Part, Sourced
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.names import near

NOT_FILLED = "non renseigné"
"""What is told of an item without answer; « non transmis » is an answer, which earns what its level says."""

Points = Annotated[Decimal, Field(ge=0)]
Answer = str | tuple[str, ...] | None


class Item(Part):
    """One line of a grid.

    Attributes:
        points: the most it earns.
        levels: the points of each possible answer.
        repeated: answered once per product; its points are the mean of the answers.
    """

    code: Code
    label: str = Field(min_length=1)
    points: Points
    levels: dict[Code, Points]
    repeated: bool = False
    note: str | None = None

    @model_validator(mode="after")
    def _coherent(self) -> "Item":
        if len(self.levels) < 2:
            raise ValueError("levels donne les points de chaque réponse possible : deux niveaux au moins.")
        best = max(self.levels.values())
        if best != self.points:
            raise ValueError(
                f"le meilleur niveau vaut {french.number(best, 2)} alors que points vaut {french.number(self.points, 2)} : "
                "les deux doivent être égaux."
            )
        return self


class Grid(Sourced):
    """The scoring grid of a family, from ``since`` to ``until`` (included; empty while nothing ends it)."""

    family: Code
    since: Day
    until: Day | None = None
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _coherent(self) -> "Grid":
        if self.until and self.until < self.since:
            raise ValueError(f"until ({french.day(self.until)}) précède since ({french.day(self.since)}).")
        codes = [item.code for item in self.items]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"code écrit deux fois dans la grille : {', '.join(twice)}.")
        return self

    @property
    def maximum(self) -> Decimal:
        """The most points a hospital can earn."""
        return sum((item.points for item in self.items), Decimal(0))

    def holds_on(self, when: date) -> bool:
        """Say whether it is the grid of a date."""
        return self.since <= when and (self.until is None or when <= self.until)


@dataclass(frozen=True)
class ItemScore:
    """What one item earns; ``points`` is None, not 0, when nobody answered it."""

    code: str
    label: str
    answers: tuple[str, ...]
    points: Fraction | None
    maximum: Decimal

    @property
    def shown(self) -> str:
        """The answer as a reader sees it."""
        return ", ".join(answer.replace("_", " ") for answer in self.answers) or NOT_FILLED


@dataclass(frozen=True)
class Score:
    """The points of a hospital on a grid, item by item.

    Attributes:
        points: their sum; None while an item has no answer, for a partial sum would pass for a score.
        acquired: the points of the items answered.
        maximum: the most that could be earned.
        items: the detail, in the order of the grid.
    """

    points: Fraction | None
    acquired: Fraction
    maximum: Decimal
    items: tuple[ItemScore, ...]

    @property
    def complete(self) -> bool:
        """Whether every item was answered."""
        return self.points is not None

    @property
    def not_filled(self) -> tuple[str, ...]:
        """The codes of the items that nobody answered."""
        return tuple(item.code for item in self.items if item.points is None)


def score(grid: Grid, answers: Mapping[str, Answer]) -> Score:
    """Return the points that answers earn on a grid, exact.

    Args:
        grid: the grid of the family.
        answers: the level reached by item; a tuple of levels for a repeated item; None, an empty tuple or an absent
            item is « non renseigné ».

    Raises:
        InputValueError: an item or a level that the grid does not know, or several answers where one is expected.
    """
    by_code = {item.code: item for item in grid.items}
    for code in answers:
        if code not in by_code:
            raise _unknown(f"L’item « {code} » n’est pas dans la grille {grid.family}", code, by_code)
    items = tuple(_item_score(item, answers.get(item.code)) for item in grid.items)
    earned = [item.points for item in items if item.points is not None]
    acquired = sum(earned, Fraction(0))
    complete = len(earned) == len(items)
    return Score(points=acquired if complete else None, acquired=acquired, maximum=grid.maximum, items=items)


def _item_score(item: Item, answer: Answer) -> ItemScore:
    given = (answer,) if isinstance(answer, str) else answer or ()
    if len(given) > 1 and not item.repeated:
        raise InputValueError(
            f"L’item « {item.label} » a reçu {len(given)} réponses alors qu’une seule est attendue.",
            remedy="Gardez-en une.",
        )
    for level in given:
        if level not in item.levels:
            raise _unknown(f"La réponse « {level} » n’existe pas pour « {item.label} »", level, item.levels)
    points = Fraction(sum(item.levels[level] for level in given)) / len(given) if given else None
    return ItemScore(item.code, item.label, given, points, item.points)


def _unknown(message: str, typed: str, known: Mapping[str, object]) -> InputValueError:
    return InputValueError(f"{message}.", remedy=near(typed, known).capitalize())
