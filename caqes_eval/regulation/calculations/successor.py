"""What follows the contracts: the penalty of L. 162-23-14, from 2027."""

from decimal import Decimal
from fractions import Fraction

from caqes_eval.regulation.calculations.computation import Computation, Step, ceiling_to_cents, require
from caqes_eval.regulation.calculations.left_out import left_out
from caqes_eval.regulation.regime import Law

PENALTY_CAP, OBJECTIVES, BONUS = "successor.penalty_cap", "successor.objectives", "successor.bonus"


def penalty_ceiling(law: Law, *, financing: Decimal) -> Computation:
    """Compute the most that the penalty of the successor can be: a share of the financing concerned.

    Source: L. 162-23-14, version in force from 2027-01-01. The activity of 2026, decided in 2027, has no penalty.

    Args:
        law: the rules as they apply to the case.
        financing: euros of the financing concerned.

    Raises:
        RuleNotFoundError: no penalty for that activity.
        InputValueError: a negative financing.
    """
    require(financing, "Financement concerné")
    cap = law.rule(PENALTY_CAP)
    return Computation(
        rule="penalty_ceiling",
        label="Pénalité du dispositif qui succède au CAQES, plafond",
        nature="plafond",
        amount=ceiling_to_cents(cap.ratio * Fraction(financing)),
        formula="Au plus : taux du plafond × financement concerné",
        steps=(
            Step(label="Financement concerné", value=financing, unit="€"),
            Step(label="Taux du plafond", value=cap.ratio, unit="proportion"),
        ),
        parameters=(cap,),
        reserves=("C’est un plafond, pas une pénalité due.", *left_out(law, OBJECTIVES, BONUS)),
    )
