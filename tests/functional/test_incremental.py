"""A campaign run again: what has not changed is left alone, what has is said and done again, nothing half-written counts."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from command import TIMEOUT, Ran, caqes, tree
from two_hospitals import FAMILY, A, B, waiting_for_b, write_campaign

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.seals import seal_of
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.incremental.known import plan_file
from caqes_eval.pipeline.journal import read_journal
from tests.cluster.processes import until

HEAVY = ("pandas", "matplotlib", "papermill", "nbconvert", "pyarrow", "duckdb")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign run once, then once more: its plan and its seals are known."""
    root = tmp_path_factory.mktemp("incremental") / "r"
    write_campaign(root)
    first = caqes("run", "demo", "--json", root=root)
    assert (first.code, first.json["done"]) == (0, 2), first.out + first.err
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of its own; copying changes times only."""
    shutil.copytree(made, tmp_path / "r")
    return tmp_path / "r"


def kept(root: Path) -> dict[str, bytes]:
    """Every file but the cache and the journal, which tells each run."""
    return {name: content for name, content in tree(root).items() if not name.endswith("journal.jsonl")}


def run(root: Path, *arguments: str) -> Ran:
    return caqes("run", "demo", *arguments, "--json", root=root)


def light_run(root: Path) -> tuple[dict, list[str]]:
    """Run the command and tell which heavy packages it had to import."""
    script = (
        "import sys\nfrom caqes_eval.cli.main import call\n"
        f"code = call(['run', 'demo', '--json', '--root', {str(root)!r}])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=True
    )
    return json.loads(done.stdout), json.loads(done.stderr.replace("'", '"'))


def explained(root: Path, *arguments: str) -> dict[str, list[tuple[str, str]]]:
    told = run(root, "--explain", *arguments).json
    return {
        each["dossier"]: [(reason["code"], reason["detail"]) for reason in each["reasons"]] for each in told["dossiers"]
    }


def events(root: Path) -> list[dict]:
    return list(read_journal(root / "notebooks/runs/demo/journal.jsonl"))


def workbook(root: Path, finess: str) -> Path:
    return root / f"received/demo/{finess}/{FAMILY}_2025.xlsx"


def change_answer(root: Path, finess: str) -> None:
    """Type another whole number in the first cell of a form that has one."""
    path = workbook(root, finess)
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if any(numbers(sheet)))
    cell = next(numbers(sheet))
    cell.value += 1
    book.save(path)


def numbers(sheet: object) -> Iterator:
    for row in sheet.iter_rows(min_row=2):
        yield from (cell for cell in row if type(cell.value) is int and cell.value > 3)


def test_nothing_changed_is_told_without_reading_anything_again(root: Path) -> None:
    # the copy bears other times: every file is read once, and found the same
    report, heavy = light_run(root)
    assert (report["done"], report["unchanged"], report["pages"]["unchanged"], heavy) == (0, 2, 2, [])
    before = kept(root)
    times = {path: path.stat().st_mtime_ns for path in (root / "reports").rglob("*.html")}
    again, heavy = light_run(root)
    assert (again, heavy) == (report, [])
    assert kept(root) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert len(times) == 4


def test_a_date_changes_nothing_the_bytes_decide(root: Path) -> None:
    for path in [*(root / "received").rglob("*.xlsx"), *(root / "params").rglob("*.yml"), workbook(root, A)]:
        os.utime(path)
    for path in (root / "notebooks/runs").rglob("*.json"):
        os.utime(path)
    report, heavy = light_run(root)
    assert (report["done"], report["unchanged"], heavy) == (0, 2, [])


@pytest.mark.parametrize("left", ["nothing", "the beginning"])
def test_the_plan_may_be_deleted_or_cut_short(root: Path, left: str) -> None:
    kept = plan_file(Workspace(root), "demo")
    content = kept.read_bytes()
    kept.unlink()
    if left != "nothing":
        kept.write_bytes(content[:-100])
    assert (run(root).json["done"], run(root).json["unchanged"]) == (0, 2)
    assert json.loads(kept.read_bytes())["tasks"] == json.loads(content)["tasks"]


def test_one_answer_changed_is_done_again_for_that_hospital_only_and_why_is_said(root: Path) -> None:
    before = kept(root)
    change_answer(root, A)
    changed = kept(root)
    told = explained(root)
    assert told[f"{B}/{FAMILY}"] == []
    why = told[f"{A}/{FAMILY}"]
    assert ("file", f"{FAMILY}_2025.xlsx") in why
    assert {code for code, _ in why} <= {"file", "rows", "context", "input"}
    assert told[f"{A}/etablissement"] == [("follows", "")]
    assert kept(root) == changed != before
    page = (root / f"reports/demo/{B}.html").stat().st_mtime_ns
    ran = run(root).json
    assert (ran["done"], ran["unchanged"]) == (1, 1)
    assert (root / f"reports/demo/{B}.html").stat().st_mtime_ns == page
    (started,) = [each for each in events(root) if each["event"] == "task_start"][-2:-1]
    assert started["dossier"] == f"{A}/{FAMILY}"
    assert f"le fichier {FAMILY}_2025.xlsx a changé" in started["reasons"]
    assert run(root).json["done"] == 0


def test_a_rule_and_a_template_changed_are_named(root: Path) -> None:
    shutil.copytree(shipped("regulation"), root / "params/regulation")
    shutil.copytree(shipped("templates"), root / "notebooks/templates")
    rule = root / "params/regulation/disclosure/minimum_establishments.yml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("value: 11", "value: 12"), encoding="utf-8")
    assert rule.read_text(encoding="utf-8") != text
    template = root / f"notebooks/templates/{FAMILY}.ipynb"
    template.write_text(template.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    why = explained(root, "--finess", A)[f"{A}/{FAMILY}"]
    assert ("rule", "disclosure.minimum_establishments") in why
    assert ("template", f"{FAMILY}.ipynb") in why
    assert ("context", "minimum_establishments") in why
    screen = caqes("run", "demo", "--explain", root=root).out
    assert "la règle disclosure.minimum_establishments a changé" in screen
    assert "Rien n’a été exécuté" in screen


def test_a_failure_is_tried_again_and_said_to_be_one(root: Path) -> None:
    shutil.copytree(shipped("templates"), root / "notebooks/templates")
    template = root / f"notebooks/templates/{FAMILY}.ipynb"
    sound = template.read_text(encoding="utf-8")
    book = json.loads(sound)
    last = {**book["cells"][-1], "cell_type": "code", "source": ["1 / 0"], "outputs": [], "execution_count": None}
    template.write_text(json.dumps({**book, "cells": [*book["cells"][:-1], last]}), encoding="utf-8")
    for _ in range(2):
        failed = run(root, "--finess", A)
        assert (failed.code, len(failed.json["failed"])) == (20, 1)
    ended = [each for each in events(root) if each["event"] == "task_end" and each["dossier"] == f"{A}/{FAMILY}"]
    assert [each["state"] for each in ended] == ["done", "failed", "failed"]
    assert "ZeroDivisionError" in ended[-1]["reason"]
    assert explained(root, "--finess", A)[f"{A}/{FAMILY}"] == [("failed", ""), ("template", f"{FAMILY}.ipynb")]
    template.write_text(sound, encoding="utf-8")
    # the dossier from before the fault is what would be executed again
    assert explained(root, "--finess", A)[f"{A}/{FAMILY}"] == []
    assert (run(root).json["done"], run(root).json["unchanged"]) == (0, 2)
    assert not (root / f"notebooks/runs/demo/{A}/{FAMILY}/state.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no time of the last change of a file's inode")
def test_a_dossier_altered_under_its_old_date_and_size_is_seen(root: Path) -> None:
    assert run(root).json["done"] == 0
    result = root / f"notebooks/runs/demo/{A}/{FAMILY}/v001/result.json"
    stat, content = result.stat(), result.read_bytes()
    result.write_bytes(content.replace(b"2025", b"2026", 1))
    os.utime(result, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert result.stat().st_size == stat.st_size
    assert explained(root)[f"{A}/{FAMILY}"] == [("altered", "result.json (modifié)")]
    ran = run(root).json
    assert (ran["done"], len(ran["altered"])) == (1, 1)


@pytest.mark.parametrize("harm", ["changed", "cut", "gone"])
def test_a_received_file_that_is_no_longer_what_was_recorded_is_told_at_each_run(root: Path, harm: str) -> None:
    received = workbook(root, A)
    if harm == "changed":
        change_answer(root, A)
    elif harm == "cut":
        received.write_bytes(received.read_bytes()[:3000])
    else:
        received.unlink()
    expected = {"changed": "n’est plus celui qui a été inscrit", "cut": "n’est plus celui", "gone": "n’est plus dans"}
    for _ in range(2):  # the second time nothing has to run
        quiet = caqes("run", "demo", "--quiet", root=root)
        assert quiet.code == 0
        said = quiet.out.replace("\u202f", " ").replace("\u00a0", " ")
        assert f"{A}/{received.name}" in said
        assert expected[harm] in said
        assert ("constat bloquant" in said) is (harm == "cut")


def test_verify_reads_every_file_whatever_its_seal_says(root: Path) -> None:
    assert run(root).json["done"] == 0
    version = root / f"notebooks/runs/demo/{A}/{FAMILY}/v001"
    (version / "result.json").write_bytes((version / "result.json").read_bytes().replace(b"2025", b"2026", 1))
    for path in version.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    kept = plan_file(Workspace(root), "demo")
    plan = json.loads(kept.read_bytes())
    # what a disk that lies about its times would do: the seal is that of the altered files
    seal = wait_for_seal(version)
    plan["standings"][f"{A}/{FAMILY}"][2] = seal
    kept.write_text(json.dumps(plan), encoding="utf-8")
    assert run(root).json["altered"] == []
    ran = run(root, "--verify").json
    assert (ran["done"], len(ran["altered"])) == (1, 1)


def wait_for_seal(version: Path) -> str:
    for _ in range(100):
        if seal := seal_of(version):
            return seal
        time.sleep(0.1)
    pytest.fail("a folder left alone is sealed after two seconds")


@pytest.mark.skipif(os.name == "nt", reason="signals of a terminal are POSIX")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_stopped_in_the_middle_leaves_what_was_done_and_a_readable_journal(
    root: Path, sent: signal.Signals
) -> None:
    waiting = waiting_for_b(root)
    process = subprocess.Popen(
        [sys.executable, "-m", "caqes_eval", "run", "demo", "--root", str(root), "--jobs", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        until(lambda: len(list((root / f"notebooks/runs/demo/{A}/{FAMILY}").glob("v002/manifest.json"))) == 1)
        os.killpg(process.pid, sent)
        process.wait(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=60)
    last = events(root)[-1]
    if sent is signal.SIGINT:
        assert (last["event"], last["state"]) == ("run_end", "interrupted")
    assert last["event"] != "task_end" or last["dossier"] == f"{A}/{FAMILY}"
    assert not list((root / f"notebooks/runs/demo/{B}/{FAMILY}").glob("v002"))
    # the hospital that was done is not done again
    told = explained(root)
    assert (told[f"{A}/{FAMILY}"], told[f"{B}/{FAMILY}"]) == ([], [("template", f"{FAMILY}.ipynb")])
    waiting.template.write_text(waiting.sound, encoding="utf-8")
    assert run(root).json["failed"] == []
    assert not list((root / "notebooks/runs").rglob(".staging"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full: a full disk cannot be pretended")
def test_a_full_disk_is_told_and_the_run_goes_on_afterwards(root: Path) -> None:
    journal = root / "notebooks/runs/demo/journal.jsonl"
    journal.unlink()
    journal.symlink_to("/dev/full")
    change_answer(root, A)
    full = run(root)
    assert full.code == 22
    assert "le disque est plein" in full.json["message"]
    journal.unlink()
    assert run(root).json["done"] == 1


def test_the_journal_tells_each_run_and_no_place_of_the_machine(made: Path) -> None:
    told = [each for each in events(made) if each["run"] == events(made)[0]["run"]]
    assert [each["event"] for each in told][0 :: len(told) - 1] == ["run_start", "run_end"]
    ended = {each["dossier"]: each for each in told if each["event"] == "task_end"}
    assert set(ended) == {f"{A}/{FAMILY}", f"{B}/{FAMILY}", f"{A}/etablissement", f"{B}/etablissement", "synthese"}
    assert all(each["state"] == "done" and each["seconds"] > 0 for each in ended.values())
    assert {tuple(each["reasons"]) for each in told if each["event"] == "task_start"} == {("jamais exécutée",)}
    text = (made / "notebooks/runs/demo/journal.jsonl").read_text(encoding="utf-8")
    assert str(made) not in text
    assert str(Path.home()) not in text


def test_quiet_says_nothing_when_all_is_well(root: Path) -> None:
    quiet = caqes("run", "demo", "--quiet", root=root)
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")


def test_planning_opens_nothing_that_is_not_signed(root: Path) -> None:
    """Whatever planning reads must be in the signature, or a change of it would go unseen."""
    script = """
import json, os, sys
from pathlib import Path
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.incremental.signature import _files
from caqes_eval.pipeline.stages import plan_of, source_paths
root = Path(sys.argv[1])
workspace = Workspace(root)
opened = set()
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" and isinstance(args[0], (str, os.PathLike)) else None)
campaign = workspace.load_campaign("demo")
plan, _ = plan_of(workspace, campaign, None, lambda _: None)
for each in campaign.establishments:
    list(plan.tasks(each, campaign.families))
signed = {str(path.resolve()) for _, path in _files(workspace, "demo", source_paths(campaign))}
places = [str(root.resolve())] + [str(shipped(each).resolve()) for each in ("regulation", "regions", "targeting", "mappings", "templates")]
read = {str(Path(path).resolve()) for path in opened}
read = {path for path in read if any(path.startswith(place + os.sep) for place in places) and os.sep + ".caqes" + os.sep not in path}
print(json.dumps([sorted(read - signed), len(read & signed)]))
"""
    shutil.rmtree(root / ".caqes")
    done = subprocess.run(
        [sys.executable, "-c", script, str(root)], capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=True
    )
    unsigned, read = json.loads(done.stdout)
    assert unsigned == []
    assert read > 100
