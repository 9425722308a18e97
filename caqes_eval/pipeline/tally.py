"""How a campaign goes on and what it did: for the screen, for ``--json``."""

from dataclasses import dataclass, field
from typing import Protocol

from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding


class Watch(Protocol):
    """Who is told how a campaign goes on."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def progress(self, tally: "Tally") -> None:
        """The counts have changed."""


@dataclass
class Tally:
    """Establishments under way: all the evaluations of a finished one have ended, well or not."""

    asked: dict[str, int]
    ended: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Establishments that have something to evaluate."""
        return len(self.asked)

    @property
    def finished(self) -> int:
        """Establishments whose evaluations have all ended."""
        return sum(self.ended.get(finess, 0) == count for finess, count in self.asked.items())

    def end(self, key: str, *, failed: bool = False) -> None:
        """Count the end of an evaluation ``finess/family``."""
        finess = key.split("/")[0]
        self.ended[finess] = self.ended.get(finess, 0) + 1
        if failed:
            self.failed.add(finess)


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

    def as_record(self) -> dict[str, object]:
        """Return the report as a JSON-ready mapping."""
        return {
            **self.__dict__,
            "pages": self.pages.__dict__,
            "findings": [finding.as_record() for finding in self.findings],
        }
