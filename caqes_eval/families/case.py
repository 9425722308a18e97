"""What is known of one establishment for one family: the tables received, what became of each, the law, the year.

Pure data: the planner fills it from the files, the notebook from the archived inputs; both get the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import pandas as pd

from caqes_eval.families.result import Delivery, State
from caqes_eval.regulation.regime import Law

__all__ = ["Case", "Delivery", "Input", "State", "together"]


@dataclass(frozen=True, kw_only=True)
class Input:
    """A table that a family reads.

    Attributes:
        code: where it comes from: ``<form>.<sheet>``, ``extraction.<extract>``, ``pmsi.med``, ``pmsi.dmi``,
            ``open_phmev``; also the name of its archived file.
        label: its French name, as told when it is missing.
        required: whether the family says nothing without it; an optional input is used when there is one.
        indicators: the region's indicators it serves; empty when it serves all those of the family.
        substitute: code of an input that can stand alone in its place.
    """

    code: str
    label: str
    required: bool = True
    indicators: tuple[str, ...] = ()
    substitute: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One establishment, one family, one year of activity.

    Attributes:
        finess: the number under which the establishment is followed.
        year: the year evaluated (or an earlier one, see :meth:`at`).
        law: the rules as they apply to the establishment and to that year.
        indicators: the region's indicators that bind it that year; None when nobody says whom the contract binds.
        tables: by input code, every year together. One row per record, with ``year`` (int) and ``period`` (``2025``,
            ``2025-S1``) and, from a file, ``file`` and ``source_row``. A cell is a value, ``None`` (missing), or an
            :class:`~caqes_eval.intake.tables.cells.Absence` that was declared (« sans objet », « non connu »).
        deliveries: what became of each input and period asked for.
        repertoire: the drug database's view of its products (``cip13, status, groups``), None when not given.
        repertoire_source: what decides of the repertoire of generics.
        first_day, last_day: the part of the year that the contract covers.
        champs: what the establishment does (``MCO``, ``PSY``…) by the register of the region; None when it does not say.
    """

    finess: str
    year: int
    law: Law
    indicators: frozenset[str] | None = None
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    deliveries: tuple[Delivery, ...] = ()
    repertoire: pd.DataFrame | None = None
    repertoire_source: Literal["top_gen", "bdpm"] = "top_gen"
    first_day: date | None = None
    last_day: date | None = None
    champs: frozenset[str] | None = None

    def binds(self, indicator: str) -> bool:
        """Say whether an indicator of the contract binds the establishment; yes when nobody says whom it binds."""
        return self.indicators is None or indicator in self.indicators

    def rows(self, code: str, *, year: int | None = None, period: str | None = None) -> pd.DataFrame:
        """Return the records of an input for a year (the case's own by default) or a period; empty when there is none."""
        table = self.tables.get(code)
        if table is None:
            return pd.DataFrame(columns=["year", "period"])
        kept = table["period"] == period if period else table["year"] == (self.year if year is None else year)
        return table.loc[kept].reset_index(drop=True)

    def years(self, code: str) -> tuple[int, ...]:
        """Return the years of which an input has records."""
        table = self.tables.get(code)
        return () if table is None else tuple(sorted({int(year) for year in table["year"]}))

    def of(self, code: str, *, year: int | None = None) -> tuple[Delivery, ...]:
        """Return what became of an input over a year (the case's own by default)."""
        asked = self.year if year is None else year
        return tuple(each for each in self.deliveries if each.input == code and each.year == asked)

    def lacking(self, code: str) -> str:
        """Return why an input cannot be measured over the year, in French; empty when every period of it can."""
        found = self.of(code)
        if not found:
            return "" if self.year in self.years(code) else "Aucune donnée n’a été reçue."
        return " ".join(
            each.reason or f"{each.label} ({each.period}) : {each.state}." for each in found if not each.usable
        )

    def declared_empty(self, code: str) -> bool:
        """Say whether every period of an input was declared empty: a zero, not an absence."""
        found = self.of(code)
        return bool(found) and all(each.state == "déclaré vide" for each in found)

    def bare(self) -> "Case":
        """Return the case without its tables: what a regional summary needs of it, in little memory."""
        return replace(self, tables={}, repertoire=None)

    def at(self, year: int) -> "Case":
        """Return the same establishment in another year, under the law of that year."""
        law = replace(self.law, activity=date(year, 12, 31))
        return replace(self, year=year, law=law, first_day=None, last_day=None)


def together(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return frames one under the other, their values untouched (None stays None, never NaN)."""
    kept = [frame.astype(object) for frame in frames if len(frame)]
    if not kept:
        return pd.DataFrame(columns=["year", "period"])
    whole = pd.concat(kept, ignore_index=True)
    return whole.astype(object).where(whole.notna(), None)
