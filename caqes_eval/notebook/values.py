"""How a result is written for a reader: one place for units, verdicts and positions."""

import re
from fractions import Fraction

from caqes_eval.families.quantities import shown
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
    "données insuffisantes": "? données insuffisantes",
    "non concerné": "· non concerné",
    "non calculable": "— non calculable",
    "données absentes": "— données absentes",
    "en échec": "! en échec",
    "altéré": "! altéré",
    "pas encore évalué": "… pas encore évalué",
}
DIRECTIONS = {"higher": "plus haut est mieux", "lower": "plus bas est mieux", "none": "pour information"}
WITHOUT_VALUE = ("données insuffisantes", "non concerné")
NOT_SHOWN = "non montrée"
"""What stands for a regional median that is not shown: too few establishments."""
_CHANGES = ("change", "growth", "gap")
_RULE = re.compile(r" \(règle «\s*[a-z0-9_.]+\s*»\)")


def is_share(result: IndicatorResult) -> bool:
    """Say whether a result is a part of a whole, which a scale from 0 to 100 % shows; a change or a gap is none."""
    return result.unit == "proportion" and not result.indicator.endswith(_CHANGES)


def without_keys(text: str) -> str:
    """Return a text without the keys of rules, which mean something to the person who fills them in only."""
    return _RULE.sub("", text)


def in_unit(value: Fraction | None, unit: str) -> str:
    """Return a value in its unit: ``45,2 %``, ``12,34 €``, ``1 254 boîtes``."""
    if value is None:
        return french.ABSENT
    if value < 0:
        # the minus sign, as wide as the digits: these words are read, never typed again
        return f"−{in_unit(-value, unit)}"
    if unit == "proportion":
        return french.percent(value)
    return french.euros(value) if unit.startswith("€") else shown(value, unit)


def value(result: IndicatorResult) -> str:
    """Return the value of a result, its answer in words, or why it has none; a rate of few cases has its interval."""
    if result.value is None:
        return result.answer or (result.outcome if result.outcome in WITHOUT_VALUE else "non calculable")
    words = in_unit(result.value, result.unit)
    if result.interval is not None:
        low, high = (french.percent(bound) for bound in result.interval)
        words += f" [{low} à {high}]"
    return words


def target(objective: Target | None, unit: str = "proportion") -> str:
    """Return an objective and its status: ``≥ 49,0 % (à valider)``."""
    if objective is None:
        return "aucun connu"
    sign = COMPARATORS[objective.comparator]
    status = "" if objective.status == "confirmed" else f" ({STATUS_LABELS[objective.status]})"
    return f"{sign} {in_unit(Fraction(objective.value), unit)}{status}"


def told(result: IndicatorResult) -> str:
    """Return a result and its objective in one line: ``Taux : 45,2 % (objectif ≥ 49,0 %, à valider)``."""
    shown = f"{result.label} : {value(result)}"
    if result.target is None:
        return shown
    known = target(result.target, result.unit).replace(" (", ", ").removesuffix(")")
    return f"{shown} (objectif {known})"


def objective(result: IndicatorResult) -> str:
    """Return what a result is judged by: an objective, conditions, its own calculation, or nothing."""
    if result.target is not None:
        return target(result.target, result.unit)
    if result.conditions:
        return "une condition remplie suffit"
    if result.untargeted:
        return result.untargeted
    # the verdict says « sans objectif »: one column is enough
    return "voir le calcul" if result.outcome in ("atteint", "non atteint") else french.ABSENT


def verdict(result: IndicatorResult) -> str:
    """Return the verdict with its sign; a value that rounds to the objective without meeting it is explained."""
    words = OUTCOME_SIGNS[result.outcome]
    if result.target is not None and result.value is not None and result.outcome == "non atteint":
        limit = Fraction(result.target.value)
        if result.unit == "proportion" and french.percent(result.value) == french.percent(limit):
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
    if result.value is None or result.unit == "mention":
        return french.ABSENT
    if result.region is None:
        # an amount drawn from the others (savings at the median) has no median of its own
        return french.ABSENT if result.unit == "€" else NOT_SHOWN
    median = in_unit(result.region.distribution.median, result.unit)
    return f"{median} — {result.region.reading}" if result.region.reading else median


def past(result: IndicatorResult) -> str:
    """Return the change since an earlier year."""
    if result.past is None:
        return french.ABSENT
    earlier = f"{in_unit(result.past.value, result.unit)} en {result.past.year}"
    if result.past.change is None:
        return earlier
    change = changed(result.past.change, result.unit)
    return f"{earlier} : {change}, {result.past.trend}" if result.past.trend else f"{earlier} : {change}"


def changed(difference: Fraction, unit: str) -> str:
    """Return a difference of two values in their unit, with its sign."""
    if unit == "proportion":
        return french.points(difference)
    if unit.startswith("€"):
        return french.signed_euros(difference)
    sign = "+" if difference > 0 else "−" if difference < 0 else ""
    return f"{sign}{shown(abs(difference), unit)}"
