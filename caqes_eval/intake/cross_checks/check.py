"""What a check is: how its faults are told, and the function that finds them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.cross_checks.evidence import Evidence, Located


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """Something noticed at a place.

    Attributes:
        table: where.
        message: what is wrong, one French sentence that begins with a small letter.
        row: in its sheet or file; None when it is the table as a whole.
        column: French name of the column.
        value: as read.
        expected: what was expected instead.
        count: how many rows are so, the first being told.
    """

    table: Located
    message: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    expected: str | None = None
    count: int = 1


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check.

    Attributes:
        code: stable name of the fault.
        title: what is checked, in French.
        why: why it matters.
        remedy: what to do.
        severity: how far it reaches.
        function: finds it; gives nothing when a table it needs was not received.
    """

    code: str
    title: str
    why: str
    remedy: str
    severity: Severity
    function: Callable[[Evidence], Iterator[Noticed]]

    def findings(self, evidence: Evidence) -> Iterator[Finding]:
        """Give what is found in the tables of a hospital."""
        for noticed in self.function(evidence):
            yield Finding(
                code=self.code,
                severity=self.severity,
                file=noticed.table.file,
                message=noticed.message,
                why=self.why,
                remedy=self.remedy,
                line=noticed.row,
                sheet=noticed.table.sheet or None,
                column=noticed.column,
                value=noticed.value,
                expected=noticed.expected,
                count=noticed.count,
            )
