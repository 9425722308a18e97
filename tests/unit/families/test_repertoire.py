import csv
from collections import Counter

import pandas as pd
import pytest

from caqes_eval.families.generics.repertoire import COLUMNS, compare_repertoires
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.intake.bdpm import read_bdpm

TOP_GEN = {
    "0": "outside",
    "1": "generic",
    "4": "reference",
    "B": "biosimilar",
    "C": "biological_reference",
    "9": "not_released",
}


def products(*rows):
    return pd.DataFrame(rows, columns=["cip13", "label", "top_gen", "boxes"])


def repertoire(**status_by_cip13):
    return pd.DataFrame(
        {"cip13": [key[1:] for key in status_by_cip13], "status": list(status_by_cip13.values()), "groups": ""}
    )


@pytest.mark.parametrize("top_gen", ["0", "1", "4", "B", "C"])
@pytest.mark.parametrize("status", ["outside", "generic", "reference", "ambiguous"])
def test_only_agreement_is_silent(top_gen, status):
    agreeing = {("0", "outside"), ("1", "generic"), ("4", "reference"), ("B", "outside"), ("C", "outside")}
    result = compare_repertoires(products(("34", "X", top_gen, 5)), repertoire(c34=status), TOP_GEN)
    assert len(result) == (0 if (top_gen, status) in agreeing else 1)


def test_a_disagreement_says_both_statuses():
    result = compare_repertoires(
        products(("11", "ROUGE", "1", 8), ("12", "BLEU", "B", 3)), repertoire(c11="reference", c12="generic"), TOP_GEN
    )
    assert result.to_dict("records") == [
        {"cip13": "11", "label": "ROUGE", "top_gen": "1", "status_top_gen": "generic", "status_bdpm": "reference",
         "boxes": 8},
        {"cip13": "12", "label": "BLEU", "top_gen": "B", "status_top_gen": "biosimilar", "status_bdpm": "generic",
         "boxes": 3},
    ]  # fmt: skip


@pytest.mark.parametrize("top_gen", ["0", "1", "4", "B", "C"])
def test_a_product_unknown_to_the_bdpm_is_absent_whatever_its_code(top_gen):
    result = compare_repertoires(products(("11", "X", top_gen, 1)), repertoire(c99="generic"), TOP_GEN)
    assert result["status_bdpm"].tolist() == ["absent"]


@pytest.mark.parametrize(
    ("cip13", "top_gen"), [("0", "0"), ("9999999999999", "9"), ("9999999999999", "0"), ("11", "9")]
)
def test_what_is_no_product_is_left_out(cip13, top_gen):
    assert compare_repertoires(products((cip13, "X", top_gen, 1)), repertoire(c99="generic"), TOP_GEN).empty


def test_most_boxes_come_first_then_cip13_and_rows_are_renumbered():
    result = compare_repertoires(
        products(("13", "A", "0", 5), ("12", "B", "0", 9), ("11", "C", "0", 5)), repertoire(c99="generic"), TOP_GEN
    )
    assert result["cip13"].tolist() == ["12", "11", "13"]
    assert result.index.tolist() == [0, 1, 2]


def test_an_empty_comparison_keeps_its_columns():
    assert tuple(compare_repertoires(products(), repertoire(c1="generic"), TOP_GEN).columns) == COLUMNS


def test_an_unknown_code_is_refused_by_name():
    with pytest.raises(InputValueError, match="TOP_GEN inconnu : G, Z"):
        compare_repertoires(products(("1", "X", "Z", 1), ("2", "Y", "G", 1)), repertoire(c1="generic"), TOP_GEN)


def test_a_cip13_given_twice_is_a_fault_of_the_caller():
    with pytest.raises(pd.errors.MergeError):
        compare_repertoires(products(("1", "X", "0", 1), ("1", "X", "1", 1)), repertoire(c1="outside"), TOP_GEN)


def test_the_tables_given_are_left_as_they_were():
    given, known = products(("11", "X", "1", 5)), repertoire(c11="outside")
    before = given.copy(), known.copy()
    compare_repertoires(given, known, TOP_GEN)
    pd.testing.assert_frame_equal(given, before[0])
    pd.testing.assert_frame_equal(known, before[1])


@pytest.fixture(scope="module")
def compared(shared_data):
    """PACA and Corse 2024 (5 047 rows, 999 CIP13) against the BDPM of May 2026."""
    boxes, described = Counter(), {}
    path = shared_data / "open_phmev" / "OPEN_PHMEV_2024_extrait_region93_relaye.csv"
    with path.open(encoding="cp1252", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            boxes[row["CIP13"]] += int(row["BOITES"])
            described[row["CIP13"]] = (row["l_cip13"], row["TOP_GEN"])
    bdpm = read_bdpm(
        shared_data / "bdpm" / "CIS_CIP_bdpm.txt", shared_data / "bdpm" / "CIS_GENER_bdpm.txt",
        shown_presentations="c", shown_groups="g",
    )  # fmt: skip
    table = products(*((cip13, *described[cip13], boxes[cip13]) for cip13 in described))
    return table, compare_repertoires(table, bdpm.table, TOP_GEN)


def test_how_many_real_products_carry_each_code(compared):
    assert compared[0]["top_gen"].value_counts().to_dict() == {
        "1": 461, "0": 399, "4": 117, "B": 12, "C": 9, "9": 1,
    }  # fmt: skip


def test_the_real_disagreements_are_those_counted_apart(compared):
    # All 461 codes 1 are generics and 112 of 117 codes 4 are references; 37 codes 0 have entered the repertoire.
    found = compared[1].groupby(["top_gen", "status_bdpm"]).agg(n=("boxes", "size"), boxes=("boxes", "sum"))
    assert found.to_dict("index") == {
        ("0", "absent"): {"n": 1, "boxes": 10285},
        ("0", "generic"): {"n": 10, "boxes": 11939},
        ("0", "reference"): {"n": 27, "boxes": 212669},
        ("4", "outside"): {"n": 5, "boxes": 157505},
    }
