"""Tasks on the real workers of a real scheduler, which are killed, missing or not fit."""

import pickle
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from tiny_notebooks import GLUE, make_task, write_template

from caqes_eval.execution.cluster import client as cluster_client
from caqes_eval.execution.cluster.client import LOCAL, ClusterWorkers
from caqes_eval.execution.cluster.parcel import Delivery, Parcel
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.local import LocalWorkers
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.foundation.errors import ClusterError
from tests.cluster.processes import Cluster, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of Linux")

KILL_THE_WORKER = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"
COUNT = "from pathlib import Path\nimport uuid\nPath(marker, uuid.uuid4().hex).touch()"


def ignore(_keys: list[str]) -> None:
    """Take no notice."""


def tasks_of(folder: Path, sources: dict[str, str]) -> list[Task]:
    """Return a task per source; each leaves a file in a folder of its own every time it is executed."""
    tasks = []
    for key, source in sources.items():
        marker = folder / "executions" / key
        marker.mkdir(parents=True)
        template = write_template(folder / "modeles", key, COUNT, source, GLUE)
        parameters = {"finess": "010000024", "marker": str(marker)}
        tasks.append(make_task(template, folder / "dossiers" / key, key=key, parameters=parameters))
    return tasks


def executions(folder: Path, key: str) -> int:
    return len(list((folder / "executions" / key).iterdir()))


def by_key(outcomes: Iterator[Outcome]) -> dict[str, Outcome]:
    found = list(outcomes)
    assert len({each.task.key for each in found}) == len(found), "one outcome per task"
    return {each.task.key: each for each in found}


def files(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("c")) as started:
        yield started


def test_a_parcel_carries_all_that_a_task_reads(tmp_path):
    template = write_template(tmp_path / "modeles", "a", GLUE)
    task = make_task(template, tmp_path / "dossier", inputs={"données.csv": b"1"})
    parcel = Parcel.of(task, run="r", identity="i", limits=Limits(), kernel=None)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    unpacked = parcel.unpack(elsewhere)
    assert unpacked.template.read_bytes() == template.read_bytes()
    assert replace(unpacked, template=template, staging=task.staging) == task
    # a path of Windows cannot be read on Linux, and this machine's are its own
    packed = pickle.dumps(parcel)
    assert b"pathlib" not in packed
    assert str(tmp_path).encode() not in packed


def test_a_delivery_brings_back_every_file_and_not_what_was_sent(tmp_path):
    task = make_task(tmp_path / "t.ipynb", tmp_path / "there", inputs={"same.csv": b"1", "changed.csv": b"2"})
    for name, content in {"inputs/same.csv": b"1", "inputs/changed.csv": b"3", "é/figure.png": b"4"}.items():
        (task.staging / name).parent.mkdir(parents=True, exist_ok=True)
        (task.staging / name).write_bytes(content)
    delivery = Delivery.of(Outcome(task=task, state="done", seconds=1.5, peak_memory=7))
    assert delivery.files == {"inputs/same.csv": None, "inputs/changed.csv": b"3", "é/figure.png": b"4"}
    assert (delivery.state, delivery.seconds, delivery.peak_memory) == ("done", 1.5, 7)
    delivery.unpack(replace(task, staging=tmp_path / "here"))
    assert files(tmp_path / "here") == files(task.staging)


@pytest.mark.parametrize(
    "name", ["../outside", "/outside", "inputs/../../outside", "..\\outside", "C:/outside", "C:outside", "\\outside"]
)
def test_a_delivery_never_writes_out_of_its_dossier(tmp_path, name):
    delivery = Delivery(state="done", files={name: b"x"})
    with pytest.raises(ValueError, match="outside"):
        delivery.unpack(make_task(tmp_path / "t.ipynb", tmp_path / "dossier"))
    assert files(tmp_path) == {}


def test_a_cluster_gives_the_dossiers_that_this_machine_gives(tmp_path):
    """Byte for byte, notebooks that fail included; the folders of the workers are nowhere in them."""
    sources = {
        "sans-modèle": "",
        "a": "print('é')",
        "b": "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "faux": "1 / 0",
        "chemin": "from pathlib import Path\nprint(Path.cwd())\nPath('annexe.txt').write_text('x')",
    }
    (tmp_path / "ici").mkdir()
    here, there = (tasks_of(tmp_path / place, sources) for place in ("ici", "là"))
    for task in (here[0], there[0]):
        task.template.unlink()
    there = [replace(there, parameters=here.parameters) for here, there in zip(here, there, strict=True)]
    with LocalWorkers(jobs=2) as workers:
        local = by_key(workers.execute(here, on_running=ignore))
    with ClusterWorkers(LOCAL, jobs=2) as workers:
        remote = by_key(workers.execute(there, on_running=ignore))
    missing = remote.pop("sans-modèle")
    assert missing.state == local.pop("sans-modèle").state == "failed"
    assert missing.message == "Le modèle sans-modèle.ipynb est introuvable ou illisible."
    assert {key: each.state for key, each in remote.items()} == {
        "a": "done",
        "b": "done",
        "faux": "failed",
        "chemin": "done",
    }
    for key, outcome in remote.items():
        assert outcome.message == local[key].message
        assert files(outcome.task.staging) == files(local[key].task.staging)
    assert (remote["a"].peak_memory or 0) > 1 << 20


