"""Many notebooks at once on one machine: processes, never threads.

papermill changes the working folder of its process: with threads, one hospital's notebook would read another's files
(nteract/papermill#473).
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from caqes_eval.execution.choice import Kernel, choose
from caqes_eval.execution.environment import fix_environment, skip_slow_import
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.task import Outcome, Task

DIED = "Le processus qui exécutait le notebook s’est arrêté deux fois (mémoire insuffisante ?)."


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """What every worker is told."""

    profile: str
    limits: Limits
    kernel: Kernel | None


def execute(
    tasks: Iterable[Task],
    *,
    jobs: int,
    on_running: Callable[[list[str]], None],
    limits: Limits | None = None,
    kernel: Kernel | None = None,
) -> Iterator[Outcome]:
    """Execute tasks in worker processes and yield their outcomes as they come.

    Args:
        tasks: taken one by one, at most ``jobs`` ahead, so that memory does not grow with their number.
        jobs: number of processes.
        on_running: told the keys of the tasks under way whenever they change.
        limits: what each notebook may use; the usual bounds when absent.
        kernel: which kernel runs them; see :func:`~caqes_eval.execution.choice.choose`.

    Yields:
        One outcome per task. When a worker dies, the tasks under way are tried again one at a time, so that only the
        one that kills its worker fails.

    Raises:
        ParameterFileError: there is no such kernel.
    """
    chosen = choose(kernel)
    with tempfile.TemporaryDirectory(prefix="caqes-ipython-", ignore_cleanup_errors=True) as profile:
        settings = _Settings(profile=profile, limits=limits or Limits(), kernel=chosen)
        suspects: list[Task] = []
        pending = iter(tasks)
        while True:
            yield from _until_broken(pending, suspects, jobs, settings, on_running)
            if not suspects:
                return
            for suspect in suspects:
                killed: list[Task] = []
                yield from _until_broken(iter([suspect]), killed, 1, settings, on_running)
                yield from (Outcome(task=task, state="failed", message=DIED) for task in killed)
            suspects = []


def _until_broken(
    tasks: Iterator[Task], suspects: list[Task], jobs: int, settings: _Settings, on_running: Callable[[list[str]], None]
) -> Iterator[Outcome]:
    """Execute tasks until there are none left or a worker dies; the tasks then under way become suspects."""
    running: dict[Future[Outcome], Task] = {}
    # spawn: the same on Windows and Linux, and no thread of ours is copied
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(settings,))
    try:
        while True:
            while len(running) < jobs and (task := next(tasks, None)):
                try:
                    running[pool.submit(_run, task, settings)] = task
                except BrokenProcessPool:
                    suspects.append(task)
                    break
            on_running([task.key for task in running.values()])
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                task = running.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.append(task)
                else:
                    yield future.result()
            if suspects:
                # every other future of a broken pool fails too
                suspects += running.values()
                return
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _start_worker(settings: _Settings) -> None:
    skip_slow_import()
    fix_environment(Path(settings.profile))
    from caqes_eval.execution.providers import provider

    # a zygote imports what notebooks need while this process imports papermill
    provider(settings.kernel)


def _run(task: Task, settings: _Settings) -> Outcome:
    from caqes_eval.execution.run import run

    return run(task, settings.limits, settings.kernel)
