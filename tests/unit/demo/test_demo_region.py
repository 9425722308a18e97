import csv
import io
import os
import subprocess
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from caqes_eval.demo import SEED, demo_files, write_demo
from caqes_eval.demo.draws import split
from caqes_eval.demo.medicines import products
from caqes_eval.demo.prescriptions import COLUMNS, amount
from caqes_eval.foundation.errors import OutputError
from caqes_eval.identifiers import check_cip, check_finess
from caqes_eval.intake.bdpm import read_bdpm

COMMITTED = Path(__file__).parents[3] / "demo"
YEARS = (2025, 2024)
PUBLISHED_HEADER = (
    "atc1;l_atc1;atc2;L_ATC2;atc3;L_ATC3;atc4;L_ATC4;ATC5;L_ATC5;CIP13;l_cip13;TOP_GEN;GEN_NUM;age;SEXE;etb_rgt;"
    "categorie_jur;categorie_jur_rgt;code_postal;nom_etb;nom_ville;nom_voie;numero_voie;raison_sociale_etb;"
    "top_etb_age;top_etb_sexe;region_etb;BOITES;REM;BSE"
)
CHU, CLAIRVENT, AUBEPINE, OREE, FONDATION, RIVES, EPSM = (
    "990780017", "990780025", "990780033", "990780041", "990780058", "990780066", "990780074",
)  # fmt: skip
ECLAIRCIE, PIERRE, MOULIN, ESTUAIRES, AURORE, HAD, USLD = (
    "990780082", "990780090", "990780108", "990780116", "990780124", "990780132", "990780140",
)  # fmt: skip
EVERYONE = {
    CHU, CLAIRVENT, AUBEPINE, OREE, FONDATION, RIVES, EPSM, ECLAIRCIE, PIERRE, MOULIN, ESTUAIRES, AURORE, HAD, USLD,
}  # fmt: skip
NOT_RELEASED = "9999999999999"


def raw_rows(year):
    text = demo_files()[f"OPEN_PHMEV_{year}.CSV"].decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@pytest.fixture(scope="module")
def rows():
    return {year: raw_rows(year) for year in YEARS}


@pytest.fixture(scope="module")
def boxes(rows):
    """Boxes by year, hospital and TOP_GEN, fees and products not released left out."""
    counted = {year: defaultdict(Counter) for year in YEARS}
    for year, lines in rows.items():
        for row in lines:
            if row["CIP13"] not in ("0", NOT_RELEASED):
                counted[year][row["etb_rgt"]][row["TOP_GEN"]] += int(row["BOITES"])
    return counted


def repertoire_share(counted):
    return Fraction(counted["1"] + counted["4"], sum(counted.values()))


def biosimilar_rate(counted):
    return Fraction(counted["B"], counted["B"] + counted["C"])


class TestFiles:
    def test_the_files_committed_are_those_made_byte_for_byte(self):
        assert {path.name: path.read_bytes() for path in COMMITTED.iterdir()} == demo_files()

    def test_another_python_process_makes_the_same_bytes(self):
        script = (
            "import hashlib; from caqes_eval.demo import demo_files; "
            "print(hashlib.sha256(b''.join(demo_files().values())).hexdigest())"
        )
        made = {
            subprocess.run(
                [sys.executable, "-c", script],
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "PYTHONHASHSEED": seed},
            ).stdout
            for seed in ("1", "2")
        }
        assert len(made) == 1

    def test_they_stay_small(self):
        sizes = [len(content) for content in demo_files().values()]
        assert max(sizes) < 500_000
        assert sum(sizes) < 900_000

    @pytest.mark.parametrize("year", YEARS)
    def test_open_phmev_has_the_published_layout(self, year):
        content = demo_files()[f"OPEN_PHMEV_{year}.CSV"]
        assert content.startswith(PUBLISHED_HEADER.encode() + b"\r\n")
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n") == len(raw_rows(year)) + 1
        with pytest.raises(UnicodeDecodeError):
            content.decode("utf-8")
        assert content.decode("cp1252") != content.decode("latin-1")  # 0x92, 0x9c: Windows, not ISO

    def test_the_two_bdpm_files_have_their_own_encodings_and_ends(self):
        cip, gener = demo_files()["CIS_CIP_bdpm.txt"], demo_files()["CIS_GENER_bdpm.txt"]
        assert {line.count("\t") for line in cip.decode("utf-8").splitlines()} == {12}
        assert b"\r" not in cip
        assert {line.count("\t") for line in gener.decode("cp1252").splitlines()} == {4}
        assert gener.count(b"\n") == gener.count(b"\r\n") > 0
        assert b"1,234,56" in cip  # the comma of thousands that the real file has

    def test_the_readme_says_that_all_is_invented_and_how_to_redo_it(self):
        text = demo_files()["README.md"].decode()
        assert "Tout est inventé" in text
        assert str(SEED) in text
        assert "python -m caqes_eval.demo demo" in text
        assert all(finess in text for finess in EVERYONE)


