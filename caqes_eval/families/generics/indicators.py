"""Generics: what is counted. Pure functions on classified products (see ``caqes_eval.families.products``).

Sources: rate of prescription within the repertoire, CSS R.162-43-3 1° bis (abrogated in 2017, still the only primary
formula) and note méthodologique CAQOS 2015; the other three are usual readings without a text.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

from caqes_eval.families.definition import Measure
from caqes_eval.families.products import REPERTOIRE, boxes, cents, identified
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

REPERTOIRE_RATE = "generics.repertoire_rate"
PENETRATION_RATE = "generics.penetration_rate"
EUROS_PER_BOX = "generics.euros_per_box"
SAVINGS_AT_MEDIAN = "generics.savings_at_median"
NO_MEDIAN = "La médiane régionale n’est pas disponible (trop peu d’établissements)."


def measure(products: pd.DataFrame) -> list[Measure]:
    """Count the three measures of the family for one establishment."""
    return [repertoire_rate(products), penetration_rate(products), euros_per_box(products)]


def repertoire_rate(products: pd.DataFrame) -> Measure:
    """Boxes of the repertoire (generics and their references) over the boxes of all identified medicines.

    A product whose place in the repertoire is undecided counts on neither side.
    """
    named = identified(products)
    return Measure(
        code=REPERTOIRE_RATE,
        numerator=boxes(named, *REPERTOIRE),
        denominator=int(named.loc[named["status"] != "undecided", "boxes"].sum()),
    )


def penetration_rate(products: pd.DataFrame) -> Measure:
    """Boxes of generics over boxes of the repertoire."""
    return Measure(
        code=PENETRATION_RATE,
        numerator=boxes(products, "generic"),
        denominator=boxes(products, *REPERTOIRE),
    )


def euros_per_box(products: pd.DataFrame) -> Measure:
    """Reimbursed euros per box of the repertoire."""
    return Measure(
        code=EUROS_PER_BOX,
        numerator=cents(products, *REPERTOIRE),
        denominator=boxes(products, *REPERTOIRE),
        scale=100,
    )


def savings_at_median(results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
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
            status="non calculable" if amount is None else "calculé",
            outcome="non calculable" if amount is None else "sans objectif",
            reason=reason
            or "Ordre de grandeur pour information : la composition des prescriptions diffère d’un établissement à l’autre.",
        )
    ]
