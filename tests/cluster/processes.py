"""A real dask scheduler and real workers, as processes that a test may kill."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

_PATIENCE = 60


class Cluster:
    """A scheduler on a free port of this machine, and its workers."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        told = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)
        )
        until(lambda: told.exists() and told.stat().st_size > 0)
        self.address: str = json.loads(told.read_text(encoding="utf-8"))["address"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            with suppress(psutil.NoSuchProcess):
                for child in psutil.Process(process.pid).children(recursive=True):
                    with suppress(psutil.NoSuchProcess):
                        child.kill()
            process.kill()
            process.wait()

    def worker(self, *options: str, environment: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
        """Start a worker of one thread; what watches it starts another when it dies."""
        scratch = self._folder / f"w{len(self._processes)}"
        return self._start(
            "worker", self.address, "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
            "--local-directory", str(scratch), *options, environment=environment,
        )  # fmt: skip

    def kill_scheduler(self) -> None:
        """Kill the scheduler, as the failure of its machine would."""
        self.scheduler.send_signal(signal.SIGKILL)
        self.scheduler.wait()

    def _start(self, *command: str, environment: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{command[0]}-{len(self._processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *command],
                stdout=log,
                stderr=log,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        self._processes.append(process)
        return process


def until(holds: Callable[[], object], seconds: float = _PATIENCE) -> None:
    """Wait until something holds; a machine may be busy."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
