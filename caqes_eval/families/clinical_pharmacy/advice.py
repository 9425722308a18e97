"""Clinical pharmacy: what to do next, drawn from the answers and the figures. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from caqes_eval.families import objectives
from caqes_eval.families.advice import nothing_to_do
from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.inputs import (
    ACTIVITY,
    CONTRACT,
    DIAGNOSIS,
    LABELS,
    Champ,
    champs,
    diagnosis,
)
from caqes_eval.families.clinical_pharmacy.judgements import NOMINATIVE_OR_PLAN, OLD, SELF_DIAGNOSIS
from caqes_eval.families.clinical_pharmacy.progress import GROWING, TARGET, code, pair_of, two_years
from caqes_eval.families.clinical_pharmacy.rates import DIVERGENCES, NOMINATIVE, RATES, Part, Rate, excess, part
from caqes_eval.families.plan_answer import plan_steps
from caqes_eval.families.quantities import shown
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.regulation.parameters.rule import Rule

ANSWERS_NAMED = 3
Results = Mapping[str, IndicatorResult]


def advise(case: Case, results: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps of an establishment: what keeps from calculating first, then what is to be gained."""
    by_code = {result.indicator: result for result in results}
    steps = [
        *_received(case),
        *(step for champ in champs(case) for step in _to_complete(case, champ)),
        *_self_diagnosis(case, by_code[SELF_DIAGNOSIS]),
        *(step for rate in GROWING for step in _to_gain(case, rate, by_code)),
        *_nominative(case, by_code[NOMINATIVE_OR_PLAN]),
        *_divergences(case),
        *plan_steps(case, CONTRACT),
    ]
    return steps or [nothing_to_do(results)]


def _received(case: Case) -> Iterator[str]:
    if reason := case.lacking(ACTIVITY):
        yield f"Envoyez le classeur de pharmacie clinique rempli : aucune activité ne peut être lue. {reason}"
    elif case.declared_empty(ACTIVITY):
        yield "Aucune activité de pharmacie clinique n’est déclarée : commencez par l’autodiagnostic et le plan d’actions."


def _to_complete(case: Case, champ: Champ) -> Iterator[str]:
    """Say which answers of a champ are lacking or contradict each other."""
    if case.lacking(ACTIVITY) or case.declared_empty(ACTIVITY):
        return
    missing = champ.unanswered
    if champ.conflicting:
        yield f"{champ.code} : gardez une seule colonne, ce champ est écrit plusieurs fois avec des réponses différentes."
    elif not any(champ.cells.get(question) is not None for question in LABELS):
        yield (
            f"{champ.code} : aucune réponse. Remplissez la colonne ou, si l’établissement n’a pas ce champ, écrivez "
            "« sans objet » à chaque ligne : une case vide compte comme manquante."
        )
    elif missing:
        named = ", ".join(f"« {LABELS[question]} »" for question in missing[:ANSWERS_NAMED])
        rest = len(missing) - ANSWERS_NAMED
        others = f" et {french.plural(rest, 'autre')}" if rest > 0 else ""
        yield f"{champ.code} : {french.plural(len(missing), 'réponse')} à donner, {named}{others}. Écrivez 0 s’il n’y en a eu aucune."
    for told in dict.fromkeys(filter(None, (excess(champ, rate) for rate in RATES))):
        yield f"{champ.code} : {told} Corrigez l’un des deux nombres, le taux sera alors calculé."


def _self_diagnosis(case: Case, result: IndicatorResult) -> Iterator[str]:
    told = diagnosis(case)
    if result.outcome == "non atteint" and result.answer == OLD:
        yield f"Autodiagnostic de l’ANAP : refaites-le, celui du {french.day(told.done_on)} est trop ancien."
    elif result.outcome == "non atteint":
        yield "Autodiagnostic de l’ANAP : faites-le, l’établissement répond qu’il ne l’est pas."
    elif result.outcome == "données insuffisantes" and not case.lacking(DIAGNOSIS):
        yield f"Autodiagnostic de l’ANAP : {result.reason}"
    if told.received and not told.conflicting and told.unit is None and not case.lacking(DIAGNOSIS):
        yield "Dites ce que votre logiciel compte (séjours, patients ou entrées) : sans l’unité, vos taux ne se comparent à aucun autre."


def _to_gain(case: Case, rate: Rate, results: Results) -> Iterator[str]:
    """Say how many more it took to gain what was expected or, when no year is known before, what the next one takes."""
    progress, pair = results.get(code(rate)), pair_of(case)
    rule = objectives.find(case.law, TARGET).rule
    if progress is None:
        yield from _next_year(case, rate, results)
    elif progress.outcome == "non atteint" and rule is not None and pair is not None:
        both = two_years(pair, rate)
        wanted = Fraction(*both.before) + rule.ratio / 100
        missing = _above(wanted * both.now[1], rule) - both.now[0]
        yield (
            f"{rate.label} : {french.percent(Fraction(*both.before))} en {case.year - 1}, "
            f"{french.percent(Fraction(*both.now))} en {case.year} ({', '.join(both.champs)}). "
            f"Pour gagner {french.number(rule.amount)} points, à {_eligible(both.now[1], rate)}, il fallait {_more(missing, rate)}."
        )


def _next_year(case: Case, rate: Rate, results: Results) -> Iterator[str]:
    result = results[rate.code]
    rule = objectives.find(case.at(case.year + 1).law, TARGET).rule
    if rule is None or not result.value or not result.denominator or 100 * result.value + rule.ratio > 100:
        return
    eligible = Fraction(result.denominator)
    missing = _above((result.value + rule.ratio / 100) * eligible, rule) - int(result.numerator or 0)
    yield (
        f"{rate.label} : {french.percent(result.value)} en {case.year}. En {case.year + 1}, gagner {french.number(rule.amount)} "
        f"points demande {_more(missing, rate)}, à {_eligible(eligible, rate)}."
    )


def _above(limit: Fraction, rule: Rule) -> int:
    # a strict objective is met one beyond its limit
    return floor(limit) + 1 if rule.comparator == ">" else ceil(limit)


def _eligible(count: int | Fraction, rate: Rate) -> str:
    return f"{shown(count, rate.divided)} éligible{'s' if count >= 2 else ''}"


def _more(count: int, rate: Rate) -> str:
    return f"{shown(count, rate.counted)} de plus"


def _nominative(case: Case, result: IndicatorResult) -> Iterator[str]:
    if result.outcome != "non atteint":
        return
    left = _left(case, NOMINATIVE)
    beds = sum(left.values())
    if beds:
        yield (
            f"Délivrance nominative : il reste {shown(beds, 'lit ou place')} à couvrir, dont {_most(left)}. "
            "À défaut, complétez le plan d’actions."
        )


def _divergences(case: Case) -> Iterator[str]:
    left = _left(case, DIVERGENCES)
    count = sum(left.values())
    if count:
        yield (
            f"Divergences non intentionnelles : {french.plural(count, 'divergence')} sans correction, dont {_most(left)}. "
            "Reprenez-les avec les prescripteurs."
        )


def _left(case: Case, rate: Rate) -> dict[str, int]:
    """Return by champ what the denominator counts and the numerator does not."""
    parts: list[Part] = [] if case.lacking(ACTIVITY) else [part(champ, rate) for champ in champs(case)]
    left = {each.champ: (each.denominator or 0) - (each.numerator or 0) for each in parts if each.counted}
    return {champ: number for champ, number in left.items() if number}


def _most(left: Mapping[str, int]) -> str:
    champ = max(left, key=lambda each: left[each])
    return f"{french.number(left[champ])} en {champ}"
