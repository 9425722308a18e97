"""Many notebooks at once on one machine: processes, never threads.

papermill changes the working folder of its process: with threads, one hospital's notebook would read another's files
(nteract/papermill#473).
"""

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait as wait_for
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Self

from caqes_eval.execution.choice import Kernel, choose
from caqes_eval.execution.environment import fix_environment, skip_slow_import
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.place import WORKERS, sweep
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.execution.workers import Told

# seconds between two attempts at stopping notebooks
_AGAIN = 0.2

DIED = "Le processus qui exécutait le notebook s’est arrêté deux fois (mémoire insuffisante ?)."


@contextmanager
def interrupts_ignored() -> Iterator[None]:
    """Start processes that leave Ctrl+C to who commands: the terminal sends it to all, and each would tell it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True, kw_only=True)
class _Settings:
    """What every worker is told."""

    profile: str
    limits: Limits
    kernel: Kernel | None


class LocalWorkers:
    """Worker processes of this machine, started as tasks come and kept until the end.

    Args:
        jobs: number of processes.
        limits: what each notebook may use; the usual bounds when absent.
        kernel: which kernel runs them; see :func:`~caqes_eval.execution.choice.choose`.

    Raises:
        ParameterFileError: there is no such kernel.
    """

    def __init__(self, *, jobs: int, limits: Limits | None = None, kernel: Kernel | None = None) -> None:
        self._jobs = jobs
        self._profile = tempfile.TemporaryDirectory(prefix=f"{WORKERS}{os.getpid()}-", ignore_cleanup_errors=True)
        self._settings = _Settings(profile=self._profile.name, limits=limits or Limits(), kernel=choose(kernel))
        self._started: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Start nothing yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End every process: once its notebook is, or at once when the run is given up."""
        self._end_pool(now=kind is not None)
        self._profile.cleanup()

    def prepare(self) -> Future[None]:
        """Start one process and what it keeps ready, without waiting: the first notebook finds them so.

        Returns:
            What tells that the process is there.
        """
        return self._submit(_nothing)

    def execute(self, tasks: Iterable[Task], *, on_running: Told) -> Generator[Outcome]:
        """Execute tasks and yield their outcomes as they come.

        Args:
            tasks: taken one by one, at most as many ahead as there are processes: memory does not grow with their number.
            on_running: told the keys of the tasks under way whenever they change.

        Yields:
            One outcome per task. When a worker dies, the tasks under way are tried again one at a time, so that only
            the one that kills its worker fails.
        """
        suspects: list[Task] = []
        pending = iter(tasks)
        while True:
            yield from self._until_broken(pending, suspects, self._jobs, on_running)
            if not suspects:
                return
            for suspect in suspects:
                killed: list[Task] = []
                yield from self._until_broken(iter([suspect]), killed, 1, on_running)
                yield from (Outcome(task=task, state="failed", message=DIED) for task in killed)
            suspects = []

    def _until_broken(
        self, tasks: Iterator[Task], suspects: list[Task], jobs: int, on_running: Told
    ) -> Iterator[Outcome]:
        """Execute tasks until there are none left or a worker dies; the tasks then under way become suspects."""
        running: dict[Future[Outcome], Task] = {}
        try:
            while True:
                while len(running) < jobs and (task := next(tasks, None)):
                    try:
                        running[self._submit(_run, task, self._settings)] = task
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
                    running = {}
                    return
        finally:
            # a pool that is broken serves no more; one that is left with tasks must not go on with them
            if suspects or running:
                self._end_pool(now=bool(running))

    def _submit(self, function: Callable[..., Any], *given: object) -> Future[Any]:
        # a process starts here when there is not enough of them
        with interrupts_ignored():
            return self._pool().submit(function, *given)

    def _pool(self) -> ProcessPoolExecutor:
        if self._started is None:
            # spawn: the same on Windows and Linux, and no thread of ours is copied
            sweep()
            self._started = ProcessPoolExecutor(
                self._jobs, mp_context=get_context("spawn"), initializer=_start_worker, initargs=(self._settings,)
            )
        return self._started

    def _end_pool(self, *, now: bool = False) -> None:
        pool, self._started = self._started, None
        if pool is None:
            return
        if not now:
            pool.shutdown(wait=True, cancel_futures=True)
            return
        processes = list((getattr(pool, "_processes", None) or {}).values())
        ending = threading.Thread(target=pool.shutdown, kwargs={"wait": True, "cancel_futures": True})
        ending.start()
        # again and again: a process that was starting did not hear, and goes on with a notebook it had been given
        while ending.is_alive():
            _interrupt(processes)
            ending.join(_AGAIN)


def _interrupt(processes: Iterable[BaseProcess]) -> None:
    """Stop the notebooks of workers as Ctrl+C does.

    A worker that is killed while it sends a result would leave half of it, for which its pool waits for ever. On
    Windows the console sends Ctrl+C to them all, and nothing else can.
    """
    if sys.platform == "win32":
        return
    for process in processes:
        if process.pid is not None and not wait_for([process.sentinel], 0):
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGINT)


def _start_worker(settings: _Settings) -> None:
    # Windows does not pass on what its parent ignores
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    skip_slow_import()
    fix_environment(Path(settings.profile))
    from caqes_eval.execution.providers import provider

    # a zygote imports what notebooks need while this process imports papermill
    provider(settings.kernel)


def _nothing() -> None:
    """What a process that is to be ready does first."""


def _run(task: Task, settings: _Settings) -> Outcome:
    from caqes_eval.execution.run import run

    # while a notebook runs, Ctrl+C stops it; between two, this process waits to be told
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return run(task, settings.limits, settings.kernel)
    finally:
        signal.signal(signal.SIGINT, before)
