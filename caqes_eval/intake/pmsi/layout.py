"""What a fixed-width layout of the PMSI is: positions, kinds, years and lengths, as data."""

from dataclasses import dataclass
from typing import Literal

Family = Literal["fichcomp_med", "fichcomp_dmi", "rsa_med", "rsa_dmi", "had_med", "smr_med", "rsf_h", "rsf_p"]
Kind = Literal[
    "finess", "finess_or_blank", "service", "ucd", "lpp", "les", "day", "year_month", "month_year",
    "thousandths", "rsf_amount", "count", "stays",
    "identifier", "unused", "filler",
]  # fmt: skip

NEVER_READ: frozenset[Kind] = frozenset({"identifier", "unused", "filler"})
"""Fields that no code slices: what points at a patient or a stay, what no rule needs, and blanks."""

FAMILY_LABELS: dict[Family, str] = {
    "fichcomp_med": "FICHCOMP médicaments (MCO)",
    "fichcomp_dmi": "FICHCOMP dispositifs implantables (MCO)",
    "rsa_med": "médicaments des RSA (MCO)",
    "rsa_dmi": "dispositifs implantables des RSA (MCO)",
    "had_med": "médicaments de HAD",
    "smr_med": "médicaments de SMR",
    "rsf_h": "RSF-H, médicaments des cliniques",
    "rsf_p": "RSF-P, dispositifs implantables des cliniques",
}


@dataclass(frozen=True)
class Field:
    """A field of a line.

    Attributes:
        name: the column of the table read; for a field never read, any name.
        start: first position, from 1.
        length: number of characters.
        kind: how it is read. ``thousandths`` has three implied decimals (« 7+3 »), ``rsf_amount`` an unknown number of
            them, ``count`` none.
        official: the names ATIH gives to what stands there, joined by ``+`` when two fields are read as one.
    """

    name: str
    start: int
    length: int
    kind: Kind
    official: str

    @property
    def end(self) -> int:
        """The last position."""
        return self.start + self.length - 1

    @property
    def place(self) -> str:
        """Name and positions, as a finding tells them."""
        return f"{self.official} (positions {self.start} à {self.end})"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A layout and the years it is used.

    Attributes:
        family: what the file is.
        since, until: first and last year of use, both included; none is known after the last.
        lengths: the lengths that a line may have, the official one first; a shorter one lost blanks at its end.
        fields: contiguous, from position 1.
        services: the types of service expected in the file; none when they are not known.
        source: where the positions come from.

    Raises:
        ValueError: when the fields leave a gap or overlap, or a length is none of theirs.
    """

    family: Family
    since: int
    until: int
    lengths: tuple[int, ...]
    fields: tuple[Field, ...]
    services: frozenset[str] = frozenset()
    source: str = "ATIH, transcription de pmeasyr (mars 2026)"

    def __post_init__(self) -> None:
        position = 1
        for field in self.fields:
            if field.start != position:
                msg = f"{self.label}: {field.official} starts at {field.start}, not {position}"
                raise ValueError(msg)
            position = field.end + 1
        ends = {field.end for field in self.fields}
        if max(self.lengths) != position - 1 or not ends.issuperset(self.lengths):
            msg = f"{self.label}: lengths {self.lengths} are no ends of fields"
            raise ValueError(msg)

    @property
    def years(self) -> str:
        """The years of use, in French."""
        return str(self.since) if self.since == self.until else f"{self.since} à {self.until}"

    @property
    def label(self) -> str:
        """What it is and when, in French."""
        return f"{FAMILY_LABELS[self.family]}, {self.years}"

    @property
    def width(self) -> int:
        """The length of a whole line."""
        return max(self.lengths)

    @property
    def read_fields(self) -> tuple[Field, ...]:
        """The fields that become columns."""
        return tuple(field for field in self.fields if field.kind not in NEVER_READ)

    def lost_by(self, length: int) -> tuple[Field, ...]:
        """Return the fields read that a line of that length does not reach."""
        return tuple(field for field in self.read_fields if field.end > length)

    def used_in(self, year: int) -> bool:
        """Whether it is the layout of a year."""
        return self.since <= year <= self.until
