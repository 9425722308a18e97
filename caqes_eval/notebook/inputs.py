"""The inputs of one evaluation: what a dossier archives, and all that its notebook may read.

Written by the planner, read by the notebook; the same class does both, so that they cannot disagree. A folder holds
one establishment's rows only, and the region as aggregates:

``context.json``     establishment, campaign, what became of each return, sources with digests, findings
``law.json``         the rules that may decide, with their history and sources
``region.json``      distributions of the region by indicator
``grid.json``        the scoring grid of the region, when it has one
``tables.json``      the tables there are, and the kind of each of their columns
``<input>.csv``      the establishment's rows of an input, every year together
``repertoire.csv``   the status of its products in the public drug database, when given
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import TypeAdapter

from caqes_eval.campaign.region.scoring import Grid
from caqes_eval.families.case import Case, Delivery
from caqes_eval.families.result import FindingRecord, Record, SourceFile
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.foundation.exact import Day
from caqes_eval.notebook.archived_tables import Kind, from_csv, kinds, to_csv
from caqes_eval.regulation.archive import ArchivedLaw
from caqes_eval.statistics.distribution import Distribution

FOLDER = "inputs"
REPERTOIRE = "repertoire"
IDENTITY = ("finess", "legal_finess")
"""Columns that name whose rows a table holds."""

_REGION = TypeAdapter(dict[str, Distribution])
_KINDS = TypeAdapter(dict[str, dict[str, Kind]])


class EstablishmentCard(Record):
    """Who is evaluated.

    Attributes:
        numbers: every FINESS under which its rows may come, legal and geographic.
        champs: what it does, by the register; empty when the register does not say.
    """

    finess: str
    name: str
    city: str
    category: str
    numbers: tuple[str, ...] = ()
    champs: tuple[str, ...] = ()


class Context(Record):
    """What an evaluation is about.

    Attributes:
        indicators: the region's indicators that bind the establishment that year; None when nobody says whom they bind.
        first_day, last_day: the part of the year that the contract covers; None for the whole year.
        contract: name of the region whose contract it is; empty without one.
    """

    version: Literal[2] = 2
    campaign: str
    campaign_title: str
    contract: str = ""
    year: int
    evaluation_date: str
    family: str
    establishment: EstablishmentCard
    indicators: tuple[str, ...] | None = None
    first_day: Day | None = None
    last_day: Day | None = None
    minimum_establishments: int
    repertoire_source: Literal["top_gen", "bdpm"]
    repertoire_date: str | None
    deliveries: tuple[Delivery, ...] = ()
    sources: tuple[SourceFile, ...]
    findings: tuple[FindingRecord, ...]
    tool_version: str


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything one evaluation rests on.

    Attributes:
        law: the rules that may decide of the case.
        region: distributions by indicator code.
        tables: by input code, see :class:`~caqes_eval.families.case.Case`.
        grid: the region's scoring grid for the family, None when it has none.
        repertoire: ``cip13, status, groups`` of its products, None when no drug database was given.
    """

    context: Context
    law: ArchivedLaw
    region: dict[str, Distribution]
    tables: dict[str, pd.DataFrame]
    grid: Grid | None = None
    repertoire: pd.DataFrame | None = None

    def case(self) -> Case:
        """Return the case that the family evaluates."""
        context = self.context
        return Case(
            finess=context.establishment.finess,
            year=context.year,
            law=self.law.law(),
            indicators=None if context.indicators is None else frozenset(context.indicators),
            tables=self.tables,
            deliveries=context.deliveries,
            repertoire=self.repertoire,
            repertoire_source=context.repertoire_source,
            first_day=context.first_day,
            last_day=context.last_day,
            champs=frozenset(context.establishment.champs) or None,
        )

    def as_files(self) -> dict[str, bytes]:
        """Return the content of each file by name; equal inputs give equal bytes."""
        named = dict(self.tables) | ({} if self.repertoire is None else {REPERTOIRE: self.repertoire})
        files = {
            "context.json": _json(self.context.model_dump(mode="json")),
            "law.json": _json(self.law.model_dump(mode="json")),
            "region.json": _json(_REGION.dump_python(self.region, mode="json")),
            "tables.json": _json({code: kinds(table) for code, table in named.items()}),
        }
        if self.grid is not None:
            files["grid.json"] = _json(self.grid.model_dump(mode="json"))
        return files | {f"{code}.csv": to_csv(table) for code, table in named.items()}

    @classmethod
    def read(cls, folder: Path, *, finess: str) -> "Inputs":
        """Read a folder of inputs.

        Raises:
            IntegrityError: the rows are not those of the establishment asked for.
        """
        context = Context.model_validate(_load(folder / "context.json"))
        written = _KINDS.validate_python(_load(folder / "tables.json"))
        tables = {code: from_csv((folder / f"{code}.csv").read_bytes(), columns) for code, columns in written.items()}
        repertoire, grid = tables.pop(REPERTOIRE, None), folder / "grid.json"
        inputs = cls(
            context=context,
            law=ArchivedLaw.model_validate(_load(folder / "law.json")),
            region=_REGION.validate_python(_load(folder / "region.json")),
            tables=tables,
            grid=Grid.model_validate(_load(grid)) if grid.exists() else None,
            repertoire=repertoire,
        )
        inputs.require(finess)
        return inputs

    def require(self, finess: str) -> None:
        """Refuse inputs that hold the rows of another establishment.

        Raises:
            IntegrityError: with the numbers found.
        """
        own = {self.context.establishment.finess, *self.context.establishment.numbers}
        named = {
            str(number)
            for table in self.tables.values()
            for column in IDENTITY
            if column in table
            for number in table[column].dropna().unique()
        }
        strangers = sorted((named - own) | ({self.context.establishment.finess} - {finess}))
        if strangers:
            raise IntegrityError(
                f"Les données de ce dossier sont celles de {', '.join(strangers)}, pas de l’établissement "
                f"{finess or '(vide)'}.",
                remedy="Relancez l’évaluation avec « caqes run » ; ne déplacez pas les fichiers d’un dossier à l’autre.",
            )


def evaluation_day(context: Context) -> date:
    """Return the day of the evaluation."""
    return date.fromisoformat(context.evaluation_date)


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _load(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))
