"""A task: one notebook to execute, with everything it may read; and its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ParameterValue = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Task:
    """One notebook to execute.

    Attributes:
        key: who and what it is for, in messages (``130784127/generics``).
        template: the notebook to run, whose ``parameters`` cell declares the names accepted.
        notebook: file name of the executed notebook.
        parameters: values by declared name.
        inputs: content of each file of its ``inputs`` folder, by name.
        staging: private folder where it runs; emptied first, and published or kept aside by whoever planned it.
        scrap: name of the result that the notebook must leave.
        fingerprint: digest of all of the above and of the code.
    """

    key: str
    template: Path
    notebook: str
    parameters: Mapping[str, ParameterValue]
    inputs: Mapping[str, bytes]
    staging: Path
    scrap: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a task ended.

    Attributes:
        state: ``done`` only when the declared result is present and valid.
        message: why it failed, in French; empty when done.
        seconds: how long it took.
        peak_memory: the most that its kernel used, in bytes, what it shares with others included; None when unknown.
    """

    task: Task
    state: Literal["done", "failed"]
    message: str = ""
    seconds: float = 0.0
    peak_memory: int | None = None
