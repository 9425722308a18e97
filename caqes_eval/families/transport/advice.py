"""Transport: what to do next, drawn from the figures. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from caqes_eval.families import action_plan
from caqes_eval.families.advice import boxes_to_target, nothing_to_do
from caqes_eval.families.case import Case
from caqes_eval.families.result import ConditionRecord, IndicatorResult
from caqes_eval.families.transport.findings import TOLERANCE
from caqes_eval.families.transport.indicators import (
    AMOUNT,
    GROWTH,
    PLANS,
    SHARE_AMOUNT,
    SHARED_RATE,
    SOURCES_GAP,
    TRAJECTORY,
)
from caqes_eval.families.transport.inputs import AMBULANCE, DECLARED, GROUP_LABELS, GROUPS, LABELS, OTHERS, REASONS
from caqes_eval.families.transport.records import figure, number, records
from caqes_eval.families.transport.referentials import G1_REFERENTIAL, REFERENTIAL, UNIT_WORDS, disagreeing, share_unit
from caqes_eval.families.transport.sources import declared, extracted
from caqes_eval.foundation import french

ByCode = Mapping[str, IndicatorResult]


def advise(case: Case, results: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps of an establishment, the most useful first."""
    by_code = {result.indicator: result for result in results}
    steps = [
        *(_ambulance(case, by_code) if case.binds(AMBULANCE) else ()),
        *(_others(case, by_code) if case.binds(OTHERS) else ()),
        *_sources(case, by_code),
    ]
    plans = [
        step
        for contract in PLANS
        if case.binds(contract)
        for step in action_plan.steps(case, contract, case.law.decision)
    ]
    return [*(steps or [nothing_to_do(results)]), *plans]


def _ambulance(case: Case, by_code: ByCode) -> Iterator[str]:
    if (judged := by_code.get(REFERENTIAL)) is not None:
        yield from _referential(case, judged, by_code)
    if (first := by_code.get(G1_REFERENTIAL)) is not None and first.outcome == "non atteint":
        yield _first_generation(first)
    gap = by_code.get(TRAJECTORY)
    if gap is not None and gap.value is not None and gap.value > 0:
        yield f"Trajectoire de 1re génération : la dépense la dépasse de {french.euros(gap.value)}."
    yield from _rise(case, by_code)


def _referential(case: Case, judged: IndicatorResult, by_code: ByCode) -> Iterator[str]:
    conditions = {condition.target.rule.rpartition(".")[2]: condition for condition in judged.conditions}
    share, money = conditions.get("share"), conditions.get("amount")
    if judged.outcome == "non atteint" and share is not None and money is not None:
        ways = [way for way in (_by_share(case, share, by_code), _by_amount(money)) if way]
        yield f"Référentiel national non respecté. Une condition suffit : {' ; ou '.join(ways)}."
        yield from _where(case)
    elif judged.outcome == "atteint" and share is not None and money is not None:
        held = [each for each in (share, money) if each.met]
        if len(held) == 1 and held[0] is money and money.value is not None:
            margin = Fraction(money.target.value) - money.value
            yield (
                f"Le référentiel ne tient qu’au montant : il reste {french.euros(margin)} avant le seuil, et la part de "
                f"l’ambulance est de {french.percent(share.value)}."
            )
    elif judged.outcome == "données insuffisantes":
        yield f"Référentiel national : demandez à la caisse ce qui manque pour le juger. {judged.reason}"
    trips, euros = (by_code[code].value if code in by_code else None for code in UNIT_WORDS)
    # held by the amount, the référentiel does not depend on the unit of the share
    if disagreeing(case, trips, euros) and (money is None or money.met is not True):
        yield "Demandez à l’ARS si la part de l’ambulance se compte en trajets ou en euros : le verdict en dépend."


def _by_share(case: Case, share: ConditionRecord, by_code: ByCode) -> str:
    unit = share_unit(case)
    found = by_code.get(unit) if unit else None
    if found is None or found.numerator is None or found.denominator is None or share.met is not False:
        return ""
    limit = Fraction(share.target.value) * Fraction(found.denominator)
    excess = Fraction(found.numerator) - limit
    if unit == SHARE_AMOUNT:
        return f"plus de {french.euros(excess)} d’ambulance à remplacer par autant de VSL ou de taxi"
    # a strict limit is met one trip beyond it
    trips = floor(excess) + 1 if share.target.comparator == "<" else ceil(excess)
    return f"{french.plural(trips, 'trajet')} en VSL ou en taxi au lieu de l’ambulance, à volume égal"


