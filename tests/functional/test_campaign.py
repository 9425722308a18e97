"""A campaign from end to end on the fictitious region, as scripts and people see it."""

import csv
import json
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from command import CHOSEN, Ran, caqes, tree

REQUIRED = {"finess", "family", "indicator", "value", "numerator", "denominator", "unit", "status", "outcome"}


@pytest.fixture(scope="module")
def results(demo_root: Path, ran: Ran) -> list[dict]:
    assert ran.code == 0, ran.out + ran.err
    rows = caqes("results", "essai", "--json", root=demo_root).json
    # the eleven others are there too, and say that they were not evaluated
    waiting = [row for row in rows if row["status"] == "pas encore évalué"]
    assert len(waiting) == 2 * (14 - len(CHOSEN))
    assert all(row["value"] is None and row["reason"] for row in waiting)
    return [row for row in rows if row not in waiting]


def result(results: list[dict], finess: str, indicator: str) -> dict:
    return next(row for row in results if (row["finess"], row["indicator"]) == (finess, indicator))


def test_run_says_in_one_json_document_what_it_did(ran: Ran) -> None:
    assert ran.json["done"] == 6
    # the page that gathers the families of an establishment is a notebook of its own
    assert (ran.json["pages"]["done"], ran.json["pages"]["unchanged"], ran.json["pages"]["failed"]) == (3, 0, [])
    assert ran.json["not_bound"] == 0
    assert ran.json["failed"] == []
    assert ran.json["exit_code"] == 0
    assert [Path(report).stem for report in ran.json["reports"]] == list(CHOSEN)


def test_every_result_has_the_fields_scripts_rely_on(results: list[dict]) -> None:
    assert {row["finess"] for row in results} == set(CHOSEN)
    assert all(set(row) >= REQUIRED for row in results)


def test_rates_equal_those_recomputed_from_the_raw_rows(demo_root: Path, results: list[dict]) -> None:
    with (demo_root / "demo/OPEN_PHMEV_2025.CSV").open(encoding="cp1252", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter=";") if row["etb_rgt"] == "990780025"]

    def boxes(*codes: str) -> int:
        named = (row for row in rows if row["CIP13"] not in ("0", "9999999999999"))
        return sum(int(row["BOITES"]) for row in named if row["TOP_GEN"] in codes)

    expected = {
        "generics.repertoire_rate": (boxes("1", "4"), boxes("0", "1", "4", "B", "C")),
        "generics.penetration_rate": (boxes("1"), boxes("1", "4")),
        "biosimilars.rate": (boxes("B"), boxes("B", "C")),
    }
    for indicator, (numerator, denominator) in expected.items():
        row = result(results, "990780025", indicator)
        assert (row["numerator"], row["denominator"]) == (numerator, denominator)
        assert row["value"] == float(Fraction(numerator, denominator))


def test_a_rate_without_denominator_is_null_and_incalculable(results: list[dict]) -> None:
    outcomes = {}
    for row in results:
        if row["finess"] == "990780140":
            assert row["value"] is None
            assert row["status"] == row["outcome"]
            assert row["reason"]
            outcomes[row["indicator"]] = row["outcome"]
    rates = {"generics.repertoire_rate", "generics.penetration_rate", "generics.euros_per_box", "biosimilars.rate"}
    assert {outcomes.pop(code) for code in rates} == {"non calculable"}
    # nobody said that a plan was asked for, nothing can be saved on no box: neither is a zero
    assert set(outcomes.values()) <= {"non calculable", "données insuffisantes"}
    assert outcomes["generics.action_plan"] == outcomes["biosimilars.action_plan"] == "données insuffisantes"


def test_the_past_is_compared_when_there_is_one(results: list[dict]) -> None:
    assert result(results, "990780025", "generics.repertoire_rate")["past_value"] == pytest.approx(0.46)
    assert result(results, "990780116", "generics.repertoire_rate")["past_value"] is None


def test_a_dossier_holds_one_establishment_only(demo_root: Path, ran: Ran) -> None:
    others = [finess for finess in (f"9907800{number:02d}" for number in range(100)) if finess != "990780025"]
    for path, content in tree(demo_root / "notebooks/runs/essai/990780025").items():
        assert not any(other.encode() in content for other in others), path
    page = (demo_root / "reports/essai/990780025.html").read_text(encoding="utf-8")
    assert not any(other in page for other in others)