def test_a_worker_killed_in_a_notebook_has_it_done_elsewhere_and_nothing_else_again(cluster, tmp_path):
    for _ in range(2):
        cluster.worker()
    once = f"if len(list(Path(marker).iterdir())) == 1:\n    {KILL_THE_WORKER.replace(chr(10), chr(10) + '    ')}"
    tasks = tasks_of(tmp_path, {"avant": "", "mort-une-fois": once, "après": "", "encore": ""})
    with ClusterWorkers(cluster.address, kernel="plain") as workers:
        outcomes = by_key(workers.execute(tasks, on_running=ignore))
    assert {key: each.state for key, each in outcomes.items()} == dict.fromkeys(outcomes, "done")
    assert executions(tmp_path, "mort-une-fois") == 2
    # the one that waited behind it on the worker that died may have begun, but none that was done is done again
    assert executions(tmp_path, "avant") == 1


def test_a_notebook_that_kills_every_worker_costs_its_task_only(cluster, tmp_path):
    for _ in range(2):
        cluster.worker()
    tasks = tasks_of(tmp_path, {"mort": KILL_THE_WORKER, "a": "", "b": ""})
    with ClusterWorkers(cluster.address, kernel="plain") as workers:
        outcomes = by_key(workers.execute(tasks, on_running=ignore))
    assert {key: each.state for key, each in outcomes.items()} == {"mort": "failed", "a": "done", "b": "done"}
    assert "s’est arrêté plusieurs fois" in outcomes["mort"].message


def test_workers_killed_from_outside_are_replaced(cluster, tmp_path):
    """The machine of the only worker fails while a notebook runs; another joins, and the run ends."""
    first = cluster.worker("--no-nanny")
    tasks = tasks_of(tmp_path, dict.fromkeys("abc", "import time\ntime.sleep(1)"))
    killed = False

    def told(_keys: list[str]) -> None:
        nonlocal killed
        if not killed and executions(tmp_path, "b"):
            first.kill()
            cluster.worker()
            killed = True

    with ClusterWorkers(cluster.address) as workers:
        outcomes = by_key(workers.execute(tasks, on_running=told))
    assert killed
    assert {key: each.state for key, each in outcomes.items()} == {"a": "done", "b": "done", "c": "done"}
    assert executions(tmp_path, "a") == 1


def test_a_scheduler_that_dies_ends_the_run_in_french_and_what_is_done_stays_done(cluster, tmp_path):
    cluster.worker()
    tasks = tasks_of(tmp_path, {"a": "", "b": "import time\ntime.sleep(600)"})
    done = []

    def fail() -> None:
        # the run is then waiting for b
        until(lambda: done == ["a"] and executions(tmp_path, "b"))
        cluster.kill_scheduler()

    def run() -> None:
        with ClusterWorkers(cluster.address) as workers:
            for outcome in workers.execute(tasks, on_running=ignore):
                done.append(outcome.task.key)  # noqa: PERF401 - read by the thread meanwhile

    failing = threading.Thread(target=fail)
    failing.start()
    with pytest.raises(ClusterError, match="ne répond plus"):
        run()
    failing.join()
    assert done == ["a"]
    assert (tasks[0].staging / "result.json").exists()


class EnoughError(Exception):
    """Who listens to a run gives it up."""


@pytest.mark.parametrize("threads", ["1", "2"])
def test_who_stops_listening_kills_the_notebook_under_way(cluster, tmp_path, threads):
    """dask only forgets a task that is running: its notebook would go on for as long as it may.

    A worker of two threads, as dask starts them by default, holds a second one back: it must not begin.
    """
    cluster.worker("--nthreads", threads)
    source = "import os, time\nPath(marker, f'pid-{os.getpid()}').touch()\ntime.sleep(3600)"
    tasks = tasks_of(tmp_path, {"long": source, "encore": source})

    def told(_keys: list[str]) -> None:
        if list((tmp_path / "executions").glob("*/pid-*")):
            raise EnoughError

    with ClusterWorkers(cluster.address) as workers:
        with pytest.raises(EnoughError), closing(workers.execute(tasks, on_running=told)) as outcomes:
            list(outcomes)
        # another run, from the same machine or not
        with ClusterWorkers(cluster.address) as others:
            (other,) = tasks_of(tmp_path / "autre", {"a": ""})
            assert by_key(others.execute([other], on_running=ignore))["a"].state == "done"
    (found,) = (tmp_path / "executions").glob("*/pid-*")
    until(lambda: not alive(int(found.name.removeprefix("pid-"))))


