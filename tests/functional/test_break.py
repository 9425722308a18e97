"""Trying to break it: two runs at once, an interruption, a kill, hostile text, an altered archive."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import Ran, caqes, tree

from caqes_eval.demo import demo_files
from caqes_eval.foundation.shipped import shipped

ONE = ("--finess", "990780140", "--family", "biosimilars")


@pytest.fixture
def root(tmp_path: Path, demo_root: Path) -> Path:
    """A campaign of its own, never run."""
    shutil.copytree(demo_root / "demo", tmp_path / "r/demo")
    shutil.copytree(demo_root / "params", tmp_path / "r/params")
    return tmp_path / "r"


STARTED: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    yield
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "caqes_eval", *arguments, "--root", str(root)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    )
    STARTED.append(process)
    return process


def wait_for_go(root: Path) -> Path:
    """Make the campaign's notebooks wait for a file, so that a run is under way for as long as a test needs."""
    go = root / "go"
    shutil.copytree(shipped("templates"), root / "notebooks/templates")
    template = root / "notebooks/templates/biosimilars.ipynb"
    text = template.read_text(encoding="utf-8")
    waiting = f"import pathlib, time; [time.sleep(0.05) for _ in iter(pathlib.Path('{go.as_posix()}').exists, True)]"
    assert "page.figure(evaluation)" in text
    template.write_text(text.replace("page.figure(evaluation)", waiting), encoding="utf-8")
    return go


def wait_for_staging(root: Path) -> None:
    for _ in range(2400):
        if list((root / "notebooks").rglob(".staging")):
            return
        time.sleep(0.05)
    pytest.fail("no notebook started within 2 minutes")


def test_two_runs_of_one_campaign_exclude_each_other(root: Path) -> None:
    go = wait_for_go(root)
    first = start(root, "run", "essai", *ONE)
    wait_for_staging(root)
    second = caqes("run", "essai", *ONE, root=root)
    go.touch()
    _, told = first.communicate(timeout=300)
    assert first.returncode == 0, told
    assert second.code == 19
    assert "déjà en cours" in second.err


