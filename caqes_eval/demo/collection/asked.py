"""A form asked of a hospital of the demonstration, with the draw its answers come from."""

from dataclasses import dataclass
from random import Random

from caqes_eval.demo.hospitals import Hospital


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A form asked of a hospital.

    Attributes:
        own: the hospital.
        period: ``2025``, ``2025-S2``.
        indicators: those that bind it and that the form serves.
        draw: where the answers come from.
    """

    own: Hospital
    period: str
    indicators: tuple[str, ...]
    draw: Random

    @property
    def year(self) -> int:
        """The year of activity."""
        return int(self.period[:4])

    @property
    def half(self) -> int:
        """The half of the year, 0 for the whole."""
        return int(self.period[-1]) if "-S" in self.period else 0
