"""The table of products every PHEV family works on, and its perimeter.

Columns of *classified products*, one row per row of the source: ``finess, cip13, label, atc5, atc5_label, top_gen``
(text), ``boxes, reimbursed_cents, base_cents, source_line`` (integers), ``status`` (text, below).

========================  ====================================================================
status                    meaning
========================  ====================================================================
``outside``               outside the generic repertoire
``generic``               a generic
``reference``             a reference product that has a generic
``repertoire``            of the repertoire, generic or reference: an extract does not say which
``biosimilar``            a biosimilar
``biological_reference``  a biological reference product
``not_released``          product withheld by statistical secrecy (« Non restitué »): euros only
``fee``                   dispensing fee: euros only, no box
``undecided``             the repertoire chosen does not say (absent or ambiguous in BDPM)
========================  ====================================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from caqes_eval.families.case import Case, Input
from caqes_eval.identifiers import FEE_CIP13, NOT_RELEASED_CIP13

OPEN_PHMEV = "open_phmev"
INPUT = Input(code=OPEN_PHMEV, label="Open PHMEV : prescriptions hospitalières délivrées en ville", required=False)
TOP_GEN = "open_phmev.top_gen"
REPERTOIRE = ("generic", "reference", "repertoire")


def classified(case: Case) -> pd.DataFrame:
    """Return the classified products of a case for its year; empty when Open PHMEV has none of them."""
    rows = case.rows(OPEN_PHMEV)
    if rows.empty:
        return rows.assign(status=pd.Series(dtype="str"))
    repertoire = case.repertoire if case.repertoire_source == "bdpm" else None
    return classify(rows, case.law.rule(TOP_GEN).codes, repertoire)


def classify(
    products: pd.DataFrame, top_gen_status: Mapping[str, str], repertoire: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Add the ``status`` of each product.

    Args:
        products: rows of an establishment as :func:`caqes_eval.intake.open_phmev.read_establishment` gives them.
        top_gen_status: meaning of the TOP_GEN codes of that year (rule ``open_phmev.top_gen``).
        repertoire: table ``cip13, status`` of BDPM when it decides the generic repertoire instead of TOP_GEN.
            Biologicals keep the status given by TOP_GEN, for BDPM has no biosimilar flag.

    Raises:
        KeyError: a TOP_GEN code without meaning (the reader refuses such a file before).
    """
    unknown = set(products["top_gen"]) - set(top_gen_status)
    if unknown:
        raise KeyError(f"TOP_GEN codes without meaning: {sorted(unknown)}")
    status = products["top_gen"].map(dict(top_gen_status)).astype("str")
    if repertoire is not None:
        by_product = dict(zip(repertoire["cip13"], repertoire["status"], strict=True))
        from_bdpm = (
            products["cip13"].map(by_product).astype("object").fillna("undecided").replace("ambiguous", "undecided")
        )
        status = status.where(
            status.isin(["biosimilar", "biological_reference", "not_released"]), from_bdpm.astype("str")
        )
    status = status.mask(products["cip13"] == NOT_RELEASED_CIP13, "not_released")
    status = status.mask(products["cip13"] == FEE_CIP13, "fee")
    return products.assign(status=status.astype("str"))


def boxes(products: pd.DataFrame, *statuses: str) -> int:
    """Sum the boxes of the products of some statuses."""
    return int(products.loc[products["status"].isin(statuses), "boxes"].sum())


def cents(products: pd.DataFrame, *statuses: str) -> int:
    """Sum the reimbursed amounts of the products of some statuses, in euro cents."""
    return int(products.loc[products["status"].isin(statuses), "reimbursed_cents"].sum())


def identified(products: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of medicines that are named: neither withheld products nor dispensing fees."""
    return products[~products["status"].isin(["not_released", "fee"])]


def by_product(products: pd.DataFrame) -> pd.DataFrame:
    """Return one row per CIP13: ``cip13, label, top_gen, boxes``, boxes summed over ages and sexes."""
    summed: pd.DataFrame = products.groupby("cip13", as_index=False, sort=True).agg(
        {"label": "first", "top_gen": "first", "boxes": "sum"}
    )
    return summed


@dataclass(frozen=True, kw_only=True)
class Perimeter:
    """What the rates rest on and what they leave out.

    Amounts are reimbursed euro cents; shares are None when there is nothing to divide by.
    """

    total_cents: int
    identified_boxes: int
    identified_cents: int
    not_released_boxes: int
    not_released_cents: int
    fee_cents: int
    undecided_boxes: int

    @property
    def not_released_share(self) -> Fraction | None:
        """Share of the reimbursed euros that no product rate can see."""
        return Fraction(self.not_released_cents, self.total_cents) if self.total_cents else None

    @property
    def not_released_box_share(self) -> Fraction | None:
        """Share of the boxes that no product rate can see."""
        every = self.identified_boxes + self.not_released_boxes
        return Fraction(self.not_released_boxes, every) if every else None


def perimeter(products: pd.DataFrame) -> Perimeter:
    """Count what is kept and what is left out of the rates of an establishment."""
    named = identified(products)
    return Perimeter(
        total_cents=int(products["reimbursed_cents"].sum()),
        identified_boxes=int(named["boxes"].sum()),
        identified_cents=int(named["reimbursed_cents"].sum()),
        not_released_boxes=boxes(products, "not_released"),
        not_released_cents=cents(products, "not_released"),
        fee_cents=cents(products, "fee"),
        undecided_boxes=boxes(products, "undecided"),
    )
