"""Sending tasks to the workers of a dask cluster, and writing the dossiers that come back."""

import asyncio
import logging
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import Any, Self

from caqes_eval.execution.choice import Kernel, choose
from caqes_eval.execution.cluster.parcel import Delivery, Parcel
from caqes_eval.execution.cluster.worker import execute, identity, ignore_interrupts, machine, stop
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.execution.workers import Told
from caqes_eval.foundation.errors import ClusterError
from caqes_eval.foundation.files import reason

LOCAL = "local"
WAIT_SECONDS = 60
"""How long a first worker, or one that comes back, is waited for."""
# seconds between two looks at who is there
_POLL = 1.0
# a worker finds its next notebook waiting for it
_AHEAD = 2
# seconds for a scheduler to answer
_SLOW = 10

DIED = "L’ouvrier qui exécutait le notebook s’est arrêté plusieurs fois de suite (mémoire insuffisante ?)."
_NOT_INSTALLED = 'Installez « distributed » sur ce poste et sur les autres : pip install "caqes-eval[cluster]".'
_GONE = "Relancez la même commande une fois le cluster en route : ce qui est terminé est gardé."


class ClusterWorkers:
    """The workers of a dask scheduler.

    Args:
        address: of the scheduler (``tcp://serveur:8786``, ``tls://…``), or ``local`` for one on this machine.
        jobs: number of workers of a local cluster.
        limits: what each notebook may use; the usual bounds when absent.
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
        self._last_seen = time.monotonic()

    def __enter__(self) -> Self:
        """Connect, and check that every worker would give the dossiers that this machine would.

        Raises:
            ClusterError: the scheduler does not answer, has no worker, or has some that are not fit.
        """
        with self._stack:
            self._connect()
            self._wait_for_workers()
            self._check_workers()
            self._stack = self._stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the cluster as it was found; a local one ends."""
        self._stack.close()

    def _connect(self) -> None:
        try:
            from distributed import Client, LocalCluster, Security
        except ImportError:
            raise ClusterError("L’exécution sur un cluster demande un paquet de plus.", remedy=_NOT_INSTALLED) from None
        # it tells in English, and in the middle of the progress bar, what is told here
        for name in ("distributed", "distributed.client"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        target: Any = self._address
        security = Security()
        if self._address == LOCAL:
            target = self._stack.enter_context(
                LocalCluster(
                    n_workers=self._jobs,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
            )
        else:
            asyncio.run(_knock(self._address, min(_SLOW, self._patience), security.get_connection_args("client")))
        self._client = Client(target, timeout=self._patience, security=security)
        self._stack.callback(self._client.close, timeout=_SLOW)
        if self._address == LOCAL:
            self._client.run(ignore_interrupts)

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError:
            raise _no_worker(self._address) from None

    def _check_workers(self) -> None:
        """Refuse a cluster where a worker has other code or packages, naming each machine."""
        ours = identity()
        with suppress(OSError):  # the one that left meanwhile is nobody's concern
            found = self._client.run(identity, on_error="return")
            strangers = [address for address, theirs in found.items() if theirs != ours]
            if strangers:
                names = self._client.run(machine, workers=strangers, on_error="return")
                raise _unfit(f"{name if isinstance(name, str) else address}" for address, name in names.items())

    def execute(self, tasks: Iterable[Task], *, on_running: Told) -> Iterator[Outcome]:
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
        try:
            while True:
                threads = self._threads()
                while len(sent) < max(threads * _AHEAD, 1) and (task := next(pending, None)):
                    try:
                        sent[self._send(task)] = task
                    except OSError:
                        told = f"Le modèle {task.template.name} est introuvable ou illisible."
                        yield Outcome(task=task, state="failed", message=told)
                on_running([task.key for task in sent.values()][: max(threads, 1)])
                if not sent:
                    return
                for future in self._ended(sent):
                    task = sent.pop(future)
                    yield self._outcome(task, future)
        finally:
            self._drop(sent)

    def _send(self, task: Task) -> Any:  # noqa: ANN401 - dask is untyped
        parcel = Parcel.of(task, run=self._run, identity=identity(), limits=self._limits, kernel=self._kernel)
        return self._client.submit(execute, parcel, key=f"{task.key}-{uuid.uuid4().hex}", pure=False)

    def _threads(self) -> int:
        """Return how many tasks can run at once.

        Raises:
            ClusterError: there has been nobody to run them for too long.
        """
        gone = _no_worker
        try:
            # one notebook at a time for each, whatever threads it has
            workers = len(self._client.nthreads())
        except (OSError, ValueError, asyncio.CancelledError, TimeoutError):
            workers, gone = 0, _scheduler_gone
        now = time.monotonic()
        if workers:
            self._last_seen = now
        elif now - self._last_seen > self._patience or self._client.status == "closed":
            raise gone(self._address)
        return workers

    def _ended(self, sent: dict[Any, Task]) -> list[Any]:
        from distributed import wait

        with suppress(TimeoutError):
            ended = wait(list(sent), timeout=_POLL, return_when="FIRST_COMPLETED")
            return list(ended.done)
        return []

    def _outcome(self, task: Task, future: Any) -> Outcome:  # noqa: ANN401
        """Return how a task ended, its files written.

        Raises:
            ClusterError: the worker is not fit, or the scheduler is gone.
        """
        from distributed import KilledWorker

        try:
            delivery: Delivery = future.result(timeout=self._patience)
        except KilledWorker:
            return Outcome(task=task, state="failed", message=DIED)
        except (asyncio.CancelledError, TimeoutError):
            raise _scheduler_gone(self._address) from None
        except OSError as error:
            return Outcome(task=task, state="failed", message=f"L’ouvrier n’a pas pu écrire : {reason(error)}.")
        except Exception as error:  # noqa: BLE001 - whatever another machine raised costs its own task only
            told = f"L’ouvrier n’a pas pu exécuter le notebook : {type(error).__name__} : {error}"
            return Outcome(task=task, state="failed", message=told)
        finally:
            future.release()
        if delivery.state == "unfit":
            raise _unfit([delivery.message])
        return self._received(task, delivery)

    @staticmethod
    def _received(task: Task, delivery: Delivery) -> Outcome:
        message = delivery.message
        try:
            shutil.rmtree(task.staging, ignore_errors=True)
            delivery.unpack(task)
        except OSError as error:
            message = f"Le dossier reçu de l’ouvrier n’a pas pu être écrit : {reason(error)}."
        return Outcome(
            task=task, state="failed" if message else "done", message=message, seconds=delivery.seconds,
            peak_memory=delivery.peak_memory,
        )  # fmt: skip

    def _drop(self, sent: dict[Any, Task]) -> None:
        """Give up the tasks sent: those that wait are forgotten, those that run are killed."""
        if not sent or self._client.status != "running":
            return
        # whatever goes wrong here, the run is over
        with suppress(Exception):
            self._client.cancel(list(sent), force=True)
            self._client.run(stop, self._run, on_error="ignore")


async def _knock(address: str, seconds: float, connection: dict[str, Any]) -> None:
    """Check that a scheduler answers; a client of dask that fails to connect goes on trying beside us.

    Raises:
        ClusterError: it does not.
    """
    from distributed.comm import connect

    try:
        comm = await connect(address, timeout=seconds, **connection)
        await comm.close()
    except OSError as error:
        raise ClusterError(
            f"L’ordonnanceur « {address} » ne répond pas.",
            remedy="Vérifiez qu’il est lancé (dask scheduler), son adresse, et que le pare-feu laisse passer son port.",
        ) from error
    except ValueError as error:
        raise ClusterError(
            f"« {address} » n’est pas l’adresse d’un ordonnanceur.",
            remedy="Écrivez-la comme il l’affiche au lancement : tcp://serveur:8786.",
        ) from error
    except TypeError as error:  # what dask raises when « tls:// » is asked for and no certificate is configured
        raise ClusterError(
            f"L’adresse « {address} » demande des certificats, et ce poste n’en a pas de configurés.",
            remedy="Écrivez-les dans la configuration de dask (voir docs/cluster.md).",
        ) from error


def _no_worker(address: str) -> ClusterError:
    return ClusterError(
        f"L’ordonnanceur « {address} » n’a aucun ouvrier.",
        remedy=f"Lancez-en sur les machines qui calculent : dask worker {address} --nworkers -1 --nthreads 1. {_GONE}",
    )


def _scheduler_gone(address: str) -> ClusterError:
    return ClusterError(f"L’ordonnanceur « {address} » ne répond plus.", remedy=_GONE)


def _unfit(names: Iterable[str]) -> ClusterError:
    listed = ", ".join(sorted(set(names)))
    return ClusterError(
        f"Ces machines n’ont pas le même caqes-eval, le même Python ou les mêmes paquets que ce poste : {listed}.",
        remedy="Leurs dossiers seraient différents. Installez-y la même version, par le même requirements.lock, "
        "ou arrêtez leurs ouvriers.",
    )
