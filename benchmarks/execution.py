"""The cost of executing notebooks: ours against papermill's command, a loop, a pool, and the functions without notebooks.

``python -m benchmarks.execution --size 10``. Every way runs the same tasks, those of the demonstration campaign, on the
same cores, start-up included; the slow ones run ``--sample`` of them and are compared per notebook. Ours converts each
notebook for the report too, which the others do not. Nothing heavy is imported here: workers import this module.
"""

import argparse
import contextlib
import io
import itertools
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from caqes_eval.execution.environment import fix_environment, skip_slow_import
from caqes_eval.execution.local import LocalWorkers
from caqes_eval.execution.preload import preload
from caqes_eval.execution.scraps import json_scraps
from caqes_eval.execution.task import Task
from caqes_eval.execution.workers import Workers

JOBS = 2


@dataclass
class Aside:
    """What ours tells besides its time: conversion for the reports, and memory."""

    conversion: float = 0.0
    peak_kernel: int = 0


@dataclass(frozen=True)
class Measure:
    """Seconds of one way: per notebook on the clock, and of processor in all."""

    name: str
    notebooks: int
    wall: float
    processor: float

    @property
    def each(self) -> float:
        """Seconds of clock per notebook."""
        return self.wall / self.notebooks


def demo_tasks(root: Path) -> list[Task]:
    """Return the tasks of a campaign on the fictitious region."""
    from caqes_eval.campaign.workspace import Workspace
    from caqes_eval.demo import write_demo
    from caqes_eval.pipeline.plan import make_plan
    from caqes_eval.pipeline.sources import read_sources
    from caqes_eval.regulation.parameters.rules import Rules

    write_demo(root / "demo")
    files = {
        "--open-phmev": "OPEN_PHMEV_2025.CSV", "--bdpm-presentations": "CIS_CIP_bdpm.txt",
        "--bdpm-groups": "CIS_GENER_bdpm.txt",
    }  # fmt: skip
    options = [part for option, name in files.items() for part in (option, str(root / "demo" / name))]
    history = f"2024={root / 'demo/OPEN_PHMEV_2024.CSV'}"
    dates = ["--bdpm-date", "2026-01-05", "--evaluation-date", "2026-03-31"]
    command = [sys.executable, "-m", "caqes_eval", "new", "mesure", "--year", "2025", "--history", history]
    subprocess.run([*command, *options, *dates, "--root", str(root)], check=True, stdout=subprocess.DEVNULL)
    workspace = Workspace(root)
    campaign = workspace.load_campaign("mesure")
    rules = Rules.load(workspace.regulation)
    plan = make_plan(workspace, campaign, read_sources(workspace, campaign.sources, campaign.year, rules), rules)
    return [task for each in campaign.establishments for task in plan.tasks(each, campaign.families)]


def repeated(tasks: list[Task], size: int, folder: Path) -> list[Task]:
    """Return as many tasks as wanted, each in a folder of its own."""
    return [
        replace(task, staging=folder / str(number))
        for number, task in enumerate(itertools.islice(itertools.cycle(tasks), size))
    ]


def prepared(tasks: list[Task]) -> list[Task]:
    """Write the inputs of tasks, as ours does by itself."""
    for task in tasks:
        (task.staging / "inputs").mkdir(parents=True)
        for name, content in task.inputs.items():
            (task.staging / "inputs" / name).write_bytes(content)
    return tasks


def ours(tasks: list[Task], aside: Aside) -> None:
    """This package, with its worker processes."""
    with LocalWorkers(jobs=JOBS) as workers:
        executed_and_converted(workers, tasks, aside)


def on_cluster(tasks: list[Task], aside: Aside) -> None:
    """This package, on a dask scheduler and workers of this machine."""
    from caqes_eval.execution.cluster.client import LOCAL, ClusterWorkers

    with ClusterWorkers(LOCAL, jobs=JOBS) as workers:
        executed_and_converted(workers, tasks, aside)


def executed_and_converted(workers: Workers, tasks: list[Task], aside: Aside) -> None:
    """Execute tasks, and convert each notebook as the reports do."""
    from caqes_eval.reporting.exporter import fragment

    for outcome in workers.execute(tasks, on_running=lambda _: None):
        assert outcome.state == "done", outcome.message
        before = time.process_time()
        assert fragment(outcome.task.staging / outcome.task.notebook)
        aside.conversion += time.process_time() - before
        aside.peak_kernel = max(aside.peak_kernel, outcome.peak_memory or 0)


def command_line(tasks: list[Task]) -> None:
    """The command of papermill, one notebook after the other."""
    for task in prepared(tasks):
        values = [part for name, value in task.parameters.items() for part in ("-r", name, str(value))]
        output = task.staging / task.notebook
        command = [sys.executable, "-m", "papermill", str(task.template), str(output), "--cwd", str(task.staging)]
        subprocess.run([*command, *values, "--no-progress-bar"], check=True, stderr=subprocess.DEVNULL)


