"""The real public files pass whole; where a range has no key, the shares are those of formats.md §6."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import openpyxl
import pytest

from caqes_eval.identifiers import (
    Check,
    check_cip,
    check_finess,
    check_les,
    check_les_known,
    check_lpp,
    check_ucd,
    cip7_of,
)

KEYLESS_CIP7 = {"30": 6836, "49": 385, "55": 956}


def gzipped(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(json.load(file))


def not_clean(check: Callable[[str], Check], codes: Iterable[str]) -> list[str]:
    """Return the codes that are refused, changed or warned about."""
    verdicts = [check(code) for code in codes]
    return [verdict.typed for verdict in verdicts if verdict.value != verdict.typed or verdict.warning]


@pytest.fixture(scope="module")
def bdpm(shared_data: Path) -> list[tuple[str, str]]:
    """CIP7 and CIP13 of each presentation."""
    with (shared_data / "bdpm" / "CIS_CIP_bdpm.txt").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row[1], row[6]) for row in rows]


@pytest.fixture(scope="module")
def phmev(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "open_phmev" / "OPEN_PHMEV_2024_extrait_region93_relaye.csv"
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_every_lpp_of_the_nomenclature(shared_data: Path) -> None:
    codes = [row["lpp_code"] for row in gzipped(shared_data / "lpp" / "lpp_ameli.json.gz")]
    assert len(codes) == 31_950
    assert [code for code in codes if check_lpp(code).value != code] == []


def test_every_lpp_of_the_device_list_but_two(shared_data: Path) -> None:
    codes = {row.get("dmi_en_sus_code") for row in gzipped(shared_data / "liste_en_sus" / "dmi_en_sus.json.gz")}
    codes.discard(None)
    assert len(codes) == 6_256
    assert {code for code in codes if not check_lpp(str(code)).valid} == {"3182962", "5211911"}


def test_every_ucd_and_only_the_keyless_range_warns(shared_data: Path) -> None:
    rows = gzipped(shared_data / "ucd" / "ucd_libelle.json.gz")
    assert len(rows) == 32_898
    checks = [check_ucd(row["ucd_7"]) for row in rows]
    assert [check.typed for check in checks if check.value != check.typed] == []
    warned = [check.typed for check in checks if check.warning]
    assert len(warned) == 3_290
    assert {code[:3] for code in warned} == {"900"}


def test_every_ucd13_passes_without_a_warning(shared_data: Path) -> None:
    codes = [row["ucd_13"] for row in gzipped(shared_data / "ucd" / "ucd_libelle.json.gz")]
    assert not_clean(check_ucd, codes) == []


def test_every_cip7_and_only_the_mixed_ranges_warn(bdpm: list[tuple[str, str]]) -> None:
    assert len(bdpm) == 20_903
    checks = [check_cip(cip7) for cip7, _ in bdpm]
    assert [check.typed for check in checks if check.value != check.typed] == []
    assert Counter(check.typed[:2] for check in checks if check.warning) == KEYLESS_CIP7


def test_every_cip13_passes_without_a_warning_and_holds_its_cip7(bdpm: list[tuple[str, str]]) -> None:
    assert not_clean(check_cip, [cip13 for _, cip13 in bdpm]) == []
    assert all(cip7_of(cip13) == cip7 for cip7, cip13 in bdpm)


def test_every_finess_of_the_establishments(shared_data: Path) -> None:
    sheet = openpyxl.load_workbook(shared_data / "finess" / "statapp_finess.xlsx", read_only=True).worksheets[0]
    numbers = [str(row[0]) for row in sheet.iter_rows(min_row=2, max_col=1, values_only=True)]
    sheet.parent.close()
    assert len(numbers) == 3_974
    assert sum(number.startswith(("2A", "2B")) for number in numbers) == 38  # 16 in 2A, 22 in 2B
    assert not_clean(check_finess, numbers) == []


def test_every_finess_of_open_phmev(phmev: list[dict[str, str]]) -> None:
    numbers = {row["etb_rgt"] for row in phmev}
    assert len(numbers) == 74
    assert {
        number for number in numbers if check_finess(number).value != number or check_finess(number).warning
    } == set()


def test_open_phmev_has_two_values_that_are_no_product(phmev: list[dict[str, str]]) -> None:
    codes = {row["CIP13"] for row in phmev}
    assert len(codes) == 999
    assert {code for code in codes if not check_cip(code).valid} == {"9999999999999", "0"}


@pytest.mark.parametrize(
    ("name", "column", "distinct"),
    [
        ("ucd_indication", "indication", 489),
        ("ucd_ap_ac_cpc", "indication", 1_157),
        ("specialites_pharmaceutiques_smr", "code_les", 80),
    ],
)
def test_every_indication_code(shared_data: Path, name: str, column: str, distinct: int) -> None:
    codes = {row[column] for row in gzipped(shared_data / "liste_en_sus" / f"{name}.json.gz")}
    assert len(codes) == distinct
    assert {code for code in codes if check_les(code).value != code} == set()
    assert check_les_known("I000672", codes).valid is (name == "ucd_indication")
