"""The progress of a campaign on screen: establishments finished, running, failed."""

from types import TracebackType

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from caqes_eval.cli.output import console
from caqes_eval.foundation.french import typography
from caqes_eval.pipeline.tally import Tally


class Silent:
    """Shows nothing: for ``--json``."""

    def stage(self, name: str) -> None:
        """Ignore."""

    def progress(self, tally: Tally) -> None:
        """Ignore."""


class Bar:
    """A progress bar on standard error."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[detail]}"),
            TimeRemainingColumn(),
            console=console(error=True),
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "Bar":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def stage(self, name: str) -> None:
        """Say which stage begins."""
        self._progress.console.print(typography(f"{name}…"))

    def progress(self, tally: Tally) -> None:
        """Move the bar."""
        detail = f"{len(tally.running)} en cours, {len(tally.failed)} en échec"
        if self._task is None:
            self._task = self._progress.add_task("Établissements", total=tally.total, detail=detail)
        self._progress.update(self._task, total=tally.total, completed=tally.finished, detail=detail)
