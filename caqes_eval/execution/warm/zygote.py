"""The zygote: a process of one thread that has imported everything and forks a kernel on demand.

It is started by its worker and lives no longer: the closing of their socket ends it and every kernel it made. A kernel's
end is told to the worker, and takes with it whatever processes the notebook left.
"""

import gc
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from caqes_eval.execution.environment import skip_slow_import
from caqes_eval.execution.warm.frames import frame

_LARGEST_REQUEST = 1 << 16
# a kernel's own socket, its standard output and its errors
HANDED = 3


def threads() -> int:
    """Return the number of threads of this process, those of C libraries included."""
    return len(list(Path("/proc/self/task").iterdir()))


def main() -> None:
    """Import, then serve the socket whose number is the first argument."""
    skip_slow_import()
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        _make_ready()
    except BaseException:  # noqa: BLE001 - the worker must know, whatever it is
        _tell(control, {"failed": traceback.format_exc()})
        return
    _tell(control, {"ready": True, "threads": threads()})
    Zygote(control).serve()


def _make_ready() -> None:
    from caqes_eval.execution.preload import preload
    from caqes_eval.execution.warm import kernel  # noqa: F401 - each kernel would import it

    preload()
    gc.collect()
    # what is there now is never collected: a kernel touching it would copy it
    gc.freeze()


class Zygote:
    """Forks kernels and reaps them."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._kernels: set[int] = set()
        self._woken, self._waker = socket.socketpair()
        # a handler of signals must never wait
        os.set_blocking(self._waker.fileno(), False)
        os.set_blocking(self._woken.fileno(), False)

    def serve(self) -> None:
        """Serve until the worker closes its end, or dies."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._waker.fileno())
        while True:
            ready, _, _ = select.select([self._control, self._woken], [], [])
            if self._woken in ready:
                with suppress(BlockingIOError):
                    self._woken.recv(4096)
                self._reap()
            if self._control in ready and not self._answer():
                break
        for pid in self._kernels:
            _kill(pid)

    def _answer(self) -> bool:
        """Do what the worker asks; say whether it is still there."""
        content, handles, _, _ = socket.recv_fds(self._control, _LARGEST_REQUEST, HANDED)
        if not content:
            return False
        import json

        request = json.loads(content)
        if "kill" in request:
            if request["kill"] in self._kernels:
                _kill(request["kill"])
            return True
        zygote = os.getpid()
        pid = os.fork()
        if not pid:
            self._become_kernel(request, handles, zygote)
        for handle in handles:
            os.close(handle)
        self._kernels.add(pid)
        return _tell(self._control, {"started": pid})

    def _become_kernel(self, request: dict[str, Any], handles: list[int], zygote: int) -> None:
        """Run a kernel in the child just forked; never returns."""
        from caqes_eval.execution.warm.kernel import run_kernel

        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            # a socket of the worker kept here would hide its death
            for channel in (self._control, self._woken, self._waker):
                channel.close()
            run_kernel(request, handles, zygote)
        finally:
            os._exit(1)

    def _reap(self) -> None:
        while self._kernels:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            # processes that the notebook left behind
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self._kernels.discard(pid)
            _tell(self._control, {"ended": pid, "status": os.waitstatus_to_exitcode(status)})


def _kill(pid: int) -> None:
    """Kill a kernel and its processes."""
    for kill in (os.killpg, os.kill):  # a kernel just forked has no group yet
        with suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _tell(control: socket.socket, message: dict[str, Any]) -> bool:
    try:
        control.sendall(frame(message))
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
