"""What runs on a worker of a cluster: one notebook at a time, as on this machine."""

import platform
import signal
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from caqes_eval.execution.cluster.parcel import Delivery, Parcel
from caqes_eval.execution.environment import fix_environment, skip_slow_import
from caqes_eval.execution.fingerprint import code_digest
from caqes_eval.execution.limits import Limits
from caqes_eval.foundation.environment import environment_digest
from caqes_eval.foundation.files import sha256_bytes

# seconds between two attempts at ending a notebook
_AGAIN = 0.2
# part of the memory that dask gives a worker; the rest is for the worker itself
_SHARE = 0.8

# papermill changes the working folder of its process: a worker of several threads runs one notebook all the same
_one_at_a_time = threading.Lock()


class _Runs:
    """Which run has a notebook under way here, and those that were given up."""

    def __init__(self) -> None:
        self.guard = threading.Lock()
        self.current = ""
        self.stopped: set[str] = set()

    def begin(self, run: str) -> bool:
        """Say whether a notebook of a run may begin."""
        with self.guard:
            if run in self.stopped:
                return False
            self.current = run
            return True

    def end(self) -> None:
        """Note that no notebook is under way."""
        with self.guard:
            self.current = ""


_runs = _Runs()


@cache
def identity() -> str:
    """Return a digest of the code and packages of this process: those that give the same give the same dossiers."""
    return sha256_bytes(f"{code_digest()} {environment_digest()}".encode())


def machine() -> str:
    """Return the name of this machine and what it has, for messages."""
    return (
        f"{platform.node()} (Python {platform.python_version()}, code {code_digest()[:8]}, "
        f"paquets {environment_digest()[:8]})"
    )


def ignore_interrupts() -> None:
    """Leave Ctrl+C to who commands: the terminal sends it to the workers of the same machine too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def execute(parcel: Parcel) -> Delivery:
    """Execute a task in a folder of its own and return its dossier; called by dask in a thread of a worker.

    Raises:
        OSError: this machine's disk is full, or cannot be written.
    """
    if identity() != parcel.identity:
        return Delivery(state="unfit", message=machine(), files={})
    with (
        _one_at_a_time,
        tempfile.TemporaryDirectory(prefix="caqes-tache-", dir=_base(), ignore_cleanup_errors=True) as folder,
    ):
        from caqes_eval.execution.run import run

        if not _runs.begin(parcel.run):
            return Delivery(state="failed", message="L’exécution a été interrompue.", files={})
        try:
            return Delivery.of(run(parcel.unpack(Path(folder)), _bounded(parcel.limits), parcel.kernel))
        finally:
            _runs.end()


def stop(run: str) -> None:
    """Give up a run here: dask only forgets a task that is running, and its notebook would go on."""
    with _runs.guard:
        _runs.stopped.add(run)
    # a kernel killed while it starts is tried again: until the notebook is given up, whatever comes is killed
    threading.Thread(target=_kill_until_given_up, args=(run,), daemon=True).start()


def _kill_until_given_up(run: str) -> None:
    import psutil

    while True:
        with _runs.guard:
            if _runs.current != run:
                return
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
        time.sleep(_AGAIN)


@cache
def _base() -> str:
    """Make this process a worker as those of this machine are, and return where its folders go."""
    from distributed import get_worker

    skip_slow_import()
    # removed by dask, even after a worker that was killed
    base = tempfile.mkdtemp(prefix="caqes-", dir=get_worker().local_directory)
    fix_environment(Path(base))
    return base


def _bounded(limits: Limits) -> Limits:
    """Return the limits of a notebook in the memory that dask gives this worker."""
    from distributed import get_worker

    given = get_worker().memory_manager.memory_limit
    if not given:
        return limits
    return replace(limits, memory_mb=min(limits.memory_mb, int(given * _SHARE) >> 20))
