"""The law of 2024 and of other years, and cases made of a few products, for the tests of families."""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from caqes_eval.families.case import Case, Delivery
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law, regime

RULES = Rules.load(shipped("regulation"))
LAW_2024 = regime(RULES, activity_year=2024, evaluation_date=date(2025, 11, 30)).law


def law_of(year: int, region: str | None = "paca") -> Law:
    """The law of a year as shipped, evaluated the year after."""
    subject = Subject(region=region)
    return regime(RULES, activity_year=year, evaluation_date=date(year + 1, 11, 30), subject=subject).law


def dated(table: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give the rows of a table their year and period."""
    return table.assign(year=year, period=str(year)).astype(object)


def case_of_products(
    table: pd.DataFrame,
    *,
    year: int = 2024,
    law: Law = LAW_2024,
    before: pd.DataFrame | None = None,
    tables: Mapping[str, pd.DataFrame] | None = None,
    deliveries: tuple[Delivery, ...] = (),
    repertoire: pd.DataFrame | None = None,
    repertoire_source: str = "top_gen",
    indicators: frozenset[str] | None = None,
) -> Case:
    """A case whose only products are those of a table of Open PHMEV, and of the year before when it is given."""
    years = [dated(table, year), *([] if before is None else [dated(before, year - 1)])]
    return Case(
        finess="990780017",
        year=year,
        law=law,
        indicators=indicators,
        tables={"open_phmev": pd.concat(years, ignore_index=True), **(tables or {})},
        deliveries=deliveries,
        repertoire=repertoire,
        repertoire_source=repertoire_source,  # type: ignore[arg-type]
    )
