"""MO: everything that is counted for an establishment and a year, and the verdict on the rate of I999. Pure functions."""

from collections.abc import Sequence

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure
from caqes_eval.families.mo import anomalies, initiations, judgement, pairs, rates, spending
from caqes_eval.families.mo.inputs import CONTRACT
from caqes_eval.families.result import IndicatorResult

PREFIX = "mo"


def measure(case: Case) -> list[Measure]:
    """Count the measures of the family, in the order in which they are told."""
    return [
        *rates.measure(case),
        *initiations.measure(case),
        *anomalies.measure(case),
        *pairs.measure(case),
        *spending.measure(case),
        action_plan.measure(case, PREFIX, CONTRACT),
    ]


def derive(case: Case, _: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Return the verdict on the objective of the rate of I999, whatever the unit that no text decides."""
    return [judgement.objective(case)]
