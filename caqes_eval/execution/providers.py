"""Kernels for a worker, one at a time: how each kind is started, entered and ended."""

import atexit
import os
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, Protocol

from jupyter_core.utils import run_sync

from caqes_eval.execution.choice import Kernel, best
from caqes_eval.execution.kernel import MEMORY_VARIABLE, PRELOAD_VARIABLE, CaqesKernelManager
from caqes_eval.execution.limits import STARTS, Limits
from caqes_eval.execution.memory import peak_memory
from caqes_eval.execution.place import Place


class StartError(Exception):
    """A kernel could not be started."""


class Provider(Protocol):
    """Where kernels come from."""

    def start(self, cwd: Path, limits: Limits) -> "Started":
        """Return a kernel just started, or about to be.

        Raises:
            StartError: it cannot be.
        """

    def close(self) -> None:
        """End whatever was started ahead of need."""


class Started:
    """A kernel for one notebook.

    Attributes:
        manager: what nbclient asks it by.
        enter: code that takes it to the notebook's folder; empty when it is there.
    """

    def __init__(self, manager: Any, place: Place, enter: str = "") -> None:  # noqa: ANN401 - Jupyter's or ours
        self.manager = manager
        self.enter = enter
        self._place = place

    def peak_memory(self) -> int | None:
        """Return the most bytes of memory the kernel has used so far, None when it has died or none can tell."""
        return peak_memory(self.manager.pid)

    def end(self) -> int | None:
        """End the kernel and remove its private folder; return how it ended, when that is known."""
        ended: int | None = run_sync(_end)(self.manager)
        self._place.remove()
        return ended


async def _end(manager: Any) -> int | None:  # noqa: ANN401 - Jupyter's or ours
    if not isinstance(manager, CaqesKernelManager):
        manager.cleanup_resources()
        return manager.ended  # type: ignore[no-any-return]
    if manager.has_kernel:
        await manager.shutdown_kernel(now=True)
    await manager.cleanup_resources()
    return manager.ended


async def _start(manager: CaqesKernelManager, cwd: Path, env: Mapping[str, str]) -> None:
    # ipykernel repeats on its own outputs what C libraries print: it is in the notebook
    await manager.start_kernel(cwd=str(cwd), env={**os.environ, **env}, stdout=DEVNULL, stderr=DEVNULL)


class Plain:
    """A kernel started when its notebook needs it: the reference."""

    def start(self, cwd: Path, limits: Limits) -> Started:
        """Start a kernel in the notebook's folder."""
        return _launch(cwd, limits, {})

    def close(self) -> None:
        """Nothing is started ahead."""


def _launch(cwd: Path | None, limits: Limits, more: Mapping[str, str], enter: str = "") -> Started:
    place = Place.make()
    started = Started(CaqesKernelManager(), place, enter)
    env = {**place.environment, MEMORY_VARIABLE: str(limits.memory_mb), **more}
    try:
        run_sync(_start)(started.manager, cwd or place.folder, env)
    except (OSError, RuntimeError) as error:
        started.end()
        raise StartError(str(error)) from error
    return started


class Ahead:
    """Kernels started, and their imports done, while the notebook before runs: where there is no fork."""

    def __init__(self) -> None:
        self._next: tuple[Limits, Started] | None = None

    def start(self, cwd: Path, limits: Limits) -> Started:
        """Return the kernel started ahead, and start the next one."""
        waiting, self._next = self._next, None
        if waiting is not None and waiting[0] != limits:
            waiting[1].end()
            waiting = None
        started = waiting[1] if waiting is not None else self._launch(limits)
        started.enter = f"import os as _os; _os.chdir({str(cwd)!r}); del _os"
        try:
            self._next = (limits, self._launch(limits))
        except StartError:
            self._next = None  # it will be tried when it is needed
        return started

    def close(self) -> None:
        """End the kernel that no notebook took."""
        if self._next is not None:
            self._next[1].end()
            self._next = None

    def _launch(self, limits: Limits) -> Started:
        return _launch(None, limits, {PRELOAD_VARIABLE: "1"})


class Warm:
    """Kernels forked from a process that has imported everything."""

    def __init__(self) -> None:
        from caqes_eval.execution.warm.keeper import Keeper

        self._keeper = Keeper()

    def start(self, cwd: Path, limits: Limits) -> Started:
        """Fork a kernel in the notebook's folder; a zygote that died is replaced."""
        from caqes_eval.execution.warm.keeper import Keeper, NoZygoteError
        from caqes_eval.execution.warm.manager import WarmManager

        if not self._keeper.is_alive():
            self._keeper.close()
            self._keeper = Keeper()
        manager, place = WarmManager(self._keeper), Place.make()
        try:
            manager.start(cwd=cwd, env=place.environment, memory_mb=limits.memory_mb)
        except NoZygoteError as error:
            place.remove()
            raise StartError(str(error)) from error
        return Started(manager, place)

    def close(self) -> None:
        """End the zygote."""
        self._keeper.close()


class Automatic:
    """The best kernel of this platform, and the reference when that one cannot be started."""

    def __init__(self) -> None:
        self._best = provider(best())
        self._failures = 0

    def start(self, cwd: Path, limits: Limits) -> Started:
        """Start a kernel; after as many failures as are allowed, the best one is not tried again."""
        if self._failures >= STARTS:
            return provider("plain").start(cwd, limits)
        try:
            started = self._best.start(cwd, limits)
        except StartError:
            self._failures += 1
            raise
        self._failures = 0
        return started

    def close(self) -> None:
        """The best one is closed with the others."""


_KINDS: Mapping[Kernel | None, type[Provider]] = {"warm": Warm, "ahead": Ahead, "plain": Plain, None: Automatic}
_started: dict[Kernel | None, Provider] = {}


def provider(kernel: Kernel | None) -> Provider:
    """Return this process's provider of a kind of kernel; the first call makes it ready."""
    if kernel not in _started:
        if not _started:
            atexit.register(close_providers)
        _started[kernel] = _KINDS[kernel]()
    return _started[kernel]


def close_providers() -> None:
    """End every process started ahead of need by this one."""
    while _started:
        _started.popitem()[1].close()
    atexit.unregister(close_providers)
