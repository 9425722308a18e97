"""How a campaign goes on and what it did: for the screen, for ``--json``."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding

RETURNS = frozenset({"retour_disparu", "retour_modifie", "retours_non_comptes"})
"""Codes of the findings on the files received as such: each asks for an action, and is told even quietly."""

Ended = Literal["done", "failed", "unchanged"]


class Watch(Protocol):
    """Who is told how a campaign goes on."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def progress(self, tally: "Tally") -> None:
        """The counts have changed."""


@dataclass(kw_only=True)
class Tally:
    """Notebooks under way.

    Attributes:
        what: what they are, in French, plural (« Évaluations »).
        total: how many there are, those that need not run included.
        running: keys of those being executed.
        slowest: key and seconds of the longest so far.
        clock: seconds that only go forward.
    """

    what: str
    total: int
    done: int = 0
    failed: int = 0
    unchanged: int = 0
    running: tuple[str, ...] = ()
    slowest: tuple[str, float] | None = None
    clock: Callable[[], float] = time.monotonic
    _started: float | None = None

    @property
    def ended(self) -> int:
        """How many need no more work."""
        return self.done + self.failed + self.unchanged

    def run(self, keys: tuple[str, ...]) -> None:
        """Say which are being executed."""
        if keys and self._started is None:
            self._started = self.clock()
        self.running = keys

    def end(self, key: str, state: Ended, seconds: float = 0.0) -> None:
        """Count the end of one."""
        match state:
            case "done":
                self.done += 1
            case "failed":
                self.failed += 1
            case "unchanged":
                self.unchanged += 1
        if state != "unchanged" and (self.slowest is None or seconds > self.slowest[1]):
            self.slowest = (key, seconds)

    def seconds_left(self) -> float | None:
        """Return how long the rest should take, at the pace so far; None while none has been executed.

        Those that need not run take no time: as many of the rest are expected to need none as so far.
        """
        executed = self.done + self.failed
        if not executed or self._started is None:
            return None
        to_run = (self.total - self.ended) * executed / self.ended
        return to_run * (self.clock() - self._started) / executed


@dataclass
class Counts:
    """What became of some tasks."""

    done: int = 0
    unchanged: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)

    def fail(self, key: str, message: str) -> None:
        """Add an evaluation that has no result."""
        self.failed.append({"dossier": key, "message": french.typography(message)})


@dataclass
class RunReport(Counts):
    """What a run did, for the screen and for ``--json``; ``pages`` are those of the establishments."""

    campaign: str = ""
    establishments: int = 0
    pages: Counts = field(default_factory=Counts)
    absent: list[str] = field(default_factory=list)
    not_bound: int = 0
    outdated: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    synthesis: str | None = None
    synthesis_failure: str = ""

    @property
    def failures(self) -> int:
        """How many notebooks have no result, the synthesis included."""
        return len(self.failed) + len(self.pages.failed) + bool(self.synthesis_failure)

    def as_record(self) -> dict[str, object]:
        """Return the report as a JSON-ready mapping."""
        return {
            **self.__dict__,
            "pages": self.pages.__dict__,
            "findings": [finding.as_record() for finding in self.findings],
        }
