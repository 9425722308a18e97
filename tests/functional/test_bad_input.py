"""Wrong files and wrong words: a French message with the place and the remedy, an exit code by cause, nothing written."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import caqes, tree

from caqes_eval.demo import demo_files
from caqes_eval.foundation.shipped import shipped

GOOD = demo_files()["OPEN_PHMEV_2025.CSV"]


def lines(content: bytes) -> list[bytes]:
    return content.split(b"\r\n")


def without_column(content: bytes) -> bytes:
    kept = [line.split(b";")[:-3] + line.split(b";")[-2:] for line in lines(content) if line and b'"' not in line]
    return b"\r\n".join(b";".join(fields) for fields in kept) + b"\r\n"


CIP13, TOP_GEN, FINESS, BOITES, REM = 10, 12, 16, 28, 29


def with_field(line: int, column: int, value: str) -> Callable[[bytes], bytes]:
    """Return what puts a value in a field of a line (the header is line 1) that has no quoted text."""

    def damage(content: bytes) -> bytes:
        rows = lines(content)
        assert b'"' not in rows[line - 1]
        fields = rows[line - 1].split(b";")
        fields[column] = value.encode()
        rows[line - 1] = b";".join(fields)
        return b"\r\n".join(rows)

    return damage


CASES = {
    "vide": (lambda _: b"", 13, ["vide"]),
    "zip": (lambda _: b"PK\x03\x04" + bytes(500), 13, ["ZIP|zip|archive"]),
    "binaire": (lambda _: bytes(range(256)) * 40, 13, ["OPEN_PHMEV.CSV"]),
    "séparateur": (lambda content: content.replace(b",", b".").replace(b";", b","), 13, ["séparateur|point-virgule"]),
    "colonne absente": (without_column, 13, ["BOITES", "colonne"]),
    "dernière ligne coupée": (lambda content: content[:-150], 13, ["ligne 88[34]"]),
    "CIP13 scientifique": (with_field(5, CIP13, "3,40093E+12"), 14, ["ligne 5", "CIP13", r"3,40093E\+12"]),
    "FINESS à 8 chiffres": (
        with_field(7, FINESS, "10000024"),
        14,
        ["ligne 7", "etb_rgt", "10000024", "010000024"],
    ),
    "TOP_GEN inconnu": (with_field(3, TOP_GEN, "G"), 14, ["ligne 3", "TOP_GEN", "« G »"]),
    "montant anglais": (with_field(4, REM, "1018584.23"), 14, ["ligne 4", "REM", r"1018584\.23"]),
    "boîtes décimales": (with_field(4, BOITES, "12,5"), 14, ["ligne 4", "BOITES", "12,5"]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_damaged_file_is_refused_with_its_place_and_remedy(name: str, tmp_path: Path) -> None:
    damage, code, parts = CASES[name]
    root = tmp_path / "racine"
    root.mkdir()
    file = tmp_path / "OPEN_PHMEV.CSV"
    file.write_bytes(damage(GOOD))
    ran = caqes("new", "essai", "--open-phmev", file, "--year", 2025, root=root)
    assert ran.code == code, ran.err
    told = ran.err.replace("\u202f", " ")
    for part in [*parts, "À faire"]:
        assert re.search(part, told), f"{part} not in {told}"
    assert "Traceback" not in told
    assert tree(root) == {}
    as_json = caqes("new", "essai", "--open-phmev", file, "--year", 2025, "--json", root=root)
    assert as_json.json["exit_code"] == as_json.code == code
    assert as_json.err == ""


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    root = tmp_path / "racine"
    root.mkdir()
    file = tmp_path / "OPEN_PHMEV.CSV"
    damaged = GOOD
    for name in ("CIP13 scientifique", "FINESS à 8 chiffres", "TOP_GEN inconnu"):
        damaged = CASES[name][0](damaged)
    file.write_bytes(damaged)
    columns = {
        finding["column"]
        for finding in caqes("new", "x", "--open-phmev", file, "--year", 2025, "--json", root=root).json["findings"]
    }
    assert columns >= {"CIP13", "etb_rgt", "TOP_GEN"}


def test_an_absent_file(tmp_path: Path) -> None:
    ran = caqes("new", "x", "--open-phmev", tmp_path / "rien.csv", "--year", 2025, root=tmp_path)
    assert ran.code == 12
    assert "rien.csv" in ran.err


def test_a_year_whose_codes_are_unknown(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(GOOD)
    ran = caqes("new", "x", "--open-phmev", file, "--year", 2019, root=tmp_path)
    assert ran.code == 11
    assert "31/12/2019" in ran.err


def test_one_file_for_two_years(tmp_path: Path) -> None:
    file = tmp_path / "OPEN_PHMEV_2025.csv"
    file.write_bytes(GOOD)
    ran = caqes("new", "x", "--open-phmev", file, "--year", 2025, "--history", f"2024={file}", root=tmp_path)
    assert ran.code == 14
    assert "2024 et 2025" in ran.err


def test_a_file_whose_name_says_another_year_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "OPEN_PHMEV_2024.csv"
    file.write_bytes(GOOD)
    made = caqes("new", "x", "--open-phmev", file, "--year", 2025, "--json", root=tmp_path)
    assert made.code == 0
    assert "annee_du_nom" in {finding["code"] for finding in made.json["findings"]}


def test_activity_2027_is_not_evaluated_as_caqes(tmp_path: Path) -> None:
    file = tmp_path / "OPEN_PHMEV_2027.csv"
    file.write_bytes(GOOD)
    asked = ("--open-phmev", file, "--year", 2027, "--evaluation-date", "2028-03-31")
    assert caqes("new", "x", *asked, root=tmp_path).code == 0
    ran = caqes("run", "x", root=tmp_path)
    assert ran.code == 11
    assert "31/12/2027" in ran.err


@pytest.mark.parametrize(
    ("rule", "before", "after", "said"),
    [
        ("open_phmev/top_gen.yml", '"1": generic', '"1": générique', "générique"),
        ("biosimilars/target.yml", "value: 0.80", "value: 80", "entre −1 et 1"),
        ("biosimilars/target.yml", "value: 0.80", "value: 0,80", "0,80"),
    ],
)
def test_a_slip_in_a_rule_is_refused_never_applied(
    tmp_path: Path, rule: str, before: str, after: str, said: str
) -> None:
    shutil.copytree(shipped("regulation"), tmp_path / "params/regulation")
    path = tmp_path / "params/regulation" / rule
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    file = tmp_path / "OPEN_PHMEV_2025.csv"
    file.write_bytes(GOOD)
    ran = caqes("new", "x", "--open-phmev", file, "--year", 2025, root=tmp_path)
    assert ran.code == 10
    assert said in ran.err.replace("\u202f", " ")
    assert Path(rule).name in ran.err


def test_an_objective_without_comparator_judges_nothing(tmp_path: Path) -> None:
    shutil.copytree(shipped("regulation"), tmp_path / "params/regulation")
    path = tmp_path / "params/regulation/biosimilars/target.yml"
    path.write_text(path.read_text(encoding="utf-8").replace('comparator: ">="\n', ""), encoding="utf-8")
    file = tmp_path / "OPEN_PHMEV_2025.csv"
    file.write_bytes(GOOD)
    assert caqes("new", "x", "--open-phmev", file, "--year", 2025, root=tmp_path).code == 0
    ran = caqes("run", "x", root=tmp_path)
    assert ran.code == 10
    assert "n’a pas de comparateur" in ran.err


@pytest.mark.parametrize("name", ["../evil", "con", "é", "a/b", "x" * 65])
def test_a_name_that_cannot_be_a_folder(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(GOOD)
    assert caqes("new", name, "--open-phmev", file, "--year", 2025, root=tmp_path).code == 10


def test_a_campaign_is_not_replaced_by_mistake(demo_root: Path) -> None:
    ran = caqes("new", "essai", "--open-phmev", demo_root / "demo/OPEN_PHMEV_2025.CSV", "--year", 2025, root=demo_root)
    assert ran.code == 17
    assert "--force" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["run", "inconnue"], 16, "essai"),
        (["run", "essai", "--finess", "130786049"], 15, "130786049"),
        (["run", "essai", "--family", "generiques"], 10, "generics"),
        (["run"], 2, "CAMPAGNE"),
        (["run", "essai", "--jobs", "0"], 2, "--jobs"),
        (["result", "essai"], 2, "results"),
    ],
)
def test_wrong_words_on_the_command_line(demo_root: Path, arguments: list[str], code: int, said: str) -> None:
    ran = caqes(*arguments, root=demo_root)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_results_before_any_run(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(GOOD)
    assert caqes("new", "neuve", "--open-phmev", file, "--year", 2025, root=tmp_path).code == 0
    ran = caqes("results", "neuve", root=tmp_path)
    assert ran.code == 18
    assert "caqes run neuve" in ran.err


def test_an_establishment_absent_from_the_file_costs_itself_only(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(GOOD)
    caqes("new", "essai", "--open-phmev", file, "--year", 2025, root=tmp_path)
    campaign = tmp_path / "params/campaigns/essai.yml"
    text = campaign.read_text(encoding="utf-8")
    campaign.write_text(text + '- finess: "010000024"\n  name: CLINIQUE <b>ABSENTE</b> & FILS\n', encoding="utf-8")
    ran = caqes(
        "run",
        "essai",
        "--finess",
        "010000024",
        "--finess",
        "990780140",
        "--family",
        "biosimilars",
        "--json",
        root=tmp_path,
    )
    assert ran.code == 15
    assert ran.json["absent"] == ["010000024"]
    assert ran.json["done"] == 1
    rows = {row["finess"]: row for row in caqes("results", "essai", "--json", root=tmp_path).json}
    assert (rows["010000024"]["value"], rows["010000024"]["status"]) == (None, "données absentes")
    page = (tmp_path / "reports/essai/010000024.html").read_text(encoding="utf-8")
    assert "<b>ABSENTE</b>" not in page
    assert "&lt;b&gt;ABSENTE&lt;/b&gt; &amp; FILS" in page
