"""What the system says of a dossier's files without their being read: same seal, same bytes.

A seal digests the name, size and times of every file of a version. A dossier whose files were found intact once is not
read again while its seal stays the same. The time of the last change of the inode is in it, which no ordinary program
sets: restoring a file's date after changing it breaks the seal. A file changed less than two seconds ago is not sealed,
for a second change could bear the same time (FAT counts by two seconds).
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.foundation.files import sha256_bytes

SETTLING_NS = 2_000_000_000
_VERSION = re.compile(r"v\d{3,}")


@dataclass(frozen=True)
class Standing:
    """What a folder of versions is at the moment, told by its names and the times of its files only.

    Attributes:
        version: name of its highest version, empty without one.
        state: size and times of ``state.json``, empty without one.
        seal: of that version's files, empty while they may still be changing.
    """

    version: str
    state: str
    seal: str

    @property
    def settled(self) -> bool:
        """Whether an equal standing means equal bytes."""
        return bool(self.seal or not self.version)


def standing(folder: Path) -> Standing:
    """Return the standing of a folder of versions, which may not exist."""
    versions: list[tuple[int, str]] = []
    state = ""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _VERSION.fullmatch(entry.name):
                    versions.append((int(entry.name[1:]), entry.name))
                elif entry.name == "state.json":
                    state = _told(entry.stat())
    except FileNotFoundError:
        return Standing("", "", "")
    for _, name in sorted(versions, reverse=True):
        version = folder / name
        if (version / "manifest.json").is_file():
            return Standing(name, state, seal_of(version))
    return Standing("", state, "")


def seal_of(version: Path) -> str:
    """Return the seal of a version, empty when one of its files changed a moment ago."""
    lines: list[str] = []
    latest = 0
    for name, stat in _files(version, ""):
        lines.append(f"{name} {_told(stat)}")
        latest = max(latest, stat.st_mtime_ns, stat.st_ctime_ns)
    if latest > time.time_ns() - SETTLING_NS:
        return ""
    return sha256_bytes("\n".join(sorted(lines)).encode())


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path), f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, entry.stat()


def _told(stat: os.stat_result) -> str:
    return f"{stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}"


class Verified:
    """The versions whose every file was found intact, with their seals."""

    def __init__(self) -> None:
        self._seals: dict[str, str] = {}

    def holds(self, version: Path) -> bool:
        """Say whether a version was found intact and its seal has not changed since."""
        known = self.seal(version)
        return bool(known) and known == seal_of(version)

    def seal(self, version: Path) -> str:
        """Return the seal under which a version was found intact, empty when it was not."""
        return self._seals.get(str(version), "")

    def note(self, version: Path, seal: str) -> None:
        """Remember that a version was found intact under a seal, taken before its files were read."""
        if seal:
            self._seals[str(version)] = seal

    def trust(self, seals: Mapping[Path, str]) -> None:
        """Remember the versions that an earlier process found intact."""
        self._seals |= {str(version): seal for version, seal in seals.items() if seal}

    def forget(self) -> None:
        """Have every file read again."""
        self._seals.clear()


VERIFIED = Verified()
"""Of this process: a run looks at each dossier several times and reads its files once."""
