"""Cases of clinical pharmacy made by hand, for the tests of the family and of its page."""

from datetime import date
from typing import Any

from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.inputs import ACTIVITY, CHAMPS, DIAGNOSIS, LABELS
from caqes_eval.families.result import IndicatorResult
from tests.indicators.examples import case_of

NA = "sans objet"
ANSWERS = {
    "target_population": "65 ans et plus", "eligible": 200, "bmo": 90, "entry_conciliated": 60, "entry_conciliated_48h": 30,
    "eligible_exit": 120, "exit_conciliated": 30, "ppp_eligible": 40, "ppp": 10, "prescriptions": 1000,
    "prescriptions_analysed": 640, "beds": 80, "beds_nominative": 60, "interventions": 50, "interventions_accepted": 35,
    "divergences": 40, "divergences_corrected": 28,
}  # fmt: skip
Row = dict[str, Any]


def answered(champ: str, year: int = 2025, **changes: object) -> Row:
    """Return a champ that answers everything, but for what is changed."""
    return {"year": year, "period": str(year), "file": "pharmacie.xlsx", "champ": champ, **ANSWERS, **changes}


def absent(champ: str, year: int = 2025) -> Row:
    """Return a champ that the establishment does not have."""
    return answered(champ, year, **dict.fromkeys(LABELS, NA), target_population=None)


def year_of(*rows: Row) -> list[Row]:
    """Return the five champs of a year: those given, the others « sans objet »."""
    year, given = rows[0]["year"], {row["champ"] for row in rows}
    return [*rows, *(absent(champ, year) for champ in CHAMPS if champ not in given)]


def diagnosed(year: int = 2025, **changes: object) -> Row:
    """Return a self-diagnosis of the first of June of a year, counted in stays."""
    row = {"done": True, "done_on": date(year, 6, 1), "unit": "stays", "day_cases": False}
    return {"year": year, "period": str(year), **row, **changes}


def case(activity: list[Row] | None = None, diagnosis: list[Row] | None = None, **content: object) -> Case:
    """Return a case of 2025 in Val-de-Brume: MCO alone, everything answered, but for what is given."""
    tables = {
        ACTIVITY: year_of(answered("MCO")) if activity is None else activity,
        DIAGNOSIS: [diagnosed()] if diagnosis is None else diagnosis,
    }
    extra = content.pop("tables", {})
    tables = {code: rows for code, rows in {**tables, **extra}.items() if rows}  # type: ignore[dict-item]
    return case_of({"year": 2025, "region": "val-de-brume", "tables": tables, **content})


def by_code(results: list[IndicatorResult]) -> dict[str, IndicatorResult]:
    """Return results by the code of their indicator."""
    return {result.indicator: result for result in results}
