"""National indicators: what to do next, drawn from the figures. Pure functions."""

from collections.abc import Sequence

from caqes_eval.families import action_plan
from caqes_eval.families.advice import nothing_to_do
from caqes_eval.families.case import Case
from caqes_eval.families.national.indicators import bound
from caqes_eval.families.result import IndicatorResult


def advise(case: Case, results: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps, indicator by indicator: its figures, then its data, then its plan."""
    by_code = {result.indicator: result for result in results}
    figures: list[str] = []
    plans: list[str] = []
    for each in bound(case):
        figures += each.advise(case, by_code)
        own = [result for result in results if result.contract == each.contract and result.unit != "mention"]
        if own and all(result.outcome == "données insuffisantes" for result in own):
            figures.append(f"{each.name} : rien n’est jugé. {own[0].reason}")
        if each.with_plan:
            plans += action_plan.steps(case, each.contract, case.law.decision)
    return [*(figures or [nothing_to_do(results)]), *plans]
