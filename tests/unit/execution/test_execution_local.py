import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import psutil
import pytest
from pretended_runs import pretend, tasks_named
from tiny_notebooks import GLUE, make_task, write_template

from caqes_eval.execution import local, providers
from caqes_eval.execution.environment import FIXED_ENVIRONMENT
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.local import LocalWorkers
from caqes_eval.execution.place import WORKERS, sweep
from tests.cluster.processes import until

SETTINGS = partial(local._Settings, limits=Limits(), kernel="plain")

# the parent of the kernel is the worker; init would be its parent if the worker were dead already
KILL_THE_WORKER = (
    "import os, signal\nassert os.getppid() > 1\nos.kill(os.getppid(), signal.SIGKILL)\nimport time\ntime.sleep(60)"
)


@pytest.fixture
def without_kernel(monkeypatch):
    monkeypatch.setattr(local, "_run", pretend)


def states(outcomes) -> dict[str, str]:
    found = list(outcomes)
    counts = Counter(outcome.task.key for outcome in found)
    assert set(counts.values()) <= {1}, "one outcome per task"
    return {outcome.task.key: outcome.state for outcome in found}


def ignore(_keys: list[str]) -> None:
    """Take no notice."""


def execute(tasks, *, jobs, on_running, kernel=None):
    with LocalWorkers(jobs=jobs, kernel=kernel) as workers:
        yield from workers.execute(tasks, on_running=on_running)


def starts(task) -> int:
    return len(list(task.staging.iterdir()))


def test_no_task_gives_no_outcome_and_starts_nothing():
    told: list[list[str]] = []
    assert list(execute([], jobs=2, on_running=told.append)) == []
    assert told == [[]]


@pytest.mark.usefixtures("without_kernel")
def test_tasks_are_taken_at_most_jobs_ahead(tmp_path):
    taken = 0

    def tasks():
        nonlocal taken
        for task in tasks_named([f"t{number}" for number in range(8)], tmp_path):
            taken += 1
            yield task

    ahead, told = [], []
    for finished, _ in enumerate(execute(tasks(), jobs=2, on_running=told.append)):
        ahead.append(taken - finished)
    assert len(ahead) == 8
    assert max(ahead) <= 2
    assert max(len(keys) for keys in told) == 2
    assert told[-1] == []
    assert {key for keys in told for key in keys} == {f"t{number}" for number in range(8)}


@pytest.mark.usefixtures("without_kernel")
def test_who_stops_listening_stops_the_tasks(tmp_path):
    tasks = tasks_named([f"t{number}" for number in range(20)], tmp_path)
    outcomes = execute(iter(tasks), jobs=1, on_running=ignore)
    next(outcomes)
    outcomes.close()
    assert sum(task.staging.exists() for task in tasks) <= 2


@pytest.mark.usefixtures("without_kernel")
def test_a_worker_that_dies_is_tried_twice_and_costs_its_task_only(tmp_path):
    tasks = tasks_named(["a", "mort", "mort-une-fois", "b"], tmp_path)
    outcomes = {outcome.task.key: outcome for outcome in execute(tasks, jobs=1, on_running=ignore)}
    assert {key: outcome.state for key, outcome in outcomes.items()} == {
        "a": "done", "mort": "failed", "mort-une-fois": "done", "b": "done",
    }  # fmt: skip
    assert "s’est arrêté deux fois" in outcomes["mort"].message
    assert {task.key: starts(task) for task in tasks} == {"a": 1, "mort": 2, "mort-une-fois": 2, "b": 1}


@pytest.mark.usefixtures("without_kernel")
def test_a_task_running_beside_one_that_dies_is_not_charged_for_it(tmp_path):
    tasks = tasks_named(["mort-1", "lent", "mort-2", "a"], tmp_path)
    assert states(execute(tasks, jobs=2, on_running=ignore)) == {
        "mort-1": "failed", "lent": "done", "mort-2": "failed", "a": "done",
    }  # fmt: skip


class InPlace:
    """Stands for a pool of processes; one that is dead refuses what it is given."""

    def __init__(self, accepts: int) -> None:
        self.accepts = accepts

    def submit(self, function, task, settings):
        self.accepts -= 1
        if self.accepts < 0:
            raise BrokenProcessPool
        future = Future()
        future.set_result(function(task, settings))
        return future

    def shutdown(self, **_options):
        """Do nothing."""


