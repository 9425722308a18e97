"""What a notebook may use: memory, time, and the room its outputs take."""

from dataclasses import dataclass, replace

START_SECONDS = 120
# a kernel that does not start is tried again; a cell never is
STARTS = 3


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The bounds of one notebook; a campaign uses at most ``jobs`` times as much.

    Attributes:
        memory_mb: megabytes of data of its kernel, imports included.
        seconds_per_cell: duration of one cell.
        seconds_per_notebook: duration of all its cells, the start of the kernel apart.
        output_mb: megabytes of text and images of its outputs.
    """

    memory_mb: int = 2048
    seconds_per_cell: float = 600
    seconds_per_notebook: float = 1800
    output_mb: int = 64


# megabytes: below, a notebook of ours may fail that would succeed with fewer beside it
_LEAST = 512
# megabytes of a worker process and of what it keeps ready, beside its notebook
_WORKER = 384
LEAST_MEMORY_MB = _LEAST + _WORKER


def within(memory_mb: int, jobs: int, limits: Limits | None = None) -> tuple[int, Limits]:
    """Return how many notebooks may run at once, and the bounds of each, so that all stay within some memory.

    One always runs, with what it needs: on a machine that has less than :data:`LEAST_MEMORY_MB`, beyond that memory.

    Args:
        memory_mb: megabytes for all of them, the processes that execute them included.
        jobs: how many were asked for.
        limits: bounds that are not to be passed; the usual ones when absent.
    """
    limits = limits or Limits()
    jobs = max(1, min(jobs, memory_mb // LEAST_MEMORY_MB))
    each = max(_LEAST, memory_mb // jobs - _WORKER)
    return jobs, replace(limits, memory_mb=min(limits.memory_mb, each))
