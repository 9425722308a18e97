"""Generics: results that rest on others: savings at the regional median, référentiel of the first generation, progress."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal

from caqes_eval.families import progress
from caqes_eval.families.case import Case
from caqes_eval.families.generics.indicators import (
    CONSTANT_RATE,
    EUROS_PER_BOX,
    REFERENTIAL,
    REPERTOIRE_RATE,
    SAVINGS_AT_MEDIAN,
)
from caqes_eval.families.generics.inputs import CONTRACT
from caqes_eval.families.judgements import referential_result
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

NATIONAL = "referentials.repertoire.respected_if.rate"
PROGRESS = "generics.progress"
NO_MEDIAN = "La médiane régionale n’est pas disponible (trop peu d’établissements)."


def derive(case: Case, results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Return the savings at the median and, where the law of the year has one, the national référentiel."""
    return [*savings_at_median(case, results), *referential(case, results)]


def savings_at_median(_: Case, results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Euros saved if the establishment's cost per box of the repertoire were the region's median.

    ``max(0, euros per box − median) × boxes``, rounded to the cent, half up. An establishment below the median has
    nothing to save: 0 is then a result, not an absence.
    """
    cost = next(result for result in results if result.indicator == EUROS_PER_BOX)
    amount, calculation, reason = None, "", ""
    if cost.value is None or cost.denominator is None:
        reason = cost.reason
    elif cost.region is None:
        reason = cost.reason if cost.outcome == "petit volume" else NO_MEDIAN
    else:
        median = cost.region.distribution.median
        excess = max(Fraction(0), cost.value - median)
        exact = excess * Fraction(cost.denominator)
        amount = (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        boxes_counted = french.plural(int(cost.denominator), "boîte")
        calculation = f"max(0 ; {french.euros(cost.value, 6)} − {french.euros(median, 6)}) × {boxes_counted}"
    return [
        IndicatorResult(
            indicator=SAVINGS_AT_MEDIAN,
            label="Économie si le coût par boîte était à la médiane régionale",
            period=cost.period,
            unit="€",
            direction="lower",
            numerator=None,
            denominator=None,
            value=None if amount is None else Fraction(amount),
            calculation=calculation,
            status=_unknown(cost) if amount is None else "calculé",
            outcome=_unknown(cost) if amount is None else "sans objectif",
            reason=reason
            or "Ordre de grandeur pour information : la composition des prescriptions diffère d’un établissement à l’autre.",
        )
    ]


def _unknown(cost: IndicatorResult) -> Literal["données insuffisantes", "non calculable"]:
    return "données insuffisantes" if cost.outcome == "données insuffisantes" else "non calculable"


def referential(case: Case, results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Return whether the national référentiel of the repertoire is respected, for the years that have one (2018-2021)."""
    asked = case.law.missing(NATIONAL) is not None or case.law.find(NATIONAL) is not None
    if not asked:
        return []
    rate = next(result for result in results if result.indicator == REPERTOIRE_RATE)
    judged = referential_result(
        case,
        indicator="repertoire",
        code=REFERENTIAL,
        label="Référentiel national : prescription dans le répertoire des génériques",
        contract=CONTRACT,
        measures={"rate": None if rate.outcome == "petit volume" else rate.value},
    )
    return [judged]


def progressed(case: Case, results: Sequence[IndicatorResult]) -> bool | None:
    """Say whether the rate rose enough in a year to earn points; None when two years cannot be compared.

    At constant repertoire when there is a drug database: a product that enters the repertoire is no progress.
    """
    by_code = {result.indicator: result for result in results}
    rate = by_code.get(CONSTANT_RATE) or by_code[REPERTOIRE_RATE]
    return progress.progressed(case, rate, PROGRESS)
