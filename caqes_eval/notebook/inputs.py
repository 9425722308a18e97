"""The inputs of one evaluation: what a dossier archives, and all that its notebook may read.

Written by the planner, read by the notebook; the same class does both, so that they cannot disagree. A folder holds
one establishment's rows only, and the region as aggregates:

``context.json``          establishment, campaign, sources with digests, findings
``rules.json``            the rules in force, with their sources
``region.json``           distributions of the region by indicator
``open_phmev_AAAA.csv``   the establishment's rows, in source order, one file per year
``repertoire.csv``        the status of its products in the public drug database, when given
"""

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import TypeAdapter

from caqes_eval.families.result import FindingRecord, Record, SourceFile
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.statistics.distribution import Distribution

FOLDER = "inputs"
INTEGER_COLUMNS = ("boxes", "reimbursed_cents", "base_cents", "source_line")

_RULES = TypeAdapter(dict[str, Rule])
_REGION = TypeAdapter(dict[str, Distribution])


class EstablishmentCard(Record):
    """Who is evaluated."""

    finess: str
    name: str
    city: str
    category: str


class Context(Record):
    """What an evaluation is about."""

    version: Literal[1] = 1
    campaign: str
    campaign_title: str
    year: int
    evaluation_date: str
    family: str
    establishment: EstablishmentCard
    minimum_establishments: int
    past_years: tuple[int, ...]
    past_absences: tuple[int, ...]
    repertoire_source: Literal["top_gen", "bdpm"]
    repertoire_date: str | None
    sources: tuple[SourceFile, ...]
    findings: tuple[FindingRecord, ...]
    tool_version: str


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """Everything one evaluation rests on.

    Attributes:
        rules: rules in force at the end of the year evaluated, by key.
        top_gen: meaning of the TOP_GEN codes, by year of file.
        region: distributions by indicator code.
        products: the establishment's rows by year (columns of ``intake.open_phmev.read_establishment``).
        repertoire: ``cip13, status`` of its products, None when no drug database was given.
    """

    context: Context
    rules: dict[str, Rule]
    top_gen: dict[int, Rule]
    region: dict[str, Distribution]
    products: dict[int, pd.DataFrame]
    repertoire: pd.DataFrame | None

    def as_files(self) -> dict[str, bytes]:
        """Return the content of each file by name; equal inputs give equal bytes."""
        files = {
            "context.json": _json(self.context.model_dump(mode="json")),
            "rules.json": _json(
                {
                    "rules": _RULES.dump_python(self.rules, mode="json"),
                    "top_gen": {str(year): rule.model_dump(mode="json") for year, rule in self.top_gen.items()},
                }
            ),
            "region.json": _json(_REGION.dump_python(self.region, mode="json")),
        }
        for year, products in self.products.items():
            files[f"open_phmev_{year}.csv"] = _csv(products)
        if self.repertoire is not None:
            files["repertoire.csv"] = _csv(self.repertoire)
        return files

    @classmethod
    def read(cls, folder: Path, *, finess: str) -> "Inputs":
        """Read a folder of inputs.

        Raises:
            IntegrityError: the rows are not those of the establishment asked for.
        """
        context = Context.model_validate(_load(folder / "context.json"))
        rules = _load(folder / "rules.json")
        assert isinstance(rules, dict), "rules.json holds rules and top_gen"
        products = {
            year: _read_products(folder / f"open_phmev_{year}.csv") for year in (context.year, *context.past_years)
        }
        found = {context.establishment.finess, *(number for rows in products.values() for number in rows["finess"])}
        if found != {finess}:
            raise IntegrityError(
                f"Les données de ce dossier sont celles de {', '.join(sorted(found))}, pas de l’établissement {finess or '(vide)'}.",
                remedy="Relancez l’évaluation avec « caqes run » ; ne déplacez pas les fichiers d’un dossier à l’autre.",
            )
        repertoire = folder / "repertoire.csv"
        return cls(
            context=context,
            rules=_RULES.validate_python(rules["rules"]),
            top_gen={int(year): Rule.model_validate(rule) for year, rule in rules["top_gen"].items()},
            region=_REGION.validate_python(_load(folder / "region.json")),
            products=products,
            repertoire=_read_text_table(repertoire) if repertoire.exists() else None,
        )


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _load(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


def _csv(table: pd.DataFrame) -> bytes:
    text = io.StringIO()
    # texts quoted: a label may hold anything, a carriage return too
    table.to_csv(text, sep=";", index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    return text.getvalue().encode()


def _read_text_table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", dtype="str", encoding="utf-8", keep_default_na=False)


def _read_products(path: Path) -> pd.DataFrame:
    return _read_text_table(path).astype(dict.fromkeys(INTEGER_COLUMNS, "int64"))
