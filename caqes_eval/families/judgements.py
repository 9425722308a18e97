"""A judgement of the regulation as a result of an establishment: any of several conditions, each with its figures."""

from collections.abc import Mapping
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.result import ConditionRecord, IndicatorResult, Target
from caqes_eval.foundation.errors import ParameterRequiredError, RuleNotFoundError
from caqes_eval.regulation.calculations.computation import Judgement
from caqes_eval.regulation.calculations.referentials import referential
from caqes_eval.regulation.parameters.rule import Rule


def referential_result(
    case: Case, *, indicator: str, code: str, label: str, contract: str, measures: Mapping[str, Fraction | None]
) -> IndicatorResult:
    """Return whether an establishment respects a national référentiel, of which any condition met is enough.

    Args:
        case: the establishment and its year.
        indicator: name of the référentiel in the rules (``ipp``, ``ambulance``).
        code: of the result.
        label: of the result, in French.
        contract: code of the region's indicator.
        measures: by name of condition (``boxes``, ``amount``, ``share``), None when it is not known.

    Source: arrêté du 23 février 2022, annexe (law.md §4).
    """
    blank = IndicatorResult(
        indicator=code, contract=contract, label=label, period=str(case.year), unit="mention", direction="none",
        numerator=None, denominator=None, value=None, calculation="", status="non calculable", outcome="non calculable",
    )  # fmt: skip
    if not case.binds(contract):
        return blank.model_copy(update={"status": "non concerné", "outcome": "non concerné"})
    try:
        judged = referential(case.law, indicator=indicator, measures=dict(measures))
    except (ParameterRequiredError, RuleNotFoundError) as absent:
        return blank.model_copy(update={"outcome": "sans objectif", "reason": absent.message})
    return blank.model_copy(update=_judged(judged))


def _judged(judged: Judgement) -> dict[str, object]:
    conditions = tuple(
        ConditionRecord(
            label=each.label, unit=each.rule.unit, value=each.value, target=_target(each.rule), met=each.met
        )
        for each in judged.conditions
    )
    outcome = {True: "atteint", False: "non atteint", None: "données insuffisantes"}[judged.respected]
    answer = {True: "respecté", False: "non respecté", None: ""}[judged.respected]
    return {
        "answer": answer,
        "calculation": judged.formula,
        "status": "calculé" if answer else "données insuffisantes",
        "outcome": outcome,
        "reason": " ".join(judged.reserves),
        "conditions": conditions,
    }


def _target(rule: Rule) -> Target:
    assert rule.comparator is not None, "a condition compares"
    return Target(value=rule.amount, comparator=rule.comparator, status=rule.status, rule=rule.key)
