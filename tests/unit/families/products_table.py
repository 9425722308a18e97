"""Small tables of products, written as a hand would."""

from collections.abc import Sequence

import pandas as pd

STATUS_CODES = {
    "0": "outside",
    "1": "generic",
    "4": "reference",
    "9": "not_released",
    "B": "biosimilar",
    "C": "biological_reference",
}


def products(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    """Return rows (CIP13, TOP_GEN, boxes, reimbursed cents) in the columns of the Open PHMEV reader."""
    return pd.DataFrame(
        {
            "finess": pd.Series(["990780017"] * len(rows), dtype="str"),
            "cip13": pd.Series([row[0] for row in rows], dtype="str"),
            "label": pd.Series([f"PRODUIT {row[0]}" for row in rows], dtype="str"),
            "atc5": pd.Series([row[0][-7:] for row in rows], dtype="str"),
            "atc5_label": pd.Series([f"MOLECULE {row[0][-7:]}" for row in rows], dtype="str"),
            "top_gen": pd.Series([row[1] for row in rows], dtype="str"),
            "boxes": pd.Series([row[2] for row in rows], dtype="int64"),
            "reimbursed_cents": pd.Series([row[3] for row in rows], dtype="int64"),
            "base_cents": pd.Series([row[3] for row in rows], dtype="int64"),
            "source_line": pd.Series(range(2, len(rows) + 2), dtype="int64"),
        }
    )


def with_molecule(table: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Give each row its ATC5 code."""
    return table.assign(
        atc5=pd.Series(list(codes), dtype="str"),
        atc5_label=pd.Series([f"MOLECULE {code}" for code in codes], dtype="str"),
    )
