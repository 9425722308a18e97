"""What a merge found, as data and as French."""

from dataclasses import dataclass
from typing import Literal

from caqes_eval.campaign.register import Register

Kind = Literal["nouveau", "modifié", "fermé", "absent", "écart", "introuvable"]


@dataclass(frozen=True)
class Change:
    """One field of an establishment, before and after, as the register's file writes them."""

    column: str
    old: str
    new: str

    def words(self) -> str:
        """Return it in French."""
        return f"{self.column} « {self.old or 'vide'} » → « {self.new} »"


@dataclass(frozen=True)
class Difference:
    """What a FINESS file says that the register did not.

    Attributes:
        kind: ``nouveau`` (added), ``modifié`` (changed), ``fermé`` (closed in FINESS), ``absent`` (no longer in the file,
            nothing written), ``écart`` (FINESS disagrees with the analyst, nothing written), ``introuvable`` (asked for,
            absent from the file or closed, not added).
        finess: the number meant, geographic save for a legal one asked for and not found.
        name: of the establishment, empty when unknown.
        changes: the fields concerned.
        note: what to know or do, in French.
    """

    kind: Kind
    finess: str
    name: str = ""
    changes: tuple[Change, ...] = ()
    note: str = ""

    def sentence(self) -> str:
        """Return it as one line of French."""
        said = " ; ".join([change.words() for change in self.changes] + ([self.note] if self.note else []))
        return f"{self.kind} : {self.finess}{' ' if self.name else ''}{self.name}{', ' if said else ''}{said}."


@dataclass(frozen=True)
class Merge:
    """A register after a merge, and every difference with the one before, by FINESS."""

    register: Register
    differences: tuple[Difference, ...]
