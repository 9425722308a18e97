"""What a region writes to split an envelope, and what is known of each hospital.

Public sources give what the split rests on (points, parts, activity) but not the formula: mode, points, brackets, floor
and cap are therefore a region's parameters.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Amount
from caqes_eval.foundation.reading import LARGEST_EUROS

Mode = Literal["parts", "prorata_activite", "points_parts_activite"]


def _to_the_cent(amount: Decimal) -> Decimal:
    if amount >= LARGEST_EUROS:
        raise ValueError("ce montant est démesuré : mille milliards d’euros ou plus.")
    if (Fraction(amount) * 100).denominator != 1:
        raise ValueError("un montant s’écrit au centime près : deux décimales au plus.")
    return amount


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Euros = Annotated[Amount, Field(ge=0), AfterValidator(_to_the_cent)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfHospital(_Strict):
    """What is said of one hospital, known by its FINESS."""

    finess: Text


class Bracket(_Strict):
    """Parts of an activity below ``up_to`` (excluded: an activity equal to it is in the next bracket)."""

    up_to: Decimal | None = Field(None, ge=0)
    parts: Decimal = Field(ge=0)


class Exclusion(OfHospital):
    """A hospital left out of the split, and why."""

    reason: Text


class Override(OfHospital):
    """An amount written by hand, in euros, paid as written before the rest is shared; floor and cap do not bind it."""

    amount: Euros
    reason: Text
    author: Text


class EnvelopeRule(_Strict):
    """How a region splits an envelope.

    Attributes:
        mode: what a weight is made of; ``prorata_activite`` reads no brackets.
        points_max: the points that can be obtained.
        brackets: parts by activity, the last one without ``up_to``; or ``quartiles``.
        floor: the least that a hospital with a weight receives, in euros.
        cap: the most that it receives, in euros; None for no cap.
    """

    mode: Mode
    points_max: Decimal = Field(ge=0)
    brackets: tuple[Bracket, ...] | Literal["quartiles"] | None = None
    floor: Euros = Decimal(0)
    cap: Euros | None = None

    @field_validator("brackets", mode="before")
    @classmethod
    def _word_or_list(cls, typed: object) -> object:
        if isinstance(typed, str) and typed != "quartiles":
            raise ValueError("le mot quartiles est attendu, ou une liste de tranches (up_to, parts).")
        return typed

    @model_validator(mode="after")
    def _coherent(self) -> "EnvelopeRule":
        if not self.points_max:
            raise ValueError("points_max vaut 0 : un score ne peut pas être calculé.")
        if self.cap is not None and self.cap < self.floor:
            raise ValueError(f"cap ({french.euros(self.cap)}) est sous floor ({french.euros(self.floor)}).")
        if self.uses_parts and not self.brackets:
            raise ValueError(f"le mode {self.mode} demande des tranches : écrivez brackets.")
        if isinstance(self.brackets, tuple) and self.brackets:
            limits = [bracket.up_to for bracket in self.brackets]
            known = [limit for limit in limits if limit is not None]
            if limits != [*known, None]:
                raise ValueError("brackets : chaque tranche a son up_to, sauf la dernière, qui n’en a pas.")
            if known != sorted(set(known)):
                raise ValueError("brackets : les up_to doivent aller en croissant, sans doublon.")
        return self

    @property
    def uses_parts(self) -> bool:
        """Whether the weight counts parts."""
        return self.mode != "prorata_activite"

    @property
    def needs_activity(self) -> bool:
        """Whether the weight depends on the activity; a single bracket gives the same parts to all."""
        return self.mode != "parts" or self.brackets == "quartiles" or len(self.brackets or ()) > 1


class Entrant(OfHospital):
    """A hospital targeted by the indicator.

    Attributes:
        points: obtained; None when they are not known, which is not 0.
        activity: in the unit that the region chose (devices implanted in the year, say); None when it is not known.
        signed: it signed the contract on this indicator.
        transmitted: it sent something to be judged.
    """

    points: Decimal | None = Field(ge=0)
    activity: Decimal | None = Field(ge=0)
    signed: bool
    transmitted: bool
