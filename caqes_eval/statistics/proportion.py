"""How sure a rate is: Wilson's interval, which stays inside 0 and 1 and holds for small numbers.

Source: Wilson, « Probable inference, the law of succession, and statistical inference », JASA 1927; recommended for small
numbers by Brown, Cai and DasGupta, « Interval estimation for a binomial proportion », Statistical Science 2001.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

CONFIDENCE_95 = Decimal("1.959963984540054")
"""Standard score of a two-sided interval at 95 %."""

_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Interval:
    """The bounds of a rate, both between 0 and 1, rounded outwards at the sixth decimal."""

    low: Decimal
    high: Decimal


def wilson(successes: int, trials: int, *, score: Decimal = CONFIDENCE_95) -> Interval:
    """Return Wilson's interval of a rate counted on whole cases.

    Args:
        successes: cases that have what is counted.
        trials: all cases; at least one.
        score: standard score of the confidence wanted.

    Raises:
        ValueError: no case, or more successes than cases.
    """
    if trials < 1 or not 0 <= successes <= trials:
        msg = f"{successes} of {trials} is no rate"
        raise ValueError(msg)
    with localcontext() as context:
        context.prec = 28
        cases, square = Decimal(trials), score * score
        rate = Decimal(successes) / cases
        centre = rate + square / (2 * cases)
        spread = score * (rate * (1 - rate) / cases + square / (4 * cases * cases)).sqrt()
        widened = 1 + square / cases
        low, high = (centre - spread) / widened, (centre + spread) / widened
        # none and all are the ends themselves, which the square root only comes near
        low = Decimal(0) if successes == 0 else max(low.quantize(_PLACES, ROUND_FLOOR), Decimal(0))
        high = Decimal(1) if successes == trials else min(high.quantize(_PLACES, ROUND_CEILING), Decimal(1))
    return Interval(low, high)