class TestWriting:
    def test_only_what_differs_is_written(self, tmp_path):
        folder = tmp_path / "région"
        assert {path.name for path in write_demo(folder)} == set(demo_files())
        assert write_demo(folder) == []
        (folder / "README.md").write_text("changé", encoding="utf-8")
        assert write_demo(folder) == [folder / "README.md"]
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == demo_files()

    def test_a_folder_that_cannot_be_made_is_said_in_french(self, tmp_path):
        (tmp_path / "occupé").write_text("", encoding="utf-8")
        with pytest.raises(OutputError, match="Écriture impossible"):
            write_demo(tmp_path / "occupé")

    def test_the_command_says_what_it_wrote(self, tmp_path):
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "caqes_eval.demo", str(tmp_path / "d")],
            check=True, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert "OPEN_PHMEV_2025.CSV : écrit" in done.stdout


class TestCodes:
    @pytest.mark.parametrize("year", YEARS)
    def test_every_finess_is_valid_and_of_no_real_departement(self, rows, year):
        for finess in {row["etb_rgt"] for row in rows[year]}:
            assert finess.startswith("99")
            assert check_finess(finess).valid
        assert {row["code_postal"][:2] for row in rows[year]} == {"99"}
        assert {row["region_etb"] for row in rows[year]} == {"99"}

    @pytest.mark.parametrize("year", YEARS)
    def test_every_cip_is_valid_and_of_no_real_product(self, rows, year):
        found = {row["CIP13"] for row in rows[year]} - {"0", NOT_RELEASED}
        assert len(found) > 100
        assert all(cip13.startswith("34009999") for cip13 in found)
        checks = [check_cip(cip13) for cip13 in sorted(found)]
        assert all(check.valid and not check.warning for check in checks)

    def test_no_code_nor_brand_is_in_the_real_bdpm(self, shared_data):
        presentations = (shared_data / "bdpm" / "CIS_CIP_bdpm.txt").read_text(encoding="utf-8")
        names = (shared_data / "bdpm" / "CIS_bdpm.txt").read_text(encoding="cp1252").upper()
        for product in products():
            assert product.cip13 not in presentations
            assert product.cis not in names
            invented = product.brand.split()[-1 if product.top_gen == "1" else 0]
            assert invented not in names

    def test_each_label_belongs_to_one_product(self):
        assert len({product.label for product in products()}) == len({p.cip13 for p in products()}) == len(products())


