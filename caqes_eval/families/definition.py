"""What a family is: its indicators as data, and the pure functions that measure them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import pandas as pd

from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.regulation.regime import Law

Direction = Literal["higher", "lower"]


@dataclass(frozen=True, kw_only=True)
class Definition:
    """An indicator, as the report explains it.

    Attributes:
        code: stable identifier (``generics.repertoire_rate``).
        label: name in French.
        numerator, denominator: what is divided by what, in French.
        unit: ``proportion``, ``€/boîte`` or ``€``.
        direction: which way is good.
        why: why the contract looks at it, in French.
        target: key of the rule that gives the objective, None when no text gives one.
        minimum: key of the rule under which a denominator is too small to be judged.
        by_molecule: whether ``<code>.<ATC5>`` exists for each molecule met.
    """

    code: str
    label: str
    numerator: str
    denominator: str
    unit: str
    direction: Direction
    why: str
    target: str | None = None
    minimum: str | None = None
    by_molecule: bool = False


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What was counted for one establishment, in integers: boxes, or euro cents for amounts.

    Attributes:
        code: indicator, with its molecule when there is one.
        label: name in French, the definition's own when empty.
        numerator, denominator: counts; their ratio is the value.
        scale: what else the ratio is divided by to be in the definition's unit (100 for cents per box).
    """

    code: str
    numerator: int
    denominator: int
    label: str = ""
    scale: int = 1

    @property
    def value(self) -> Fraction | None:
        """The exact value, None when the denominator is zero (or less: a file can hold negative boxes)."""
        return Fraction(self.numerator, self.denominator * self.scale) if self.denominator > 0 else None


@dataclass(frozen=True, kw_only=True)
class Family:
    """A family of indicators: a folder with the same furniture as the others.

    Attributes:
        code: name of the folder, of the template and of the dossiers.
        title: in French, for the reader.
        volet: part of the contract it belongs to.
        definitions: its indicators.
        measure: classified products (see :mod:`caqes_eval.families.products`) to what was counted.
        derive: results to the further results that rest on them (savings at the median).
        advise: results and products to what to do next, in French, drawn from the figures.
        repertoire: whether the generic repertoire matters to it (the BDPM comparison is then shown).
    """

    code: str
    title: str
    volet: str
    definitions: tuple[Definition, ...]
    measure: Callable[[pd.DataFrame], list[Measure]]
    advise: Callable[[Sequence[IndicatorResult], pd.DataFrame], list[str]]
    derive: Callable[[Sequence[IndicatorResult]], list[IndicatorResult]] = lambda _: []
    repertoire: bool = False

    def definition(self, code: str) -> Definition:
        """Return the definition of an indicator code, molecule or not."""
        for definition in self.definitions:
            if code == definition.code or (definition.by_molecule and code.startswith(f"{definition.code}.")):
                return definition
        raise KeyError(code)

    def rules_in(self, law: Law) -> dict[str, Rule]:
        """Return the rules of the family as they apply to a case, by key.

        Raises:
            RuleNotFoundError: one of them has no value at that date.
            ParameterRequiredError: no source gives one of them.
            ParameterFileError: one of them has no comparator, and nothing can be judged by it.
        """
        keys = [key for definition in self.definitions for key in (definition.target, definition.minimum) if key]
        rules = {key: law.rule(key) for key in dict.fromkeys(keys)}
        for key, rule in rules.items():
            if rule.comparator is None:
                raise ParameterFileError(
                    f"La règle « {key} » sert à juger et n’a pas de comparateur.",
                    remedy=f"Ajoutez comparator (>=, >, <= ou <) dans params/regulation/{key.replace('.', '/')}.yml.",
                )
        return rules


RuleValues = Mapping[str, Rule]
