"""Cases of the national indicators, as a hand would write them."""

from typing import Any

from caqes_eval.families.case import Case
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.national.family import FAMILY
from caqes_eval.families.result import IndicatorResult
from tests.indicators.examples import case_of

IPP_ROW = {"year": 2025, "period": "2025", "boxes": 9000, "amount": 96000, "previous_amount": 100000}


def case(tables: dict[str, list[dict[str, Any]]], **content: object) -> Case:
    """Return a case of 2025, of PACA unless told otherwise."""
    return case_of({"year": 2025, "region": "paca", "tables": tables, **content})


def results(of: Case) -> dict[str, IndicatorResult]:
    """Return the results by code."""
    return {result.indicator: result for result in evaluate(FAMILY, of, region={})}
