"""What a family is: its indicators and inputs as data, and the pure functions that measure them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from caqes_eval.campaign.region.scoring import Answer
from caqes_eval.families.case import Case, Input
from caqes_eval.families.result import AmountRecord, FindingRecord, IndicatorResult

Direction = Literal["higher", "lower", "none"]
Number = int | Decimal | Fraction


@dataclass(frozen=True, kw_only=True)
class Definition:
    """An indicator, as the report explains it.

    Attributes:
        code: stable identifier (``generics.repertoire_rate``).
        label: name in French.
        numerator, denominator: what is divided by what, in French; no denominator for a count or a sum.
        unit: ``proportion``, ``€``, ``€/boîte``, ``mention`` (an answer in words), or the name of what is counted
            (« initiation »).
        direction: which way is good; ``none`` for what is only told.
        why: why the contract looks at it, in French.
        contract: code of the region's indicator it belongs to; empty when it belongs to none.
        counted, divided: names of what the numerator and the denominator count (« boîte », « séjour », « € »); the
            denominator's is the numerator's when empty.
        target: key of the rule that gives the objective, None when no text gives one.
        untargeted: why it has no objective of its own, in French (« jugé dans le référentiel »); empty for the usual words.
        minimum: key of the rule under which a denominator is too small to be judged.
        sampled: whether it is a rate of whole cases (stays, files, patients): under 30 of them it has an interval.
        by_part: whether ``<code>.<part>`` exists for each molecule, axis or mode met.
        breaks: keys of the rules that tell from when the series is no longer comparable.
    """

    code: str
    label: str
    numerator: str
    denominator: str = ""
    unit: str
    direction: Direction
    why: str
    contract: str = ""
    counted: str = "boîte"
    divided: str = ""
    target: str | None = None
    untargeted: str = ""
    minimum: str | None = None
    sampled: bool = False
    by_part: bool = False
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What was counted for one establishment and one year, exactly: counts, quantities, euros.

    Attributes:
        code: indicator, with its part (molecule, axis) when there is one.
        label: name in French, the definition's own when empty.
        numerator: None when it is not known, and ``lacking`` then says why.
        denominator: None for a count or a sum; a ratio whose denominator is zero cannot be calculated.
        scale: what else the ratio is divided by to be in the definition's unit (100 for cents per box).
        answer: what an indicator « mention » says.
        lacking: why the data do not suffice, in French.
        without_object: why the question does not arise for this establishment, in French.
        caution: what keeps from reading too much in the value, in French.
    """

    code: str
    numerator: Number | None = None
    denominator: Number | None = None
    ratio: bool = True
    label: str = ""
    scale: int = 1
    answer: str = ""
    lacking: str = ""
    without_object: str = ""
    caution: str = ""

    @property
    def value(self) -> Fraction | None:
        """The exact value, None when it is not known or divides by zero (or less: a file can hold negative boxes)."""
        if self.numerator is None or self.lacking or self.without_object:
            return None
        if not self.ratio:
            return Fraction(self.numerator) / self.scale
        if self.denominator is None or self.denominator <= 0:
            return None
        return Fraction(self.numerator) / (Fraction(self.denominator) * self.scale)


def counted(code: str, number: Number, *, label: str = "", scale: int = 1, caution: str = "") -> Measure:
    """Return the measure of a count or of a sum, which divides by nothing."""
    return Measure(code=code, numerator=number, ratio=False, label=label, scale=scale, caution=caution)


Measures = Sequence[Measure]
Results = Sequence[IndicatorResult]


def _nothing(*_: object) -> list[IndicatorResult]:
    return []


def _no_answer(*_: object) -> Mapping[str, Answer]:
    return {}


def _no_amount(*_: object) -> list[AmountRecord]:
    return []


def _no_finding(*_: object) -> list[FindingRecord]:
    return []


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of indicators: a folder with the same furniture as the others.

    Attributes:
        code: name of the folder, of the template and of the dossiers.
        title: in French, for the reader.
        volet: part of the contract it belongs to.
        contracts: codes of the region's indicators that it evaluates; an establishment bound by none of them is not
            evaluated for it.
        inputs: the tables it reads.
        laws: prefixes of the keys of the rules that it may use (``mo``, ``referentials.ambulance``).
        definitions: its indicators.
        measure: a case to what was counted that year; called for the year evaluated, for each earlier year and for every
            establishment of the region.
        derive: a case and its results to the further results that rest on them (savings, any-of référentiel).
        answers: a case and its results to the level reached by item of the region's scoring grid.
        amounts: a case and its results to grants and incentives.
        notice: what is remarkable in the data of the case, beside what the reading of its files found.
        activity: code of the indicator whose count (or denominator) is the activity that regional envelopes are shared by;
            empty when none is.
        advise: a case and its results to what to do next, in French, drawn from the figures.
    """

    code: str
    title: str
    volet: str
    contracts: tuple[str, ...] = ()
    inputs: tuple[Input, ...]
    laws: tuple[str, ...]
    definitions: tuple[Definition, ...]
    measure: Callable[[Case], Measures]
    advise: Callable[[Case, Results], list[str]]
    derive: Callable[[Case, Results], list[IndicatorResult]] = _nothing
    answers: Callable[[Case, Results], Mapping[str, Answer]] = _no_answer
    amounts: Callable[[Case, Results], list[AmountRecord]] = _no_amount
    notice: Callable[[Case], list[FindingRecord]] = _no_finding
    activity: str = ""

    def definition(self, code: str) -> Definition:
        """Return the definition of an indicator code, with its part or not."""
        for definition in self.definitions:
            if code == definition.code or (definition.by_part and code.startswith(f"{definition.code}.")):
                return definition
        raise KeyError(code)

    def years(self, case: Case) -> tuple[int, ...]:
        """Return the years up to the case's own of which one of its inputs has records, oldest first."""
        known = {year for each in self.inputs for year in case.years(each.code)} | {case.year}
        return tuple(sorted(year for year in known if year <= case.year))
