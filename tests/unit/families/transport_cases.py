"""Cases made by hand for the tests of the transports."""

from collections.abc import Mapping, Sequence
from typing import Any

from caqes_eval.families.case import Case
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.result import IndicatorResult
from caqes_eval.families.transport.family import FAMILY
from tests.indicators.examples import case_of

EXTRACT, FORM, PLAN = "extraction.transport", "transport.transports", "action_plan.plan_actions"
MODES = ("ambulance", "vsl", "taxi", "shared_vsl", "shared_taxi", "private_vehicle", "public_transport")


def wide(year: int, trips: Sequence[int], euros: Sequence[int], **more: object) -> dict[str, Any]:
    """Return a line of an extract with a column per mode: ambulance, VSL, taxi."""
    names = ("ambulance", "vsl", "taxi")
    return {
        "year": year, "period": str(year), "finess": "990780017",
        **{f"{name}_trips": count for name, count in zip(names, trips, strict=True)},
        **{f"{name}_amount": count for name, count in zip(names, euros, strict=True)}, **more,
    }  # fmt: skip


def answers(
    trips: Sequence[object], *, year: int = 2025, period: str = "2025", reason: str | None = None
) -> list[dict]:
    """Return the answers of a hospital, one line per mode in their order."""
    return [
        {"year": year, "period": period, "mode": mode, "trips": count, "reimbursed": None, "reason": reason}
        for mode, count in zip(MODES, trips, strict=True)
    ]


def case(tables: Mapping[str, list[dict[str, Any]]], **more: object) -> Case:
    """Return a case of 2025 unless told otherwise."""
    return case_of({"year": 2025, "tables": tables, **more})


def results(subject: Case) -> list[IndicatorResult]:
    """Evaluate a case alone."""
    return evaluate(FAMILY, subject, region={})


def advice(subject: Case) -> list[str]:
    """Return what a case is advised."""
    return FAMILY.advise(subject, results(subject))


def findings(subject: Case) -> dict[str, str]:
    """Return what is noticed in a case: the sentences by code."""
    return {found.code: found.sentence for found in FAMILY.notice(subject)}
