import pandas as pd

from caqes_eval.pipeline.phmev_rows import implausible_rows


def rows(*lines: tuple[str, int, int, int]) -> pd.DataFrame:
    """Return rows (CIP13, boxes, reimbursed, base) of one establishment, from line 2 on."""
    return pd.DataFrame(
        {
            "cip13": [line[0] for line in lines],
            "boxes": [line[1] for line in lines],
            "reimbursed_cents": [line[2] for line in lines],
            "base_cents": [line[3] for line in lines],
            "source_line": range(2, len(lines) + 2),
        }
    )


def test_ordinary_rows_say_nothing() -> None:
    assert implausible_rows(rows(("A", 1, 1, 1), ("A", 1, 1, 1), ("B", 500, 9, 9))) == ()


def test_each_kind_is_told_with_its_first_line() -> None:
    found = implausible_rows(rows(("A", 1, 1, 1), ("B", 2, 9, 5), ("C", -1, 1, 1), ("D", 500, 7, 7), ("D", 500, 7, 7)))
    assert [finding.code for finding in found] == ["rem_superieur_a_bse", "valeur_negative", "ligne_en_double"]
    assert ["ligne 3" in found[0].sentence, "ligne 4" in found[1].sentence, "ligne 5" in found[2].sentence] == [
        True
    ] * 3


def test_withheld_products_may_look_alike() -> None:
    assert implausible_rows(rows(("9999999999999", 500, 7, 7), ("9999999999999", 500, 7, 7))) == ()
