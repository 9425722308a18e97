"""Where a forked kernel sends what its notebook shows and prints.

What Python prints travels in messages, in order with what is shown. What C libraries and other processes print, by
descriptor, goes to a file without a name: it is read, and sent, before whatever comes next and at the end of the cell.
A pipe would block who prints much, or need a reader whose pace would decide of the order.
"""

import io
import json
import os
import socket
import threading
import time
from codecs import getincrementaldecoder
from typing import Any

from caqes_eval.execution.warm.frames import Message, frame, frame_of

_LARGE = 1 << 13
_BLOCK = 1 << 18
# seconds: lines printed closer than that travel together
_TOGETHER = 0.002


class Channel:
    """Sends messages to the worker, from any thread; another process of the notebook cannot."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self.pid = os.getpid()
        self.parent = ""
        # what is printed while a message is made is of that message, and follows it
        self.making = False

    def send(self, message: Message) -> None:
        """Send a message as it is."""
        self._send(frame(message))

    def publish(self, kind: str, content: dict[str, Any]) -> None:
        """Send what the cell under way shows."""
        self.send({"channel": "iopub", "msg_type": kind, "content": content, "parent": self.parent})

    def publish_packed(self, kind: str, content: bytes) -> None:
        """Send what the cell under way shows, already in JSON."""
        head = json.dumps({"channel": "iopub", "msg_type": kind, "parent": self.parent})
        self._send(frame_of(head[:-1].encode() + b', "content": ' + content + b"}"))

    def _send(self, content: bytes) -> None:
        if os.getpid() == self.pid:
            with self._lock:
                self._connection.sendall(content)


class Stream(io.TextIOBase):
    """Standard output or errors of a notebook; it leaves no later than what is shown after it."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, number: int, channel: Channel) -> None:
        """Be the stream of a name, whose descriptor is an empty file."""
        super().__init__()
        self.name = name
        self._number = number
        self._channel = channel
        self._waiting: list[str] = []
        self._size = 0
        self._sent = 0.0
        self._read = 0
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._lock = threading.RLock()

    def writable(self) -> bool:
        """Say that one may write."""
        return True

    def isatty(self) -> bool:
        """Say that no one is at a terminal."""
        return False

    def fileno(self) -> int:
        """Return the descriptor that processes started by the notebook inherit."""
        return self._number

    def write(self, text: str) -> int:
        """Write a text; whole lines leave at once unless they are many."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if os.getpid() != self._channel.pid:  # a fork made by the notebook
            os.write(self._number, text.encode("utf-8", "replace"))
            return len(text)
        with self._lock:
            if not self._waiting:
                self._take_printed()
            self._waiting.append(text)
            self._size += len(text)
            whole = "\n" in text and time.monotonic() - self._sent > _TOGETHER
            if (whole or self._size > _LARGE) and not self._channel.making:
                self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what is waiting, and what was printed by descriptor."""
        if os.getpid() != self._channel.pid:
            return
        with self._lock:
            self._send_waiting()
            self._take_printed()
            self._send_waiting()

    def _take_printed(self) -> None:
        if os.fstat(self._number).st_size > self._read:
            received = os.pread(self._number, _BLOCK, self._read)
            while received:
                self._read += len(received)
                self._waiting.append(self._decoder.decode(received))
                received = os.pread(self._number, _BLOCK, self._read)

    def _send_waiting(self) -> None:
        text = "".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        if text:
            # the worker reads the rest itself should this process die
            self._channel.publish("stream", {"name": self.name, "text": text, "read": self._read})
            self._sent = time.monotonic()
