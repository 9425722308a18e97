"""What several families say of the figures: boxes to gain, products to name. Pure functions."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

import pandas as pd

from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french


def boxes_to_target(result: IndicatorResult) -> int | None:
    """Return how many boxes of the denominator would have to change side to reach the objective."""
    if result.target is None or result.denominator is None or result.numerator is None:
        return None
    missing = Fraction(result.target.value) * Fraction(result.denominator) - Fraction(result.numerator)
    # a strict objective is met one box beyond its limit
    return max(0, floor(missing) + 1 if result.target.comparator == ">" else ceil(missing))


def nothing_to_do(results: Sequence[IndicatorResult]) -> str:
    """Return what to say when no step comes from the figures: all is well, or nothing could be judged."""
    if any(result.outcome == "atteint" for result in results):
        return "Rien à corriger d’après ces données : maintenez les pratiques et le suivi en COMEDIMS."
    return "Aucune conclusion possible d’après ces données : aucun indicateur n’a pu être jugé."


def top_products(products: pd.DataFrame, status: str, count: int) -> pd.DataFrame:
    """Return the products of a status with the most boxes: ``cip13, label, atc5_label, boxes``."""
    # the totals of an extract name no product
    chosen = products[(products["status"] == status) & ((products["label"] != "") | (products["cip13"] != ""))]
    totals: pd.DataFrame = chosen.groupby(["cip13", "label", "atc5_label"], as_index=False).agg({"boxes": "sum"})
    ordered = totals.sort_values(["boxes", "cip13"], ascending=[False, True], ignore_index=True)
    return ordered[ordered["boxes"] > 0].head(count)


def named(products: pd.DataFrame) -> str:
    """Return products and their boxes as a French enumeration."""
    names = [
        f"{label} ({french.plural(int(count), 'boîte')})"
        for label, count in zip(products["label"], products["boxes"], strict=True)
    ]
    return ", ".join(names) or "aucune"
