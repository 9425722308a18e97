"""Execute the tasks of a campaign that are not archived already as they would be, and archive them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.dossier.archive import Archive
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.foundation.errors import IntegrityError, OutputError
from caqes_eval.foundation.french import typography
from caqes_eval.pipeline.incremental.reasons import Reason, reasons
from caqes_eval.pipeline.journal import Journal
from caqes_eval.pipeline.tally import Counts, Tally, Watch
from caqes_eval.pipeline.workforce import Workforce


@dataclass(frozen=True)
class Planned:
    """A task that may never have to be built: its fingerprint is enough to know that its dossier stands."""

    key: str
    fingerprint: str
    build: Callable[[], Task]

    @classmethod
    def of(cls, task: Task) -> "Planned":
        """Return a task that is built already."""
        return cls(task.key, task.fingerprint, lambda: task)


@dataclass(frozen=True, kw_only=True)
class Executor:
    """How the tasks of a run are executed.

    Attributes:
        runs: folder of the campaign's dossiers.
        workers: who executes them.
        force: execute what has not changed too.
        journal: told of every beginning and end.
        watch: told of the progress.
    """

    runs: Path
    workers: Workforce
    force: bool
    journal: Journal
    watch: Watch

    def run(self, planned: Iterable[Planned], tally: Tally, report: Counts) -> None:
        """Execute what is not archived already as it would be, and archive it.

        Raises:
            OutputError: nothing more can be written, most often because the disk is full.
        """
        why: dict[str, list[str]] = {}
        self.watch.progress(tally)

        def note_start(key: str) -> None:
            if key in why:
                self.journal.write("task_start", dossier=key, reasons=why.pop(key))

        def on_running(keys: list[str]) -> None:
            for key in keys:
                note_start(key)
            tally.run(tuple(keys))
            self.watch.progress(tally)

        def to_run() -> Iterator[Task]:
            for each in planned:
                if self._stands(each, report):
                    report.unchanged += 1
                    tally.end(each.key, "unchanged")
                    self.watch.progress(tally)
                else:
                    task = each.build()
                    why[each.key] = self._why(task)
                    yield task

        with closing(self.workers.anywhere.execute(to_run(), on_running=on_running)) as outcomes:
            for outcome in outcomes:
                # it may have ended before anyone was told that it was running
                note_start(outcome.task.key)
                self._end(outcome, tally, report)

    def _stands(self, planned: Planned, report: Counts) -> bool:
        archive = Archive(self.runs / planned.key)
        archive.sweep()
        if self.force or not _is_current(archive, planned, report):
            return False
        archive.clear()
        return True

    def _why(self, task: Task) -> list[str]:
        found = reasons(Archive(self.runs / task.key), task) or [Reason("forced", "demandée par --force")]
        return [typography(each.text) for each in found]

    def _end(self, outcome: Outcome, tally: Tally, report: Counts) -> None:
        key = outcome.task.key
        failure = _archive(Archive(self.runs / key), outcome)
        if failure:
            report.fail(key, failure)
        else:
            report.done += 1
        self.note_end(key, failure, outcome.seconds, memory=outcome.peak_memory)
        tally.end(key, "failed" if failure else "done", outcome.seconds)
        self.watch.progress(tally)

    def note_end(self, key: str, failure: str, seconds: float, *, memory: int | None = None) -> None:
        """Write in the journal how a notebook ended.

        Args:
            key: its dossier.
            failure: why it failed, empty when it is done.
            seconds: how long it took.
            memory: the most it used, in bytes, when known.
        """
        told: dict[str, object] = {"state": "failed" if failure else "done", "seconds": round(seconds, 3)}
        if memory:
            told["peak_memory"] = memory
        if failure:
            told["reason"] = typography(failure)
        self.journal.write("task_end", dossier=key, **told)


def _is_current(archive: Archive, planned: Planned, report: Counts) -> bool:
    """Say whether an evaluation is already archived as it would be; one that was altered is told and made again."""
    try:
        current = archive.current()
        if current is None or not current.comes_from(planned.fingerprint):
            return False
        current.check(planned.key)
    except IntegrityError as error:
        report.altered.append(error.message)
        return False
    return True


def _archive(archive: Archive, outcome: Outcome) -> str:
    """Publish a finished evaluation or put a failed one aside; return why it failed, or nothing."""
    failure = outcome.message
    if outcome.state == "done":
        try:
            archive.publish(outcome.task)
        except OutputError as error:
            failure = f"{error.message} {error.remedy}"
    if failure:
        archive.keep_failure(failure)
    return failure