@pytest.mark.skipif(os.name == "nt", reason="signals of a terminal are POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_a_run_stopped_in_the_middle_is_finished_by_the_next(root: Path, sent: signal.Signals) -> None:
    go = wait_for_go(root)
    stopped = start(root, "run", "essai", *ONE)
    wait_for_staging(root)
    os.killpg(stopped.pid, sent)
    _, told = stopped.communicate(timeout=300)
    if sent is signal.SIGINT:
        assert stopped.returncode == 130
        assert "Interrompu" in told
    assert not list((root / "notebooks").rglob("manifest.json"))
    go.touch()
    again = caqes("run", "essai", *ONE, "--json", root=root)
    assert (again.code, again.json["done"]) == (0, 1), again.out
    assert not list((root / "notebooks").rglob(".staging"))


def test_text_from_a_file_is_never_markup_nor_a_terminal_command(tmp_path: Path) -> None:
    hostile = "<script>alert(1)</script> \x1b[31m =cmd|x {{ 7*7 }}"
    content = demo_files()["OPEN_PHMEV_2025.CSV"].decode("cp1252")
    name = "CENTRE HOSPITALIER DE CLAIRVENT-LES-SAULES"
    assert name in content
    file = tmp_path / "hostile.csv"
    file.write_bytes(content.replace(name, hostile).encode("cp1252"))
    made = caqes("new", "x", "--open-phmev", file, "--year", 2025, root=tmp_path)
    ran = caqes("run", "x", "--finess", "990780025", "--family", "biosimilars", root=tmp_path)
    told = made.out + made.err + ran.out + ran.err
    assert "\x1b[31m" not in told
    assert (made.code, ran.code) == (0, 0), told
    page = (tmp_path / "reports/x/990780025.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_an_altered_result_is_told_not_gathered(root: Path) -> None:
    assert caqes("run", "essai", *ONE, root=root).code == 0
    archived = root / "notebooks/runs/essai/990780140/biosimilars/v001/result.json"
    record = json.loads(archived.read_text(encoding="utf-8"))
    record["establishment"] = "AUTRE"
    archived.write_text(json.dumps(record), encoding="utf-8")
    told = caqes("results", "essai", "--json", root=root)
    assert told.code == 21
    (altered,) = [row for row in told.json if row["status"] != "pas encore évalué"]
    assert (altered["finess"], altered["status"], altered["value"]) == ("990780140", "altéré", None)
    assert "result.json (modifié)" in altered["reason"]
    ran: Ran = caqes("run", "essai", *ONE, "--json", root=root)
    assert (ran.code, ran.json["done"]) == (0, 1)
    assert "result.json (modifié)" in ran.json["altered"][0]
    # the altered version stays for whoever wants to compare
    assert "AUTRE" in archived.read_text(encoding="utf-8")
    assert caqes("results", "essai", "--json", root=root).code == 0


def test_the_page_of_an_establishment_removed_from_the_campaign_is_set_aside(root: Path) -> None:
    reports = root / "reports/essai"
    reports.mkdir(parents=True)
    (reports / "010000024.html").write_text("ancien", encoding="utf-8")
    ran = caqes("run", "essai", *ONE, "--json", root=root)
    assert ran.json["outdated"] == ["010000024.html"]
    assert not (reports / "010000024.html").exists()
    assert (reports / "anciens/010000024.html").read_text(encoding="utf-8") == "ancien"


def test_the_past_is_judged_by_the_whole_drug_database(root: Path) -> None:
    """A product prescribed last year only must not become undecided."""
    campaign = root / "params/campaigns/essai.yml"
    text = campaign.read_text(encoding="utf-8")
    campaign.write_text(text.replace("repertoire_source: top_gen", "repertoire_source: bdpm"), encoding="utf-8")
    assert caqes("run", "essai", "--finess", "990780033", "--family", "generics", root=root).code == 0
    rows = caqes("results", "essai", "--json", root=root).json
    rate = next(row for row in rows if (row["finess"], row["indicator"]) == ("990780033", "generics.repertoire_rate"))
    assert rate["past_value"] == 6318 / 12294


def test_a_limited_run_says_what_no_longer_corresponds(root: Path) -> None:
    assert caqes("run", "essai", *ONE, root=root).code == 0
    shutil.copytree(shipped("regulation"), root / "params/regulation")
    rule = root / "params/regulation/biosimilars/target.yml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("0.80", "0.20"), encoding="utf-8")
    ran = caqes("run", "essai", "--finess", "990780108", "--family", "biosimilars", "--json", root=root)
    assert ran.code == 0
    assert ran.json["stale"] == ["990780140/biosimilars"]
    page = (root / "reports/essai/synthese.html").read_text(encoding="utf-8")
    assert "à refaire par" in page
    assert "2 sur 14 — synthèse PARTIELLE" in page


def test_a_failing_template_costs_its_family_only(root: Path) -> None:
    shutil.copytree(shipped("templates"), root / "notebooks/templates")
    broken = root / "notebooks/templates/biosimilars.ipynb"
    broken.write_text(broken.read_text(encoding="utf-8").replace("page.figure(evaluation)", "1 / 0"), encoding="utf-8")
    ran = caqes("run", "essai", "--finess", "990780140", "--json", root=root)
    assert ran.code == 20
    assert ran.json["done"] == 1
    (failure,) = ran.json["failed"]
    assert failure["dossier"] == "990780140/biosimilars"
    assert "ZeroDivisionError" in failure["message"]
    rows = caqes("results", "essai", "--json", root=root).json
    assert {row["status"] for row in rows if (row["finess"], row["family"]) == ("990780140", "biosimilars")} == {
        "en échec"
    }
    failed = tree(root / "notebooks/runs/essai/990780140/biosimilars/failed")
    assert str(root) not in failed["biosimilars.ipynb"].decode()
    assert "n’a pas abouti" in (root / "reports/essai/990780140.html").read_text(encoding="utf-8")
