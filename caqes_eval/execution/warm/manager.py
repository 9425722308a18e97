"""A forked kernel as nbclient knows kernels: a manager and a client, over a local socket."""

import asyncio
import os
import platform
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

from caqes_eval.execution.warm.frames import Frames, Message, frame
from caqes_eval.execution.warm.keeper import Keeper

_BLOCK = 1 << 18
_LAST_WORDS = 1 << 16
# what ipykernel says of itself; this very interpreter runs the cells
LANGUAGE = {
    "name": "python",
    "version": platform.python_version(),
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": 3},
    "pygments_lexer": "ipython3",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class WarmManager:
    """Starts one kernel by its zygote, and ends it."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._pid = 0
        self._client: WarmClient | None = None
        self.kernel_id = uuid4().hex
        self.ended: int | None = None

    @property
    def pid(self) -> int | None:
        """The process number of the kernel, None when there is none."""
        return self._pid or None

    @property
    def has_kernel(self) -> bool:
        """Say whether a kernel was started."""
        return self._client is not None

    def start(self, *, cwd: Path, env: Mapping[str, str], memory_mb: int) -> None:
        """Fork the kernel.

        Raises:
            NoZygoteError: no kernel can be forked.
        """
        ours, theirs = socket.socketpair()
        printed = {name: os.memfd_create(f"caqes-{name}") for name in ("stdout", "stderr")}
        handles = [theirs.fileno(), *printed.values()]
        client = WarmClient(ours, printed)
        try:
            request = {"cwd": str(cwd), "env": dict(env), "memory_mb": memory_mb}
            self._pid = self._keeper.start(request, handles)
        except BaseException:
            client.close()
            raise
        finally:
            theirs.close()
        self._client = client

    def client(self) -> "WarmClient":
        """Return the one client of the kernel."""
        assert self._client is not None, "started before"
        return self._client

    def is_alive(self) -> bool:
        """Say whether the kernel runs."""
        return self._client is not None and self._client.is_alive()

    def shutdown_kernel(self, *, now: bool = False) -> None:  # noqa: ARG002 - it has nothing to save
        """Kill the kernel, if it has not died, with what it started; note how it ended."""
        if self._pid:
            self.ended = self._keeper.end(self._pid)
            self._pid = 0

    def cleanup_resources(self) -> None:
        """Leave nothing behind."""
        self.shutdown_kernel(now=True)


class WarmClient:
    """Sends cells to a forked kernel and receives what they show."""

    allow_stdin = False

    def __init__(self, channel: socket.socket, printed: Mapping[str, int]) -> None:
        self._channel = channel
        self._printed = dict(printed)
        self._read = dict.fromkeys(printed, 0)
        self._frames = Frames()
        self._parent = ""
        self._ready = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.iopub_channel = _Received()
        self.shell_channel = _Received()
        self.died = asyncio.Event()
        self.failure = ""

    def start_channels(self) -> None:
        """Listen to the kernel, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._channel, self._receive)

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel can run cells.

        Raises:
            RuntimeError: it died first, or took too long.
        """
        try:
            await asyncio.wait_for(self._ready.wait(), timeout)
        except TimeoutError:
            raise RuntimeError(f"no kernel after {timeout} s") from None
        if self.died.is_set():
            raise RuntimeError(self.failure or "Kernel died before replying to kernel_info")

    def execute(self, code: str, *, silent: bool = False, store_history: bool = True, **_: object) -> str:
        """Send a cell and return the identifier that its outputs will bear."""
        self._parent = uuid4().hex
        request = {"msg_id": self._parent, "code": code, "silent": silent, "store_history": store_history}
        # of a dead kernel, the loop hears at once
        with suppress(OSError):
            self._channel.sendall(frame(request))
        return self._parent

    def kernel_info(self) -> str:
        """Answer for the kernel."""
        number = uuid4().hex
        self.shell_channel.put("kernel_info_reply", {"status": "ok", "language_info": dict(LANGUAGE)}, number)
        return number

    def is_alive(self) -> bool:
        """Say whether the kernel's socket is still open."""
        return not self.died.is_set()

    def stop_channels(self) -> None:
        """Listen no more."""
        self.close()

    def printed_bytes(self) -> int:
        """Return how much was printed by descriptor."""
        return sum(os.fstat(number).st_size for number in self._printed.values())

    def close(self) -> None:
        """Close every descriptor."""
        self._ignore()
        self._channel.close()
        while self._printed:
            os.close(self._printed.popitem()[1])

    def _ignore(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._channel)

    def _receive(self) -> None:
        try:
            received = self._channel.recv(_BLOCK, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:  # it died without reading what it was sent
            received = b""
        if not received:
            self._mark_dead()
        for message in self._frames.feed(received):
            self._dispatch(message)

    def _dispatch(self, message: Message) -> None:
        if "ready" in message:
            self._ready.set()
        elif "failed" in message:
            self.failure = message["failed"]
        elif message["channel"] == "shell":
            self.shell_channel.put(message["msg_type"], message["content"], message["parent"])
        else:
            if message["msg_type"] == "stream":
                self._read[message["content"]["name"]] = message["content"].pop("read")
            self.iopub_channel.put(message["msg_type"], message["content"], message["parent"])

    def _mark_dead(self) -> None:
        self._ignore()
        for name, number in self._printed.items():
            rest = os.pread(number, _LAST_WORDS, self._read[name]).decode("utf-8", "replace")
            if rest:
                self.iopub_channel.put("stream", {"name": name, "text": rest}, self._parent)
        self.died.set()
        self._ready.set()


class _Received:
    """Messages of one of Jupyter's channels, waiting for nbclient."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def put(self, kind: str, content: Mapping[str, Any], parent: str) -> None:
        """Add a message, in Jupyter's form."""
        header = {"msg_type": kind}
        self._queue.put_nowait(
            {"header": header, "msg_type": kind, "content": content, "parent_header": {"msg_id": parent}}
        )

    def empty(self) -> bool:
        """Say whether nothing waits."""
        return self._queue.empty()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next message.

        Raises:
            Empty: there was none in time.
        """
        try:
            return await asyncio.wait_for(self._queue.get(), timeout)
        except TimeoutError:
            raise Empty from None
