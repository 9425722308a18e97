"""How much memory a kernel has used, and how much this machine has."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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
    """Return the megabytes of memory of this machine, or of the container this process is in when it has fewer."""
    total = int(psutil.virtual_memory().total)
    with suppress(OSError, ValueError):  # « max » when there is no limit
        total = min(total, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return total >> 20
