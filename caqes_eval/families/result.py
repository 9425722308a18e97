"""What an evaluation says, as a typed and versioned record: the one that is glued, archived and gathered."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation.exact import Amount, Day, ExactFraction
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.provenance import Status
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rule_file import Comparator
from caqes_eval.statistics.distribution import Distribution

CalculationStatus = Literal[
    "calculé", "non calculable", "données insuffisantes", "non concerné", "données absentes", "en échec"
]
Outcome = Literal[
    "atteint", "non atteint", "sans objectif", "petit volume", "non calculable", "données insuffisantes", "non concerné",
    "données absentes", "en échec",
]  # fmt: skip
Reading = Literal["plus favorable que la médiane", "égal à la médiane", "moins favorable que la médiane"]
Trend = Literal["progrès", "stable", "recul"]


class Record(BaseModel):
    """A part of the result record: nothing unknown, nothing that changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Target(Record):
    """The objective a value is compared with, and the rule it comes from."""

    value: Amount
    comparator: Comparator
    status: Status
    rule: str


class RegionalPosition(Record):
    """Where the value stands among the region's establishments."""

    distribution: Distribution
    reading: Reading | None


class ConditionRecord(Record):
    """One condition of a judgement that several can satisfy: a measure against a dated limit.

    Attributes:
        value: exact, in ``unit``; None when it is not known.
        met: None when the value is not known.
    """

    label: str
    unit: str
    value: ExactFraction | None
    target: Target
    met: bool | None


class AmountRecord(Record):
    """An amount of money that follows from a result: a grant, an incentive, a saving.

    Attributes:
        indicator: the result it rests on.
        amount: euros, to the cent; None when it cannot be computed.
        nature: « due », « encourue », « proposée », « plafond », « sans objet », « estimation ».
        formula: in French words; ``steps`` are its intermediates, in French words with their figures.
        status: that of the weakest parameter.
        reason: why there is no amount, or what must be said beside it.
    """

    code: str
    indicator: str
    label: str
    amount: Amount | None
    nature: str
    formula: str
    steps: tuple[str, ...] = ()
    status: Status
    reason: str = ""


class PointsItem(Record):
    """A line of a scoring grid; ``points`` is None, not 0, when nothing answers it."""

    code: str
    label: str
    answer: str
    points: ExactFraction | None
    maximum: Amount


class Points(Record):
    """The points of a family on the grid of its region.

    Attributes:
        points: None while an item has no answer, for a partial sum would pass for a score.
        acquired: points of the items answered.
        status: that of the grid; ``source``: the text it comes from; ``note``: what must be said beside it.
    """

    points: ExactFraction | None
    acquired: ExactFraction
    maximum: Amount
    items: tuple[PointsItem, ...]
    status: Status
    source: str
    note: str = ""


class HistoryPoint(Record):
    """The value of an indicator in a year; None when it could not be calculated.

    Attributes:
        comparable: whether it is counted as in the year evaluated; otherwise ``note`` says why not.
    """

    year: int
    value: ExactFraction | None
    numerator: ExactFraction | None = None
    denominator: ExactFraction | None = None
    comparable: bool = True
    note: str = ""


class Past(Record):
    """The same indicator in an earlier year."""

    year: int
    value: ExactFraction
    change: ExactFraction | None
    trend: Trend | None


class IndicatorResult(Record):
    """One indicator of one establishment.

    Attributes:
        contract: code of the region's indicator it belongs to (``mo``, ``ipp``), empty when it belongs to none.
        part: molecule, axis or mode that it details; empty for the indicator itself.
        unit: ``proportion``, ``€``, ``€/boîte``, ``mention`` (an answer in words), or the name of what is counted.
        value: exact value in ``unit``, None when it cannot be calculated, never 0 in its place.
        answer: what an indicator « mention » says (« totalement rempli »).
        numerator, denominator: what was divided by what, None for an amount that is no ratio.
        calculation: the calculation in words, with its figures.
        reason: why there is no value, or no verdict.
        untargeted: why it has no objective of its own (« jugé dans le référentiel »); empty for no particular reason.
        caution: what keeps from reading too much in the value (small numbers).
        interval: Wilson's bounds of a rate counted on few cases.
        conditions: of a judgement that any of several conditions satisfies.
        history: the years known, the year evaluated included, oldest first.
    """

    indicator: str
    label: str
    period: str
    unit: str
    direction: Literal["higher", "lower", "none"]
    numerator: Amount | None
    denominator: Amount | None
    value: ExactFraction | None
    calculation: str
    status: CalculationStatus
    outcome: Outcome
    contract: str = ""
    part: str = ""
    answer: str = ""
    reason: str = ""
    untargeted: str = ""
    caution: str = ""
    interval: tuple[Amount, Amount] | None = None
    conditions: tuple[ConditionRecord, ...] = ()
    history: tuple[HistoryPoint, ...] = ()
    target: Target | None = None
    region: RegionalPosition | None = None
    past: Past | None = None


class SourceFile(Record):
    """A file an evaluation rests on."""

    role: str
    name: str
    sha256: str
    year: int | None = None
    rows: int | None = None
    encoding: str | None = None


class FindingRecord(Record):
    """A finding that travels with the result."""

    code: str
    severity: Severity
    sentence: str


State = Literal["reçu", "reçu en retard", "hors délai", "déclaré vide", "non transmis", "inutilisable"]
USABLE: frozenset[State] = frozenset({"reçu", "reçu en retard", "hors délai", "déclaré vide"})


class Delivery(Record):
    """What became of something a family needs, for one period.

    Attributes:
        input: code of the input (``mo_initiations.initiations``).
        label: its French name.
        period: ``2025``, ``2025-S1``.
        state: « hors délai » is after the strict date: read, and told; « déclaré vide » is a zero that was declared.
        reason: why it is not usable, or what must be said, in French.
        files: names of the files it comes from.
        received_on, expected_on, strict_on: days, None when not known.
    """

    input: str
    label: str
    period: str
    state: State
    reason: str = ""
    files: tuple[str, ...] = ()
    received_on: Day | None = None
    expected_on: Day | None = None
    strict_on: Day | None = None

    @property
    def usable(self) -> bool:
        """Whether what was received can be measured."""
        return self.state in USABLE

    @property
    def year(self) -> int:
        """The year of its period."""
        return int(self.period[:4])


class FamilyResult(Record):
    """The evaluation of one establishment for one family."""

    version: Literal[2] = 2
    campaign: str
    finess: str
    establishment: str
    family: str
    period: str
    results: tuple[IndicatorResult, ...]
    points: Points | None = None
    amounts: tuple[AmountRecord, ...] = ()
    actions: tuple[str, ...]
    findings: tuple[FindingRecord, ...]
    deliveries: tuple[Delivery, ...] = ()
    sources: tuple[SourceFile, ...]
    rules: tuple[Rule, ...]
