"""The progress of a campaign on screen: done, running, failed, unchanged, the time left, the slowest so far."""

from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Column

from caqes_eval.cli.output import console
from caqes_eval.foundation.french import plural, typography
from caqes_eval.pipeline.tally import Tally

_BAR = 10
# signs between columns, and the « / » of the count
_GAPS = 5


class Silent:
    """Shows nothing: for ``--json`` and ``--quiet``."""

    def stage(self, name: str) -> None:
        """Ignore."""

    def progress(self, tally: Tally) -> None:
        """Ignore."""


class Bar:
    """A progress bar per stage on standard error, from the first stage on: what has nothing to do shows none."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=_BAR),
            MofNCompleteColumn(table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[detail]}", table_column=Column(no_wrap=True)),
            console=console(error=True),
        )
        self._started = False
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._started:
            self._progress.stop()

    def stage(self, name: str) -> None:
        """Say which stage begins."""
        if not self._started:
            self._progress.start()
            self._started = True
        self._progress.console.print(typography(f"{name}…"))

    def progress(self, tally: Tally) -> None:
        """Move the bar."""
        if tally.what not in self._tasks:
            self._tasks[tally.what] = self._progress.add_task(tally.what, total=tally.total, detail="")
        fixed = len(tally.what) + _BAR + 2 * len(str(tally.total)) + _GAPS
        told = detail(tally, room=self._progress.console.width - fixed)
        self._progress.update(self._tasks[tally.what], completed=tally.ended, detail=told)


def detail(tally: Tally, room: int = 1000) -> str:
    """Return in French how the notebooks go on.

    Args:
        tally: of these notebooks.
        room: signs at most; what matters less is left out.
    """
    counts = [
        (tally.done, plural(tally.done, "faite")), (len(tally.running), f"{len(tally.running)} en cours"),
        (tally.failed, f"{tally.failed} en échec"), (tally.unchanged, plural(tally.unchanged, "inchangée")),
    ]  # fmt: skip
    told = ", ".join(words for count, words in counts if count)
    more = []
    left = tally.seconds_left()
    if left and tally.ended < tally.total:
        more.append(f", reste environ {duration(left)}")
    if tally.slowest is not None:
        key, seconds = tally.slowest
        more.append(f" ; la plus longue : {duration(seconds)} ({key})")
    for words in more:
        if len(told) + len(words) > room:
            break
        told += words
    return typography(told.removeprefix(" ; "))


def duration(seconds: float) -> str:
    """Return a duration as one says it: « 8 s », « 3 min », « 2 h 05 »."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"