def _by_amount(money: ConditionRecord) -> str:
    if money.value is None:
        return ""
    excess = money.value - Fraction(money.target.value)
    more = "plus de " if money.target.comparator == "<" else ""
    return f"{more}{french.euros(excess)} d’ambulance en moins"


def _where(case: Case) -> Iterator[str]:
    """Yield for which reason the hospital declares the most ambulance trips: where to look first."""
    if declared(case).lacking:
        return
    trips: dict[str, Fraction] = {}
    for row in records(case, DECLARED):
        counted, reason = figure(row.get("trips")), row.get("reason")
        if row.get("mode") == "ambulance" and reason in REASONS and isinstance(counted, Fraction):
            trips[str(reason)] = trips.get(str(reason), Fraction(0)) + counted
    if not any(trips.values()):
        return
    first = max(trips, key=lambda reason: (trips[reason], reason))
    yield (
        f"Vos ambulances déclarées se prescrivent d’abord pour « {REASONS[first]} » : "
        f"{french.plural(int(trips[first]), 'trajet')} sur {french.number(sum(trips.values()))}. Commencez par là."
    )


def _first_generation(judged: IndicatorResult) -> str:
    told = ", ".join(
        f"{condition.label.split(' : ')[-1]} : "
        + (french.percent(condition.value) if condition.unit == "proportion" else french.euros(condition.value))
        for condition in judged.conditions
    )
    return f"Référentiel de 1re génération non respecté : {told}."


def _rise(case: Case, by_code: ByCode) -> Iterator[str]:
    growth, spending = by_code.get(GROWTH), by_code.get(AMOUNT)
    if growth is None or growth.value is None or growth.value <= 0 or growth.numerator is None or spending is None:
        return
    told = f"La dépense a augmenté de {french.euros(growth.numerator)} ({french.percent(growth.value)})"
    now, before = extracted(case), extracted(case.at(case.year - 1))
    rises = {
        group: _more(number(now.group("euros", group)), number(before.group("euros", group)))
        for group in GROUPS
        if not before.lacking
    }
    known = {group: rise for group, rise in rises.items() if rise is not None and rise > 0}
    if known:
        first = max(known, key=lambda group: (known[group], group))
        told += f", d’abord par le mode {GROUP_LABELS[first]} ({french.signed_euros(known[first])})"
    yield f"{told}."


def _more(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    return None if now is None or before is None else now - before


def _others(case: Case, by_code: ByCode) -> Iterator[str]:
    form = declared(case)
    if form.gaps:
        told = " ; ".join(f"{LABELS[mode]} ({', '.join(where)})" for mode, where in form.gaps.items())
        yield f"Complétez le recueil des transports : {told}. Écrivez 0 trajet pour un mode qui n’a pas servi."
    elif form.lacking:
        yield f"Envoyez le recueil des transports par mode : sans lui, l’indicateur n’est pas calculé. {form.lacking}"
    rate = by_code.get(SHARED_RATE)
    if rate is None or rate.outcome != "non atteint":
        return
    missing = boxes_to_target(rate) or 0
    alone = int(sum((number(form.trips.get(mode)) or Fraction(0) for mode in ("vsl", "taxi")), Fraction(0)))
    yield (
        f"Transport partagé : il aurait fallu {french.plural(missing, 'trajet')} de plus pour l’objectif, parmi les "
        f"{french.plural(alone, 'trajet')} sans partage en VSL ou en taxi."
    )


def _sources(case: Case, by_code: ByCode) -> Iterator[str]:
    gap = by_code.get(SOURCES_GAP)
    tolerance = case.law.find(TOLERANCE)
    if gap is None or gap.value is None or tolerance is None or not tolerance.holds(abs(gap.value)):
        return
    ours, theirs = declared(case).three("trips"), extracted(case).three("trips")
    counts = f"{french.plural(int(ours or 0), 'trajet')} déclarés, {french.number(theirs)} dans l’extraction"
    yield (
        f"Rapprochez vos trajets de ceux de la caisse ({counts}) : vérifiez que le FINESS est imprimé sur les prescriptions, "
        "et que les transferts à la charge de l’hôpital n’y sont pas."
    )
