"""Where a value stands in a region: quantiles as aggregates, and nothing shown below a minimum of contributors."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor
from statistics import quantiles

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation.exact import ExactFraction

# an exact quantile can be one establishment's own ratio, whose fraction betrays its counts: four decimals do not
PUBLISHED_DECIMALS = 4
# under twenty contributors the outer quantiles are nearly the second and the last but one
MINIMUM_FOR_EXTREMES = 20


class Distribution(BaseModel):
    """The values of a region's establishments, as aggregates rounded to four decimals.

    Attributes:
        count: establishments that have a value.
        p25, median, p75: quantiles of the establishments' values (linear interpolation, extremes included).
        p10, p90: outer quantiles, None below twenty contributors.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    count: int
    p10: ExactFraction | None
    p25: ExactFraction
    median: ExactFraction
    p75: ExactFraction
    p90: ExactFraction | None


def quartiles(values: Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction] | None:
    """Return the exact quartiles of values, None under two of them."""
    if len(values) < 2:
        return None
    first, second, third = quantiles(values, n=4, method="inclusive")
    return first, second, third


def distribution(values: Sequence[Fraction], *, minimum: int) -> Distribution | None:
    """Summarise the values of a region, or nothing when too few establishments contribute.

    Args:
        values: one exact value per establishment.
        minimum: number of contributors under which no aggregate is given (a single establishment's value could be
            found by difference); at least 2.

    Returns:
        The distribution, or None below the minimum.
    """
    if len(values) < max(minimum, 2):
        return None
    # cut points every 5 %: exact on fractions, unlike floating quantiles
    cuts = [_published(cut) for cut in quantiles(values, n=20, method="inclusive")]
    extremes = len(values) >= MINIMUM_FOR_EXTREMES
    return Distribution(
        count=len(values),
        p10=cuts[1] if extremes else None,
        p25=cuts[4],
        median=cuts[9],
        p75=cuts[14],
        p90=cuts[17] if extremes else None,
    )


def _published(value: Fraction) -> Fraction:
    # half up, like every figure printed (Python's round goes to the even neighbour)
    scale = 10**PUBLISHED_DECIMALS
    return Fraction(floor(value * scale + Fraction(1, 2)), scale)
