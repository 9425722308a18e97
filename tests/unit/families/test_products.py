from fractions import Fraction

import pandas as pd
import pytest
from products_table import STATUS_CODES, products

from caqes_eval.families.products import by_product, classify, identified, perimeter

ROWS = products(
    ("A", "0", 10, 1_000),
    ("B", "1", 20, 2_000),
    ("C", "4", 5, 4_000),
    ("9999999999999", "9", 7, 500),
    ("0", "0", 0, 300),
)


def test_each_row_gets_the_status_of_its_code() -> None:
    assert list(classify(ROWS, STATUS_CODES)["status"]) == ["outside", "generic", "reference", "not_released", "fee"]


def test_fees_and_withheld_products_are_not_identified_medicines() -> None:
    assert list(identified(classify(ROWS, STATUS_CODES))["cip13"]) == ["A", "B", "C"]


def test_a_code_without_meaning_is_never_guessed() -> None:
    with pytest.raises(KeyError, match="G"):
        classify(products(("A", "G", 1, 1)), STATUS_CODES)


def test_the_perimeter_counts_what_the_rates_leave_out() -> None:
    left_out = perimeter(classify(ROWS, STATUS_CODES))
    assert left_out.total_cents == 7_800
    assert left_out.identified_boxes == 35
    assert left_out.identified_cents == 7_000
    assert left_out.fee_cents == 300
    # 5,00 € of 78,00 €, and 7 boxes of 42
    assert left_out.not_released_share == Fraction(500, 7_800)
    assert left_out.not_released_box_share == Fraction(7, 42)


def test_an_empty_file_has_no_share_rather_than_a_zero() -> None:
    left_out = perimeter(classify(products(), STATUS_CODES))
    assert left_out.not_released_share is None
    assert left_out.not_released_box_share is None


def test_the_drug_database_can_decide_the_repertoire_instead_of_top_gen() -> None:
    rows = products(
        ("A", "0", 1, 1),
        ("B", "1", 1, 1),
        ("C", "4", 1, 1),
        ("D", "B", 1, 1),
        ("9999999999999", "9", 1, 1),
        ("0", "0", 0, 1),
    )
    repertoire = pd.DataFrame({"cip13": ["A", "B", "D"], "status": ["generic", "ambiguous", "outside"]})
    statuses = list(classify(rows, STATUS_CODES, repertoire)["status"])
    # A changes, B is ambiguous, C is absent, D stays a biosimilar (the database has no such flag)
    assert statuses == ["generic", "undecided", "undecided", "biosimilar", "not_released", "fee"]


def test_rows_of_one_product_are_summed_over_ages() -> None:
    summed = by_product(products(("A", "1", 3, 1), ("A", "1", 4, 1), ("B", "0", 1, 1)))
    assert summed.to_dict("list") == {
        "cip13": ["A", "B"],
        "label": ["PRODUIT A", "PRODUIT B"],
        "top_gen": ["1", "0"],
        "boxes": [7, 1],
    }
