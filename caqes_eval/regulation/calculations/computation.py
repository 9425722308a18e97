"""What a rule returns: an amount or a judgement, how it was reached in words, and every parameter it used."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.provenance import Status
from caqes_eval.regulation.parameters.rule import Rule

Number = Decimal | Fraction | int
Nature = Literal["due", "encourue", "proposée", "plafond", "sans objet"]

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Step:
    """An intermediate of a computation.

    Attributes:
        label: what it is, in French.
        value: exact, never rounded before the last step.
        unit: ``€``, ``proportion``, or the name of what is counted.
    """

    label: str
    value: Number
    unit: str

    def shown(self) -> str:
        """Return the value in French, with its unit."""
        if self.unit == "proportion":
            return french.percent(self.value, 2)
        if self.unit == "€":
            return french.euros(self.value)
        decimals = 0 if Fraction(self.value).denominator == 1 else 4
        return f"{french.number(self.value, decimals)} {self.unit}".strip()


@dataclass(frozen=True, kw_only=True)
class Computation:
    """The result of a rule on amounts.

    Attributes:
        rule: code of the rule (``refusal_sanction``).
        label: name of the rule, in French.
        nature: whether the amount is due, only incurred, proposed, a ceiling, or without object.
        amount: euros, to the cent.
        formula: the formula in French words.
        steps: every intermediate, in order.
        parameters: every dated parameter used, with its source.
        reserves: what must be said beside the amount, in French.
    """

    rule: str
    label: str
    nature: Nature
    amount: Decimal
    formula: str
    steps: tuple[Step, ...] = ()
    parameters: tuple[Rule, ...] = ()
    reserves: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """``to_validate`` as soon as one of the parameters is."""
        return weakest(self.parameters)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition of a judgement: a measure against a dated limit; ``met`` is None when the measure is not known."""

    label: str
    value: Fraction | None
    rule: Rule
    met: bool | None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The result of a rule that says yes or no.

    Attributes:
        respected: None when what is known does not decide.
        formula: how the conditions are put together, in French.
    """

    rule: str
    label: str
    respected: bool | None
    formula: str
    conditions: tuple[Condition, ...] = ()
    reserves: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[Rule, ...]:
        """Every dated parameter used, with its source."""
        return tuple(condition.rule for condition in self.conditions)

    @property
    def status(self) -> Status:
        """``to_validate`` as soon as one of the parameters is."""
        return weakest(self.parameters)


def weakest(parameters: Iterable[Rule]) -> Status:
    """Return the status of a result that rests on several values."""
    return "to_validate" if any(rule.status == "to_validate" for rule in parameters) else "confirmed"


def to_cents(amount: Number) -> Decimal:
    """Round euros to the cent, half up, as the last step of a computation."""
    return _quantized(amount, ROUND_HALF_UP)


def ceiling_to_cents(amount: Number) -> Decimal:
    """Round a ceiling down to the cent, so that what is paid or claimed never passes it."""
    return _quantized(amount, ROUND_DOWN)


def _quantized(amount: Number, rounding: str) -> Decimal:
    # in integers: a Decimal division would already have rounded to the precision of the context
    exact = Fraction(amount) * 100
    scaled = abs(exact)
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if rounding == ROUND_HALF_UP and 2 * rest >= scaled.denominator:
        whole += 1
    return Decimal(-whole if exact < 0 else whole).scaleb(-2)


def require(value: Number, label: str, *, minimum: Number = 0, maximum: Number | None = None) -> None:
    """Refuse an input that cannot be: a negative amount, a share above one.

    Raises:
        InputValueError: it is out of its bounds.
    """
    if Fraction(value) < Fraction(minimum) or (maximum is not None and Fraction(value) > Fraction(maximum)):
        bounds = f"au moins {_figure(minimum)}" + ("" if maximum is None else f" et au plus {_figure(maximum)}")
        raise InputValueError(
            f"{label} : {_figure(value)} est impossible ({bounds} attendu).",
            remedy="Vérifiez la valeur dans le document reçu : elle n’est pas corrigée d’office.",
        )


def part_of_whole(part: Number, whole: Number, what: str) -> Fraction | None:
    """Return the exact ratio of a part to its whole, None when the whole is zero.

    Args:
        part: in the same unit as the whole.
        whole: what the part belongs to.
        what: name of the ratio in a message, in French.

    Raises:
        InputValueError: a figure is negative, or the part is above the whole.
    """
    require(part, f"{what}, numérateur")
    require(whole, f"{what}, dénominateur")
    if Fraction(part) > Fraction(whole):
        raise InputValueError(
            f"{what} : la partie ({_figure(part)}) dépasse le tout ({_figure(whole)}), c’est impossible. "
            "L’un des deux chiffres est faux ; rien n’est corrigé d’office et l’objectif n’est pas jugé.",
            remedy="Relevez les deux chiffres à la source et demandez une rectification à qui les a transmis.",
        )
    return Fraction(part) / Fraction(whole) if whole else None


def _figure(value: Number) -> str:
    # every decimal a person would have typed: a bound of 0.5 is not 1
    decimals = next((count for count in range(6) if (Fraction(value) * 10**count).denominator == 1), 6)
    return french.number(value, decimals)
