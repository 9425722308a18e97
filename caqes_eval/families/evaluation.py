"""From what was counted to what it means: value, objective, region, own past. Pure functions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.definition import Definition, Direction, Family, Measure, RuleValues
from caqes_eval.families.result import IndicatorResult, Outcome, Past, Reading, RegionalPosition, Target, Trend
from caqes_eval.foundation import french
from caqes_eval.regulation.parameters.rules import Rule
from caqes_eval.statistics.distribution import Distribution, distribution

NOTICEABLE = Fraction(1, 1000)


def evaluate(
    family: Family,
    measures: Sequence[Measure],
    *,
    period: int,
    rules: RuleValues,
    region: Mapping[str, Distribution],
    past: tuple[int, Sequence[Measure]] | None,
) -> list[IndicatorResult]:
    """Evaluate every measure of an establishment for one family.

    Args:
        family: declares the definitions.
        measures: what was counted, one per indicator or molecule.
        period: year of activity.
        rules: rules in force on the activity year, by key.
        region: distributions of the region by indicator code; a code absent is a comparison not shown.
        past: an earlier year and what was counted then, None when no file was given.

    Returns:
        One result per measure, then the results derived from them.
    """
    before = {measure.code: measure for measure in past[1]} if past else {}
    results = []
    for measure in measures:
        definition = family.definition(measure.code)
        result = _result(measure, definition, period, rules, region.get(measure.code))
        earlier = before.get(measure.code)
        minimum = rules[definition.minimum] if definition.minimum else None
        if (
            past
            and earlier
            and earlier.value is not None
            and not (is_small(measure, minimum) or is_small(earlier, minimum))
        ):
            change = compare_to_past(result.value, past[0], earlier.value, definition.direction)
            result = result.model_copy(update={"past": change})
        results.append(result)
    return [*results, *family.derive(results)]


def _result(
    measure: Measure, definition: Definition, period: int, rules: RuleValues, region: Distribution | None
) -> IndicatorResult:
    value = measure.value
    target = rules[definition.target] if definition.target else None
    outcome, reason = judge(measure, definition, target, rules[definition.minimum] if definition.minimum else None)
    money = definition.unit.startswith("€")
    numerator = Decimal(measure.numerator) / measure.scale
    shown = french.euros(numerator) if money else french.plural(measure.numerator, "boîte")
    below = f"{french.plural(measure.denominator, 'boîte')} ({definition.denominator})"
    position = None
    if region is not None and outcome != "petit volume":
        position = RegionalPosition(distribution=region, reading=read_position(value, region, definition.direction))
    return IndicatorResult(
        indicator=measure.code,
        label=measure.label or definition.label,
        period=str(period),
        unit=definition.unit,
        direction=definition.direction,
        numerator=numerator,
        denominator=Decimal(measure.denominator),
        value=value,
        calculation=f"{shown} ({definition.numerator}) ÷ {below}",
        status="non calculable" if value is None else "calculé",
        outcome=outcome,
        reason=reason,
        target=_target(target),
        region=position,
    )


def judge(measure: Measure, definition: Definition, target: Rule | None, minimum: Rule | None) -> tuple[Outcome, str]:
    """Return the verdict on a measure and the reason for it.

    A zero denominator is « non calculable »; a denominator under the minimum keeps its value but gets no verdict.
    """
    if measure.value is None:
        return "non calculable", f"Aucune boîte au dénominateur ({definition.denominator})."
    if is_small(measure, minimum):
        boxes = french.plural(measure.denominator, "boîte")
        return "petit volume", f"{boxes} seulement : le volume est trop petit pour juger."
    if target is None:
        return "sans objectif", "Aucun texte connu ne fixe d’objectif : l’indicateur est donné pour information."
    return ("atteint" if target.holds(measure.value) else "non atteint"), ""


def is_small(measure: Measure, minimum: Rule | None) -> bool:
    """Say whether a denominator is too small to be judged, compared or counted in a region."""
    return minimum is not None and minimum.holds(Fraction(measure.denominator))


def read_position(value: Fraction | None, region: Distribution | None, direction: Direction) -> Reading | None:
    """Say which side of the region's median a value is on, in the direction of good."""
    if value is None or region is None:
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
    trend: Trend = "stable"
    # under a thousandth (0,1 point, 0,1 cent), printed figures would not show the difference
    if abs(change) >= NOTICEABLE:
        trend = "progrès" if (change > 0) == (direction == "higher") else "recul"
    return Past(year=year, value=earlier, change=change, trend=trend)


def _target(rule: Rule | None) -> Target | None:
    if rule is None:
        return None
    if rule.comparator is None:
        raise ValueError(f"rule {rule.key} is a target without comparator")
    return Target(value=rule.amount, comparator=rule.comparator, status=rule.status, rule=rule.key)


def regional_distributions(
    family: Family, measures: Sequence[Sequence[Measure]], rules: RuleValues, *, minimum: int
) -> dict[str, Distribution]:
    """Summarise a region from what was counted in each of its establishments.

    Args:
        family: declares the minima under which a denominator does not count.
        measures: the measures of each establishment.
        rules: rules in force, by key.
        minimum: contributors under which an indicator's distribution is left out.
    """
    ratios: dict[str, list[Fraction]] = {}
    for measure in (measure for establishment in measures for measure in establishment):
        key = family.definition(measure.code).minimum
        if measure.value is not None and not is_small(measure, rules[key] if key else None):
            ratios.setdefault(measure.code, []).append(measure.value)
    summaries = {code: distribution(values, minimum=minimum) for code, values in sorted(ratios.items())}
    return {code: summary for code, summary in summaries.items() if summary is not None}
