"""MO: what to do next, drawn from the figures. Pure functions."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import floor

from caqes_eval.families import objectives
from caqes_eval.families.advice import nothing_to_do
from caqes_eval.families.case import Case
from caqes_eval.families.mo import anomalies, exhaustiveness, initiations, judgement, pairs, rates, settings
from caqes_eval.families.mo.inputs import ANOMALIES, CONTRACT, INITIATIONS, PMSI
from caqes_eval.families.plan_answer import plan_steps
from caqes_eval.families.quantities import shown
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

NAMED = 3
ROWS_NAMED = 10
Results = Mapping[str, IndicatorResult]


def advise(case: Case, results: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps of an establishment, the most useful first."""
    if not case.binds(CONTRACT):
        return [nothing_to_do(results)]
    by_code = {result.indicator: result for result in results}
    steps = [
        *_returns(case),
        *_rate(case, by_code),
        *_mirror(by_code),
        *_argue(case),
        *_unpaid(case, by_code),
        *_confirm(case),
        *plan_steps(case, CONTRACT),
    ]
    return steps or [nothing_to_do(results)]


def _returns(case: Case) -> Iterator[str]:
    """What was asked for and cannot be used."""
    for code, what in (
        (PMSI, "les médicaments du PMSI"),
        (INITIATIONS, "le recueil I999"),
        (ANOMALIES, "les anomalies"),
    ):
        for each in case.of(code):
            if not each.usable:
                yield f"Envoyez {what} ({each.period}) : {each.reason or each.state}"


def _rate(case: Case, by_code: Results) -> Iterator[str]:
    """How many UCD too many, and which products to look at."""
    rate, target = by_code[rates.RATE], objectives.find(case.law, settings.TARGET).rule
    verdict = by_code[judgement.OBJECTIVE].outcome
    if verdict == "atteint" or target is None or rate.value is None or target.holds(rate.value):
        return
    over = excess(Fraction(rate.numerator or 0), Fraction(rate.denominator or 0), target.ratio)
    named = ", ".join(f"{each.name} {shown(each.quantity, 'UCD')}" for each in exhaustiveness.products(case)[:NAMED])
    where = f" Le plus d’I999999 : {named}." if named else ""
    yield (
        f"Taux d’I999 de {french.percent(rate.value)} en UCD : {shown(over, 'UCD')} de trop, à volume égal, pour l’objectif.{where} "
        "Revoyez-y l’indication codée, puis la prescription en COMEDIMS."
    )


def excess(part: Fraction, whole: Fraction, limit: Fraction) -> Fraction:
    """Return how many whole units the part exceeds a strict limit by: one below the limit is enough, the limit is not."""
    return max(Fraction(0), Fraction(floor(part - limit * whole) + 1))


def _mirror(by_code: Results) -> Iterator[str]:
    found, rate = by_code[pairs.POSSIBLE_MIRROR], by_code[rates.RATE]
    if not found.value:
        return
    told = ""
    if rate.value is not None and rate.numerator is not None and rate.denominator:
        without = max(Fraction(0), Fraction(rate.numerator) - found.value) / Fraction(rate.denominator)
        told = f" Si toutes l’étaient, le taux serait de {french.percent(without)} au lieu de {french.percent(rate.value)}."
    yield (
        f"{shown(found.value, 'UCD')} I999999 de médicaments qui admettent l’AMM miroir : vérifiez l’association, et codez I999997 "
        f"quand l’AMM de l’autre médicament la couvre.{told}"
    )


def _argue(case: Case) -> Iterator[str]:
    """Which initiations have no argument: how many, of what, at which rows."""
    begun = [each for each in initiations.of_year(case) if each.off_label]
    missing = [each for each in begun if not initiations.is_argued(each)]
    if not missing:
        return
    counted = Counter(each.dci or initiations.UNNAMED for each in missing)
    first = ", ".join(
        f"{name} ({french.number(number)})"
        for name, number in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:NAMED]
    )
    yield (
        f"{french.plural(len(missing), 'initiation')} hors AMM sur {french.number(len(begun))} sans argumentaire : {first}."
        f"{_places([each.place for each in missing])} Complétez « Argumentaire » et « Type d’argument », ou dites l’AMM miroir."
    )


def _places(places: Sequence[tuple[str, int]]) -> str:
    """Return the rows, by file, when they are known."""
    by_file: dict[str, list[int]] = {}
    for file, row in sorted(places):
        if file and row:
            by_file.setdefault(file, []).append(row)
    told = []
    for file, rows in by_file.items():
        more = "…" if len(rows) > ROWS_NAMED else ""
        noun = "ligne" if len(rows) == 1 else "lignes"
        told.append(f"{noun} {', '.join(map(str, rows[:ROWS_NAMED]))}{more} de {file}")
    return f" {french.capital(' ; '.join(told))}." if told else ""


def _unpaid(case: Case, by_code: Results) -> Iterator[str]:
    """What the anomalies cost, which cause comes first, what is late or has no action."""
    lines = anomalies.of_year(case)
    amount = by_code[anomalies.AMOUNT].value
    if lines and amount is not None:
        causes = Counter(each.cause for each in lines)
        cause, number = min(causes.items(), key=lambda item: (-item[1], item[0]))
        yield (
            f"Anomalies de codage : {french.euros(amount)} en jeu sur {french.plural(len(lines), 'ligne')}. Première cause : "
            f"{french.small(anomalies.label('cause', cause))} ({french.number(number)})."
        )
    without = [each for each in lines if not each.followed]
    if without:
        yield (
            f"{french.plural(len(without), 'anomalie')} sans action, responsable ou statut.{_places([each.place for each in without])}"
        )
    yield from _late(lines, case.law.decision)
    computed, declared = by_code[pairs.COUNT], by_code[anomalies.COUNT]
    if computed.value and declared.value == 0:
        yield (
            f"Aucune anomalie déclarée, mais le PMSI en montre {shown(computed.value, 'ligne')} contre le référentiel : comparez au "
            "tableau 1.V.2.VMED-F de e-PMSI."
        )


def _late(lines: Sequence[anomalies.Anomaly], on: date) -> Iterator[str]:
    late = [each for each in lines if each.due and each.due < on and each.state in ("to_do", "under_way")]
    if late:
        oldest = min(late, key=lambda each: (each.due or on, each.place))
        yield (
            f"{french.plural(len(late), 'correction')} d’anomalie en retard, la plus ancienne au {french.day(oldest.due)} "
            f"({oldest.product or oldest.ucd})."
        )


def _confirm(case: Case) -> Iterator[str]:
    """Half-years where the PMSI and the return disagree."""
    for side in exhaustiveness.halves(case):
        if side.ucd is not None and side.begun is not None and side.remark:
            yield f"{side.half} {case.year} : {side.remark}"
