"""What products that have a cheaper equal cost more than it: euros left on the table. Pure functions.

In each group (same generic group, else same molecule), the mean reimbursed cost of a box of what is replaceable less that
of a box of what replaces it, times the boxes of the former. Means of what this hospital prescribed: strengths and sizes of
box may differ inside a group, so it is an order of magnitude.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from caqes_eval.regulation.calculations.computation import to_cents


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A group where both are prescribed.

    Attributes:
        boxes: of the replaceable products.
        dear, cheap: mean reimbursed cents of a box.
    """

    group: str
    label: str
    boxes: int
    dear: Fraction
    cheap: Fraction

    @property
    def cents(self) -> Fraction:
        """Cents saved were every box replaced; zero when the replaceable product is not the dearer one."""
        return max(Fraction(0), self.dear - self.cheap) * self.boxes


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """The groups compared, the largest saving first, and what could not be.

    Attributes:
        left_out: boxes of replaceable products in a group where nothing that replaces them was prescribed.
        unpriced: boxes without an amount.
    """

    gaps: tuple[Gap, ...]
    left_out: int
    unpriced: int

    @property
    def euros(self) -> Decimal:
        """Their sum, to the cent."""
        return to_cents(sum((gap.cents for gap in self.gaps), Fraction(0)) / 100)


def price_gaps(
    products: pd.DataFrame, *, replaceable: str, replacing: str, groups: Mapping[str, str] | None = None
) -> Gaps:
    """Compare costs inside each group.

    Args:
        products: classified products.
        replaceable: status of what can be replaced (``reference``).
        replacing: status of what replaces it (``generic``).
        groups: group of a CIP13; the molecule (ATC5) stands for it where there is none.
    """
    known = groups or {}
    chosen = products[products["status"].isin([replaceable, replacing])]
    priced = chosen[chosen["reimbursed_cents"].notna()]
    keyed = priced.assign(group=[_group(row, known) for row in priced[["cip13", "atc5"]].to_dict("records")])
    gaps, left_out = [], 0
    for group, rows in keyed.groupby("group", sort=True):
        dear, cheap = (_totals(rows[rows["status"] == status]) for status in (replaceable, replacing))
        if dear[0] <= 0:
            continue
        if not group or cheap[0] <= 0:
            left_out += dear[0]
            continue
        gaps.append(
            Gap(
                group=str(group),
                label=_first(rows["atc5_label"]),
                boxes=dear[0],
                dear=Fraction(dear[1], dear[0]),
                cheap=Fraction(cheap[1], cheap[0]),
            )
        )
    gaps.sort(key=lambda gap: (-gap.cents, gap.group))
    unpriced = int(sum(chosen.loc[chosen["reimbursed_cents"].isna(), "boxes"]))
    return Gaps(gaps=tuple(gaps), left_out=left_out, unpriced=unpriced)


def _group(row: Mapping[object, object], groups: Mapping[str, str]) -> str:
    return groups.get(str(row["cip13"])) or str(row["atc5"] or "")


def _totals(rows: pd.DataFrame) -> tuple[int, int]:
    return int(sum(rows["boxes"])), int(sum(rows["reimbursed_cents"]))


def _first(labels: Iterable[object]) -> str:
    return min((str(label) for label in labels if label), default="")
