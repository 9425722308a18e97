"""Generics: the level reached on each item of the scoring grids."""

from collections.abc import Mapping, Sequence

from caqes_eval.campaign.region.scoring import Answer
from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.generics.derived import progressed
from caqes_eval.families.generics.indicators import REPERTOIRE_RATE
from caqes_eval.families.generics.inputs import CONTRACT, EXTRACT
from caqes_eval.families.plan_answer import not_sent, plan_answer
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.families.result import IndicatorResult


def answers(case: Case, results: Sequence[IndicatorResult]) -> Mapping[str, Answer]:
    """Return the level of the objective and that of the action plan, None where it is not known."""
    return {"objectif": objective(case, results), action_plan.LEVEL: plan_answer(case, CONTRACT)}


def objective(case: Case, results: Sequence[IndicatorResult]) -> str | None:
    """Return the level of the rate of prescription within the repertoire.

    « non transmis » is answered only of an extract that was asked for and never came, without Open PHMEV.
    """
    if not_sent(case, EXTRACT) and case.year not in case.years(OPEN_PHMEV):
        return "non_transmis"
    rate = next(result for result in results if result.indicator == REPERTOIRE_RATE)
    if rate.outcome == "atteint":
        return "atteint"
    if rate.outcome != "non atteint":
        return None
    return {True: "progres", False: "non_atteint", None: None}[progressed(case, results)]
