"""Messages between a worker, its zygote and their kernels: JSON in frames, over local sockets."""

import json
import socket
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct("!Q")
_BLOCK = 1 << 18
Message = dict[str, Any]


def frame(message: Message) -> bytes:
    """Return a message as it travels."""
    return frame_of(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace"))


def frame_of(content: bytes) -> bytes:
    """Return a message that is already JSON as it travels."""
    return _LENGTH.pack(len(content)) + content


class Frames:
    """Cuts received bytes into messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, received: bytes) -> Iterator[Message]:
        """Yield the messages that received bytes complete."""
        self._bytes += received
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            content = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield json.loads(content.decode("utf-8", "replace"))


def messages(channel: socket.socket) -> Iterator[Message]:
    """Yield the messages of a socket until its other end is closed."""
    frames = Frames()
    while received := channel.recv(_BLOCK):
        yield from frames.feed(received)
