"""What an evaluation says, as a typed and versioned record: the one that is glued, archived and gathered."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation.exact import Amount, ExactFraction
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.provenance import Status
from caqes_eval.regulation.parameters.rule_file import Comparator
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.statistics.distribution import Distribution

CalculationStatus = Literal["calculé", "non calculable", "données absentes", "en échec"]
Outcome = Literal[
    "atteint", "non atteint", "sans objectif", "petit volume", "non calculable", "données absentes", "en échec"
]
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


class Past(Record):
    """The same indicator in an earlier year."""

    year: int
    value: ExactFraction
    change: ExactFraction | None
    trend: Trend | None


class IndicatorResult(Record):
    """One indicator of one establishment.

    Attributes:
        value: exact value in ``unit``, None when it cannot be calculated, never 0 in its place.
        numerator, denominator: what was divided by what, None for an amount that is no ratio.
        calculation: the calculation in words, with its figures.
        reason: why there is no value, or no verdict.
    """

    indicator: str
    label: str
    period: str
    unit: str
    direction: Literal["higher", "lower"]
    numerator: Amount | None
    denominator: Amount | None
    value: ExactFraction | None
    calculation: str
    status: CalculationStatus
    outcome: Outcome
    reason: str = ""
    target: Target | None = None
    region: RegionalPosition | None = None
    past: Past | None = None

    @property
    def is_molecule(self) -> bool:
        """Whether it details an indicator for one molecule (``biosimilars.rate.L04AB04``)."""
        return self.indicator.count(".") > 1


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


class FamilyResult(Record):
    """The evaluation of one establishment for one family."""

    version: Literal[1] = 1
    campaign: str
    finess: str
    establishment: str
    family: str
    period: str
    results: tuple[IndicatorResult, ...]
    actions: tuple[str, ...]
    findings: tuple[FindingRecord, ...]
    sources: tuple[SourceFile, ...]
    rules: tuple[Rule, ...]
