"""The shell of a password-protected workbook, without any library: what Office writes, around bytes that mean nothing.

An OLE container (MS-CFB, version 3) of two streams, ``EncryptionInfo`` and ``EncryptedPackage``, each long enough to live in
whole sectors. No password opens it: only its shape matters here.
"""

import struct
from random import Random

_SECTOR = 512
_SMALLEST = 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def locked_workbook(seed: int) -> bytes:
    """Return a file that Excel and our reader take for a workbook protected by a password."""
    draw = Random(seed)  # noqa: S311 (no secret is drawn)
    # version 4.4: the encryption that Office calls agile, described by an XML text
    info = struct.pack("<HHI", 4, 4, 0x40) + b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    package = struct.pack("<Q", _SMALLEST) + bytes(draw.getrandbits(8) for _ in range(_SMALLEST))
    return _container([("EncryptionInfo", info.ljust(_SMALLEST)), ("EncryptedPackage", package)])


def _container(streams: list[tuple[str, bytes]]) -> bytes:
    """Return the container: header, allocation table, directory, then the streams."""
    table = [_FAT, _END]
    bodies, starts = [], []
    for _, content in streams:
        sectors = -(-len(content) // _SECTOR)
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + sectors), _END]
        bodies.append(content.ljust(sectors * _SECTOR, b"\0"))
    if len(table) > _SECTOR // 4:
        msg = "too large for a single sector of allocation table"
        raise ValueError(msg)
    table += [_FREE] * (_SECTOR // 4 - len(table))
    directory = _entry("Root Entry", _ROOT, child=1, start=_END, size=0)
    for place, ((name, content), start) in enumerate(zip(streams, starts, strict=True), start=1):
        after = place + 1 if place < len(streams) else _NONE
        directory += _entry(name, _STREAM, right=after, start=start, size=len(content))
    directory = directory.ljust(_SECTOR, b"\0")
    return _header() + struct.pack(f"<{len(table)}I", *table) + directory + b"".join(bodies)


def _header() -> bytes:
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII", _MAGIC, b"", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0, 0
    )
    return head + struct.pack("<108I", *([_FREE] * 108))


def _entry(name: str, kind: int, *, right: int = _NONE, child: int = _NONE, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        written, len(written) + 2, kind, 1, _NONE, right, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip
