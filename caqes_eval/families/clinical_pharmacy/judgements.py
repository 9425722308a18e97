"""Clinical pharmacy: what is judged otherwise than by one number: the self-diagnosis, nominative dispensing. Pure functions."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from isodate import parse_duration

from caqes_eval.families import action_plan, objectives
from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.inputs import CONTRACT, DIAGNOSIS, champs, diagnosis
from caqes_eval.families.clinical_pharmacy.rates import NOMINATIVE, PREFIX, part
from caqes_eval.families.evaluation import NOT_BOUND
from caqes_eval.families.result import ConditionRecord, IndicatorResult, Outcome, Target
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterFileError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.intake.forms.definitions.action_plan import Completeness, completeness
from caqes_eval.regulation.parameters.rule import Rule

SELF_DIAGNOSIS = f"{PREFIX}.self_diagnosis"
SELF_DIAGNOSIS_LABEL = "Autodiagnostic de l’ANAP"
NOMINATIVE_OR_PLAN = f"{PREFIX}.nominative_or_plan"
NOMINATIVE_OR_PLAN_LABEL = "Délivrance nominative partout, ou plan d’actions"
MAXIMUM_AGE, COUNTED_ON = "clinical_pharmacy.self_diagnosis.maximum_age", "clinical_pharmacy.self_diagnosis.counted_on"
RATE, PLAN = "clinical_pharmacy.nominative.respected_if.rate", "clinical_pharmacy.nominative.respected_if.plan"
RECENT, OLD, NOT_DONE = "fait", "trop ancien", "pas fait"
_END_OF_YEAR, _EVALUATION = "fin de l’année évaluée", "date de l’évaluation"


def derive(case: Case, results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Return the results that rest on an answer or on several conditions."""
    return [self_diagnosis(case), nominative_or_plan(case, results)]


def _mention(case: Case, code: str, label: str) -> IndicatorResult:
    return IndicatorResult(
        indicator=code, contract=CONTRACT, label=label, period=str(case.year), unit="mention", direction="higher",
        numerator=None, denominator=None, value=None, calculation="", status="données insuffisantes",
        outcome="données insuffisantes",
    )  # fmt: skip


def _not_bound(blank: IndicatorResult) -> IndicatorResult:
    return blank.model_copy(update={"status": "non concerné", "outcome": "non concerné", "reason": NOT_BOUND})


def self_diagnosis(case: Case) -> IndicatorResult:
    """Say whether the self-diagnosis was done, strictly less long ago than the dated rule says.

    Its age is counted on the last day of the year, or on the day of the evaluation, as another rule says.
    """
    blank = _mention(case, SELF_DIAGNOSIS, SELF_DIAGNOSIS_LABEL)
    if not case.binds(CONTRACT):
        return _not_bound(blank)
    if reason := case.lacking(DIAGNOSIS) or _unanswered(case):
        return blank.model_copy(update={"reason": reason})
    told = diagnosis(case)
    if told.done is False:
        return _told(blank, answer=NOT_DONE, outcome="non atteint", reason="L’établissement répond « Non ».")
    assert told.done_on is not None, "an answer without its day was told above"
    done = f"fait le {french.day(told.done_on)}"
    try:
        age, day = case.law.rule(MAXIMUM_AGE), _counted_on(case, case.law.rule(COUNTED_ON))
    except (ParameterRequiredError, RuleNotFoundError) as absent:
        return _told(blank, answer=done, outcome="sans objectif", reason=absent.message)
    oldest = day - parse_duration(age.text)
    recent = told.done_on > oldest
    return _told(
        blank,
        answer=RECENT if recent else OLD,
        outcome="atteint" if recent else "non atteint",
        calculation=f"{done} ; il compte s’il est postérieur au {french.day(oldest)}",
        reason=""
        if recent
        else f"Fait le {french.day(told.done_on)} : il devait être postérieur au {french.day(oldest)}.",
    )


def _unanswered(case: Case) -> str:
    """Say why the answer on the self-diagnosis cannot be read; empty when it can."""
    told = diagnosis(case)
    if case.declared_empty(DIAGNOSIS) or not told.received:
        return "La feuille « Autodiagnostic » n’a pas de réponse."
    if told.conflicting:
        return "L’autodiagnostic est décrit plusieurs fois, avec des réponses différentes."
    if told.done is None:
        return "La question « Autodiagnostic ANAP réalisé » n’a pas de réponse."
    if told.done and told.done_on is None:
        return "L’autodiagnostic est dit réalisé, sans date : son âge ne peut pas être jugé."
    if told.done and told.done_on and told.done_on > case.law.decision:
        return (
            f"L’autodiagnostic est daté du {french.day(told.done_on)}, après l’évaluation "
            f"({french.day(case.law.decision)}) : la date est à corriger."
        )
    return ""


