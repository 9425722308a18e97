"""How much memory a kernel has used, and how much this machine has."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import psutil


@dataclass
class Used:
    """What a notebook used; filled by who runs it.

    Attributes:
        peak_memory: the most bytes of memory of its kernel, None when unknown.
    """

    peak_memory: int | None = None


def peak_memory(pid: int | None) -> int | None:
    """Return the most bytes of memory a process has used since it started; None when it is gone, or none can tell."""
    if pid is None:
        return None
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    with suppress(psutil.Error):
        used = psutil.Process(pid).memory_info()
        # Windows keeps the peak; elsewhere what is used at the end must do
        return int(getattr(used, "peak_wset", used.rss))
    return None


def machine_memory_mb() -> int:
    """Return the megabytes of memory of this machine, or of the container or job this process is in when it has fewer."""
    return min([int(psutil.virtual_memory().total), *_group_limits()]) >> 20


def _group_limits(proc: Path = Path("/proc/self/cgroup"), groups: Path = Path("/sys/fs/cgroup")) -> Iterator[int]:
    """Yield the limits, in bytes, of the control groups this process is in (Linux; version 1 has a folder by resource)."""
    with suppress(OSError):
        for line in proc.read_text(encoding="utf-8").splitlines():
            _, resources, path = line.split(":", 2)
            if resources not in ("", "memory"):
                continue
            base, name = (groups, "memory.max") if not resources else (groups / "memory", "memory.limit_in_bytes")
            inside = PurePosixPath(path.lstrip("/"))
            for group in (inside, *inside.parents):
                with suppress(OSError, ValueError):  # « max » when there is no limit
                    yield int((base / group / name).read_text(encoding="ascii"))
