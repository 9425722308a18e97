"""Many notebooks at once on one machine: processes, never threads.

papermill changes the working folder of its process: with threads, one hospital's notebook would read another's files
(nteract/papermill#473).
"""

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from caqes_eval.execution.kernel import fix_environment, skip_slow_import
from caqes_eval.execution.task import Outcome, Task

ATTEMPTS = 2


def execute(tasks: Iterable[Task], *, jobs: int, on_running: Callable[[list[str]], None]) -> Iterator[Outcome]:
    """Execute tasks in worker processes and yield their outcomes as they come.

    Args:
        tasks: taken one by one, at most ``jobs`` ahead, so that memory does not grow with their number.
        jobs: number of processes.
        on_running: told the keys of the tasks under way whenever they change.

    Yields:
        One outcome per task. A worker that dies costs the tasks it held: they are tried once more, then failed.
    """
    pending = iter(tasks)
    again: deque[Task] = deque()
    attempts: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="caqes-ipython-", ignore_cleanup_errors=True) as profile:
        pool = _pool(jobs, profile)
        running: dict[Future[Outcome], Task] = {}
        try:
            while True:
                while len(running) < jobs and (task := again.popleft() if again else next(pending, None)):
                    running[pool.submit(_run, task)] = task
                on_running([task.key for task in running.values()])
                if not running:
                    return
                finished, _ = wait(running, return_when=FIRST_COMPLETED)
                if any(isinstance(future.exception(), BrokenProcessPool) for future in finished):
                    # every future of a broken pool fails, also those of innocent tasks
                    yield from _charge(running.values(), attempts, again)
                    running = {}
                    pool.shutdown(wait=True)
                    pool = _pool(jobs, profile)
                    continue
                for future in finished:
                    del running[future]
                    yield future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _charge(tasks: Iterable[Task], attempts: dict[str, int], again: deque[Task]) -> Iterator[Outcome]:
    for task in tasks:
        attempts[task.key] = attempts.get(task.key, 0) + 1
        if attempts[task.key] < ATTEMPTS:
            again.append(task)
        else:
            message = "Le processus qui exécutait le notebook s’est arrêté deux fois (mémoire insuffisante ?)."
            yield Outcome(task=task, state="failed", message=message)


def _pool(jobs: int, profile: str) -> ProcessPoolExecutor:
    # spawn: the same on Windows and Linux, and no thread of ours is copied
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(profile,))


def _start_worker(profile: str) -> None:
    skip_slow_import()
    fix_environment(Path(profile))


def _run(task: Task) -> Outcome:
    from caqes_eval.execution.run import run

    return run(task)
