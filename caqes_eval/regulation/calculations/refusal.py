"""Sanction of an establishment that refuses to sign its contract (L. 162-30-2 and D. 162-15, social security code)."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.foundation.exact import ExactFraction
from caqes_eval.regulation.calculations.computation import Computation, Step, ceiling_to_cents, require, to_cents
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import Law

RATE, LES_REDUCTION, COMMON_CAP = "refusal.rate", "refusal.les_reduction", "evaluation_sanction.cap_total"

_LABEL = "Sanction du refus de signer le contrat"
_ON_PATIENTS = "La somme retenue ne peut jamais être facturée aux patients."


def refusal_sanction(
    law: Law,
    *,
    receipts: Decimal,
    by_les_reduction: bool = False,
    les_rate: ExactFraction | None = None,
    les_base: Decimal | None = None,
    evaluation_sanction: Decimal = Decimal(0),
) -> Computation:
    """Compute what a refusal to sign costs: a fixed rate of the receipts, not a ceiling.

    Until 2019-12-27 the agency could choose instead a fixed cut of the health insurance's share of the products of the
    liste en sus, and the two kinds of sanction of a year were limited together (L. 162-30-2, first generation).

    Args:
        law: the rules as they apply to the case.
        receipts: euros received from the health insurance in the last closed year.
        by_les_reduction: the cut of the liste en sus replaces the sanction in money.
        les_rate: rate at which the health insurance pays these products before the cut.
        les_base: euros it pays for them at that rate, None when not known: the effect is then not computed.
        evaluation_sanction: euros of evaluation sanctions retained the same year.

    Raises:
        RuleNotFoundError: the sanction, or the cut asked for, is not in force on the day of the decision.
        InputValueError: an input cannot be, or ``les_rate`` is needed.
    """
    require(receipts, "Produits reçus de l’assurance maladie")
    require(evaluation_sanction, "Sanctions de l’évaluation")
    if by_les_reduction:
        return _les_reduction(law, les_rate, les_base)
    rate, limit = law.rule(RATE), law.find(COMMON_CAP)
    sanction = rate.ratio * Fraction(receipts)
    alone = Computation(
        rule="refusal_sanction",
        label=_LABEL,
        nature="due",
        amount=to_cents(sanction),
        formula="Taux fixe du refus × produits reçus de l’assurance maladie au titre du dernier exercice clos",
        steps=(
            Step(label="Produits reçus de l’assurance maladie", value=receipts, unit="€"),
            Step(label="Taux du refus", value=rate.ratio, unit="proportion"),
            Step(label="Sanction du refus", value=sanction, unit="€"),
        ),
        parameters=(rate,),
        reserves=(_ON_PATIENTS,),
    )
    if limit is not None:
        return _limited(alone, limit, receipts, evaluation_sanction)
    if evaluation_sanction:
        unlimited = (
            f"Au {french.day(law.decision)}, aucune limite commune au refus et à l’évaluation n’est en vigueur : "
            "le total des deux n’est pas plafonné."
        )
        return replace(alone, reserves=(*alone.reserves, unlimited))
    return alone


def _limited(alone: Computation, limit: Rule, receipts: Decimal, evaluation_sanction: Decimal) -> Computation:
    """Keep the refusal and the evaluation sanctions of a year within their common limit."""
    common = limit.ratio * Fraction(receipts)
    room = common - Fraction(evaluation_sanction)
    if room < 0:
        raise InputValueError(
            f"Les sanctions de l’évaluation ({french.euros(evaluation_sanction)}) dépassent à elles seules la limite de "
            f"l’année, refus compris ({french.euros(common)}).",
            remedy="Vérifiez leur montant et celui des produits reçus : rien n’est corrigé d’office.",
        )
    amount = min(alone.amount, ceiling_to_cents(room))
    reserves = [*alone.reserves]
    if amount < alone.amount:
        reserves.append(
            "La limite commune est atteinte : le refus est ramené à ce qu’elle laisse. "
            "Le texte ne dit pas laquelle des deux sanctions doit céder."
        )
    return replace(
        alone,
        amount=amount,
        formula=f"{alone.formula}, dans la limite de l’année commune au refus et à l’évaluation",
        steps=(
            *alone.steps,
            Step(label="Limite commune au refus et à l’évaluation", value=common, unit="€"),
            Step(label="Sanctions de l’évaluation de la même année", value=evaluation_sanction, unit="€"),
            Step(label="Reste possible pour le refus", value=room, unit="€"),
        ),
        parameters=(*alone.parameters, limit),
        reserves=tuple(reserves),
    )


def _les_reduction(law: Law, les_rate: Fraction | None, les_base: Decimal | None) -> Computation:
    cut = law.find(LES_REDUCTION)
    if cut is None:
        raise RuleNotFoundError(
            f"Au {french.day(law.decision)}, la loi ne permet pas de sanctionner un refus par une baisse de la prise en "
            "charge de la liste en sus.",
            remedy="Retenez la sanction en argent, ou vérifiez la date de la décision.",
        )
    if les_rate is None:
        raise InputValueError(
            "Le taux de prise en charge de la liste en sus avant la sanction n’est pas donné : "
            "sans lui, le nouveau taux ne peut pas être calculé.",
            remedy="Indiquez ce taux (1 pour une prise en charge entière).",
        )
    require(les_rate, "Taux de prise en charge de la liste en sus", maximum=1)
    steps = [
        Step(label="Taux de prise en charge de la liste en sus avant la sanction", value=les_rate, unit="proportion"),
        Step(label="Baisse", value=cut.ratio, unit="proportion"),
        Step(label="Nouveau taux de prise en charge", value=les_rate * (1 - cut.ratio), unit="proportion"),
    ]
    reserves = [_ON_PATIENTS, "La baisse n’est possible que si le volet refusé porte sur les produits de santé."]
    if les_base is None:
        reserves.append(
            "Le montant versé pour la liste en sus n’est pas donné : l’effet en euros de la baisse n’est pas calculé, "
            "il n’est pas nul."
        )
    else:
        require(les_base, "Montant versé pour la liste en sus")
        steps.append(Step(label="Montant versé par l’assurance maladie avant la baisse", value=les_base, unit="€"))
    return Computation(
        rule="refusal_sanction",
        label=f"{_LABEL}, par baisse de la prise en charge de la liste en sus",
        nature="sans objet" if les_base is None else "due",
        amount=to_cents(cut.ratio * Fraction(les_base or 0)),
        formula="Nouveau taux = taux de prise en charge × (1 − baisse) ; effet = baisse × montant versé pour la liste en sus",
        steps=tuple(steps),
        parameters=(cut,),
        reserves=tuple(reserves),
    )
