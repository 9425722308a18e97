"""What travels: a task with all it reads, and the dossier that comes back. No disk is shared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from caqes_eval.execution.choice import Kernel
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.task import Outcome, Task


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A task on its way to a worker.

    Attributes:
        run: which run it belongs to: a worker may serve several.
        identity: code and packages of who sends it; a worker that has others would give another dossier.
        task: without its template's folder and its staging folder, which are of the sender's machine.
        template: content of the notebook to run.
        limits: what it may use.
        kernel: which kernel runs it; the best of the worker's when absent.
    """

    run: str
    identity: str
    task: Task
    template: bytes
    limits: Limits
    kernel: Kernel | None = None

    @classmethod
    def of(cls, task: Task, *, run: str, identity: str, limits: Limits, kernel: Kernel | None) -> "Parcel":
        """Pack a task.

        Raises:
            OSError: its template cannot be read.
        """
        bare = replace(task, template=Path(task.template.name), staging=Path())
        content = task.template.read_bytes()
        return cls(run=run, identity=identity, task=bare, template=content, limits=limits, kernel=kernel)

    def unpack(self, folder: Path) -> Task:
        """Return the task as it runs in a folder of the worker's.

        Raises:
            OSError: the template cannot be written there.
        """
        template = folder / "template" / self.task.template.name
        template.parent.mkdir()
        template.write_bytes(self.template)
        return replace(self.task, template=template, staging=folder / "staging")


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a worker sends back.

    Attributes:
        state: ``unfit`` when the worker's code or packages are not the sender's: nothing was executed.
        message: why it failed, in French; the identity of a worker that is unfit.
        seconds: how long it took.
        peak_memory: the most the notebook used, in bytes, when known.
        files: content of each file of the staging folder, by relative path; None for an input left as it was sent.
    """

    state: Literal["done", "failed", "unfit"]
    message: str = ""
    seconds: float = 0.0
    peak_memory: int | None = None
    files: Mapping[str, bytes | None]

    @classmethod
    def of(cls, outcome: Outcome) -> "Delivery":
        """Pack what an execution left, failed or not.

        Raises:
            OSError: a file cannot be read.
        """
        staging, sent = outcome.task.staging, outcome.task.inputs
        files: dict[str, bytes | None] = {}
        for path in sorted(each for each in staging.rglob("*") if each.is_file()):
            name = path.relative_to(staging).as_posix()
            content = path.read_bytes()
            as_sent = name.startswith("inputs/") and sent.get(name.removeprefix("inputs/")) == content
            files[name] = None if as_sent else content
        return cls(
            state=outcome.state, message=outcome.message, seconds=outcome.seconds, peak_memory=outcome.peak_memory,
            files=files,
        )  # fmt: skip

    def unpack(self, task: Task) -> None:
        """Write the files in the staging folder of a task, which is empty or absent.

        Raises:
            OSError: one cannot be written.
            ValueError: a path leads out of the folder.
        """
        task.staging.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"path out of the dossier: {name}")
            path = task.staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(task.inputs[name.removeprefix("inputs/")] if content is None else content)