def test_a_run_given_up_while_its_kernel_starts_never_begins(cluster, tmp_path):
    """The kernel that is killed would be taken for one that failed to start, and tried again."""
    worker = cluster.worker()
    (task,) = tasks_of(tmp_path, {"long": "import time\ntime.sleep(3600)"})

    def told(_keys: list[str]) -> None:
        until(lambda: [each for each in below(worker.pid) if "execution.kernel" in each])
        raise EnoughError

    with ClusterWorkers(cluster.address, kernel="plain") as workers:
        with pytest.raises(EnoughError), closing(workers.execute([task], on_running=told)) as outcomes:
            list(outcomes)
        with ClusterWorkers(cluster.address, kernel="plain") as others:
            (other,) = tasks_of(tmp_path / "autre", {"a": ""})
            assert by_key(others.execute([other], on_running=ignore))["a"].state == "done"
    assert executions(tmp_path, "long") == 0


def below(pid: int) -> list[str]:
    """Return the commands of the processes that a process has started."""
    found = []
    for each in psutil.Process(pid).children(recursive=True):
        with suppress(psutil.Error):
            found.append(" ".join(each.cmdline()))
    return found


def test_a_worker_with_other_code_is_refused_by_name(cluster, tmp_path):
    preload = tmp_path / "autre_version.py"
    preload.write_text(
        "import caqes_eval.execution.cluster.worker as worker\n"
        "worker.identity = lambda: 'autre'\nworker.machine = lambda: 'serveur-ancien'\n",
        encoding="utf-8",
    )
    cluster.worker()
    with ClusterWorkers(cluster.address) as workers:
        cluster.worker("--preload", str(preload))
        tasks = tasks_of(tmp_path, {str(number): "" for number in range(60)})
        # it came after the beginning: its first task tells
        with pytest.raises(ClusterError, match="serveur-ancien"):
            list(workers.execute(tasks, on_running=lambda _: until(lambda: len(workers._client.nthreads()) == 2)))
    with pytest.raises(ClusterError, match="même caqes-eval") as refused, ClusterWorkers(cluster.address):
        pass
    assert "serveur-ancien" in refused.value.message
    assert "requirements-cluster.lock" in refused.value.remedy


def test_a_scheduler_without_worker_is_told(cluster):
    with pytest.raises(ClusterError, match="aucun ouvrier") as refused, ClusterWorkers(cluster.address, wait_seconds=1):
        pass
    assert f"dask worker {cluster.address}" in refused.value.remedy


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("tcp://127.0.0.1:9", "ne répond pas"),
        ("serveur-absent", "n’est pas l’adresse d’un ordonnanceur"),
        ("n’importe quoi", "n’est pas l’adresse d’un ordonnanceur"),
        ("tls://127.0.0.1:9", "demande des certificats"),
    ],
)
def test_a_scheduler_that_cannot_be_reached_is_told(address, told):
    with pytest.raises(ClusterError, match=told) as refused, ClusterWorkers(address, wait_seconds=1):
        pass
    assert refused.value.remedy


def test_workers_that_never_come_back_end_the_run(cluster, tmp_path):
    worker = cluster.worker("--no-nanny")
    (task,) = tasks_of(tmp_path, {"long": "import time\ntime.sleep(3600)"})

    def told(_keys: list[str]) -> None:
        if worker.poll() is None and executions(tmp_path, "long"):
            worker.kill()
            worker.wait()

    with ClusterWorkers(cluster.address) as workers:
        workers._patience = 2
        with pytest.raises(ClusterError, match="aucun ouvrier"):
            list(workers.execute([task], on_running=told))
    assert worker.poll() is not None


def test_a_long_plan_before_the_first_task_is_not_held_against_the_workers(cluster, tmp_path):
    """The only worker leaves while the campaign is planned: it is waited for from then on."""
    worker = cluster.worker("--no-nanny")
    (task,) = tasks_of(tmp_path, {"a": ""})

    def come_back(_keys: list[str]) -> None:
        if worker.poll() is not None and not again:
            again.append(cluster.worker())

    again: list[object] = []
    with ClusterWorkers(cluster.address) as workers:
        worker.kill()
        worker.wait()
        until(lambda: not workers._client.nthreads())
        workers._last_seen = -3600.0
        assert by_key(workers.execute([task], on_running=come_back))["a"].state == "done"


def test_a_cluster_without_its_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="paquet de plus") as refused, ClusterWorkers(LOCAL):
        pass
    assert "caqes-eval[cluster]" in refused.value.remedy


def test_the_memory_that_dask_gives_a_worker_bounds_its_notebooks(cluster, tmp_path):
    cluster.worker("--memory-limit", "512MB")
    (task,) = tasks_of(tmp_path, {"gros": "gros = bytearray(600 << 20)"})
    with ClusterWorkers(cluster.address) as workers:
        outcome = by_key(workers.execute([task], on_running=ignore))["gros"]
    assert outcome.state == "failed"
    assert "Mo de mémoire permis ne suffisent pas" in outcome.message


def test_few_tasks_are_sent_ahead_of_need(tmp_path):
    taken = 0

    def tasks() -> Iterator[Task]:
        nonlocal taken
        for task in tasks_of(tmp_path, {str(number): "" for number in range(8)}):
            taken += 1
            yield task

    with ClusterWorkers(LOCAL, jobs=1) as workers:
        ahead = [taken - ended for ended, _ in enumerate(workers.execute(tasks(), on_running=ignore))]
    assert len(ahead) == 8
    assert max(ahead) <= cluster_client._AHEAD
