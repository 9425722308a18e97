"""From what was counted to what it means: value, objective, region, own past. Pure functions."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Direction, Family, Measure
from caqes_eval.families.quantities import shown
from caqes_eval.families.result import (
    HistoryPoint,
    IndicatorResult,
    Outcome,
    Past,
    Reading,
    RegionalPosition,
    Target,
    Trend,
)
from caqes_eval.foundation import french
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.statistics.distribution import Distribution, distribution
from caqes_eval.statistics.proportion import wilson

NOTICEABLE = Fraction(1, 1000)
FEW_CASES = 30
NOT_BOUND = "Cet indicateur ne figure pas au contrat de l’établissement pour l’année évaluée."


def evaluate(family: Family, case: Case, *, region: Mapping[str, Distribution]) -> list[IndicatorResult]:
    """Evaluate an establishment for one family.

    Args:
        family: declares the definitions and how they are measured.
        case: the establishment, the year, what is known of both.
        region: distributions of the region by indicator code; a code absent is a comparison not shown.

    Returns:
        One result per measure, then the results derived from them.
    """
    earlier = {year: _by_code(family.measure(case.at(year))) for year in family.years(case) if year != case.year}
    results = [
        _result(measure, family.definition(measure.code), case, region.get(measure.code), earlier)
        for measure in family.measure(case)
    ]
    return [*results, *family.derive(case, results)]


def _by_code(measures: Sequence[Measure]) -> dict[str, Measure]:
    return {measure.code: measure for measure in measures}


def _result(
    measure: Measure,
    definition: Definition,
    case: Case,
    region: Distribution | None,
    earlier: Mapping[int, Mapping[str, Measure]],
) -> IndicatorResult:
    bound = not definition.contract or case.binds(definition.contract)
    objective = objectives.find(case.law, definition.target)
    minimum = objectives.find(case.law, definition.minimum).rule
    outcome, reason = judge(measure, definition, objective, minimum) if bound else ("non concerné", NOT_BOUND)
    value = measure.value
    history = _history(measure, definition, case, earlier)
    position = None
    if region is not None and outcome not in ("petit volume", "non concerné"):
        position = RegionalPosition(distribution=region, reading=read_position(value, region, definition.direction))
    few = _is_few(measure, definition)
    return IndicatorResult(
        indicator=measure.code,
        contract=definition.contract,
        part=measure.code.removeprefix(definition.code).removeprefix("."),
        label=measure.label or definition.label,
        period=str(case.year),
        unit=definition.unit,
        direction=definition.direction,
        numerator=_amount(measure.numerator, measure.scale),
        denominator=_amount(measure.denominator, 1),
        value=value,
        answer=measure.answer,
        calculation=_calculation(measure, definition),
        status=_status(measure, outcome),
        outcome=outcome,
        reason=reason,
        untargeted=definition.untargeted,
        caution=" ".join(filter(None, (measure.caution, _few_told(measure, definition) if few else ""))),
        interval=_interval(measure) if few else None,
        history=history,
        target=_target(objective.rule) if bound else None,
        region=position,
        past=_past(measure, definition, minimum, history, earlier),
    )


def judge(
    measure: Measure, definition: Definition, objective: objectives.Objective, minimum: Rule | None
) -> tuple[Outcome, str]:
    """Return the verdict on a measure and the reason for it.

    A zero denominator is « non calculable »; a denominator under the minimum keeps its value but gets no verdict.
    """
    if measure.without_object:
        return "non concerné", measure.without_object
    if measure.lacking:
        return "données insuffisantes", measure.lacking
    if definition.unit == "mention":
        return "sans objectif", ""
    if measure.value is None:
        noun = definition.divided or definition.counted
        return "non calculable", f"Le dénominateur est nul : {french.plural(0, noun)} ({definition.denominator})."
    if is_small(measure, minimum):
        below = shown(measure.denominator or 0, definition.divided or definition.counted)
        return "petit volume", f"{below} seulement : le volume est trop petit pour juger."
    if objective.rule is None:
        return "sans objectif", definition.untargeted or objective.reason
    return ("atteint" if objective.rule.holds(measure.value) else "non atteint"), ""


def is_small(measure: Measure, minimum: Rule | None) -> bool:
    """Say whether a denominator is too small to be judged, compared or counted in a region."""
    return minimum is not None and measure.denominator is not None and minimum.holds(Fraction(measure.denominator))


def _is_few(measure: Measure, definition: Definition) -> bool:
    whole = measure.denominator is not None and Fraction(measure.denominator).denominator == 1
    return definition.sampled and whole and measure.value is not None and 0 < (measure.denominator or 0) < FEW_CASES


def _few_told(measure: Measure, definition: Definition) -> str:
    cases = shown(measure.denominator or 0, definition.divided or definition.counted)
    return f"{cases} seulement : le taux est incertain, lisez-le avec son intervalle (Wilson, 95 %)."


def _interval(measure: Measure) -> tuple[Decimal, Decimal] | None:
    successes = Fraction(measure.numerator or 0)
    # halves (« partiel ») are no cases: an interval of counts would be false
    if successes.denominator != 1 or not 0 <= successes <= Fraction(measure.denominator or 0):
        return None
    bounds = wilson(int(successes), int(measure.denominator or 0))
    return bounds.low, bounds.high


def _status(measure: Measure, outcome: Outcome) -> str:
    if outcome in ("non concerné", "données insuffisantes"):
        return outcome
    return "calculé" if measure.value is not None or measure.answer else "non calculable"


def _calculation(measure: Measure, definition: Definition) -> str:
    if measure.numerator is None or measure.lacking or measure.without_object:
        return ""
    exact = Fraction(measure.numerator) / (measure.scale if definition.unit.startswith("€") else 1)
    above = f"{shown(exact, '€' if definition.unit.startswith('€') else definition.counted)} ({definition.numerator})"
    if not measure.ratio or measure.denominator is None:
        return above
    return (
        f"{above} ÷ {shown(measure.denominator, definition.divided or definition.counted)} ({definition.denominator})"
    )


def _history(
    measure: Measure, definition: Definition, case: Case, earlier: Mapping[int, Mapping[str, Measure]]
) -> tuple[HistoryPoint, ...]:
    """Return the years known of a measure; an earlier year on the other side of a known break is not comparable."""
    breaks = [found.rule for key in definition.breaks if (found := objectives.find(case.law, key)).rule]
    points = []
    for year, measured in sorted(earlier.items()):
        before = measured.get(measure.code)
        if before is None or before.without_object:
            continue
        # a year that a break opens is wholly counted as after it
        crossed = [rule for rule in breaks if date(year, 1, 1) < rule.since <= date(case.year, 12, 31)]
        points.append(
            _point(year, before, "".join(f"{rule.text} (depuis le {french.day(rule.since)})" for rule in crossed))
        )
    return (*points, _point(case.year, measure, "")) if points else ()


def _point(year: int, measure: Measure, note: str) -> HistoryPoint:
    return HistoryPoint(
        year=year,
        value=measure.value,
        numerator=None if measure.numerator is None else Fraction(measure.numerator) / measure.scale,
        denominator=None if measure.denominator is None else Fraction(measure.denominator),
        comparable=not note,
        note=french.capital(note) or measure.lacking,
    )


def _past(
    measure: Measure,
    definition: Definition,
    minimum: Rule | None,
    history: Sequence[HistoryPoint],
    earlier: Mapping[int, Mapping[str, Measure]],
) -> Past | None:
    """Compare with the latest earlier year that has a value, unless one of the two is a small volume."""
    known = [point for point in history[:-1] if point.value is not None]
    if not known or is_small(measure, minimum):
        return None
    latest = known[-1]
    before = earlier[latest.year][measure.code]
    if before.value is None or is_small(before, minimum):
        return None
    change = compare_to_past(measure.value, latest.year, before.value, definition.direction)
    # across a known break the difference is no progress, nor its contrary
    return change if latest.comparable else change.model_copy(update={"trend": None})


def read_position(value: Fraction | None, region: Distribution | None, direction: Direction) -> Reading | None:
    """Say which side of the region's median a value is on, in the direction of good."""
    if value is None or region is None or direction == "none":
        return None
    if value == region.median:
        return "égal à la médiane"
    better = value > region.median if direction == "higher" else value < region.median
    return "plus favorable que la médiane" if better else "moins favorable que la médiane"