def _counted_on(case: Case, rule: Rule) -> date:
    days = {_END_OF_YEAR: date(case.year, 12, 31), _EVALUATION: case.law.decision}
    if rule.text not in days:
        raise ParameterFileError(
            f"La règle « {rule.key} » vaut « {rule.text} ».",
            remedy=f"Écrivez « {_END_OF_YEAR} » ou « {_EVALUATION} » dans params/regulation/{rule.key.replace('.', '/')}.yml.",
        )
    return days[rule.text]


def _told(
    blank: IndicatorResult, *, answer: str, outcome: Outcome, reason: str = "", calculation: str = ""
) -> IndicatorResult:
    changes = {"answer": answer, "outcome": outcome, "status": "calculé", "reason": reason, "calculation": calculation}
    return blank.model_copy(update=changes)


def nominative_or_plan(case: Case, results: Sequence[IndicatorResult]) -> IndicatorResult:
    """Say whether every bed has nominative dispensing or, failing that, whether the action plan is complete."""
    blank = _mention(case, NOMINATIVE_OR_PLAN, NOMINATIVE_OR_PLAN_LABEL)
    rate = next(result for result in results if result.indicator == NOMINATIVE.code)
    if not case.binds(CONTRACT):
        return _not_bound(blank)
    if rate.outcome in ("non concerné", "non calculable"):
        return blank.model_copy(update={"status": rate.status, "outcome": rate.outcome, "reason": rate.reason})
    whole, plan = (objectives.find(case.law, key) for key in (RATE, PLAN))
    if whole.rule is None or plan.rule is None:
        changes = {"status": "non calculable", "outcome": "sans objectif", "reason": whole.reason or plan.reason}
        return blank.model_copy(update=changes)
    by_rate = _condition(NOMINATIVE.label, _rate_everywhere(case, rate.value, whole.rule), whole.rule)
    by_plan = _condition("Plan d’actions complet", _plan_share(case), plan.rule)
    unknown = rate.caution or rate.reason
    return blank.model_copy(update={**_any_of(by_rate, by_plan, unknown), "conditions": (by_rate, by_plan)})


def _rate_everywhere(case: Case, rate: Fraction | None, rule: Rule) -> Fraction | None:
    """Return the rate, None when champs are lacking that could still change the answer to « partout »."""
    lacking = any(part(champ, NOMINATIVE).lacking for champ in champs(case))
    return None if rate is None or (lacking and rule.holds(rate)) else rate


def _plan_share(case: Case) -> Fraction | None:
    """Return the share of complete lines of the plan; 0 when there is none, None when it was sent and cannot be read."""
    lines = action_plan.lines(case, CONTRACT)
    if lines.empty:
        return None if any(each.state == "inutilisable" for each in case.of(action_plan.CODE)) else Fraction(0)
    if action_plan.state(case, CONTRACT) == Completeness.TOTAL:
        return Fraction(1)
    rows = [{str(key): cell for key, cell in row.items()} for row in lines.to_dict("records")]
    return Fraction(sum(completeness([row]) == Completeness.TOTAL for row in rows), len(rows))


def _condition(label: str, value: Fraction | None, rule: Rule) -> ConditionRecord:
    assert rule.comparator is not None, "a condition compares"
    target = Target(value=rule.amount, comparator=rule.comparator, status=rule.status, rule=rule.key)
    met = None if value is None else rule.holds(value)
    return ConditionRecord(label=label, unit=rule.unit, value=value, target=target, met=met)


def _any_of(by_rate: ConditionRecord, by_plan: ConditionRecord, unknown: str) -> dict[str, object]:
    if by_rate.met or by_plan.met:
        by_plan_alone = "Par le plan d’actions, qui ne dit pas s’il porte sur la délivrance : à vérifier par l’OMEDIT."
        reason = "" if by_rate.met else by_plan_alone
        return {"answer": "respecté", "outcome": "atteint", "status": "calculé", "reason": reason}
    if by_rate.met is None:
        return {"reason": unknown}
    if by_plan.met is None:
        return {"reason": "Le plan d’actions reçu n’est pas lisible."}
    return {"answer": "non respecté", "outcome": "non atteint", "status": "calculé"}
