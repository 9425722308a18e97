"""Rules that return no amount and no judgement, called by name as the catalogue's are: their results by name."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from caqes_eval.foundation import french
from caqes_eval.regulation.calculations.computation import part_of_whole
from caqes_eval.regulation.regime import Law
from caqes_eval.statistics.envelope import Entrant, EnvelopeRule, Exclusion, Override, allocate
from tests.cases.other_regime import REGIME_RULES


def share(law: Law, *, part: Decimal, whole: Decimal, what: str = "Part") -> Mapping[str, object]:
    """Return the exact ratio of a part to its whole, and the rate as it is printed."""
    ratio = part_of_whole(part, whole, what)
    return {"rapport": ratio, "taux affiché": french.percent(ratio)}


def threshold(law: Law, *, key: str, value: Decimal) -> Mapping[str, object]:
    """Say whether a value meets the comparator and the limit of a rule."""
    return {"condition remplie": "oui" if law.rule(key).holds(Fraction(value)) else "non"}


def envelope(
    law: Law,
    *,
    amount: Decimal,
    rule: EnvelopeRule,
    entrants: tuple[Entrant, ...] = (),
    alike: int = 0,
    exclusions: tuple[Exclusion, ...] = (),
    overrides: tuple[Override, ...] = (),
) -> Mapping[str, object]:
    """Split an envelope; ``alike`` adds as many invented hospitals with all the points and the same activity."""
    same = [
        Entrant(
            finess=f"9909{number:05d}", points=rule.points_max, activity=Decimal(100), signed=True, transmitted=True
        )
        for number in range(1, alike + 1)
    ]
    split = allocate(amount, rule, [*entrants, *same], exclusions=exclusions, overrides=overrides)
    receiving = [each.amount for each in split.shares if each.amount]
    return {
        "total": split.total,
        "moyenne": french.euros(Fraction(split.total) / len(receiving), 0) if receiving else french.ABSENT,
        **{each.finess: each.amount for each in split.shares},
        **{f"{each.finess}, situation": each.standing.value for each in split.shares},
    }


OTHER_RULES: Mapping[str, Callable[..., Mapping[str, Any]]] = {
    "share": share,
    "threshold": threshold,
    "envelope": envelope,
    **REGIME_RULES,
}
