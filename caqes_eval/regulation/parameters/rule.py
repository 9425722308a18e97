"""A rule in force on a date, and to whom it is asked to apply."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic_core.core_schema import ValidationInfo

from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.provenance import Checked, Reference, Status
from caqes_eval.regulation.parameters.rule_file import AppliesTo, Comparator, Generation
from caqes_eval.regulation.parameters.values import ProductGroup, ProductStatus, Unit, Value, typed


@dataclass(frozen=True, kw_only=True)
class Subject:
    """To whom a rule is to be applied; what is left out is not distinguished.

    Attributes:
        region: code of the region (``paca``), None for a national question.
        finess: the establishment's numbers, geographic and legal, for the exceptions that name it.
        generation: generation of contracts.
    """

    region: str | None = None
    finess: tuple[str, ...] = ()
    generation: Generation | None = None


ANYONE = Subject()


class Rule(BaseModel):
    """A rule in force on a date, ready to be archived with what it decided.

    Attributes:
        since, until: first and last day on which the value holds; ``until`` is None while nothing ends it.
        exception: the establishment whose exception gave the value, None for the common value.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    description: str
    unit: Unit
    comparator: Comparator | None = None
    applies_to: AppliesTo = "activity"
    value: Any
    status: Status
    proposed: bool = False
    reference: Reference
    checked: Checked | None = None
    note: str | None = None
    since: Day
    until: Day | None = None
    generation: Generation | None = None
    region: str | None = None
    exception: str | None = None

    @field_validator("value")
    @classmethod
    def _of_its_unit(cls, value: object, info: ValidationInfo) -> Value:
        kind: Value = typed(value, info.data.get("unit", "texte"))
        return kind

    @property
    def amount(self) -> Decimal:
        """The value of a rule that is a number."""
        if not isinstance(self.value, Decimal):
            raise TypeError(f"rule {self.key} is no number but {self.unit}")
        return self.value

    @property
    def ratio(self) -> Fraction:
        """The value of a rule that is a number, as an exact fraction."""
        return Fraction(self.amount)

    def holds(self, value: Fraction) -> bool:
        """Say whether ``value comparator limit`` is true, on exact values."""
        limit = self.ratio
        match self.comparator:
            case ">=":
                return value >= limit
            case ">":
                return value > limit
            case "<=":
                return value <= limit
            case "<":
                return value < limit
        raise TypeError(f"rule {self.key} has no comparator")

    @property
    def enabled(self) -> bool:
        """The value of a rule that is a switch."""
        if not isinstance(self.value, bool):
            raise TypeError(f"rule {self.key} is no switch but {self.unit}")
        return self.value

    @property
    def text(self) -> str:
        """The value of a rule that is a text or a duration."""
        if not isinstance(self.value, str):
            raise TypeError(f"rule {self.key} is no text but {self.unit}")
        return self.value

    @property
    def years(self) -> tuple[int, ...]:
        """The value of a rule that is a list of years."""
        if self.unit != "années":
            raise TypeError(f"rule {self.key} is no list of years but {self.unit}")
        years: tuple[int, ...] = self.value
        return years

    @property
    def codes(self) -> dict[str, ProductStatus]:
        """The value of a rule that is a table of codes."""
        if self.unit != "codes":
            raise TypeError(f"rule {self.key} is no table of codes but {self.unit}")
        codes: dict[str, ProductStatus] = self.value
        return codes

    @property
    def products(self) -> dict[str, ProductGroup]:
        """The value of a rule that is a table of product groups."""
        if self.unit != "produits":
            raise TypeError(f"rule {self.key} is no table of products but {self.unit}")
        products: dict[str, ProductGroup] = self.value
        return products
