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
        year, first, last = self.start.year, self.start.month, self.end.month
        if self != Period.of_months(year, first, max(first, last)):
            return f"du {french.day(self.start)} au {french.day(self.end)}"
        length = last - first + 1
        if length == 12:
            return str(year)
        if length == 1:
            return f"{MONTHS[first - 1]} {year}"
        if length in (3, 6) and last % length == 0:
            return f"{'T' if length == 3 else 'S'}{last // length} {year}"
        return f"du {french.day(self.start)} au {french.day(self.end)}"
