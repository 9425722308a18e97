"""What part of a year the records of a table cover, from their periods: months missing, months given twice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from caqes_eval.foundation import french

_PART = re.compile(r"(?P<year>[0-9]{4})(?:-(?:S(?P<half>[12])|T(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The months of a year that records speak of.

    Attributes:
        months: how many.
        overlapping: two periods that share a month, empty when none do; summing them would count twice.
        periods: as they are written, sorted.
    """

    months: int
    overlapping: tuple[str, ...]
    periods: tuple[str, ...]

    @property
    def partial(self) -> str:
        """What to say of a year that is not whole, in French; empty when it is."""
        if not 0 < self.months < 12:
            return ""
        return (
            f"Année incomplète : {', '.join(self.periods)}, soit {french.number(self.months)} mois sur douze. "
            "Ne la comparez pas à une année entière."
        )

    @property
    def twice(self) -> str:
        """What to say of months given twice, in French; empty when none are."""
        if not self.overlapping:
            return ""
        first, second = self.overlapping
        return f"Les périodes {first} et {second} se recouvrent : leurs lignes compteraient deux fois."


def coverage(periods: Iterable[str]) -> Coverage:
    """Return what periods of one year cover (``2025``, ``2025-S1``, ``2025-T3``, ``2025-07``); others are left out."""
    written = tuple(sorted(set(periods)))
    known = [(period, months) for period in written if (months := months_of(period))]
    shared = next(
        (
            (one, other)
            for rank, (one, months) in enumerate(known)
            for other, others in known[rank + 1 :]
            if months & others
        ),
        (),
    )
    covered = frozenset().union(*(months for _, months in known))
    return Coverage(months=len(covered), overlapping=shared, periods=written)


def months_of(period: str) -> frozenset[int]:
    """Return the months of a period; empty when it is not one of those known."""
    found = _PART.fullmatch(period)
    if found is None:
        return frozenset()
    if half := found["half"]:
        return frozenset(range(6 * int(half) - 5, 6 * int(half) + 1))
    if quarter := found["quarter"]:
        return frozenset(range(3 * int(quarter) - 2, 3 * int(quarter) + 1))
    return frozenset({int(found["month"])}) if found["month"] else frozenset(range(1, 13))
