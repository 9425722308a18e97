"""What travels: a task with all it reads, and the dossier that comes back. No disk is shared, nor any path."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

from caqes_eval.execution.choice import Kernel
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.task import Outcome, ParameterValue, Task


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A task on its way to a worker, whose system may be another.

    Attributes:
        run: which run it belongs to: a worker may serve several.
        identity: code and packages of who sends it; a worker that has others would give another dossier.
        template_name: file name of the notebook to run.
        template: its content.
        limits: what it may use.
        kernel: which kernel runs it; the best of the worker's when absent.
        key, notebook, parameters, inputs, scrap, fingerprint: those of the task.
    """

    run: str
    identity: str
    template_name: str
    template: bytes
    limits: Limits
    kernel: Kernel | None
    key: str
    notebook: str
    parameters: Mapping[str, ParameterValue]
    inputs: Mapping[str, bytes]
    scrap: str
    fingerprint: str

    @classmethod
    def of(cls, task: Task, *, run: str, identity: str, limits: Limits, kernel: Kernel | None) -> "Parcel":
        """Pack a task.

        Raises:
            OSError: its template cannot be read.
        """
        return cls(
            run=run, identity=identity, template_name=task.template.name, template=task.template.read_bytes(),
            limits=limits, kernel=kernel, key=task.key, notebook=task.notebook, parameters=dict(task.parameters),
            inputs=dict(task.inputs), scrap=task.scrap, fingerprint=task.fingerprint,
        )  # fmt: skip

    def unpack(self, folder: Path) -> Task:
        """Return the task as it runs in a folder of the worker's.

        Raises:
            OSError: the template cannot be written there.
        """
        template = folder / "template" / self.template_name
        template.parent.mkdir()
        template.write_bytes(self.template)
        return Task(
            key=self.key, template=template, notebook=self.notebook, parameters=self.parameters, inputs=self.inputs,
            staging=folder / "staging", scrap=self.scrap, fingerprint=self.fingerprint,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a worker sends back.

    Attributes:
        state: ``unfit`` when the worker's code or packages are not the sender's: nothing was executed.
        message: why it failed, in French; the name of a machine that is unfit.
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
            ValueError: a path leads out of the folder, on this system or another.
            KeyError: an input is said to be as it was sent, and none of that name was.
        """
        task.staging.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            if _leads_out(name):
                raise ValueError(f"path out of the dossier: {name}")
            path = task.staging / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(task.inputs[name.removeprefix("inputs/")] if content is None else content)


def _leads_out(name: str) -> bool:
    windows = PureWindowsPath(name)
    return PurePosixPath(name).is_absolute() or bool(windows.anchor) or ".." in windows.parts
