"""Sanction of a yearly evaluation, first generation only (L. 162-30-4 and D. 162-16, social security code).

It may never have been legally usable: no sanction on activity 2017 and 2018, gone from the law on 2019-12-28, no
sanction of the contracts that ended with their generation. What is computed is therefore *encourue*, never *due*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.foundation.exact import Amount, Day, ExactFraction
from caqes_eval.regulation.calculations.computation import Computation, Step, ceiling_to_cents, require, to_cents
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import CONTRACTS, Law

ENABLED, FORMULA = "evaluation_sanction.enabled", "evaluation_sanction.formula"
CAP_PER_VOLET, CAP_TOTAL = "evaluation_sanction.cap_per_volet", "evaluation_sanction.cap_total"
LES_CAP = "evaluation_sanction.les_reduction_cap"
MORATORIUM_YEARS = "evaluation_sanction.moratorium_years"
MORATORIUM_ENDED = "evaluation_sanction.moratorium_ended_contracts"

_ONLY_INCURRED = "Montant encouru, pas dû : il suppose une décision du directeur général de l’agence après la procédure contradictoire."


class Override(BaseModel):
    """The decision of an analyst to compute what the law no longer seems to allow."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str = Field(min_length=1)
    author: str = Field(min_length=1)


class Shortfall(BaseModel):
    """What the contract's own proportionality gives for a volet: an amount in euros, or a rate of the receipts."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    amount: Amount | None = None
    rate: ExactFraction | None = None


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What decides whether a sanction can be retained at all."""

    law: Law
    switch: Rule
    contract_end: Day | None
    override: Override | None

    def cap(self, key: str) -> Rule:
        """Return a cap; once the sanction is gone from the law, as it stood on its last day."""
        if self.switch.enabled:
            return self.law.rule(key)
        return self.law.rules.on(key, self.switch.since - timedelta(days=1))


def evaluation_sanction(
    law: Law,
    *,
    receipts: Decimal,
    volets: Mapping[str, Shortfall],
    contract_end: Day | None = None,
    override: Override | None = None,
) -> Computation:
    """Compute the sanction incurred after a yearly evaluation, capped by volet and in all.

    The law asks for a sanction in proportion to the shortfalls and gives no formula: the contract's result is an input.

    Args:
        law: the rules as they apply to the case.
        receipts: euros received from the health insurance in the last closed year.
        volets: for each volet in default, what the contract gives.
        contract_end: last day of the contract; None for a contract without term, which ends with its generation.
        override: compute although the sanction is no longer in the law.

    Raises:
        ParameterRequiredError: a volet without amount or rate, no formula being known.
        RuleNotFoundError: no such sanction is known at that date or for that generation of contracts.
        InputValueError: an input cannot be.
    """
    require(receipts, "Produits reçus de l’assurance maladie")
    if not volets:
        raise InputValueError(
            "Aucun volet en défaut n’est indiqué : il n’y a rien à calculer.",
            remedy="Indiquez au moins un volet (un montant de 0 dit qu’il n’y a pas de manquement).",
        )
    blank = Computation(
        rule="evaluation_sanction",
        label="Sanction de l’évaluation annuelle",
        nature="encourue",
        amount=to_cents(0),
        formula="Somme, par volet, de ce que donne le contrat dans la limite du plafond par volet ; le tout dans la limite "
        "du plafond d’ensemble",
    )
    case = _case(law, contract_end, override)
    if _is_off(case):
        return _off(case, blank)
    per_volet, overall = case.cap(CAP_PER_VOLET), case.cap(CAP_TOTAL)
    limit, total_limit = per_volet.ratio * Fraction(receipts), overall.ratio * Fraction(receipts)
    asked = {name: _by_contract(law, name, shortfall, receipts) for name, shortfall in volets.items()}
    kept = {name: min(amount, limit) for name, amount in asked.items()}
    steps = [
        Step(label="Produits reçus de l’assurance maladie", value=receipts, unit="€"),
        Step(label="Plafond par volet", value=limit, unit="€"),
        Step(label="Plafond d’ensemble", value=total_limit, unit="€"),
    ]
    for name in volets:
        steps.append(Step(label=f"Volet « {name} » : selon le contrat", value=asked[name], unit="€"))
        steps.append(Step(label=f"Volet « {name} » : dans la limite du plafond", value=kept[name], unit="€"))
    capped = replace(blank, steps=tuple(steps), parameters=(per_volet, overall))
    return _incurred(case, capped, min(sum(kept.values(), Fraction(0)), total_limit))


