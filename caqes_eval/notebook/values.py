"""How a result is written for a reader: one place for units, verdicts and positions."""

from fractions import Fraction

from caqes_eval.families.result import IndicatorResult, Target
from caqes_eval.foundation import french
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.regulation.parameters.shown import COMPARATORS

# a sign beside the word: the verdict never rests on a colour
OUTCOME_SIGNS = {
    "atteint": "✔ atteint",
    "non atteint": "✘ non atteint",
    "sans objectif": "○ sans objectif",
    "petit volume": "○ petit volume",
    "non calculable": "— non calculable",
    "données absentes": "— données absentes",
    "en échec": "! en échec",
    "altéré": "! altéré",
    "pas encore évalué": "… pas encore évalué",
}
DIRECTIONS = {"higher": "plus haut est mieux", "lower": "plus bas est mieux"}


def in_unit(value: Fraction | None, unit: str) -> str:
    """Return a value in its unit: ``45,2 %``, ``12,34 €``."""
    return french.percent(value) if unit == "proportion" else french.euros(value)


def value(result: IndicatorResult) -> str:
    """Return the value of a result, or « non calculable »."""
    return "non calculable" if result.value is None else in_unit(result.value, result.unit)


def target(objective: Target | None) -> str:
    """Return an objective and its status: ``≥ 49,0 % (à valider)``."""
    if objective is None:
        return "aucun connu"
    sign = COMPARATORS[objective.comparator]
    status = "" if objective.status == "confirmed" else f" ({STATUS_LABELS[objective.status]})"
    return f"{sign} {french.percent(Fraction(objective.value))}{status}"


def verdict(result: IndicatorResult) -> str:
    """Return the verdict with its sign; a value that rounds to the objective without meeting it is explained."""
    words = OUTCOME_SIGNS[result.outcome]
    if result.target is not None and result.value is not None and result.outcome == "non atteint":
        limit = Fraction(result.target.value)
        if french.percent(result.value) == french.percent(limit):
            # as many decimals as it takes to see the difference
            told = next(
                (
                    shown
                    for decimals in range(3, 12)
                    if (shown := french.percent(result.value, decimals)) != french.percent(limit, decimals)
                ),
                "inférieure de très peu",
            )
            words += f" (valeur exacte {told}, comparée avant arrondi)"
    return words


def short_verdict(result: IndicatorResult) -> str:
    """Return the verdict with its sign, and whether the objective is still to be validated."""
    words = OUTCOME_SIGNS[result.outcome]
    judged = result.outcome in ("atteint", "non atteint") and result.target is not None
    return f"{words} (à valider)" if judged and result.target and result.target.status == "to_validate" else words


def region(result: IndicatorResult) -> str:
    """Return the region's median and the side the value is on."""
    if result.unit == "€":  # an amount drawn from the median has no median of its own
        return french.ABSENT
    if result.region is None:
        return "non montrée"
    median = in_unit(result.region.distribution.median, result.unit)
    return f"{median} — {result.region.reading}" if result.region.reading else median


def past(result: IndicatorResult) -> str:
    """Return the change since an earlier year."""
    if result.past is None:
        return french.ABSENT
    earlier = f"{in_unit(result.past.value, result.unit)} en {result.past.year}"
    if result.past.change is None:
        return earlier
    change = (
        french.points(result.past.change) if result.unit == "proportion" else french.signed_euros(result.past.change)
    )
    return f"{earlier} : {change}, {result.past.trend}"
