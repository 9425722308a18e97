"""What a rule can be worth: a number with its unit, a duration, a switch, a list, a table."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from isodate import ISO8601Error, parse_duration
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

NumberUnit = Literal[
    "proportion", "€", "€/boîte", "boîtes", "établissements", "indicateurs", "points", "UCD", "dossiers"
]
Unit = Literal[NumberUnit, "durée", "oui/non", "années", "texte", "codes", "produits"]
NUMBER_UNITS = frozenset(get_args(NumberUnit))
ProductStatus = Literal["outside", "generic", "reference", "biosimilar", "biological_reference", "not_released"]


class ProductGroup(BaseModel):
    """The brands of a biosimilar group on a date: what counts as biosimilar, what it is compared to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    atc: str | None = None
    biosimilars: tuple[str, ...] = Field(min_length=1)
    referents: tuple[str, ...] = Field(min_length=1)


LARGEST, FINEST = Decimal(10) ** 15, 30
"""No amount of this field passes a million billions, nor is told beyond thirty decimals."""


def _reasonable(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or abs(value) >= LARGEST or exponent < -FINEST:
        raise ValueError("ce nombre est démesuré : moins de 10¹⁵, avec au plus 30 décimales.")
    return value


def _proportion(value: Decimal) -> Decimal:
    if not -1 <= _reasonable(value) <= 1:
        raise ValueError("une proportion est attendue, entre −1 et 1 (80 % s’écrit 0.80).")
    return value


def _duration(value: str) -> str:
    try:
        parse_duration(value)
    except (ISO8601Error, TypeError):
        raise ValueError("une durée est attendue : P1M (un mois), P3W (trois semaines), P15D (quinze jours).") from None
    return value


def _switch(value: object) -> object:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise ValueError("true (oui) ou false (non) est attendu.")
        return value == "true"
    return value


Amount = Annotated[Decimal, AfterValidator(_reasonable)]
Proportion = Annotated[Decimal, AfterValidator(_proportion)]
Duration = Annotated[str, AfterValidator(_duration)]
Switch = Annotated[bool, BeforeValidator(_switch)]
Years = tuple[int, ...]
Text = Annotated[str, Field(min_length=1)]
Codes = dict[str, ProductStatus]
Products = dict[str, ProductGroup]

_BY_UNIT: Mapping[str, Any] = {
    "proportion": Proportion,
    "durée": Duration,
    "oui/non": Switch,
    "années": Years,
    "texte": Text,
    "codes": Codes,
    "produits": Products,
}

Value = Decimal | bool | str | Years | Codes | Products


def value_type(unit: str) -> Any:  # noqa: ANN401 - a type, for pydantic
    """Return the type of the values of a unit."""
    return _BY_UNIT.get(unit, Amount)


_ADAPTERS = {unit: TypeAdapter(value_type(unit)) for unit in get_args(Unit)}


def typed(value: object, unit: str) -> Any:  # noqa: ANN401 - the type depends on the unit
    """Return a value read back from JSON with the type of its unit.

    Raises:
        ValidationError: it is not of that unit.
    """
    return _ADAPTERS[unit].validate_python(value)
