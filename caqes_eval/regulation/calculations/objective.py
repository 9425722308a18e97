"""A ratio against its objective, on exact values, with what cannot be refused instead of repaired."""

from decimal import Decimal

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.regulation.calculations.computation import Condition, Judgement, part_of_whole
from caqes_eval.regulation.regime import Law


def objective(law: Law, *, key: str, numerator: Decimal, denominator: Decimal) -> Judgement:
    """Judge a part of a whole against a target, such as ``mo.i999_rate.target``.

    The exact ratio is compared, never the printed one. An empty whole decides nothing.

    Args:
        law: the rules as they apply to the case.
        key: the rule that holds the target, a proportion with its comparator.
        numerator: the part, in the same unit as the whole.
        denominator: the whole.

    Raises:
        RuleNotFoundError: unknown key, or no target at that date for that region.
        InputValueError: the part is above the whole, a figure is negative, or the rule is no target.
    """
    target = law.rule(key)
    if target.comparator is None or target.unit != "proportion":
        raise InputValueError(
            f"La règle « {key} » ({target.description}) n’est pas un objectif exprimé en proportion : "
            "un taux ne peut pas lui être comparé.",
            remedy="Indiquez la règle qui porte l’objectif.",
        )
    ratio = part_of_whole(numerator, denominator, target.description)
    met = None if ratio is None else target.holds(ratio)
    return Judgement(
        rule="objective",
        label=target.description,
        respected=met,
        formula="Numérateur ÷ dénominateur, sans arrondi, comparé à l’objectif",
        conditions=(Condition(label=target.description, value=ratio, rule=target, met=met),),
        reserves=() if denominator else ("Le dénominateur est nul : aucun taux n’existe, l’objectif n’est pas jugé.",),
    )
