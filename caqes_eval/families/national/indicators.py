"""The indicators of the family together: what is counted, and what follows from it. Pure functions."""

from collections.abc import Sequence

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.evaluation import NOT_BOUND
from caqes_eval.families.national import (
    chirurgie_ambulatoire,
    epa,
    ezetimibe,
    ipp,
    pansements,
    perfadom,
    rehospitalisation_ic,
)
from caqes_eval.families.national.indicator import Indicator
from caqes_eval.families.result import IndicatorResult

INDICATORS: tuple[Indicator, ...] = (
    ipp.INDICATOR,
    perfadom.INDICATOR,
    pansements.INDICATOR,
    ezetimibe.INDICATOR,
    epa.INDICATOR,
    rehospitalisation_ic.INDICATOR,
    chirurgie_ambulatoire.INDICATOR,
)


def definitions() -> tuple[Definition, ...]:
    """Return what the family measures, the action plans included."""
    plans = [action_plan.definition(each.contract, each.contract) for each in INDICATORS if each.with_plan]
    return (*(definition for each in INDICATORS for definition in each.definitions), *plans)


def measure(case: Case) -> list[Measure]:
    """Count every indicator that binds the establishment; the others take one line, which says so."""
    measures: list[Measure] = []
    for each in INDICATORS:
        if not case.binds(each.contract):
            measures.append(Measure(code=each.headline, label=each.name, without_object=NOT_BOUND))
            continue
        measures += each.measure(case)
        if each.with_plan:
            measures.append(action_plan.measure(case, each.contract, each.contract))
    return measures


def derive(case: Case, results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Return the référentiels of the indicators that bind the establishment."""
    by_code = {result.indicator: result for result in results}
    return [result for each in bound(case) for result in each.derive(case, by_code)]


def bound(case: Case) -> list[Indicator]:
    """Return the indicators that bind the establishment."""
    return [each for each in INDICATORS if case.binds(each.contract)]