def evaluation_les_reduction(
    law: Law,
    *,
    les_rate: ExactFraction,
    les_base: Decimal,
    reduction: ExactFraction | None = None,
    contract_end: Day | None = None,
    override: Override | None = None,
) -> Computation:
    """Compute the cut of the liste en sus incurred instead of the money for a volet on health products.

    Args:
        law: the rules as they apply to the case.
        les_rate: rate at which the health insurance pays these products before the cut.
        les_base: euros it pays for them at that rate.
        reduction: the cut that the contract's own proportionality gives.
        contract_end: last day of the contract; None for a contract without term.
        override: compute although the sanction is no longer in the law.

    Raises:
        ParameterRequiredError: no ``reduction``, no formula being known.
        RuleNotFoundError: no such sanction is known at that date or for that generation of contracts.
        InputValueError: an input cannot be.
    """
    require(les_rate, "Taux de prise en charge de la liste en sus", maximum=1)
    require(les_base, "Montant versé pour la liste en sus")
    blank = Computation(
        rule="evaluation_les_reduction",
        label="Baisse de la prise en charge de la liste en sus après l’évaluation",
        nature="encourue",
        amount=to_cents(0),
        formula="Baisse donnée par le contrat, dans la limite du plafond, × montant versé pour la liste en sus",
        reserves=(
            "La baisse remplace la sanction en argent du volet sur les produits de santé : les deux ne s’ajoutent pas.",
        ),
    )
    case = _case(law, contract_end, override)
    if _is_off(case):
        return _off(case, blank)
    if reduction is None:
        raise _unquantified(law, "la baisse de la liste en sus")
    require(reduction, "Baisse donnée par le contrat", maximum=1)
    cap = case.cap(LES_CAP)
    kept = min(reduction, cap.ratio)
    steps = (
        Step(label="Baisse selon le contrat", value=reduction, unit="proportion"),
        Step(label="Baisse dans la limite du plafond", value=kept, unit="proportion"),
        Step(label="Nouveau taux de prise en charge", value=les_rate * (1 - kept), unit="proportion"),
        Step(label="Montant versé par l’assurance maladie avant la baisse", value=les_base, unit="€"),
    )
    return _incurred(case, replace(blank, steps=steps, parameters=(cap,)), kept * Fraction(les_base))


def _case(law: Law, contract_end: Day | None, override: Override | None) -> _Case:
    switch = law.rule(ENABLED)
    if override and not switch.enabled and law.rule(CONTRACTS).text != "G1":
        raise RuleNotFoundError(
            f"L’activité {law.activity.year} relève de contrats qui ne connaissent aucune sanction de l’évaluation : "
            "une dérogation ne peut pas en créer une.",
            remedy="Vérifiez l’année d’activité.",
        )
    return _Case(law=law, switch=switch, contract_end=contract_end, override=override)


def _by_contract(law: Law, name: str, shortfall: Shortfall, receipts: Decimal) -> Fraction:
    if shortfall.amount is not None and shortfall.rate is not None:
        raise InputValueError(
            f"Volet « {name} » : un montant et un taux sont donnés, on ne sait lequel retenir.",
            remedy="Gardez celui que donne le contrat.",
        )
    if shortfall.amount is not None:
        require(shortfall.amount, f"Volet « {name} », montant")
        return Fraction(shortfall.amount)
    if shortfall.rate is not None:
        require(shortfall.rate, f"Volet « {name} », taux", maximum=1)
        return shortfall.rate * Fraction(receipts)
    raise _unquantified(law, f"le volet « {name} »")


def _unquantified(law: Law, what: str) -> InputValueError:
    # raises first as long as no source gives the formula
    formula = law.rule(FORMULA)
    return InputValueError(
        f"Ce que donne le contrat pour {what} n’est pas indiqué. Formule du contrat : {formula.text}",
        remedy="Appliquez cette formule et indiquez son résultat.",
    )


def _is_off(case: _Case) -> bool:
    return not case.switch.enabled and case.override is None


def _off(case: _Case, blank: Computation) -> Computation:
    reason = (
        f"Au {french.day(case.law.decision)}, la loi ne porte plus de sanction de l’évaluation (depuis le "
        f"{french.day(case.switch.since)}), même si le décret l’a mentionnée quelque temps encore. Une dérogation "
        "motivée permet de calculer ce qui aurait été encouru."
    )
    return replace(
        blank,
        nature="sans objet",
        parameters=(case.switch,),
        reserves=(reason,),
    )


def _incurred(case: _Case, computed: Computation, incurred: Fraction) -> Computation:
    waivers = _waivers(case)
    amount = ceiling_to_cents(incurred)
    reserves = [*computed.reserves, *(reason for _, reason in waivers)]
    if not waivers:
        reserves.append(_ONLY_INCURRED)
    if case.override and not case.switch.enabled:
        reserves.append(
            f"Calcul maintenu par dérogation de {case.override.author} ({case.override.reason}) ; plafonds tels qu’ils "
            f"étaient avant le {french.day(case.switch.since)}."
        )
    return replace(
        computed,
        nature="sans objet" if waivers else "encourue",
        amount=to_cents(0) if waivers else amount,
        steps=(*computed.steps, Step(label="Montant encouru", value=amount, unit="€")),
        parameters=(case.switch, *computed.parameters, *(rule for rule, _ in waivers)),
        reserves=tuple(reserves),
    )


def _waivers(case: _Case) -> list[tuple[Rule, str]]:
    """Return the moratoria that lift the sanction, each with its reason in French."""
    found = []
    year = case.law.activity.year
    if (years := case.law.find(MORATORIUM_YEARS)) and year in years.years:
        found.append((years, f"Aucune sanction n’est appliquée sur l’activité {year} : {years.reference.sentence()}."))
    ended = case.law.find(MORATORIUM_ENDED)
    if ended and ended.enabled:
        last = case.law.rule(CONTRACTS).until
        if last and (case.contract_end is None or case.contract_end >= last):
            reason = f"Aucune sanction pour les contrats qui prennent fin le {french.day(last)}"
            found.append((ended, f"{reason} : {ended.reference.sentence()}."))
    return found