def compare_to_past(value: Fraction | None, year: int, earlier: Fraction, direction: Direction) -> Past:
    """Compare a value to the establishment's own past."""
    if value is None:
        return Past(year=year, value=earlier, change=None, trend=None)
    change = value - earlier
    trend: Trend | None = "stable"
    # under a thousandth (0,1 point, 0,1 cent), printed figures would not show the difference
    if abs(change) >= NOTICEABLE:
        trend = "progrès" if (change > 0) == (direction == "higher") else "recul"
    return Past(year=year, value=earlier, change=change, trend=None if direction == "none" else trend)


def _target(rule: Rule | None) -> Target | None:
    if rule is None:
        return None
    if rule.comparator is None:
        raise ValueError(f"rule {rule.key} is a target without comparator")
    return Target(value=rule.amount, comparator=rule.comparator, status=rule.status, rule=rule.key)


def _amount(number: int | Decimal | Fraction | None, scale: int) -> Decimal | None:
    if number is None:
        return None
    exact = Fraction(number) / scale
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def regional_distributions(
    family: Family, cases: Sequence[tuple[Case, Sequence[Measure]]], *, minimum: int
) -> dict[str, Distribution]:
    """Summarise a region from what was counted in each of its establishments.

    Args:
        family: declares the minima under which a denominator does not count.
        cases: each establishment and its measures.
        minimum: contributors under which an indicator's distribution is left out.
    """
    ratios: dict[str, list[Fraction]] = {}
    for case, measures in cases:
        for measure in measures:
            definition = family.definition(measure.code)
            small = is_small(measure, objectives.find(case.law, definition.minimum).rule)
            if measure.value is not None and not small and (not definition.contract or case.binds(definition.contract)):
                ratios.setdefault(measure.code, []).append(measure.value)
    summaries = {code: distribution(values, minimum=minimum) for code, values in sorted(ratios.items())}
    return {code: summary for code, summary in summaries.items() if summary is not None}
