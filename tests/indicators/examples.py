"""Read a worked example of a family and build its case.

A file ``tests/indicators/<family>/<subject>.yml`` is a list of examples:

.. code-block:: yaml

    - name: juste sous l’objectif
      year: 2025
      region: paca
      finess: "130000000"           # optional
      indicators: [mo]              # optional: those that bind the establishment; all when left out
      tables:
        pmsi.med:
        - {year: 2025, period: "2025", ucd: "9261104", indication: I999999, quantity: 14.999, amount: 10}
      deliveries:                   # optional
      - {input: mo_initiations.initiations, label: Initiations, period: 2025-S1, state: non transmis}
      expect:
        mo.i999_rate: {value: 14999/100000, outcome: atteint}
      repertoire:                   # optional: the drug database's view, by presentation
      - {cip13: "3400930000011", status: generic, groups: "1"}
      answers: {taux_i999: atteint} # optional: levels on the grid; a list for an item answered once per product
      amounts: {code: 1800.00}      # optional: euros, null when it cannot be computed

Numbers with a point are exact decimals; ``sans objet`` and ``non connu`` are declared absences. Of a result, only the
fields written are compared: ``value`` and ``numerator``/``denominator`` exactly, ``reason`` and ``caution`` as a part.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from caqes_eval.families.case import Case, Delivery
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import regime

FOLDER = Path(__file__).parent
FINESS = "990780017"


class _Exact(yaml.SafeLoader):
    """Numbers with a point as exact decimals."""


_Exact.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(str(loader.construct_scalar(node))))


@dataclass(frozen=True)
class Example:
    """An example and where it is written."""

    family: str
    source: str
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """How a test calls it."""
        return f"{self.source}: {self.content['name']}"


def examples() -> Iterator[Example]:
    """Yield every example, by file."""
    for path in sorted(FOLDER.glob("*/*.yml")):
        listed = yaml.load(path.read_text(encoding="utf-8"), Loader=_Exact)  # noqa: S506 - a safe loader
        for content in listed:
            yield Example(path.parent.name, f"{path.parent.name}/{path.stem}", content)


@cache
def shipped_rules() -> Rules:
    """Return the rules as they ship."""
    return Rules.load(shipped("regulation"))


def case_of(content: Mapping[str, Any]) -> Case:
    """Build the case of an example."""
    finess, year = content.get("finess", FINESS), content["year"]
    applicable = regime(
        shipped_rules(),
        activity_year=year,
        evaluation_date=content.get("evaluation_date", date(year + 1, 3, 31)),
        subject=Subject(region=content.get("region")),
    )
    indicators = content.get("indicators")
    return Case(
        finess=finess,
        year=year,
        law=applicable.law.about(finess),
        indicators=None if indicators is None else frozenset(indicators),
        tables={code: table(rows) for code, rows in content.get("tables", {}).items()},
        deliveries=tuple(Delivery(**each) for each in content.get("deliveries", ())),
        repertoire=table(content["repertoire"]).astype("str") if "repertoire" in content else None,
    )


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Build a table from its rows; a cell left out is missing."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    absences = {each.value: each for each in (Absence.NOT_APPLICABLE, Absence.UNKNOWN)}

    def value(row: dict[str, Any], column: str) -> object:
        typed = row.get(column)
        return absences.get(typed, typed) if isinstance(typed, str) else typed

    values = {column: pd.Series([value(row, column) for row in rows], dtype=object) for column in columns}
    return pd.DataFrame(values)
