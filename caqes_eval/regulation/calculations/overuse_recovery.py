"""What is recovered when an over-use lasts: abatement of the tariff, cut of the liste en sus (L. 162-30-4)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.exact import Day, ExactFraction
from caqes_eval.regulation.calculations.computation import Computation, Step, ceiling_to_cents, require, to_cents
from caqes_eval.regulation.calculations.overuse import (
    ABATEMENT_CAP,
    ACTS,
    LES_CAP,
    LES_SCOPE,
    SCALE,
    Act,
    overuse_persistence,
    require_acts,
)
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import Law

LES_OPTIONAL = "overuse.les_reduction_optional"

_NOT_LASTING = "Aucun recours excessif qui dure n’est établi à ce jour : rien n’est récupéré."
_PROCEDURE = (
    "La décision suppose les observations de l’établissement, les avis de l’assurance maladie et de la conférence régionale "
    "de la santé et de l’autonomie, et une durée limitée."
)
_ON_PATIENTS = "La somme récupérée n’est jamais facturée aux patients."


def overuse_abatement(law: Law, *, referral: Day, acts: Mapping[str, Act]) -> Computation:
    """Compute the abatement on the acts above their target, where the over-use lasts (L. 162-30-4).

    Args:
        law: the rules as they apply to the case.
        referral: day on which the establishment was told to draw up a programme.
        acts: by name, the acts of the national list, each with the rate that the national scale gives it.

    Raises:
        ParameterRequiredError: an over-use may last, and the threshold, the list or the scale is not known.
        RuleNotFoundError: no such tool for that activity.
        InputValueError: a negative figure, no rate, or a rate above what the law allows.
    """
    cap = law.rule(ABATEMENT_CAP)
    lasting, parameters = _lasting(law, referral, acts)
    blank = Computation(
        rule="overuse_abatement",
        label="Recours excessif, abattement",
        nature="sans objet",
        amount=to_cents(0),
        formula="Somme, par acte dont le recours excessif dure : taux d’abattement × tarif national × actes au-delà de la cible",
        parameters=(cap, *parameters),
        reserves=(_NOT_LASTING,),
    )
    if not lasting:
        return blank
    needed = (law.rule(ACTS), law.rule(SCALE))
    steps, total = [], Fraction(0)
    for name, act in lasting.items():
        rate = _decided(act.rate, cap, f"le taux d’abattement de l’acte « {name} »")
        total += rate * act.value
        steps += [
            Step(label=f"Acte « {name} » : dépassement", value=act.excess, unit="actes"),
            Step(label=f"Acte « {name} » : valeur du dépassement", value=act.value, unit="€"),
            Step(label=f"Acte « {name} » : abattement", value=rate * act.value, unit="€"),
        ]
    return replace(
        blank,
        nature="proposée",
        amount=ceiling_to_cents(total),
        steps=tuple(steps),
        parameters=(*blank.parameters, *needed),
        reserves=(_PROCEDURE, _ON_PATIENTS),
    )


def overuse_les_reduction(
    law: Law, *, referral: Day, acts: Mapping[str, Act], les_base: Decimal, reduction: ExactFraction | None = None
) -> Computation:
    """Compute the cut of the liste en sus that goes with an abatement (L. 162-30-4).

    For activity 2019 it went with the abatement; it is optional since the law of 2020-12-16.

    Args:
        law: the rules as they apply to the case.
        referral: day on which the establishment was told to draw up a programme.
        acts: by name, the acts under surveillance; the cut needs one whose over-use lasts.
        les_base: euros paid by the health insurance for the liste en sus.
        reduction: the cut decided, from the national scale; None for no cut.

    Raises:
        ParameterRequiredError: an over-use may last, and the threshold, the list or the scale is not known.
        RuleNotFoundError: no such tool for that activity.
        InputValueError: a negative figure, no cut where it is not optional, or a cut above what the law allows.
    """
    require(les_base, "Montant versé pour la liste en sus")
    cap, optional = law.rule(LES_CAP), law.rule(LES_OPTIONAL)
    lasting, parameters = _lasting(law, referral, acts)
    none_decided = optional.enabled and reduction is None
    blank = Computation(
        rule="overuse_les_reduction",
        label="Recours excessif, minoration de la liste en sus",
        nature="sans objet",
        amount=to_cents(0),
        formula="Minoration × montant versé par l’assurance maladie pour la liste en sus",
        parameters=(cap, optional, *parameters),
        reserves=("La minoration est facultative et n’a pas été décidée.",) if lasting else (_NOT_LASTING,),
    )
    if not lasting or none_decided:
        return blank
    needed = (law.rule(ACTS), law.rule(SCALE))
    kept = _decided(reduction, cap, "la minoration de la liste en sus")
    return replace(
        blank,
        nature="proposée",
        amount=ceiling_to_cents(kept * Fraction(les_base)),
        steps=(
            Step(label="Minoration", value=kept, unit="proportion"),
            Step(label="Montant versé pour la liste en sus", value=les_base, unit="€"),
        ),
        parameters=(*blank.parameters, *needed),
        reserves=(_PROCEDURE, _ON_PATIENTS, LES_SCOPE),
    )


def _lasting(law: Law, referral: date, acts: Mapping[str, Act]) -> tuple[dict[str, Act], list[Rule]]:
    """Return the acts whose over-use lasts, and the parameters that say so."""
    require_acts(acts)
    lasting, parameters = {}, []
    for name, act in acts.items():
        judgement = overuse_persistence(law, referral=referral, count=act.count, target=act.target)
        parameters += [rule for rule in judgement.parameters if rule not in parameters]
        if judgement.respected is False:
            lasting[name] = act
    return lasting, parameters


def _decided(rate: Fraction | None, cap: Rule, what: str) -> Fraction:
    if rate is None:
        raise InputValueError(
            f"Il manque {what} : la loi renvoie à un barème national et ne fixe que le plafond.",
            remedy="Indiquez le taux que donne ce barème.",
        )
    if rate < 0 or not cap.holds(rate):
        raise InputValueError(
            f"Dans la décision, {what} est de {french.percent(rate, 2)} : la loi le veut entre 0 et "
            f"{french.percent(cap.ratio, 0)}.",
            remedy="Vérifiez la décision : le taux n’est pas ramené d’office au plafond.",
        )
    return rate
