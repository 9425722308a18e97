"""Transport: the national référentiels, of the contracts of 2022 and of those of 2018, and the unit of the share.

Any condition met is enough (order of 23 February 2022, annex). The annex does not say whether the share counts trips or
euros: a dated rule does, both shares are shown, and a hospital whose two shares disagree is told so.
"""

from collections.abc import Sequence
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.judgements import referential_result
from caqes_eval.families.national_incentive import whole_year
from caqes_eval.families.result import IndicatorResult
from caqes_eval.families.transport.indicators import (
    AMBULANCE_AMOUNT,
    AMOUNT,
    GROWTH,
    SHARE_AMOUNT,
    SHARE_TRIPS,
)
from caqes_eval.families.transport.inputs import AMBULANCE
from caqes_eval.families.transport.sources import Source, extracted
from caqes_eval.families.transport.spending import G1_GROWTH
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterFileError, ParameterRequiredError
from caqes_eval.regulation.parameters.rule import Rule

REFERENTIAL, G1_REFERENTIAL = "transport.referential", "transport.g1_referential"
LABEL = "Référentiel national : part ou montant des ambulances"
G1_LABEL = "Référentiel national de 1re génération : évolution ou montant des transports"
UNIT, THRESHOLD = "transport.share_unit", "referentials.ambulance.respected_if.share"
SHARES = {"nombre": SHARE_TRIPS, "montant": SHARE_AMOUNT}
UNIT_WORDS = {SHARE_TRIPS: "en trajets", SHARE_AMOUNT: "en euros"}

_WHOLE = "Le seuil en euros vaut pour une année entière : le montant n’est pas jugé."


def judged(case: Case, results: Sequence[IndicatorResult]) -> list[IndicatorResult]:
    """Return the judgement of the national référentiel of the year."""
    by_code = {result.indicator: result.value for result in results}
    source = extracted(case)
    whole = source.whole and whole_year(case)
    if case.law.find(G1_GROWTH) is not None:
        return [_g1(case, by_code, whole=whole)]
    unit = share_unit(case)
    measures = {
        "amount": by_code.get(AMBULANCE_AMOUNT) if whole else None,
        "share": by_code.get(unit) if unit else None,
    }
    result = referential_result(
        case, indicator="ambulance", code=REFERENTIAL, label=LABEL, contract=AMBULANCE, measures=measures
    )
    return [_with_words(result, _words(case, source, by_code, unit, whole=whole))]


def share_unit(case: Case) -> str | None:
    """Return the code of the share that the référentiel is judged by, None when no rule says it.

    Raises:
        ParameterFileError: the rule names another unit.
    """
    try:
        rule = case.law.find(UNIT)
    except ParameterRequiredError:
        return None
    if rule is None:
        return None
    if rule.text not in SHARES:
        raise ParameterFileError(
            f"La règle « {UNIT} » vaut « {rule.text} ».", remedy=f"Valeurs possibles : {', '.join(SHARES)}."
        )
    return SHARES[rule.text]


def threshold(case: Case) -> Rule | None:
    """Return the limit of the share, None when there is none that year."""
    try:
        return case.law.find(THRESHOLD)
    except ParameterRequiredError:
        return None


def below(case: Case, share: Fraction | None) -> bool | None:
    """Say whether a share meets the limit, None when one of the two is not known."""
    rule = threshold(case)
    return None if rule is None or share is None else rule.holds(share)


def disagreeing(case: Case, trips: Fraction | None, euros: Fraction | None) -> str:
    """Return what to say of two shares on different sides of the limit, in French; empty when they agree."""
    one, other = below(case, trips), below(case, euros)
    rule, unit = threshold(case), share_unit(case)
    if one is None or other is None or one is other or rule is None:
        return ""
    percent = _percents(trips, euros, rule)
    kept = f"La part {UNIT_WORDS[unit]} est retenue (à valider)." if unit else "Aucune règle ne dit laquelle retenir."
    return (
        f"La part de l’ambulance n’est pas du même côté du seuil selon l’unité : {percent}. L’arrêté ne dit pas laquelle "
        f"compter. {kept}"
    )


def _g1(case: Case, by_code: dict[str, Fraction | None], *, whole: bool) -> IndicatorResult:
    measures = {"growth": by_code.get(GROWTH), "amount": by_code.get(AMOUNT) if whole else None}
    result = referential_result(
        case, indicator="transport", code=G1_REFERENTIAL, label=G1_LABEL, contract=AMBULANCE, measures=measures
    )
    return _with_words(result, [] if whole else [_WHOLE])


def _words(
    case: Case, source: Source, by_code: dict[str, Fraction | None], unit: str | None, *, whole: bool
) -> list[str]:
    told = [source.partial]
    if not whole and by_code.get(AMBULANCE_AMOUNT) is not None:
        told.append(_WHOLE)
    if unit is None:
        told.append("Aucune règle ne dit si la part se compte en trajets ou en euros : elle n’est pas jugée.")
    told.append(disagreeing(case, by_code.get(SHARE_TRIPS), by_code.get(SHARE_AMOUNT)))
    return [sentence for sentence in told if sentence]


def _with_words(result: IndicatorResult, cautions: Sequence[str]) -> IndicatorResult:
    if result.outcome in ("non concerné", "sans objectif"):
        return result
    unknown = [condition.label for condition in result.conditions if condition.met is None]
    told = f"Condition non connue : {' ; '.join(unknown)}." if unknown else ""
    return result.model_copy(
        update={"reason": " ".join(filter(None, (result.reason, told))), "caution": " ".join(cautions)}
    )


def _percents(trips: Fraction | None, euros: Fraction | None, rule: Rule) -> str:
    limit = french.percent(rule.ratio)
    return f"{french.percent(trips, 2)} des trajets, {french.percent(euros, 2)} des euros, pour un seuil de {limit}"
