"""Workers that work, or die, without a kernel. Worker processes import this module: it imports little."""

import os
import time
from pathlib import Path

from caqes_eval.execution.task import Outcome, Task


def tasks_named(names: list[str], folder: Path) -> list[Task]:
    """Return tasks for :func:`pretend`, which reads in a name what to do."""
    return [
        Task(
            key=name, template=folder / "none.ipynb", notebook="none.ipynb", parameters={}, inputs={},
            staging=folder / name, scrap="caqes_result", fingerprint="",
        )
        for name in names
    ]  # fmt: skip


def pretend(task: Task, _settings: object = None) -> Outcome:
    """Stand for ``run`` without a kernel: ``mort…`` kills its worker, ``mort-une-fois`` the first time only.

    ``lent…`` is still running when its neighbour dies.
    """
    task.staging.mkdir(parents=True, exist_ok=True)
    starts = len(list(task.staging.iterdir()))
    (task.staging / str(starts)).touch()
    if task.key.startswith("mort") and not (task.key.startswith("mort-une-fois") and starts):
        time.sleep(0.05)
        os._exit(1)
    if task.key.startswith("lent"):
        time.sleep(0.5)
    return Outcome(task=task, state="done")
