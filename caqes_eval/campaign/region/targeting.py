"""The targeting matrix: which hospital is bound on which indicator, from when to when, by which order."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from caqes_eval.campaign.region.perimeter import Finess
from caqes_eval.campaign.region.sourced import Part
from caqes_eval.foundation.exact import Day

Level = Literal["national", "regional"]
Counted = Literal["national", "regional", "total"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many indicators may bind one hospital on one day; the caller reads them from the rules.

    Attributes:
        national: ``contract.maximum_national_indicators``.
        regional: ``contract.maximum_regional_indicators``.
        total: ``contract.maximum_indicators``.
    """

    national: int
    regional: int
    total: int


class TargetingRow(Part):
    """One hospital bound on one indicator.

    Attributes:
        since: first day, included.
        until: last day, included; None while nothing ends it.
        order: the code of the order (arrêté) that says so.
        line: line in the file, the header being line 1.
    """

    finess: Finess
    indicator: str
    since: Day
    until: Day | None = None
    order: str
    line: int

    def holds_on(self, when: date) -> bool:
        """Say whether the row holds on a date."""
        return self.since <= when and (self.until is None or when <= self.until)


class Targeting(Part):
    """The targeting matrix of a region: a hospital that no row names is not targeted."""

    rows: tuple[TargetingRow, ...]

    def targeted(self, finess: str, indicator: str, when: date) -> bool:
        """Say whether a hospital is bound on an indicator on a date."""
        return indicator in self.indicators_of(finess, when)

    def indicators_of(self, finess: str, when: date) -> tuple[str, ...]:
        """Return the indicators that bind a hospital on a date, in the order of the file."""
        return tuple(row.indicator for row in self.rows if row.finess == finess and row.holds_on(when))

    def hospitals_of(self, indicator: str, when: date) -> tuple[str, ...]:
        """Return the hospitals bound on an indicator on a date, in the order of the file."""
        return tuple(row.finess for row in self.rows if row.indicator == indicator and row.holds_on(when))


def overlapping(rows: tuple[TargetingRow, ...]) -> list[tuple[TargetingRow, TargetingRow]]:
    """Return the pairs of rows that say the same of a day, the earlier first."""
    by_case: dict[tuple[str, str], list[TargetingRow]] = defaultdict(list)
    for row in rows:
        by_case[row.finess, row.indicator].append(row)
    pairs = []
    for same in by_case.values():
        same.sort(key=lambda row: (row.since, row.line))
        # the row that lasts longest so far, for a short one may stand inside it
        longest = same[0]
        for row in same[1:]:
            if longest.until is None or row.since <= longest.until:
                pairs.append((longest, row))
            if longest.until is not None and (row.until is None or row.until > longest.until):
                longest = row
    return pairs


@dataclass(frozen=True)
class Excess:
    """A hospital bound on too many indicators: the row and day from which it is, the level, how many, the limit."""

    row: TargetingRow
    level: Counted
    count: int
    limit: int


def excesses(rows: tuple[TargetingRow, ...], levels: Mapping[str, Level], limits: Limits) -> list[Excess]:
    """Return, by hospital and level, the first day on which too many indicators bind it.

    Args:
        rows: the matrix.
        levels: the level of each indicator.
        limits: the most on any day.
    """
    found: list[Excess] = []
    by_hospital: dict[str, list[TargetingRow]] = defaultdict(list)
    for row in rows:
        by_hospital[row.finess].append(row)
    maxima: dict[Counted, int] = {"national": limits.national, "regional": limits.regional, "total": limits.total}
    for own in by_hospital.values():
        told: set[Counted] = set()
        # a number of indicators only grows on a day when a row of that level begins: it is the one to look at
        for row in sorted(own, key=lambda row: (row.since, -row.line)):
            codes = {other.indicator for other in own if other.holds_on(row.since)}
            kinds: tuple[Counted, ...] = (levels[row.indicator], "total")
            for level in kinds:
                count = sum(level in (levels[code], "total") for code in codes)
                if count > maxima[level] and level not in told:
                    told.add(level)
                    found.append(Excess(row, level, count, maxima[level]))
    return found
