"""Who executes tasks, on this machine or on others."""

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from caqes_eval.execution.task import Outcome, Task

Told = Callable[[list[str]], None]
"""Told the keys of the tasks under way whenever they change."""


class Workers(AbstractContextManager["Workers"], Protocol):
    """Processes that execute tasks; leaving the context ends what was started for it."""

    def execute(self, tasks: Iterable[Task], *, on_running: Told) -> Generator[Outcome]:
        """Execute tasks and yield their outcomes as they come, each with its staging folder filled; close it to give up.

        Args:
            tasks: taken one by one, little ahead of need, so that memory does not grow with their number.
            on_running: told the keys of the tasks under way whenever they change.

        Raises:
            ClusterError: those of other machines cannot be reached, or are not fit.
        """
