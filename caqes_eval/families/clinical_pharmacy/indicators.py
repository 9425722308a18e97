"""Clinical pharmacy: what is counted, by champ and overall. Pure functions on the answers of the form.

An overall rate is that of the champs whose two numbers are known, and says so: a blank is never a zero, and a champ that
the establishment does not have takes no part. Source: practice.md §7, a proposal.
"""

from collections.abc import Iterator, Sequence

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy import progress
from caqes_eval.families.clinical_pharmacy.inputs import (
    ACTIVITY,
    ASKED,
    CHAMPS,
    CONTRACT,
    Champ,
    champs,
    is_without_object,
)
from caqes_eval.families.clinical_pharmacy.rates import PPP, PREFIX, RATES, Part, Rate, part, quoted, unusable
from caqes_eval.families.definition import Measure
from caqes_eval.foundation import french

Champs = tuple[Champ, ...]
COMPLETENESS = f"{PREFIX}.activity"
PPP_COUNT = f"{PREFIX}.ppp"
PPP_LABEL = "Plans pharmaceutiques personnalisés transmis"
EMPTY = "L’établissement a déclaré n’avoir aucune activité de pharmacie clinique."
NO_CHAMP = "Aucun champ de l’établissement n’est concerné : "


def measure(case: Case) -> list[Measure]:
    """Count everything that the answers of the year say, the overall rate first, then by champ."""
    said, earlier = champs(case), _earlier(case)
    return [
        completeness(case, said),
        *(each for rate in RATES for each in rate_measures(case, rate, said, earlier)),
        *ppp_counts(case, said),
        *progress.measures(case),
        action_plan.measure(case, PREFIX, CONTRACT),
    ]


def completeness(case: Case, said: Champs) -> Measure:
    """Answers given over answers asked, over the champs that the establishment has.

    0 and « sans objet » are answers; « non connu » and a blank are not. A champ wholly « sans objet » is not asked.
    """
    if reason := case.lacking(ACTIVITY):
        return Measure(code=COMPLETENESS, lacking=reason)
    if case.declared_empty(ACTIVITY):
        return Measure(code=COMPLETENESS, without_object=EMPTY)
    asked = [champ for champ in said if not champ.absent]
    if not asked:
        return Measure(code=COMPLETENESS, without_object="Tous les champs sont déclarés « sans objet ».")
    missing = {champ.code: len(champ.unanswered) for champ in asked if champ.unanswered}
    told = ", ".join(f"{code} ({french.number(number)})" for code, number in missing.items())
    return Measure(
        code=COMPLETENESS,
        numerator=len(asked) * len(ASKED) - sum(missing.values()),
        denominator=len(asked) * len(ASKED),
        caution=f"Réponses manquantes : {told}." if told else "",
    )


def rate_measures(case: Case, rate: Rate, said: Champs, earlier: tuple[int, Champs] | None) -> Iterator[Measure]:
    """Yield a rate over all the champs, then in each one."""
    if whole := case.lacking(ACTIVITY):
        yield from (Measure(code=code, label=label, lacking=whole) for code, label in _codes(rate.code, rate.label))
        return
    if case.declared_empty(ACTIVITY):
        yield from (
            Measure(code=code, label=label, numerator=0, denominator=0, caution=EMPTY)
            for code, label in _codes(rate.code, rate.label)
        )
        return
    parts = [part(champ, rate) for champ in said]
    yield _overall(rate, parts, _other_champs(rate, parts, earlier))
    for each in parts:
        yield Measure(
            code=f"{rate.code}.{each.champ}",
            label=f"{rate.label} : {each.champ}",
            numerator=each.numerator,
            denominator=each.denominator,
            lacking=each.lacking,
            without_object=each.without_object,
        )


def _codes(code: str, label: str) -> Iterator[tuple[str, str]]:
    yield code, ""
    yield from ((f"{code}.{champ}", f"{label} : {champ}") for champ in CHAMPS)


def _earlier(case: Case) -> tuple[int, Champs] | None:
    """Return the latest earlier year of which there are answers, and them."""
    years = [year for year in case.years(ACTIVITY) if year < case.year]
    return (years[-1], champs(case.at(years[-1]))) if years else None


def _other_champs(rate: Rate, parts: Sequence[Part], earlier: tuple[int, Champs] | None) -> str:
    """Say that the latest earlier year was counted on other champs: the change is then not that of a practice."""
    year, said = earlier or (0, ())
    before = [champ.code for champ in said if part(champ, rate).counted]
    if not before or before == [each.champ for each in parts if each.counted]:
        return ""
    return f"En {year}, compté sur {', '.join(before)} : l’évolution ne porte pas sur les mêmes champs."


def _overall(rate: Rate, parts: Sequence[Part], told: str) -> Measure:
    known = [each for each in parts if each.counted]
    missing = [each for each in parts if each.lacking]
    if not known:
        return _nothing_counted(rate.code, parts)
    return Measure(
        code=rate.code,
        numerator=sum(each.numerator or 0 for each in known),
        denominator=sum(each.denominator or 0 for each in known),
        caution=" ".join(filter(None, (restricted(known, missing), told))),
    )


def _nothing_counted(code: str, parts: Sequence[Part]) -> Measure:
    missing = [each for each in parts if each.lacking]
    if missing:
        told = " ".join(f"{each.champ} : {each.lacking}" for each in missing)
        return Measure(code=code, lacking=f"Aucun champ n’a de réponse qui compte. {told}")
    return Measure(code=code, without_object=NO_CHAMP + "tous sont déclarés « sans objet » pour cette question.")


def restricted(known: Sequence[Part], missing: Sequence[Part]) -> str:
    """Say on which champs something is counted, and which ones are lacking; empty when none is."""
    if not missing:
        return ""
    counted, lacking = (", ".join(each.champ for each in parts) for parts in (known, missing))
    return f"Compté sur {counted} seulement ; il manque {lacking}."


def ppp_counts(case: Case, said: Champs) -> Iterator[Measure]:
    """Yield how many plans were sent, over all the champs then in each one: the number is reported even without a rate."""
    if whole := case.lacking(ACTIVITY):
        yield from (
            Measure(code=code, label=label, ratio=False, lacking=whole) for code, label in _codes(PPP_COUNT, PPP_LABEL)
        )
        return
    if case.declared_empty(ACTIVITY):
        yield from (
            Measure(code=code, label=label, ratio=False, numerator=0, caution=EMPTY)
            for code, label in _codes(PPP_COUNT, PPP_LABEL)
        )
        return
    parts = [_plans(champ) for champ in said]
    known = [each for each in parts if each.counted]
    whole_count = Measure(
        code=PPP_COUNT,
        numerator=sum(each.numerator or 0 for each in known),
        ratio=False,
        caution=restricted(known, [each for each in parts if each.lacking]),
    )
    yield whole_count if known else _nothing_counted(PPP_COUNT, parts)
    for each in parts:
        yield Measure(
            code=f"{PPP_COUNT}.{each.champ}",
            label=f"{PPP_LABEL} : {each.champ}",
            numerator=each.numerator,
            ratio=False,
            lacking=each.lacking,
            without_object=each.without_object,
        )


def _plans(champ: Champ) -> Part:
    if general := unusable(champ):
        return general
    question = PPP.numerator
    if is_without_object(champ.cells.get(question)):
        return Part(champ=champ.code, without_object=f"{quoted(question)} : sans objet en {champ.code}.")
    number = champ.number(question)
    if number is None:
        return Part(champ=champ.code, lacking=f"1 réponse sans valeur : {quoted(question)}.")
    return Part(champ=champ.code, numerator=number)
