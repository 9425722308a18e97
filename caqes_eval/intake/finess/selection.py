"""Which establishments a merge bears on."""

from dataclasses import dataclass

# The overseas codes of FINESS, and the departments they stand for.
_FINESS_DEPARTMENTS = {
    "9A": ("971", "977", "978"),
    "9B": ("972",),
    "9C": ("973",),
    "9D": ("974",),
    "9E": ("975",),
    "9F": ("976",),
    "9J": ("986",),
}


@dataclass(frozen=True)
class Selection:
    """Which establishments a merge bears on; when all is empty, those of the register.

    Attributes:
        departments: ``04``, ``2A``, ``974``, or FINESS's own ``9A`` (Guadeloupe, Saint-Barthélemy and Saint-Martin);
            of a department, only establishments under hospital law enter the register by themselves.
        finess: geographic numbers, taken whatever they are, or legal ones, taken with their establishments under
            hospital law.
        categories: codes of category of establishment to keep in departments and legal bodies; all when empty.
    """

    departments: frozenset[str] = frozenset()
    finess: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    @property
    def covers_register(self) -> bool:
        """Whether it bears on the whole register."""
        return not (self.departments or self.finess)

    def areas(self) -> frozenset[str]:
        """Return its departments, FINESS's own codes replaced by the usual ones."""
        return frozenset(area for code in self.departments for area in areas_of(code))


def areas_of(department: str) -> tuple[str, ...]:
    """Return the usual departments that a code stands for: itself, save FINESS's own."""
    return _FINESS_DEPARTMENTS.get(department, (department,))