def test_no_path_of_the_machine_and_no_error_output_is_archived(demo_root: Path, ran: Ran) -> None:
    for path, content in tree(demo_root / "notebooks/runs").items():
        text = content.decode()
        for place in (demo_root, Path.home(), Path(__file__).parents[2]):
            assert str(place) not in text, path
        if path.endswith(".ipynb"):
            outputs = [output for cell in json.loads(text)["cells"] for output in cell.get("outputs", [])]
            assert not [output for output in outputs if output["output_type"] in ("stream", "error")], path


def test_the_finess_stays_text_in_the_archived_notebook(demo_root: Path, ran: Ran) -> None:
    notebook = json.loads(
        (demo_root / "notebooks/runs/essai/990780025/generics/v001/generics.ipynb").read_text(encoding="utf-8")
    )
    injected = next(cell for cell in notebook["cells"] if "injected-parameters" in cell["metadata"].get("tags", []))
    assert 'finess = "990780025"' in "".join(injected["source"])


def test_an_establishment_is_gathered_from_its_own_results(demo_root: Path, ran: Ran) -> None:
    runs = demo_root / "notebooks/runs/essai"
    folder = runs / "990780025/etablissement/v001"
    index = json.loads((folder / "inputs/index.json").read_text(encoding="utf-8"))
    assert (index["establishment"]["finess"], [line["code"] for line in index["families"]]) == (
        "990780025", ["generics", "biosimilars"],
    )  # fmt: skip
    for line in index["families"]:
        own = (folder / "inputs" / line["result"]).read_bytes()
        assert own == (runs / "990780025" / line["code"] / "v001/result.json").read_bytes()
        assert sha256(own).hexdigest() == line["result_sha256"]
        notebook = (runs / "990780025" / line["notebook"]).read_bytes()
        assert sha256(notebook).hexdigest() == line["notebook_sha256"]
    assert "Grille d’évaluation" in (demo_root / "reports/essai/990780025.html").read_text(encoding="utf-8")


def test_a_result_says_its_version(demo_root: Path, ran: Ran) -> None:
    archived = demo_root / "notebooks/runs/essai/990780025/generics/v001/result.json"
    assert json.loads(archived.read_text(encoding="utf-8"))["version"] == 2


def test_a_second_run_has_nothing_to_do(demo_root: Path, ran: Ran) -> None:
    before = tree(demo_root)
    again = caqes(
        "run", "essai", *(part for finess in CHOSEN for part in ("--finess", finess)), "--json", root=demo_root
    ).json
    assert (again["done"], again["unchanged"]) == (0, 6)
    assert (again["pages"]["done"], again["pages"]["unchanged"]) == (0, 3)
    after = tree(demo_root)
    # the journal alone tells that there was a second run
    journal = "notebooks/runs/essai/journal.jsonl"
    assert after.pop(journal).startswith(before.pop(journal))
    assert after == before


def test_a_forced_run_makes_a_new_version_with_the_same_bytes(demo_root: Path, ran: Ran) -> None:
    page = (demo_root / "reports/essai/990780116.html").read_text(encoding="utf-8")
    assert "generics/v001/generics.ipynb" in page
    forced = caqes(
        "run", "essai", "--finess", "990780116", "--family", "generics", "--force", "--json", root=demo_root
    ).json
    assert forced["done"] == 1
    dossiers = demo_root / "notebooks/runs/essai/990780116/generics"
    first, second = tree(dossiers / "v001"), tree(dossiers / "v002")
    assert first.keys() == second.keys()
    differing = [path for path in first if first[path] != second[path]]
    # the manifest bears the number of the version
    assert differing == ["manifest.json"]
    # the page tells which version it gathers, and nothing else changes
    gathered = page.replace("generics/v001/generics.ipynb", "generics/v002/generics.ipynb")
    assert (demo_root / "reports/essai/990780116.html").read_text(encoding="utf-8") == gathered
    assert (forced["pages"]["done"], forced["pages"]["failed"]) == (1, [])


def test_the_synthesis_gathers_what_the_notebooks_say(demo_root: Path, ran: Ran, results: list[dict]) -> None:
    import scrapbook

    archive = demo_root / "notebooks/runs/essai/synthese"
    notebook = sorted(archive.glob("v*/synthese.ipynb"))[-1]
    gathered = scrapbook.read_notebook(str(notebook)).scraps["caqes_result"].data
    assert gathered["evaluations"] == 6
    assert gathered["missing"] == 2 * (14 - 3)
    assert len(gathered["results"]) == len(results)
