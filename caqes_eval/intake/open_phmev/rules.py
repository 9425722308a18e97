"""A rule that every row must follow, as data; all the rules of a table are checked in one pass."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.open_phmev.layout import Layout

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What is wrong with a row, and how to say it.

    Attributes:
        code: that of the finding.
        severity: that of the finding.
        column: the column to blame, in lower case.
        broken: SQL condition that is true of a faulty row.
        message: see :class:`Finding`, as ``why``, ``remedy`` and ``expected``.
    """

    code: str
    severity: Severity
    column: str
    broken: str
    message: str
    why: str
    remedy: str
    expected: str | None = None


def broken_rules(
    connection: duckdb.DuckDBPyConnection, table: str, rules: Sequence[Rule], layout: Layout
) -> list[Finding]:
    """Return one finding per broken rule: its first line, the value there and the number of rows."""
    measures = ", ".join(
        f"count(*) FILTER ({rule.broken}), min(source_line) FILTER ({rule.broken}),"
        f" arg_min({rule.column}, source_line) FILTER ({rule.broken})"
        for rule in rules
    )
    row = connection.execute(f"SELECT {measures} FROM {table}").fetchone() or ()  # noqa: S608 - no word from the file
    return [
        Finding(
            code=rule.code, severity=rule.severity, file=layout.file, line=line, column=layout.written(rule.column),
            value=shown_value(value), message=rule.message, why=rule.why, remedy=rule.remedy, expected=rule.expected,
            count=count,
        )
        for rule, count, line, value in zip(rules, row[0::3], row[1::3], row[2::3], strict=True)
        if count
    ]  # fmt: skip


def shown_value(value: str) -> str | None:
    """Return a value of the file as a message quotes it: cut when long, absent when blank."""
    if not value.strip():
        return None
    return value[:_SHOWN] + "…" if len(value) > _SHOWN else value
