"""Execute the tasks of a campaign that are not archived already as they would be, and archive them."""

from collections.abc import Iterable, Iterator

from caqes_eval.dossier.archive import Archive
from caqes_eval.execution.local import execute
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.foundation.errors import IntegrityError, OutputError
from caqes_eval.pipeline.plan import Plan
from caqes_eval.pipeline.tally import Counts, Tally, Watch


def run_tasks(
    plan: Plan, tasks: Iterable[Task], tally: Tally, *, jobs: int, force: bool, report: Counts, watch: Watch
) -> None:
    """Execute the tasks that are not archived already as they would be, and archive them."""
    watch.progress(tally)

    def on_running(keys: list[str]) -> None:
        tally.running = {key.split("/")[0] for key in keys}
        watch.progress(tally)

    def to_run() -> Iterator[Task]:
        for task in tasks:
            archive = archive_of(plan, task)
            archive.sweep()
            if not force and _is_current(archive, task, report):
                archive.clear()
                report.unchanged += 1
                tally.end(task.key)
                watch.progress(tally)
            else:
                yield task

    for outcome in execute(to_run(), jobs=jobs, on_running=on_running):
        failure = _archive(archive_of(plan, outcome.task), outcome)
        if failure:
            report.fail(outcome.task.key, failure)
        else:
            report.done += 1
        tally.end(outcome.task.key, failed=bool(failure))
        watch.progress(tally)


def _is_current(archive: Archive, task: Task, report: Counts) -> bool:
    """Say whether an evaluation is already archived as it would be; one that was altered is told and made again."""
    try:
        current = archive.current()
        if current is None or current.fingerprint != task.fingerprint:
            return False
        current.check(task.key)
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


def archive_of(plan: Plan, task: Task) -> Archive:
    """Return where the versions of a task are archived."""
    finess, code = task.key.split("/")
    return plan.archive(finess, code)
