"""From what was counted to what it means: value, objective, region, own past. Pure functions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.definition import Definition, Direction, Family, Measure, RuleValues
from caqes_eval.families.result import IndicatorResult, Outcome, Past, Reading, RegionalPosition, Target, Trend
from caqes_eval.foundation import french
from caqes_eval.statistics.distribution import Distribution, distribution


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
    before = {measure.code: measure.value for measure in past[1]} if past else {}
    results = []
    for measure in measures:
        definition = family.definition(measure.code)
        result = _result(measure, definition, period, rules, region.get(measure.code))
        earlier = before.get(measure.code)
        if past and earlier is not None:
            result = result.model_copy(
                update={"past": compare_to_past(result.value, past[0], earlier, definition.direction)}
            )
        results.append(result)
    return [*results, *family.derive(results)]


def _result(
    measure: Measure, definition: Definition, period: int, rules: RuleValues, region: Distribution | None
) -> IndicatorResult:
    value = measure.value
    target = _target(definition, rules)
    minimum = rules[definition.minimum].amount if definition.minimum else None
    outcome, reason = judge(measure, target, minimum, definition)
    money = definition.unit.startswith("€")
    numerator = Decimal(measure.numerator) / measure.scale
    shown = french.euros(numerator) if money else french.plural(measure.numerator, "boîte")
    return IndicatorResult(
        indicator=measure.code,
        label=measure.label,
        period=str(period),
        unit=definition.unit,
        direction=definition.direction,
        numerator=numerator,
        denominator=Decimal(measure.denominator),
        value=value,
        calculation=f"{shown} ({definition.numerator}) ÷ {french.plural(measure.denominator, 'boîte')} ({definition.denominator})",
        status="non calculable" if value is None else "calculé",
        outcome=outcome,
        reason=reason,
        target=target,
        region=RegionalPosition(distribution=region, reading=read_position(value, region, definition.direction))
        if region
        else None,
    )


def judge(
    measure: Measure, target: Target | None, minimum: Decimal | None, definition: Definition
) -> tuple[Outcome, str]:
    """Return the verdict on a measure and the reason for it.

    A zero denominator is « non calculable »; a denominator under the minimum keeps its value but gets no verdict.
    """
    if measure.value is None:
        return "non calculable", f"Aucune boîte au dénominateur ({definition.denominator})."
    if minimum is not None and measure.denominator < minimum:
        boxes = french.plural(measure.denominator, "boîte")
        return "petit volume", f"{boxes} seulement : sous {french.number(minimum)} boîtes, le taux n’est pas jugé."
    if target is None:
        return "sans objectif", "Aucun texte connu ne fixe d’objectif : l’indicateur est donné pour information."
    return ("atteint" if target.met_by(measure.value) else "non atteint"), ""


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
    if change:
        trend = "progrès" if (change > 0) == (direction == "higher") else "recul"
    return Past(year=year, value=earlier, change=change, trend=trend)


def _target(definition: Definition, rules: RuleValues) -> Target | None:
    if definition.target is None:
        return None
    rule = rules[definition.target]
    if rule.comparator is None:
        raise ValueError(f"rule {rule.key} is a target without comparator")
    return Target(value=rule.amount, comparator=rule.comparator, status=rule.status, rule=rule.key)


def regional_distributions(measures: Sequence[Sequence[Measure]], *, minimum: int) -> dict[str, Distribution]:
    """Summarise a region from what was counted in each of its establishments.

    Args:
        measures: the measures of each establishment.
        minimum: contributors under which an indicator's distribution is left out.
    """
    ratios: dict[str, list[tuple[int, int]]] = {}
    for establishment in measures:
        for measure in establishment:
            if measure.denominator:
                ratios.setdefault(measure.code, []).append((measure.numerator, measure.denominator * measure.scale))
    summaries = {code: distribution(pairs, minimum=minimum) for code, pairs in sorted(ratios.items())}
    return {code: summary for code, summary in summaries.items() if summary is not None}
