"""Clinical pharmacy: the level reached on each item of the region's grid. Pure functions.

Regions do not call the same level by the same word: a dated rule gives the words of each (``clinical_pharmacy.levels``).
"""

from collections.abc import Mapping, Sequence

from caqes_eval.campaign.region.scoring import Answer
from caqes_eval.families import action_plan, objectives
from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.indicators import COMPLETENESS
from caqes_eval.families.clinical_pharmacy.inputs import ACTIVITY, CONTRACT, DIAGNOSIS
from caqes_eval.families.clinical_pharmacy.judgements import NOT_DONE, OLD, RECENT, SELF_DIAGNOSIS
from caqes_eval.families.plan_answer import not_sent, plan_answer
from caqes_eval.families.result import IndicatorResult

ACTIVITY_ITEM, DIAGNOSIS_ITEM = "activite", "autodiagnostic"
ACTIVITY_WORDS, DIAGNOSIS_WORDS = "clinical_pharmacy.levels.activity", "clinical_pharmacy.levels.self_diagnosis"
NOT_SENT = "non_transmis"


def answers(case: Case, results: Sequence[IndicatorResult]) -> Mapping[str, Answer]:
    """Return the level of each item; None when it is not known (a file that cannot be read, an answer left blank)."""
    by_code = {result.indicator: result for result in results}
    if not case.binds(CONTRACT):
        return {}
    return {
        ACTIVITY_ITEM: _activity(case, by_code[COMPLETENESS]),
        DIAGNOSIS_ITEM: _self_diagnosis(case, by_code[SELF_DIAGNOSIS]),
        action_plan.LEVEL: None if _unreadable(case, action_plan.CODE) else plan_answer(case, CONTRACT),
    }


def _unreadable(case: Case, code: str) -> bool:
    return any(each.state == "inutilisable" for each in case.of(code))


def _words(case: Case, key: str) -> tuple[str, ...]:
    rule = objectives.find(case.law, key).rule
    return tuple(rule.text.split(", ")) if rule else ()


def _activity(case: Case, result: IndicatorResult) -> str | None:
    """Complete, incomplete, or not sent; a file without any answer holds nothing, and is « non transmis »."""
    words = _words(case, ACTIVITY_WORDS)
    if not_sent(case, ACTIVITY) or (result.value is not None and result.numerator == 0):
        return NOT_SENT
    if not words:
        return None
    # nothing was asked: no activity, or no champ, was declared, and that is an answer
    return {"atteint": words[0], "non concerné": words[0], "non atteint": words[1]}.get(result.outcome)


def _self_diagnosis(case: Case, result: IndicatorResult) -> str | None:
    words = _words(case, DIAGNOSIS_WORDS)
    if not_sent(case, DIAGNOSIS):
        return NOT_SENT
    known = dict(zip((RECENT, OLD, NOT_DONE), words, strict=True)) if words else {}
    return known.get(result.answer)