class TestShape:
    @pytest.mark.parametrize("year", YEARS)
    def test_size_and_share_of_rows_not_released(self, rows, year):
        assert 700 <= len(rows[year]) <= 1000
        withheld = [row for row in rows[year] if row["CIP13"] == NOT_RELEASED]
        assert all((row["TOP_GEN"], row["GEN_NUM"]) == ("9", "9999") for row in withheld)
        assert Fraction(8, 100) < Fraction(len(withheld), len(rows[year])) < Fraction(12, 100)
        assert {row["TOP_GEN"] for row in rows[year]} == set("0149BC")

    @pytest.mark.parametrize("year", YEARS)
    def test_a_row_is_a_hospital_a_product_an_age_and_a_sex(self, rows, year):
        keys = [tuple(row[name] for name in ("etb_rgt", "CIP13", "atc4", "ATC5", "age", "SEXE")) for row in rows[year]]
        assert len(keys) == len(set(keys))

    @pytest.mark.parametrize("year", YEARS)
    def test_what_is_masked_is_masked_everywhere(self, rows, year):
        for row in rows[year]:
            assert row["age"] == "99" or row["top_etb_age"] == "1"
            assert row["SEXE"] == "9" or row["top_etb_sexe"] == "1"
        assert {row["etb_rgt"] for row in rows[year] if row["top_etb_age"] == "0"} == {PIERRE}
        assert {row["etb_rgt"] for row in rows[year] if row["top_etb_sexe"] == "0"} == {PIERRE, HAD}

    @pytest.mark.parametrize("year", YEARS)
    def test_fees_have_an_amount_and_no_box(self, rows, year):
        fees = [row for row in rows[year] if row["CIP13"] == "0"]
        assert {row["etb_rgt"] for row in fees} == {row["etb_rgt"] for row in rows[year]}
        assert {row["BOITES"] for row in fees} == {"0"}
        assert all(row["BSE"] != "0,00" for row in fees)
        assert all(int(row["BOITES"]) >= 1 for row in rows[year] if row["CIP13"] != "0")

    def test_one_row_only_is_reimbursed_above_its_base(self, rows):
        def cents(text):
            return int(text.replace(".", "").replace(",", ""))

        above = [(y, r["etb_rgt"]) for y in YEARS for r in rows[y] if cents(r["REM"]) > cents(r["BSE"])]
        assert above == [(2025, CLAIRVENT)]

    def test_names_exercise_escaping(self, rows):
        names = {row["nom_etb"] for row in rows[2025]} | {row["raison_sociale_etb"] for row in rows[2025]}
        for sign in ("&", '"', "'", "’", "Œ", "É"):
            assert any(sign in name for name in names), sign


class TestSituations:
    @pytest.mark.parametrize(
        ("finess", "in_2025", "in_2024"),
        [
            # (generic + reference) / all boxes released, by hand from the plan of each hospital
            (CHU, Fraction(53500, 100250), Fraction(49800, 98000)),
            (CLAIRVENT, Fraction(43, 100), Fraction(46, 100)),
            (AUBEPINE, Fraction(4896, 10000), Fraction(472, 1000)),
            (OREE, Fraction(49, 100), Fraction(475, 1000)),
            (FONDATION, Fraction(61, 100), Fraction(59, 100)),
            (RIVES, Fraction(45, 100), Fraction(415, 1000)),
            (PIERRE, Fraction(1500, 3100), Fraction(1520, 3100)),
            (MOULIN, Fraction(0), Fraction(0)),
            (AURORE, Fraction(6500, 17700), Fraction(6300, 17600)),
        ],
    )
    def test_share_of_the_repertoire(self, boxes, finess, in_2025, in_2024):
        assert repertoire_share(boxes[2025][finess]) == in_2025
        assert repertoire_share(boxes[2024][finess]) == in_2024

    @pytest.mark.parametrize(
        ("finess", "in_2025", "in_2024"),
        [
            (CHU, Fraction(84, 100), Fraction(243, 340)),
            (CLAIRVENT, Fraction(43, 80), Fraction(52, 90)),
            (OREE, Fraction(80, 100), Fraction(74, 100)),
            (FONDATION, Fraction(38, 100), Fraction(45, 100)),
            (RIVES, Fraction(86, 100), Fraction(75, 100)),
            (AURORE, Fraction(90, 100), Fraction(75, 100)),
            (HAD, Fraction(19, 30), Fraction(13, 30)),
        ],
    )
    def test_rate_of_biosimilars(self, boxes, finess, in_2025, in_2024):
        assert biosimilar_rate(boxes[2025][finess]) == in_2025
        assert biosimilar_rate(boxes[2024][finess]) == in_2024

    def test_both_targets_are_passed_and_missed(self, boxes):
        shares = {f: repertoire_share(c) for f, c in boxes[2025].items()}
        rates = {f: biosimilar_rate(c) for f, c in boxes[2025].items() if c["B"] + c["C"]}
        assert {f for f, share in shares.items() if share >= Fraction(49, 100)} == {
            CHU, OREE, FONDATION, EPSM, ECLAIRCIE, HAD,
        }  # fmt: skip
        assert {f for f, rate in rates.items() if rate >= Fraction(80, 100)} == {
            CHU, AUBEPINE, OREE, RIVES, ESTUAIRES, AURORE,
        }  # fmt: skip
        assert set(shares) - set(rates) == {EPSM, MOULIN}

    @pytest.mark.parametrize("year", YEARS)
    def test_a_hospital_without_repertoire_and_one_without_any_product(self, boxes, year):
        assert set(boxes[year][MOULIN]) == {"0"}
        assert USLD not in boxes[year]

    @pytest.mark.parametrize("year", YEARS)
    def test_psychiatry_prescribes_psychotropics_only(self, rows, year):
        codes = {row["atc2"] for row in rows[year] if row["etb_rgt"] == EPSM and row["CIP13"] != "0"}
        assert codes == {"N05", "N06"}

    @pytest.mark.parametrize("year", YEARS)
    def test_small_volumes_by_molecule(self, rows, year):
        by_molecule = defaultdict(int)
        for row in rows[year]:
            if row["etb_rgt"] == ECLAIRCIE and row["TOP_GEN"] in "BC":
                by_molecule[row["ATC5"]] += int(row["BOITES"])
        assert len(by_molecule) >= 3
        assert sum(by_molecule.values()) == 30
        assert all(0 < count < 20 for count in by_molecule.values())

    def test_one_hospital_is_absent_the_year_before(self, rows):
        assert {row["etb_rgt"] for row in rows[2025]} == EVERYONE
        assert {row["etb_rgt"] for row in rows[2024]} == EVERYONE - {ESTUAIRES}

    def test_the_biologicals_of_the_contract_are_there(self, rows):
        found = {(row["ATC5"], row["TOP_GEN"]) for row in rows[2025]}
        for atc5 in ("A10AE04", "L04AB04", "L04AB01", "L03AA13", "B01AB05", "B03XA01", "G03GA05"):
            assert {(atc5, "B"), (atc5, "C")} <= found

    def test_rivaroxaban_enters_the_repertoire_between_the_years(self, rows):
        codes = {y: {r["TOP_GEN"] for r in rows[y] if r["ATC5"] == "B01AF01"} - {"9"} for y in YEARS}
        assert codes == {2025: {"1", "4"}, 2024: {"0"}}


