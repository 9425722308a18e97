"""Where a value stands in a region: exact quantiles, and nothing shown below a minimum of contributors."""

from collections.abc import Sequence
from fractions import Fraction
from statistics import quantiles

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation.exact import ExactFraction


class Distribution(BaseModel):
    """The values of a region's establishments, as aggregates only.

    Attributes:
        count: establishments that have a value.
        overall: sum of numerators over sum of denominators, all establishments together.
        p10, p25, median, p75, p90: quantiles of the establishments' values (linear interpolation, extremes included).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    count: int
    overall: ExactFraction
    p10: ExactFraction
    p25: ExactFraction
    median: ExactFraction
    p75: ExactFraction
    p90: ExactFraction


def distribution(ratios: Sequence[tuple[int, int]], *, minimum: int) -> Distribution | None:
    """Summarise the ratios of a region, or nothing when too few establishments contribute.

    Args:
        ratios: numerator and denominator of each establishment, the denominator above zero.
        minimum: number of contributors under which no aggregate is given (a single establishment's value could be
            found by difference); at least 2.

    Returns:
        The distribution, or None below the minimum.
    """
    if len(ratios) < max(minimum, 2):
        return None
    values = [Fraction(numerator, denominator) for numerator, denominator in ratios]
    # cut points every 5 %: exact on fractions, unlike floating quantiles
    cuts = quantiles(values, n=20, method="inclusive")
    total = Fraction(sum(numerator for numerator, _ in ratios), sum(denominator for _, denominator in ratios))
    return Distribution(
        count=len(values), overall=total, p10=cuts[1], p25=cuts[4], median=cuts[9], p75=cuts[14], p90=cuts[17]
    )
