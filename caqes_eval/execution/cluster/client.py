"""Sending tasks to the workers of a dask cluster, and writing the dossiers that come back."""

import asyncio
import concurrent.futures
import shutil
import time
import uuid
from collections.abc import Generator, Iterable
from contextlib import ExitStack, suppress
from typing import Any, Self

from caqes_eval.execution.choice import Kernel, choose
from caqes_eval.execution.cluster import refusals
from caqes_eval.execution.cluster.connection import LOCAL, PATIENCE, connect
from caqes_eval.execution.cluster.parcel import Delivery, Parcel
from caqes_eval.execution.cluster.worker import execute, identity, machine, stop
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.execution.workers import Told
from caqes_eval.foundation.files import reason

WAIT_SECONDS = 60
"""How long a first worker, or one that comes back, is waited for."""
# seconds between two looks at who is there
_POLL = 1.0
# a worker finds its next notebook waiting for it
_AHEAD = 2
# what dask raises of a task whose scheduler is gone, by the way one asks
_CANCELLED = (concurrent.futures.CancelledError, asyncio.CancelledError)

DIED = "L’ouvrier qui exécutait le notebook s’est arrêté plusieurs fois de suite (mémoire insuffisante ?)."


class ClusterWorkers:
    """The workers of a dask scheduler.

    Args:
        address: of the scheduler (``tcp://serveur:8786``, ``tls://…``), or ``local`` for one on this machine.
        jobs: number of workers of a local cluster.
        limits: what each notebook may use, beside what its worker is given; the usual bounds when absent.
        kernel: which kernel runs them; the best of each worker when absent.
        wait_seconds: how long to wait for workers when there are none.
    """

    def __init__(
        self,
        address: str,
        *,
        jobs: int = 1,
        limits: Limits | None = None,
        kernel: Kernel | None = None,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._address = address
        self._jobs = jobs
        self._limits = limits or Limits()
        self._kernel = choose(kernel)
        self._patience = wait_seconds
        self._run = uuid.uuid4().hex
        self._stack = ExitStack()
        self._client: Any = None
        self._last_seen = 0.0

    def __enter__(self) -> Self:
        """Connect, and check that every worker would give the dossiers that this machine would.

        Raises:
            ClusterError: the scheduler does not answer, has no worker, or has some that are not fit.
        """
        with self._stack:
            self._client = connect(self._address, jobs=self._jobs, wait_seconds=self._patience, stack=self._stack)
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster as it was found; a local one ends."""
        self._stack.close()

    def execute(self, tasks: Iterable[Task], *, on_running: Told) -> Generator[Outcome]:
        """Execute tasks on the workers and yield their outcomes as they come, their staging folders filled.

        Args:
            tasks: taken one by one, at most twice as many ahead as there are workers.
            on_running: told the keys of the tasks sent, the first of them being under way.

        Yields:
            One outcome per task. A worker that dies has its task executed elsewhere, a bounded number of times.

        Raises:
            ClusterError: the scheduler or every worker is gone for too long, or one that came is not fit.
        """
        pending = iter(tasks)
        sent: dict[Any, Task] = {}
        self._last_seen = time.monotonic()
        try:
            while True:
                workers = self._workers()
                while len(sent) < max(workers * _AHEAD, 1) and (task := next(pending, None)):
                    try:
                        sent[self._send(task)] = task
                    except OSError:
                        told = f"Le modèle {task.template.name} est introuvable ou illisible."
                        yield Outcome(task=task, state="failed", message=told)
                on_running([task.key for task in sent.values()][: max(workers, 1)])
                if not sent:
                    return
                for future in self._ended(sent):
                    if (outcome := self._outcome(sent[future], future)) is not None:
                        del sent[future]
                        yield outcome
                        # however long whoever listens has taken
                        self._last_seen = time.monotonic()
        finally:
            self._drop(sent)

    def _send(self, task: Task) -> Any:  # noqa: ANN401 - dask is untyped
        parcel = Parcel.of(task, run=self._run, identity=identity(), limits=self._limits, kernel=self._kernel)
        # dask learns how long tasks take by what their names begin with
        return self._client.submit(execute, parcel, key=(f"caqes-{task.template.stem}", task.key, uuid.uuid4().hex))

    def _workers(self) -> int:
        """Return how many tasks can run at once: one for each worker, whatever threads it has.

        Raises:
            ClusterError: there has been nobody to run them for too long.
        """
        gone = refusals.no_worker
        try:
            workers = len(self._client.nthreads(callback_timeout=PATIENCE))
        except (OSError, ValueError, TimeoutError, *_CANCELLED):
            workers, gone = 0, refusals.scheduler_gone
        now = time.monotonic()
        if workers:
            self._last_seen = now
        elif now - self._last_seen > self._patience or self._client.status == "closed":
            raise gone(self._address)
        return workers

    def _ended(self, sent: dict[Any, Task]) -> list[Any]:
        """Wait a little, and return those that have ended.

        Raises:
            ClusterError: the scheduler is gone.
        """
        from distributed import wait

        try:
            return list(wait(list(sent), timeout=_POLL, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            return []
        except _CANCELLED:
            raise refusals.scheduler_gone(self._address) from None

    def _outcome(self, task: Task, future: Any) -> Outcome | None:  # noqa: ANN401
        """Return how a task ended, its files written; None when its dossier has not come yet.

        Raises:
            ClusterError: the worker is not fit, or the scheduler is gone.
        """
        if future.status == "error":
            return _failed(task, future.exception(timeout=PATIENCE))
        try:
            delivery: Delivery = future.result(timeout=PATIENCE)
        except TimeoutError:
            return None
        except _CANCELLED:
            raise refusals.scheduler_gone(self._address) from None
        except Exception as error:  # noqa: BLE001 - whatever another machine raised costs its own task only
            return _failed(task, error)
        future.release()
        if delivery.state == "unfit":
            raise refusals.unfit([delivery.message], machine())
        return _received(task, delivery)

    def _drop(self, sent: dict[Any, Task]) -> None:
        """Give up the tasks sent: those that wait are forgotten, those that run are killed."""
        if not sent or self._client.status != "running":
            return
        # whatever goes wrong here, the run is over
        with suppress(Exception):
            self._client.cancel(list(sent), force=True)
            self._client.run(stop, self._run, on_error="ignore", callback_timeout=PATIENCE)


def _failed(task: Task, error: BaseException | None) -> Outcome:
    """Return the outcome of a task that gave no dossier."""
    from distributed import KilledWorker

    match error:
        case KilledWorker():
            told = DIED
        case OSError():
            told = f"L’ouvrier n’a pas pu écrire : {reason(error)}."
        case _:
            told = f"L’ouvrier n’a pas pu exécuter le notebook : {type(error).__name__} : {error}"
    return Outcome(task=task, state="failed", message=told)


def _received(task: Task, delivery: Delivery) -> Outcome:
    """Write what a worker sent back, and return how the task ended."""
    message = delivery.message
    try:
        shutil.rmtree(task.staging, ignore_errors=True)
        delivery.unpack(task)
    except OSError as error:
        message = f"Le dossier reçu de l’ouvrier n’a pas pu être écrit : {reason(error)}."
    except (KeyError, ValueError):
        message = "Le dossier reçu de l’ouvrier n’est pas celui de la tâche envoyée."
    return Outcome(
        task=task, state="failed" if message else "done", message=message, seconds=delivery.seconds,
        peak_memory=delivery.peak_memory,
    )  # fmt: skip


__all__ = ["DIED", "LOCAL", "WAIT_SECONDS", "ClusterWorkers"]
