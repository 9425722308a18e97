"""What a notebook may use: memory, time, and the room its outputs take."""

from dataclasses import dataclass

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