def papermill_alone(task: Task) -> None:
    """The function of papermill, as its documentation shows it."""
    import papermill

    output = str(task.staging / task.notebook)
    with quiet():
        papermill.execute_notebook(
            str(task.template), output, dict(task.parameters), cwd=str(task.staging), progress_bar=False
        )


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Show nothing of what kernels say on the standard error: they write there by themselves."""
    kept = os.dup(2)
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)


def loop(tasks: list[Task]) -> None:
    """That function in a loop."""
    for task in prepared(tasks):
        papermill_alone(task)


def pool(tasks: list[Task]) -> None:
    """That function in a pool of processes."""
    with ProcessPoolExecutor(JOBS, mp_context=get_context("spawn")) as workers:
        list(workers.map(papermill_alone, prepared(tasks)))


def bare(task: Task) -> None:
    """The code of the cells, without a notebook: what is shown is made all the same."""
    os.chdir(task.staging)
    names: dict[str, object] = {}
    for cell in json.loads(task.template.read_bytes())["cells"]:
        if cell["cell_type"] == "code":
            *lines, last = "".join(cell["source"]).rstrip().splitlines()
            with contextlib.redirect_stdout(io.StringIO()):
                exec("\n".join(lines), names)  # noqa: S102 - our own templates
                if "parameters" in cell["metadata"].get("tags", []):
                    exec(last, names)  # noqa: S102
                    names |= task.parameters
                    continue
                try:
                    shown = eval(last, names)  # noqa: S307
                except SyntaxError:
                    exec(last, names)  # noqa: S102
                else:
                    getattr(shown, "_repr_mimebundle_", lambda: None)()


def floor(tasks: list[Task]) -> None:
    """The functions without notebooks, in as many processes."""
    with ProcessPoolExecutor(JOBS, mp_context=get_context("spawn"), initializer=preload) as workers:
        list(workers.map(bare, prepared(tasks)))


def measure(name: str, way: Callable[[list[Task]], None], tasks: list[Task]) -> Measure:
    """Time one way."""
    clock, before = time.perf_counter(), os.times()
    way(tasks)
    after = os.times()
    return Measure(name, len(tasks), time.perf_counter() - clock, sum(after[:4]) - sum(before[:4]))


def reading(tasks: list[Task]) -> float:
    """Return the seconds that reading the results of executed notebooks takes."""
    clock = time.perf_counter()
    for task in tasks:
        assert json_scraps(json.loads((task.staging / task.notebook).read_bytes()))
    return time.perf_counter() - clock


def main() -> None:
    """Measure every way and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, choices=(10, 100, 560), default=10)
    parser.add_argument("--sample", type=int, default=6, help="notebooks run by the slow ways")
    options = parser.parse_args()
    aside = Aside()
    with tempfile.TemporaryDirectory(prefix="caqes-mesure-") as made:
        folder = Path(made)
        fix_environment(folder / "ipython")
        tasks = tasks_made_elsewhere(folder / "root")
        ways: list[tuple[str, Callable[[list[Task]], None], int]] = [
            ("this", lambda tasks: ours(tasks, aside), options.size),
            ("this, --cluster local", lambda tasks: on_cluster(tasks, Aside()), options.size),
            ("(a) papermill, one command each", command_line, options.sample),
            ("(b) papermill in a loop", loop, options.sample),
            (f"(c) the same, {JOBS} processes", pool, max(options.sample, 10 * JOBS)),
            (f"(d) no notebook, {JOBS} processes", floor, options.size),
        ]
        done = [
            measure(name, way, repeated(tasks, size, folder / str(number)))
            for number, (name, way, size) in enumerate(ways)
        ]
        told(done, aside, reading(repeated(tasks, options.size, folder / "0")))


def tasks_made_elsewhere(root: Path) -> list[Task]:
    """Return the tasks of the demonstration, planned by another process: what planning takes is not executing's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as planner:
        return planner.submit(demo_tasks, root).result()


def told(done: list[Measure], aside: Aside, seconds_to_read: float) -> None:
    """Print what was measured."""
    this, floor_measured = done[0], done[-1]
    python = platform.python_version()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {python}, {datetime.now(UTC):%Y-%m-%d}")
    print(f"load {os.getloadavg()[0]:.1f}; {this.notebooks} tasks of the demonstration\n")
    for each in done:
        print(
            f"{each.name:36} {each.notebooks:4} notebooks  {each.each:7.3f} s each  "
            f"{each.processor / each.notebooks:7.3f} s of processor  {each.each / this.each:6.2f} × this"
        )
    print(f"\nthis is {this.each / floor_measured.each:.2f} × the functions without notebooks")
    print(f"conversion for the reports: {aside.conversion / this.notebooks:.3f} s of processor per notebook")
    print(f"reading the results of the executed notebooks: {seconds_to_read:.3f} s in all")
    here = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"most memory: {here} MB for this process, {aside.peak_kernel >> 20} MB for a kernel")


if __name__ == "__main__":
    skip_slow_import()
    main()