def test_the_bdpm_disagrees_for_five_products_only(tmp_path):
    write_demo(tmp_path)
    bdpm = read_bdpm(
        tmp_path / "CIS_CIP_bdpm.txt", tmp_path / "CIS_GENER_bdpm.txt", shown_presentations="c", shown_groups="g"
    )
    status = dict(zip(bdpm.table["cip13"], bdpm.table["status"], strict=True))
    expected = {"1": "generic", "4": "reference"}
    differences = {
        (product.molecule.atc5, product.top_gen, status.get(product.cip13, "absent"))
        for product in products()
        if status.get(product.cip13, "absent") != expected.get(product.top_gen, "outside")
    }
    assert differences == {
        ("M01AE01", "0", "generic"),
        ("A06AD15", "0", "reference"),
        ("C10AA07", "4", "outside"),
        ("N02AX02", "1", "absent"),
        ("N03AX14", "1", "ambiguous"),
    }
    assert {finding.code: finding.count for finding in bdpm.findings} == {
        "bdpm_statut_ambigu": 1,
        "bdpm_cis_sans_presentation": 4,
        "bdpm_groupe_sans_presentation": 1,
    }


@pytest.mark.parametrize(
    ("cents", "written"),
    [(0, "0,00"), (7, "0,07"), (99999, "999,99"), (123456, "1.234,56"), (123456789, "1.234.567,89")],
)
def test_amounts_are_written_as_published(cents, written):
    assert amount(cents) == written


@pytest.mark.parametrize(
    ("total", "weights", "parts"), [(10, [1, 1], [5, 5]), (3, [1, 1, 1], [1, 1, 1]), (10, [3, 1], [7, 3]), (0, [], [])]
)
def test_a_total_is_split_without_remainder(total, weights, parts):
    assert split(total, weights) == parts


def test_the_columns_are_those_of_the_header():
    assert ";".join(COLUMNS) == PUBLISHED_HEADER
