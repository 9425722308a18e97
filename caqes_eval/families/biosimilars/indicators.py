"""Biosimilars: what is counted. Pure functions on classified products (see ``caqes_eval.families.products``).

``rate = biosimilar boxes / (biosimilar + biological reference boxes)``, overall and per molecule (ATC5); CNAM marks both
in TOP_GEN (B and C). Boxes are not weighted by dose: the open file gives no dose.
"""

import pandas as pd

from caqes_eval.families.definition import Measure
from caqes_eval.families.products import boxes

RATE = "biosimilars.rate"
STATUSES = ("biosimilar", "biological_reference")


def measure(products: pd.DataFrame) -> list[Measure]:
    """Count the overall rate, then the rate of each molecule met, by ATC code."""
    biologicals = products[products["status"].isin(STATUSES)]
    return [overall_rate(biologicals), *molecule_rates(biologicals)]


def overall_rate(products: pd.DataFrame) -> Measure:
    """Boxes of biosimilars over boxes of biosimilars and references, all molecules."""
    return Measure(
        code=RATE,
        label="Recours aux biosimilaires, toutes molécules",
        numerator=boxes(products, "biosimilar"),
        denominator=boxes(products, *STATUSES),
    )


def molecule_rates(products: pd.DataFrame) -> list[Measure]:
    """Return the same rate for each molecule that has a row flagged biosimilar or reference."""
    return [
        Measure(
            code=f"{RATE}.{atc5}",
            label=f"Recours aux biosimilaires : {str(rows['atc5_label'].iloc[0]).lower()} ({atc5})",
            numerator=boxes(rows, "biosimilar"),
            denominator=boxes(rows, *STATUSES),
        )
        for atc5, rows in products.groupby("atc5", sort=True)
    ]
