"""A kernel forked from a zygote: its own session, folder, environment and limits, then the notebook's cells."""

import asyncio
import ctypes
import fcntl
import os
import signal
import socket
import sys
import tempfile
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from caqes_eval.execution.kernel import limit_memory
from caqes_eval.execution.warm.frames import Message, frame, messages
from caqes_eval.execution.warm.shell import execute, make_shell
from caqes_eval.execution.warm.streams import Channel

_PR_SET_PDEATHSIG = 1
# rather a notebook than the campaign, when the system lacks memory
_OOM_SCORE = "600"


def run_kernel(request: dict[str, Any], handles: list[int], zygote: int) -> None:
    """Be a kernel until told to stop; called in a freshly forked process.

    Args:
        request: ``cwd``, ``env`` and ``memory_mb`` of the run.
        handles: numbers of the kernel's socket, output and errors.
        zygote: number of the process that must still be the parent.
    """
    channel = socket.socket(fileno=handles[0])
    try:
        _leave_parent(zygote)
        _take_outputs(*handles[1:])
        _enter(request)
        # the kernel's socket is not for the processes that it starts
        channel.set_inheritable(False)
        asyncio.run(_serve(Channel(channel), channel))
    except BaseException:  # noqa: BLE001 - the worker must know, whatever it is
        with suppress(OSError):
            channel.sendall(frame({"failed": traceback.format_exc()}))
    finally:
        os._exit(0)


def _leave_parent(zygote: int) -> None:
    os.setsid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != zygote:  # it died before being watched
        os._exit(1)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")


def _take_outputs(output: int, errors: int) -> None:
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is needed
        os.dup2(nothing.fileno(), 0)
    for source, standard in ((output, 1), (errors, 2)):
        # several processes may write: each at the end
        fcntl.fcntl(source, fcntl.F_SETFL, fcntl.fcntl(source, fcntl.F_GETFL) | os.O_APPEND)
        os.dup2(source, standard)
        os.close(source)


def _enter(request: dict[str, Any]) -> None:
    """Take the environment of the run, and forget what the zygote drew or remembered."""
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    tempfile.tempdir = None
    sys.argv = [sys.executable]
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()  # each kernel would otherwise draw the same numbers
    limit_memory(request["memory_mb"])


async def _serve(wire: Channel, channel: socket.socket) -> None:
    shell = make_shell(wire)
    wire.send({"ready": True})
    for message in messages(channel):
        if not await _answer(shell, wire, message):
            return


async def _answer(shell: Any, wire: Channel, message: Message) -> bool:  # noqa: ANN401 - IPython is untyped
    wire.parent = message["msg_id"]
    reply = await execute(shell, message)
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):  # a notebook may have put anything there
            stream.flush()
    wire.publish("status", {"execution_state": "idle"})
    wire.send({"channel": "shell", "msg_type": "execute_reply", "content": reply, "parent": wire.parent})
    await asyncio.sleep(0)
    return not shell.exit_now
