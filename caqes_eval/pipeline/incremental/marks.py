"""Digests of files that are not read again while their size and times are the same; the bytes decide, never the date."""

import os
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from caqes_eval.dossier.seals import SETTLING_NS
from caqes_eval.foundation.files import sha256_bytes, sha256_file

ABSENT = "absent"


class Mark(NamedTuple):
    """A file as it was when it was read: size, times of its content and of its inode, SHA-256."""

    size: int
    mtime_ns: int
    ctime_ns: int
    sha256: str


@dataclass(frozen=True)
class Signature:
    """Files by name, each with its mark."""

    marks: Mapping[str, Mark]

    @property
    def digest(self) -> str:
        """Digest of the names and the bytes, whatever the dates."""
        return sha256_bytes("\n".join(f"{name} {mark.sha256}" for name, mark in sorted(self.marks.items())).encode())

    def changes(self, other: "Signature") -> list[str]:
        """Return the names of the files that are not the same in another signature, in order."""
        names = sorted({*self.marks, *other.marks})
        return [name for name in names if self.sha256(name) != other.sha256(name)]

    def sha256(self, name: str) -> str:
        """Return the digest of a file, ``absent`` for one that is not there."""
        mark = self.marks.get(name)
        return mark.sha256 if mark else ABSENT


def sign(files: Iterable[tuple[str, Path]], known: Mapping[str, Mark]) -> Signature:
    """Return the signature of files; those whose size and times are as known are not read.

    Args:
        files: name and place of each; one that does not exist is signed as absent.
        known: marks of an earlier signature; empty to have every file read.
    """
    marks: dict[str, Mark] = {}
    to_read: list[tuple[str, Path]] = []
    for name, path in files:
        try:
            stat = path.stat()
        except OSError:
            marks[name] = Mark(0, 0, 0, ABSENT)
            continue
        mark = known.get(name)
        if mark and mark[:3] == (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns):
            marks[name] = mark
        else:
            to_read.append((name, path))
    # reading and digesting leave the interpreter: two files at once on two cores
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        read = threads.map(lambda each: _mark(each[1]), to_read)
        marks |= {name: mark for (name, _), mark in zip(to_read, read, strict=True)}
    return Signature(marks)


def _mark(path: Path) -> Mark:
    try:
        stat = path.stat()
        digest = sha256_file(path)
    except OSError:
        return Mark(0, 0, 0, ABSENT)
    if max(stat.st_mtime_ns, stat.st_ctime_ns) > time.time_ns() - SETTLING_NS:
        # changed a moment ago: a second change could bear the same time, it will be read again
        return Mark(stat.st_size, 0, 0, digest)
    return Mark(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, digest)
