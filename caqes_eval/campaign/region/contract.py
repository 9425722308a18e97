"""The contract of a region: territories, terms, amendments, indicators, targeting orders and published counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from caqes_eval.campaign.region.sourced import CODE_PATTERN, Part, Sourced
from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.names import REGION_PATTERN

Code = Annotated[str, Field(pattern=CODE_PATTERN)]
Period = Annotated[str, Field(pattern=r"^\d{4}(-S[12])?$")]
"""A year of activity, or half of one: ``2025``, ``2025-S2``."""

Department = Annotated[str, Field(pattern=r"^(\d{2}|2[AB]|9[78]\d)$")]
"""Text, never a number: ``04``, ``2A``, ``971``."""

Presence = Literal["present", "absent", "unknown"]


class Territory(Part):
    """A part of the region with its own orders and envelopes; its code is the ``region`` of the scope of a rule."""

    code: Annotated[str, Field(pattern=REGION_PATTERN)]
    name: str = Field(min_length=1)
    departments: tuple[Department, ...] = Field(min_length=1)


class ContractTerm(Sourced):
    """The days on which a generation of contracts is in force in the region, both included."""

    generation: Literal["G1", "G2", "G3"]
    start: Day
    end: Day

    @model_validator(mode="after")
    def _in_order(self) -> "ContractTerm":
        if self.end < self.start:
            raise ValueError(f"end ({french.day(self.end)}) précède start ({french.day(self.start)}).")
        return self


class Amendment(Sourced):
    """An amendment to the contract (avenant).

    Attributes:
        date: its first day of effect; empty when no source gives it.
        at_latest: the day of the oldest source known to speak of it as done.
        adds: indicators that come in.
        removes: indicators that go out.
    """

    must_explain: ClassVar[tuple[str, ...]] = ("date",)

    code: Code
    label: str = Field(min_length=1)
    date: Day | None
    at_latest: Day | None = None
    adds: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()

    def in_effect(self, when: Day) -> bool | None:
        """Say whether it is in effect on a date; None when no source tells."""
        if self.date is not None:
            return when >= self.date
        return True if self.at_latest and when >= self.at_latest else None


class Indicator(Sourced):
    """An indicator of the contract.

    Attributes:
        level: set by national order, or by the region.
        volet: 1 health products, 2 organisation of care, 3 relevance of care; empty when no source gives it.
        since: its first day in the contract; empty when an amendment adds it.
        until: its last day, included; empty when nothing ends it or when an amendment removes it.
        data: where its figures come from.
        evidence: what the hospital is asked to send.
    """

    must_explain: ClassVar[tuple[str, ...]] = ("volet",)

    code: Code
    label: str = Field(min_length=1)
    family: Code
    level: Literal["national", "regional"]
    volet: Annotated[int, Field(ge=1, le=3)] | None
    since: Day | None = None
    until: Day | None = None
    data: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "Indicator":
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"until ({french.day(self.until)}) précède since ({french.day(self.since)}).")
        return self

    def presence(self, amendments: Iterable[Amendment], when: date) -> Presence:
        """Say whether it belongs to the contract on a date, given the amendments of the contract."""
        come, gone = _come(self, amendments, when), _gone(self, amendments, when)
        if come is False or gone is True:
            return "absent"
        return "unknown" if None in (come, gone) else "present"


def _come(indicator: Indicator, amendments: Iterable[Amendment], when: date) -> bool | None:
    if indicator.since is not None:
        return when >= indicator.since
    return _any(amendment.in_effect(when) for amendment in amendments if indicator.code in amendment.adds)


def _gone(indicator: Indicator, amendments: Iterable[Amendment], when: date) -> bool | None:
    if indicator.until is not None:
        return when > indicator.until
    return _any(amendment.in_effect(when) for amendment in amendments if indicator.code in amendment.removes)


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Return the « or » of answers of which some are unknown."""
    known = set(answers)
    return True if True in known else (None if None in known else False)


class TargetingOrder(Sourced):
    """An order (arrêté) that says which hospitals are bound on which indicators."""

    code: Code
    territory: str
    act: str = Field(min_length=1)
    date: Day


class TargetingCounts(Sourced):
    """How many hospitals are targeted, as a source published it.

    Attributes:
        label: the table it was read in.
        period: the activity it tells, when the source says so.
        hospitals: by indicator, then by territory; empty is « not published », which is not 0.
    """

    label: str = Field(min_length=1)
    period: Period | None = None
    hospitals: dict[str, dict[str, Annotated[int, Field(ge=0)] | None]]

    def number(self, indicator: str, territory: str) -> int | None:
        """Return the number published for an indicator and a territory; None when none was."""
        return self.hospitals.get(indicator, {}).get(territory)


@dataclass(frozen=True)
class ContractOn:
    """The contract on one day.

    Attributes:
        term: the term in force.
        indicators: codes of the indicators that belong to it on that day.
        uncertain: codes of those of which no source says whether they do: an amendment has no date.
        amendments: codes of the amendments in effect.
    """

    term: ContractTerm
    indicators: tuple[str, ...]
    uncertain: tuple[str, ...]
    amendments: tuple[str, ...]


def contract_on(
    terms: Iterable[ContractTerm], indicators: Iterable[Indicator], amendments: Iterable[Amendment], when: date
) -> ContractOn | None:
    """Return the contract on a date, None between two contracts."""
    term = next((term for term in terms if term.start <= when <= term.end), None)
    if term is None:
        return None
    amendments = tuple(amendments)
    presence = {indicator.code: indicator.presence(amendments, when) for indicator in indicators}
    return ContractOn(
        term=term,
        indicators=tuple(code for code, known in presence.items() if known == "present"),
        uncertain=tuple(code for code, known in presence.items() if known == "unknown"),
        amendments=tuple(amendment.code for amendment in amendments if amendment.in_effect(when)),
    )
