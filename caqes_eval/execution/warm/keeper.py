"""The worker's side of its zygote: start it, ask it for kernels, end them."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from caqes_eval.execution.limits import START_SECONDS
from caqes_eval.execution.warm.frames import Frames

_LARGEST_ANSWER = 1 << 18
_END_SECONDS = 10


class NoZygoteError(Exception):
    """The zygote did not start, is not fit for forking, or died."""


class Keeper:
    """A zygote and the ends of the kernels it made."""

    def __init__(self) -> None:
        """Start a zygote without waiting for it: its imports go on beside ours."""
        # packets: a request and its descriptors arrive together or not at all
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our interpreter, our module
                [sys.executable, "-P", "-m", "caqes_eval.execution.warm.zygote", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Ctrl+C is for the worker, which ends it
                start_new_session=True,
            )
        self._frames = Frames()
        self._ready = False
        self._ended: dict[int, int] = {}

    @property
    def pid(self) -> int:
        """The process number of the zygote."""
        return self._process.pid

    def start(self, request: Mapping[str, object], handles: Sequence[int]) -> int:
        """Fork a kernel and return its process number.

        Raises:
            NoZygoteError: the zygote is not fit, or is dead.
        """
        self._wait_until_ready()
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], list(handles))
        except OSError as error:
            raise NoZygoteError(str(error)) from error
        while "started" not in (answer := self._next(START_SECONDS)):
            self._note(answer)
        return int(answer["started"])

    def end(self, pid: int) -> int | None:
        """Kill a kernel and what it started; return how it ended: an exit code, or minus the signal's number."""
        if pid not in self._ended:
            try:
                self._control.send(json.dumps({"kill": pid}).encode())
                while pid not in self._ended:
                    self._note(self._next(_END_SECONDS))
            except (OSError, NoZygoteError):
                # without its zygote a kernel dies, but not what it has started
                with suppress(OSError):
                    os.killpg(pid, 9)
        return self._ended.pop(pid, None)

    def is_alive(self) -> bool:
        """Say whether kernels can be asked for."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and every kernel left."""
        self._control.close()
        if not self._ready:
            # it would do all its imports before it saw that nobody is there; no kernel of it runs
            self._process.kill()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_until_ready(self) -> None:
        if self._ready:
            return
        answer = self._next(START_SECONDS)
        if "failed" in answer:
            raise NoZygoteError(answer["failed"])
        if answer["threads"] != 1:
            # a thread does not survive a fork, and the locks it holds are held for ever
            raise NoZygoteError(f"{answer['threads']} threads")
        self._ready = True

    def _note(self, answer: dict[str, Any]) -> None:
        if "ended" in answer:
            self._ended[answer["ended"]] = answer["status"]

    def _next(self, seconds: float) -> dict[str, Any]:
        try:
            self._control.settimeout(seconds)
            received = self._control.recv(_LARGEST_ANSWER)
        except OSError as error:
            raise NoZygoteError(str(error)) from error
        if not received:
            raise NoZygoteError("ended")
        (message,) = self._frames.feed(received)
        return message
