"""IPP and ezetimibe on the real Open PHMEV rows, PERFADOM modes on the real nomenclature; said absent when they are."""

import gzip
import json
from collections import defaultdict
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from national_cases import case

from caqes_eval.families.national import open_phmev
from caqes_eval.families.national.perfadom_label import mode_of

EXTRACT = "open_phmev/OPEN_PHMEV_2024_extrait_region93_relaye.csv"
EZETIMIBE = ("C10AX09", "C10BA02", "C10BA05", "C10BA06")


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> pd.DataFrame:
    path = shared_data / EXTRACT
    if not path.is_file():
        pytest.skip("real public files absent: no Open PHMEV extract in ../shared/data")
    return pd.read_csv(path, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def cases(raw: pd.DataFrame) -> dict[str, object]:
    """One case per establishment, of 2024, from the raw rows."""
    rows = defaultdict(list)
    for finess, cip13, atc5, boxes, euros in zip(
        raw["etb_rgt"], raw["CIP13"], raw["ATC5"], raw["BOITES"], raw["REM"], strict=True
    ):
        cents = euros.replace(".", "").replace(",", "")
        assert euros.replace(".", "")[-3] == ","
        rows[finess].append({
            "year": 2024, "period": "2024", "cip13": cip13, "atc5": atc5, "boxes": int(boxes), "reimbursed_cents": int(cents),
        })  # fmt: skip
    return {
        finess: case({"open_phmev": own}, year=2024, indicators=["ipp", "ezetimibe"]) for finess, own in rows.items()
    }


@pytest.mark.parametrize(
    ("contract", "condition"),
    [("ipp", "starts_with(ATC5, 'A02BC')"), ("ezetimibe", f"ATC5 IN {EZETIMIBE}")],
    ids=["ipp", "ezetimibe"],
)
def test_boxes_and_euros_of_each_establishment_are_those_that_sql_counts(raw, cases, contract, condition):
    counted = {finess: open_phmev.count(each, contract) for finess, each in cases.items()}
    query = f"""
        SELECT etb_rgt, sum(CASE WHEN {condition} THEN BOITES::BIGINT ELSE 0 END),
            sum(CASE WHEN {condition} THEN replace(replace(REM, '.', ''), ',', '.')::DECIMAL(18, 2) ELSE 0 END)
        FROM raw GROUP BY etb_rgt
    """  # noqa: S608 - conditions of ours
    connection = duckdb.connect()
    connection.register("raw", raw)
    expected = {finess: (int(boxes), int(euros * 100)) for finess, boxes, euros in connection.execute(query).fetchall()}
    assert {finess: (each.boxes, each.cents) for finess, each in counted.items()} == expected
    assert len(expected) == 74


def test_the_totals_are_those_read_once_by_hand(cases):
    ipp = sum(open_phmev.count(each, "ipp").boxes for each in cases.values())
    ezetimibe = sum(open_phmev.count(each, "ezetimibe").boxes for each in cases.values())
    # 12 921 + 85 579 + 3 182 + 39 + 50 557 boxes of A02BC01 to 05 ; 150 + 7 319 + 2 406 of C10AX09, C10BA05 and 06
    assert (ipp, ezetimibe) == (152_278, 9_875)


def test_the_lists_are_those_of_the_real_labels(raw):
    labels = dict(zip(raw["ATC5"], raw["L_ATC5"], strict=True))
    withholding = {atc for atc, label in labels.items() if "EZETIMIBE" in label.upper()}
    assert withholding == {"C10AX09", "C10BA05", "C10BA06"}
    assert withholding < set(EZETIMIBE)
    ipp = {atc: label for atc, label in labels.items() if atc.startswith("A02BC")}
    assert ipp == {
        "A02BC01": "OMEPRAZOLE", "A02BC02": "PANTOPRAZOLE", "A02BC03": "LANSOPRAZOLE", "A02BC04": "RABEPRAZOLE",
        "A02BC05": "ESOMEPRAZOLE",
    }  # fmt: skip
    # no product outside the class holds one, alone or combined
    elsewhere = {label for atc, label in labels.items() if any(name in label for name in ipp.values())} - {
        *ipp.values()
    }
    assert elsewhere == set()


def test_every_mode_of_the_real_nomenclature_is_read(shared_data):
    path = shared_data / "lpp/lpp_ameli.json.gz"
    if not path.is_file():
        pytest.skip("real public files absent: no LPP nomenclature in ../shared/data")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        labels = [row["lpp_libelle"] for row in json.load(file) if "perfadom" in row["lpp_libelle"]]
    assert len(labels) == 44
    for label in labels:
        # what the sentence says before the package's own code
        words = label.partition("perfadom")[0]
        said = (
            "either" if "sa/diff" in words
            else "diffuser" if "diff" in words
            else "gravity" if "gravite" in words
            else "electric" if "actif" in words or " sa " in words
            else "other"
        )  # fmt: skip
        assert mode_of(label) == said, label


@pytest.mark.parametrize(
    ("label", "mode"),
    [
        ("PERFADOM10-C-SADIFF-=1/S", "either"),
        ("perfadom7e-s-sa-elec", "electric"),
        ("PERFADOM 6-IS-GRAV", "gravity"),
        ("perfadom42-c-sa immu-iv", "electric"),
        ("PERFADOM23-TRANSFUSION-DE-PSL-EN-EFS", "other"),
        ("perfadom22-entretien-vc-picc-line", "other"),
        ("Pied à sérum", None),
        ("PERFADOM", None),
        ("", None),
    ],
)
def test_the_mode_of_a_label(label, mode):
    assert mode_of(label) == mode
