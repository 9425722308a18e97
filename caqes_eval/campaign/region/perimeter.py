"""Which establishment carries an activity: mergers, transfers, closures and renumberings, by date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from caqes_eval.campaign.region.sourced import Part, Sourced
from caqes_eval.foundation.exact import Day
from caqes_eval.identifiers import check_finess


def _finess(typed: str) -> str:
    check = check_finess(typed)
    if check.value is None:
        proposals = f" Proposition : {', '.join(check.proposals)}." if check.proposals else ""
        raise ValueError(f"{check.reason}{proposals}")
    return check.value


Finess = Annotated[str, AfterValidator(_finess)]
"""A FINESS whose key is right, as text."""


class Carrier(Part):
    """An establishment at one end of an event.

    Attributes:
        finess: the number of the site (or the only one known).
        legal_finess: the number of the legal body, which signs for a public hospital.
    """

    name: str = Field(min_length=1)
    finess: Finess
    legal_finess: Finess | None = None

    def is_named(self, finess: str) -> bool:
        """Say whether a number, site or legal body, is this establishment's."""
        return finess in (self.finess, self.legal_finess)

    def number_like(self, finess: str, other: "Carrier") -> str:
        """Return this establishment's number of the same kind as ``finess`` is for ``other``."""
        return self.legal_finess or self.finess if finess == other.legal_finess else self.finess


class PerimeterEvent(Sourced):
    """A change of who carries an activity.

    Attributes:
        date: the first day of the new situation; or ``year`` when the source gives no day.
        year: read as its 1 January.
        origin: key ``from``; who carried the activity before.
        successor: key ``to``; who carries it afterwards, nobody after a closure.
        activity: what moves, in French.
        indicators: those it bears on; all of them when the list is empty.
    """

    kind: Literal["merge", "transfer", "closure", "renumbering"]
    date: Day | None = None
    year: Annotated[int, Field(ge=2010, le=2100)] | None = None
    origin: Carrier = Field(alias="from")
    successor: Carrier | None = Field(None, alias="to")
    activity: str = Field(min_length=1)
    indicators: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _coherent(self) -> "PerimeterEvent":
        if (self.date is None) == (self.year is None):
            raise ValueError("écrivez soit date (AAAA-MM-JJ), soit year (quand le jour n’est pas connu).")
        if (self.successor is None) != (self.kind == "closure"):
            raise ValueError("to dit qui reprend l’activité : il est obligatoire, sauf pour une fermeture (closure).")
        return self

    @property
    def first_day(self) -> Day:
        """The first day on which the successor carries the activity."""
        return self.date or date(self.year or 0, 1, 1)

    def bears_on(self, indicator: str | None) -> bool:
        """Say whether it moves the activity of an indicator (None: the establishment as a whole)."""
        return not self.indicators or indicator in self.indicators


@dataclass(frozen=True)
class Carried:
    """Who carries an activity on a day.

    Attributes:
        finess: its number, of the kind that was asked for; None once the activity is closed.
        events: the events that led there, oldest first: their sources vouch for the answer.
    """

    finess: str | None
    events: tuple[PerimeterEvent, ...] = ()


def perimeter_on(events: Iterable[PerimeterEvent], when: date, *, finess: str, indicator: str | None = None) -> Carried:
    """Return which establishment carries on a date the activity that a hospital had before any event.

    Args:
        events: those of the region, in any order.
        when: the day asked for.
        finess: the hospital, by its site or by its legal body.
        indicator: the indicator the activity is counted for; None for the hospital as a whole.
    """
    remaining = sorted(
        (event for event in events if event.first_day <= when and event.bears_on(indicator)),
        key=lambda event: event.first_day,
    )
    carried = Carried(finess)
    while step := _next(remaining, carried):
        remaining = [event for event in remaining if event is not step and event.first_day >= step.first_day]
        number = step.successor.number_like(carried.finess or "", step.origin) if step.successor else None
        carried = Carried(number, (*carried.events, step))
    return carried


def _next(events: Iterable[PerimeterEvent], carried: Carried) -> PerimeterEvent | None:
    if carried.finess is None:
        return None
    return next((event for event in events if event.origin.is_named(carried.finess)), None)
