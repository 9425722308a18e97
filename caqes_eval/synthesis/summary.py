"""Regional figures drawn from the results. Pure functions."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.result import IndicatorResult
from caqes_eval.statistics.distribution import quartiles


@dataclass(frozen=True, kw_only=True)
class IndicatorSummary:
    """One indicator over a region.

    Attributes:
        evaluated: establishments evaluated, with or without a value.
        valued: establishments with a value that is no small volume.
        overall: sum of numerators over sum of denominators; for an amount, the sum.
        p25, median, p75: quantiles of the establishments' values, None under two values.
        outcomes: establishments by outcome.
    """

    evaluated: int
    valued: int
    overall: Fraction | None
    p25: Fraction | None
    median: Fraction | None
    p75: Fraction | None
    outcomes: Counter[str]


def summarise(results: Sequence[IndicatorResult]) -> IndicatorSummary:
    """Summarise the results of one indicator, one per establishment."""
    # a small volume is told apart: it is neither judged nor counted in the quantiles
    values = [result.value for result in results if result.value is not None and result.outcome != "petit volume"]
    p25, median, p75 = quartiles(values) or (None, None, None)
    return IndicatorSummary(
        evaluated=len(results),
        valued=len(values),
        overall=_overall(results),
        p25=p25,
        median=median,
        p75=p75,
        outcomes=Counter(result.outcome for result in results),
    )


def _overall(results: Sequence[IndicatorResult]) -> Fraction | None:
    valued = [result for result in results if result.value is not None]
    if not valued:
        return None
    pairs = [(result.numerator, result.denominator) for result in valued]
    if any(numerator is None or denominator is None for numerator, denominator in pairs):
        return sum((result.value for result in valued if result.value is not None), Fraction(0))
    numerators = sum((Fraction(numerator) for numerator, _ in pairs if numerator is not None), Fraction(0))
    denominators = sum((Fraction(denominator) for _, denominator in pairs if denominator is not None), Fraction(0))
    return numerators / denominators
