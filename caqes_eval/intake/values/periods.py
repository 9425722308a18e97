"""A span of days with its French name: a month, a quarter, a half-year, a year, or any other."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from caqes_eval.foundation import french
from caqes_eval.intake.values.months import MONTHS


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole days, both ends included; ordered by start, then by end (S1 2025 comes before the year 2025).

    Raises:
        ValueError: when it ends before it starts.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            msg = f"a period cannot end on {self.end}, before its start {self.start}"
            raise ValueError(msg)

    @classmethod
    def of_months(cls, year: int, first: int, last: int) -> "Period":
        """Return whole months of one year: ``of_months(2025, 7, 12)`` is the second half-year."""
        return cls(date(year, first, 1), date(year, last, monthrange(year, last)[1]))

    @property
    def label(self) -> str:
        """The French name: « mars 2026 », « T3 2025 », « S2 2025 », « 2025 », else « du … au … »."""
        year, part = self.start.year, self._part
        if part is None:
            return f"du {french.day(self.start)} au {french.day(self.end)}"
        if isinstance(part, int):
            return f"{MONTHS[part - 1]} {year}"
        return f"{part} {year}".strip()

    @property
    def code(self) -> str:
        """The period as tables write it: ``2025``, ``2025-S1``, ``2025-T2``, ``2025-07``, else both days."""
        year, part = self.start.year, self._part
        if part is None:
            return f"{self.start.isoformat()}/{self.end.isoformat()}"
        if isinstance(part, int):
            return f"{year}-{part:02d}"
        return f"{year}-{part}" if part else str(year)

    @property
    def _part(self) -> int | str | None:
        """Which part of its year it is: a month by its number, ``T3``, ``S2``, empty for the whole; None for any other."""
        year, first, last = self.start.year, self.start.month, self.end.month
        length = last - first + 1
        if self != Period.of_months(year, first, max(first, last)):
            return None
        if length in (1, 12):
            return first if length == 1 else ""
        named = length in (3, 6) and last % length == 0
        return f"{'T' if length == 3 else 'S'}{last // length}" if named else None
