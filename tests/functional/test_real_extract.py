"""The real regional extract: 74 establishments, three of them recomputed from the raw rows of the file."""

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from command import caqes

EXTRACT = "open_phmev/OPEN_PHMEV_2024_extrait_region93_relaye.csv"
# a cancer centre, a university hospital and a Corsican hospital
THREE = ("130784127", "060785011", "2A0000014")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    root = tmp_path_factory.mktemp("reel")
    made = caqes("new", "paca", "--open-phmev", shared_data / EXTRACT, "--year", 2024, "--json", root=root)
    assert (made.code, made.json["establishments"]) == (0, 74)
    ran = caqes("run", "paca", *(part for finess in THREE for part in ("--finess", finess)), "--json", root=root)
    assert ran.code == 0, ran.out
    return root


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / EXTRACT).open(encoding="cp1252", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def boxes(rows: list[dict[str, str]], finess: str, codes: str, atc5: str = "") -> int:
    """Sum the boxes of named medicines by hand: neither fees (CIP13 0) nor withheld products (TOP_GEN 9)."""
    return sum(
        int(row["BOITES"])
        for row in rows
        if row["etb_rgt"] == finess and row["TOP_GEN"] in codes and row["CIP13"] != "0" and atc5 in row["ATC5"]
    )


@pytest.mark.parametrize("finess", THREE)
def test_rates_of_three_hospitals_recomputed_by_hand(root: Path, rows: list[dict[str, str]], finess: str) -> None:
    results = {
        row["indicator"]: row for row in caqes("results", "paca", "--json", root=root).json if row["finess"] == finess
    }
    expected = {
        "generics.repertoire_rate": (boxes(rows, finess, "14"), boxes(rows, finess, "014BC")),
        "generics.penetration_rate": (boxes(rows, finess, "1"), boxes(rows, finess, "14")),
        "biosimilars.rate": (boxes(rows, finess, "B"), boxes(rows, finess, "BC")),
    }
    molecules = {row["ATC5"] for row in rows if row["etb_rgt"] == finess and row["TOP_GEN"] in "BC"}
    for atc5 in molecules:
        expected[f"biosimilars.rate.{atc5}"] = (boxes(rows, finess, "B", atc5), boxes(rows, finess, "BC", atc5))
    assert {code for code in results if code.startswith("biosimilars")} == {
        "biosimilars.savings", "biosimilars.action_plan", *(code for code in expected if code.startswith("biosimilars")),
    }  # fmt: skip
    for code, (numerator, denominator) in expected.items():
        assert (results[code]["numerator"], results[code]["denominator"]) == (numerator, denominator), code
        assert results[code]["value"] == (float(Fraction(numerator, denominator)) if denominator else None), code


def test_euros_per_box_of_a_hospital_recomputed_by_hand(root: Path, rows: list[dict[str, str]]) -> None:
    finess = THREE[0]
    repertoire = [row for row in rows if row["etb_rgt"] == finess and row["TOP_GEN"] in "14"]
    cents = sum(int(row["REM"].replace(".", "").replace(",", "")) for row in repertoire)
    (cost,) = (
        row for row in caqes("results", "paca", "--json", root=root).json
        if (row["finess"], row["indicator"]) == (finess, "generics.euros_per_box")
    )  # fmt: skip
    assert cost["numerator"] == cents / 100
    assert cost["value"] == float(Fraction(cents, 100 * boxes(rows, finess, "14")))
