"""A campaign executed by other processes than ours: the same dossiers, whatever dies on the way."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from command import TIMEOUT, caqes, tree
from two_hospitals import FAMILY, A, B, waiting_for_b, write_campaign

from caqes_eval.pipeline.journal import read_journal
from tests.cluster.processes import Cluster, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign, never run."""
    root = tmp_path_factory.mktemp("cluster") / "r"
    write_campaign(root)
    return root


@pytest.fixture
def root(campaign: Path, tmp_path: Path) -> Path:
    """A copy of its own."""
    shutil.copytree(campaign, tmp_path / "r")
    return tmp_path / "r"


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler, without workers yet."""
    with Cluster(tmp_path_factory.mktemp("c")) as started:
        yield started


def made(root: Path) -> dict[str, bytes]:
    """Every file that a run leaves, but the journal, which tells how long it took."""
    return {name: content for name, content in tree(root).items() if not name.endswith("journal.jsonl")}


def test_the_workers_of_a_cluster_make_the_same_campaign(root: Path, tmp_path: Path, cluster: Cluster) -> None:
    for _ in range(2):
        cluster.worker()
    shutil.copytree(root, tmp_path / "ici")
    here = caqes("run", "demo", "--json", root=tmp_path / "ici")
    there = caqes("run", "demo", "--cluster", cluster.address, "--json", root=root)
    assert (here.code, there.code) == (0, 0), there.out + there.err
    assert (there.json, there.err) == (here.json, "")
    assert made(root) == made(tmp_path / "ici")
    told = list(read_journal(root / "notebooks/runs/demo/journal.jsonl"))
    assert told[0]["cluster"] == cluster.address
    assert all(each["peak_memory"] > 1 << 20 for each in told if each["event"] == "task_end")
    begun = {each["dossier"] for each in told if each["event"] == "task_start"}
    assert begun | {"synthese"} == {each["dossier"] for each in told if each["event"] == "task_end"}
    # whoever executed them, they stand
    again = caqes("run", "demo", "--json", root=root)
    assert (again.json["done"], again.json["unchanged"]) == (0, 2)


@pytest.mark.parametrize("address", ["tcp", "local"])
def test_an_interrupted_run_leaves_no_notebook_running(
    root: Path, request: pytest.FixtureRequest, address: str
) -> None:
    waiting = waiting_for_b(root)
    worker = None
    if address == "tcp":
        cluster = request.getfixturevalue("cluster")
        worker, address = cluster.worker("--nworkers", "2"), cluster.address
    process = run_aside(root, "--cluster", address, "--jobs", "2")
    try:
        until(waiting.begun.exists)
        until(lambda: (root / f"notebooks/runs/demo/{A}/{FAMILY}/v001/manifest.json").exists())
        assert worker is None or notebooks_of(worker)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=TIMEOUT)
    finally:
        end(process)
    assert process.returncode == 130, err
    assert err.strip().startswith("Interrompu."), "no word of dask's"
    assert "Traceback" not in err
    until(lambda: worker is None or not notebooks_of(worker))
    until(lambda: not left_in_group(process.pid))
    assert not (root / f"notebooks/runs/demo/{B}/{FAMILY}/v001").exists()
    waiting.template.write_text(waiting.sound, encoding="utf-8")
    assert caqes("run", "demo", "--json", root=root).json["failed"] == []


def run_aside(root: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start the campaign in a process, quietly, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "caqes_eval", "run", "demo", *arguments, "--quiet", "--root", str(root)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, encoding="utf-8",
    )  # fmt: skip


def end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def notebooks_of(worker: "subprocess.Popen[bytes]") -> list[int]:
    """Return the processes that execute a notebook: those forked by what a worker has ready."""
    below = psutil.Process(worker.pid).children(recursive=True)
    zygotes = {each.pid for each in below if "warm.zygote" in command(each)}
    return [each.pid for each in below if command(each) and parent(each) in zygotes]


def left_in_group(group: int) -> list[int]:
    return [each.pid for each in psutil.process_iter() if command(each) and group_of(each) == group]


def command(process: psutil.Process) -> str:
    """Return what a process runs; nothing when it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def parent(process: psutil.Process) -> int:
    try:
        return process.ppid()
    except psutil.Error:
        return 0


def group_of(process: psutil.Process) -> int:
    try:
        return os.getpgid(process.pid)
    except ProcessLookupError:
        return 0


def test_a_run_whose_only_machine_fails_waits_for_another_and_ends(root: Path, cluster: Cluster) -> None:
    waiting = waiting_for_b(root)
    first = cluster.worker()
    process = run_aside(root, "--cluster", cluster.address)
    try:
        until(waiting.begun.exists)
        until(lambda: (root / f"notebooks/runs/demo/{A}/{FAMILY}/v001/manifest.json").exists())
        # what watches the workers goes first, or it would start others
        below = psutil.Process(first.pid).children(recursive=True)
        first.kill()
        for child in below:
            with suppress(psutil.NoSuchProcess):
                child.kill()
        waiting.go_on.touch()
        cluster.worker()
        _, err = process.communicate(timeout=TIMEOUT)
    finally:
        end(process)
    assert (process.returncode, err) == (0, "")
    told = list(read_journal(root / "notebooks/runs/demo/journal.jsonl"))
    ended = [each["dossier"] for each in told if each["event"] == "task_end"]
    # what was done is not done again
    assert sorted(ended) == sorted(
        [f"{A}/{FAMILY}", f"{B}/{FAMILY}", f"{A}/etablissement", f"{B}/etablissement", "synthese"]
    )
    assert not list((root / "notebooks/runs/demo").glob("*/*/v002"))


def test_a_cluster_that_does_not_answer_is_told_before_anything_is_read(root: Path) -> None:
    ran = caqes("run", "demo", "--cluster", "tcp://127.0.0.1:9", "--json", root=root)
    assert (ran.code, ran.json["error"]) == (25, "cluster_indisponible")
    assert "ne répond pas" in ran.json["message"]
    assert not list((root / "notebooks/runs/demo").glob("*/*/v*"))
