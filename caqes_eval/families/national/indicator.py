"""What each indicator of the family brings: what it counts, what it concludes, what it advises, what it compares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.national.spending import Spent
from caqes_eval.families.result import IndicatorResult

ByCode = Mapping[str, IndicatorResult]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A figure of the year beside that of the year before; None is not known, never zero.

    Attributes:
        unit: ``€`` or ``proportion``.
    """

    label: str
    unit: str
    previous: Fraction | None
    current: Fraction | None

    @property
    def change(self) -> Fraction | None:
        """The change: relative for euros, a difference for a rate; None when it cannot be calculated."""
        if self.previous is None or self.current is None:
            return None
        if self.unit == "proportion":
            return self.current - self.previous
        return (self.current - self.previous) / self.previous if self.previous > 0 else None


def _nothing(*_: object) -> list[IndicatorResult]:
    return []


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """An indicator of the contract.

    Attributes:
        contract: code of the region's indicator.
        name: short name in French, as sentences begin with.
        definitions: what it measures; the first is the one that stands for it.
        compared: what a figure shows of the year and the one before.
        spending: what was spent, for those whose savings are euros of an extract; None for the others.
        national: whether the order of 23 February 2022 lists it, and savings are shared.
        with_plan: whether an action plan is asked for it.
    """

    contract: str
    name: str
    definitions: tuple[Definition, ...]
    measure: Callable[[Case], list[Measure]]
    advise: Callable[[Case, ByCode], list[str]]
    compared: Callable[[Case], list[Compared]]
    derive: Callable[[Case, ByCode], list[IndicatorResult]] = _nothing
    spending: Callable[[Case], Spent] | None = None
    national: bool = True
    with_plan: bool = True

    @property
    def headline(self) -> str:
        """Code of the result that stands for the indicator."""
        return self.definitions[0].code
