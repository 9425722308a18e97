"""A rule file: the values of one figure of the law or of a contract, dated, scoped and sourced.

A value holds from ``since`` to ``until`` (included). Without ``until`` it holds until the next value of the same
region. ``value: null`` says that nothing holds any more, or, with ``missing``, that no source gives the figure.
"""

from datetime import date, timedelta
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import REGION_PATTERN
from caqes_eval.foundation.provenance import Checked, Missing, Reference, Status, require_vouched
from caqes_eval.foundation.strict_yaml import YamlText, validated
from caqes_eval.identifiers import check_finess
from caqes_eval.regulation.parameters.values import NUMBER_UNITS, Unit, value_type

Comparator = Literal["<", "<=", ">", ">="]
Generation = Literal["G1", "G2", "G3"]
AppliesTo = Literal["activity", "decision"]

V = TypeVar("V")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExceptionValue(_Strict, Generic[V]):
    """The value of one establishment where it differs from its region's."""

    name: str = Field(min_length=1)
    value: V


class Scope(_Strict, Generic[V]):
    """To whom a value applies: a generation of contracts, a region, establishments that differ (by FINESS)."""

    generation: Generation | None = None
    region: str | None = Field(None, pattern=REGION_PATTERN)
    exceptions: dict[str, ExceptionValue[V]] = {}

    @field_validator("exceptions")
    @classmethod
    def _known_finess(cls, exceptions: dict[str, ExceptionValue[V]]) -> dict[str, ExceptionValue[V]]:
        for finess in exceptions:
            check = check_finess(finess)
            if check.value != finess:
                raise ValueError(f"« {finess} » n’est pas un FINESS. {check.reason}")
        return exceptions


class DatedValue(_Strict, Generic[V]):
    """A value, when and to whom it applies, and what vouches for it.

    Attributes:
        until: its last day, included, when the text gives one.
        proposed: the team's own choice, which no text states; shown apart from what a text says.
    """

    since: Day
    until: Day | None = None
    scope: Scope[V] = Scope()
    value: V | None
    missing: Missing | None = None
    status: Status
    proposed: bool = False
    reference: Reference
    checked: Checked | None = None
    note: str | None = None

    @field_validator("proposed", mode="before")
    @classmethod
    def _true_or_false(cls, typed: object) -> object:
        return {"true": True, "false": False}.get(typed, typed) if isinstance(typed, str) else typed

    @model_validator(mode="after")
    def _coherent(self) -> "DatedValue[V]":
        if self.until and self.until < self.since:
            raise ValueError(f"until ({french.day(self.until)}) précède since ({french.day(self.since)}).")
        if self.missing and self.value is not None:
            raise ValueError("missing dit qu’aucune source ne donne la valeur : value doit alors rester null.")
        if self.proposed and self.status == "confirmed":
            raise ValueError("une proposition de l’équipe (proposed) n’est pas une valeur confirmée.")
        require_vouched(self.status, self.reference, self.checked)
        return self

    def shares_scope_with(self, other: "DatedValue[V]") -> bool:
        """Say whether one establishment could be under both values."""
        same_generation = self.scope.generation == other.scope.generation
        return self.scope.region == other.scope.region and (
            same_generation or None in (self.scope.generation, other.scope.generation)
        )


class RuleFile(_Strict, Generic[V]):
    """The content of one rule file.

    Attributes:
        applies_to: whether the law of the activity year or that of the day of the decision is to be used.
    """

    description: str = Field(min_length=1)
    unit: Unit
    comparator: Comparator | None = None
    applies_to: AppliesTo = "activity"
    values: tuple[DatedValue[V], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _comparator_needs_a_number(self) -> "RuleFile[V]":
        if self.comparator and self.unit not in NUMBER_UNITS:
            raise ValueError(f"une valeur de l’unité « {self.unit} » ne se compare pas : ôtez comparator.")
        return self

    def last_day(self, dated: DatedValue[V]) -> date | None:
        """Return the last day on which a value holds, None while nothing ends it."""
        following = [
            other.since
            for other in self.values
            if other.since > dated.since and other.scope.region == dated.scope.region
        ]
        return dated.until or (min(following) - timedelta(days=1) if following else None)

    def holding(self, when: date) -> list[DatedValue[V]]:
        """Return the values that hold on a date, whatever their scope."""
        return [
            dated
            for dated in self.values
            if dated.since <= when and ((last := self.last_day(dated)) is None or when <= last)
        ]


def read_rule_file(document: YamlText) -> "RuleFile[object]":
    """Type a rule file, whose values have the type of its unit.

    Raises:
        ParameterFileError: with every fault, each with its line, its key and the nearest known key.
    """
    content = document.content
    unit = content.get("unit") if isinstance(content, dict) else None
    model: type[RuleFile[object]] = RuleFile.__class_getitem__(value_type(unit if isinstance(unit, str) else ""))  # type: ignore[assignment]
    return validated(document, model)


def overlaps(file: "RuleFile[object]", document: YamlText) -> list[Finding]:
    """Return a finding for each value that begins while another of the same scope still holds."""
    indexed = sorted(enumerate(file.values), key=lambda item: item[1].since)
    findings = []
    for position, (_, former) in enumerate(indexed):
        for index, later in indexed[position + 1 :]:
            last = file.last_day(former)
            # a decision is taken whatever the generation of the activity: it does not tell two values apart
            same_region = former.scope.region == later.scope.region
            meet = same_region if file.applies_to == "decision" else former.shares_scope_with(later)
            if meet and (later.since == former.since or (last and later.since <= last)):
                findings.append(
                    Finding(
                        code="dates_qui_se_recouvrent",
                        severity=Severity.BLOCKING,
                        file=document.file,
                        line=document.line(("values", index, "since")),
                        key=f"values, n° {index + 1}, since",
                        value=later.since.isoformat(),
                        message=(
                            f"cette valeur commence le {french.day(later.since)} alors que celle du "
                            f"{french.day(former.since)} vaut encore, pour la même portée."
                        ),
                        why="deux valeurs le même jour : le résultat dépendrait du hasard.",
                        remedy="corrigez since ou until, ou donnez une portée (scope) différente à l’une des deux.",
                    )
                )
    return findings