@pytest.mark.usefixtures("without_kernel")
def test_a_pool_found_dead_when_a_task_is_given_costs_nothing(tmp_path, monkeypatch):
    """A worker may die between two tasks, while none is being waited for."""
    pools = iter([InPlace(1), InPlace(100), InPlace(100)])
    monkeypatch.setattr(local, "ProcessPoolExecutor", lambda _jobs, **_options: next(pools))
    tasks = tasks_named(["a", "b", "c"], tmp_path)
    assert states(execute(tasks, jobs=1, on_running=ignore)) == {"a": "done", "b": "done", "c": "done"}


@pytest.mark.usefixtures("without_kernel")
def test_the_profile_of_the_workers_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / "tasks"
    assert states(execute(tasks_named(["a"], folder), jobs=1, on_running=ignore)) == {"a": "done"}
    assert [path.name for path in tmp_path.iterdir()] == ["tasks"]


def test_a_worker_has_the_fixed_environment(monkeypatch, tmp_path):
    for name, value in dict(os.environ).items():  # so that monkeypatch puts everything back
        monkeypatch.setenv(name, value)
    for name in (*FIXED_ENVIRONMENT, "IPYTHONDIR", "MPLCONFIGDIR", "MATPLOTLIBRC"):
        monkeypatch.setenv(name, "une valeur de cette machine")
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", None)
    started = []
    monkeypatch.setattr(providers, "provider", started.append)
    before = signal.getsignal(signal.SIGINT)
    try:
        local._start_worker(SETTINGS(profile=str(tmp_path)))
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)
    assert started == ["plain"]
    assert (os.environ["TZ"], os.environ["IPYTHONDIR"]) == ("Europe/Paris", str(tmp_path))


def test_a_worker_runs_the_task_it_is_given(tmp_path):
    outcome = local._run(make_task(tmp_path / "absent.ipynb", tmp_path / "staging"), SETTINGS(profile=str(tmp_path)))
    assert outcome.state == "failed"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("kernel", ["plain", None])
def test_real_kernels_and_workers_that_die_cost_their_task_only(tmp_path, tmp_path_factory, monkeypatch, kernel):
    """One notebook kills its parent, a worker or a zygote, then one its kernel; the third is done."""
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.mktemp("k")))
    sources = {"processus-mort": KILL_THE_WORKER, "noyau-mort": "import os\nos._exit(1)", "a": ""}
    tasks = [
        make_task(write_template(tmp_path / "modeles", key, source, GLUE), tmp_path / key, key=key)
        for key, source in sources.items()
    ]
    assert states(execute(tasks, jobs=1, on_running=ignore, kernel=kernel)) == {
        "processus-mort": "failed", "noyau-mort": "failed", "a": "done",
    }  # fmt: skip


@pytest.mark.usefixtures("without_kernel")
def test_a_process_made_ready_ahead_is_the_one_that_runs_the_first_task(tmp_path):
    with LocalWorkers(jobs=2) as workers:
        workers.prepare().result()
        assert workers._started is not None
        ready = set(workers._started._processes)
        assert len(ready) == 1
        assert states(workers.execute(tasks_named(["a"], tmp_path), on_running=ignore)) == {"a": "done"}
        assert set(workers._started._processes) == ready


@pytest.mark.usefixtures("without_kernel")
def test_the_same_processes_serve_several_calls(tmp_path):
    with LocalWorkers(jobs=1) as workers:
        seen = set()
        for name in ("a", "b"):
            assert states(workers.execute(tasks_named([name], tmp_path), on_running=ignore)) == {name: "done"}
            assert workers._started is not None
            seen.add(tuple(workers._started._processes))
    assert len(seen) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="zygotes are of Linux")
def test_what_was_made_ready_for_nothing_is_ended():
    """A zygote would do all its imports before it saw that nobody is there any more."""
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    with LocalWorkers(jobs=1, kernel="warm") as workers:
        workers.prepare()
        until(lambda: [each for each in started_since(before) if "warm.zygote" in " ".join(each.cmdline())])
    left = [each for each in started_since(before) if "resource_tracker" not in " ".join(each.cmdline())]
    assert left == []


def started_since(before: set[int]) -> list[psutil.Process]:
    running = psutil.Process().children(recursive=True)
    return [each for each in running if each.pid not in before and each.status() != psutil.STATUS_ZOMBIE]


def test_what_a_killed_run_left_is_swept_and_nothing_of_a_living_one(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"{WORKERS}{ended.pid}-abc", f"{WORKERS}{os.getpid()}-abc", f"{WORKERS}autre", "à-quelqu-un"):
        (tmp_path / name / "home").mkdir(parents=True)
    sweep()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"{WORKERS}{os.getpid()}-abc", f"{WORKERS}autre", "à-quelqu-un"}
