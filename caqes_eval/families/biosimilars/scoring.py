"""Biosimilars: the level reached on each item of the scoring grids."""

from collections.abc import Mapping, Sequence

from caqes_eval.campaign.region.scoring import Answer
from caqes_eval.families import action_plan, progress
from caqes_eval.families.biosimilars.indicators import RATE
from caqes_eval.families.biosimilars.inputs import CONTRACT, EXTRACT
from caqes_eval.families.case import Case
from caqes_eval.families.plan_answer import not_sent, plan_answer
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.families.result import IndicatorResult

PROGRESS = "biosimilars.progress"


def answers(case: Case, results: Sequence[IndicatorResult]) -> Mapping[str, Answer]:
    """Return the level of each molecule whose volume can be judged, and that of the action plan.

    While nothing is known of the year before, a molecule below its objective has no level and the item stays to be filled,
    for its mean would be wrong; when that year is known, a molecule that it does not let compare made no progress.
    « non transmis » is answered only of an extract that was asked for and never came, without Open PHMEV.
    """
    found = {"molecules": molecules(case, results)}
    return {**found, action_plan.LEVEL: plan_answer(case, CONTRACT)}


def molecules(case: Case, results: Sequence[IndicatorResult]) -> tuple[str, ...] | None:
    """Return the levels of the molecules, None when one is not known or none can be judged."""
    if not_sent(case, EXTRACT) and case.year not in case.years(OPEN_PHMEV):
        return ("non_transmis",)
    judged = [
        each for each in results if each.indicator.startswith(f"{RATE}.") and each.outcome in ("atteint", "non atteint")
    ]
    before = any(
        point.year == case.year - 1 and point.value is not None
        for each in results
        if each.indicator == RATE
        for point in each.history
    )
    levels = [level(case, each) or ("non_atteint" if before else None) for each in judged]
    known = tuple(each for each in levels if each is not None)
    return known if known and len(known) == len(levels) else None


def level(case: Case, result: IndicatorResult) -> str | None:
    """Return the level of a molecule: reached, progress, or neither."""
    if result.outcome == "atteint":
        return "atteint"
    return {True: "progres", False: "non_atteint", None: None}[progress.progressed(case, result, PROGRESS)]
