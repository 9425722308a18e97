"""National référentiels: the same thresholds target an establishment and judge it (L. 162-30-3, order of 2022-02-23)."""

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError, RuleNotFoundError
from caqes_eval.foundation.exact import ExactFraction
from caqes_eval.regulation.calculations.computation import Condition, Judgement, require
from caqes_eval.regulation.calculations.left_out import left_out
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import Law

ROOT, RESPECTED_IF, BOX_DEFINITION = "referentials", "respected_if", "box_definition"

Measure = ExactFraction | Decimal | int

_WHOLE_YEAR = "Les seuils en boîtes et en euros valent pour une année entière."
_G1_LOGIC = (
    "La façon de combiner plusieurs conditions n’a pas été lue dans les arrêtés de 1re génération : "
    "celle de 2022 est appliquée (une seule suffit)."
)


def referential(law: Law, *, indicator: str, measures: Mapping[str, Measure | None]) -> Judgement:
    """Judge an indicator against its national référentiel: one condition met is enough.

    A measure that is absent leaves the question open unless another condition is met; the référentiel is not
    respected only when every condition is known and none is met.

    Args:
        law: the rules as they apply to the case.
        indicator: ``ipp``, ``perfadom``, ``ambulance``...
        measures: by name of condition, the measure of the year in the unit of its threshold; None when not known.

    Raises:
        ParameterRequiredError: no source gives a threshold.
        RuleNotFoundError: unknown indicator, or no référentiel for that activity.
        InputValueError: unknown measure, or a negative count or amount.
    """
    rules = _thresholds(law, indicator)
    for name in measures:
        if name not in rules:
            near = get_close_matches(name, rules, n=1)
            hint = f" (mesure la plus proche : « {near[0]} »)" if near else ""
            raise InputValueError(
                f"La mesure « {name} » n’entre pas dans le référentiel « {indicator} » de l’activité "
                f"{law.activity.year}{hint}.",
                remedy=f"Mesures attendues : {', '.join(rules)}.",
            )
    conditions = tuple(_condition(rule, name, measures.get(name)) for name, rule in rules.items())
    reserves = [_WHOLE_YEAR] if any(rule.unit != "proportion" for rule in rules.values()) else []
    if len(rules) > 1 and any(rule.generation == "G1" for rule in rules.values()):
        reserves.append(_G1_LOGIC)
    if (definition := f"{ROOT}.{indicator}.{BOX_DEFINITION}") in law.rules:
        reserves += left_out(law, definition)
    return Judgement(
        rule="referential",
        label=f"Référentiel national « {indicator} »",
        respected=_any_of([condition.met for condition in conditions]),
        formula="Respecté dès qu’une condition est remplie ; non respecté si toutes sont connues et aucune n’est remplie",
        conditions=conditions,
        reserves=tuple(reserves),
    )


def targeted(law: Law, *, indicator: str, measures: Mapping[str, Measure | None]) -> bool | None:
    """Say whether an establishment can be targeted on an indicator: its référentiel is not respected.

    None when the measures do not decide; same errors as :func:`referential`.
    """
    respected = referential(law, indicator=indicator, measures=measures).respected
    return None if respected is None else not respected


def yearly_target(law: Law, *, indicator: str, spending: Decimal, previous: Decimal) -> Judgement:
    """Judge the change of a spending from one whole year to the next against the national target.

    Args:
        law: the rules as they apply to the case.
        indicator: ``ipp``, ``perfadom``...
        spending: euros reimbursed over the year.
        previous: euros reimbursed over the year before; zero leaves the question open.

    Raises:
        ParameterRequiredError: no source gives the target.
        RuleNotFoundError: unknown indicator, or no target for that activity.
        InputValueError: a negative amount.
    """
    require(spending, "Dépense de l’année")
    require(previous, "Dépense de l’année précédente")
    target = law.rule(f"{ROOT}.{indicator}.target")
    change = (Fraction(spending) - Fraction(previous)) / Fraction(previous) if previous else None
    met = None if change is None else target.holds(change)
    return Judgement(
        rule="yearly_target",
        label=f"Cible annuelle « {indicator} »",
        respected=met,
        formula="(dépense de l’année − dépense de l’année précédente) ÷ dépense de l’année précédente, comparé à la cible",
        conditions=(Condition(label=target.description, value=change, rule=target, met=met),),
        reserves=() if previous else ("La dépense de l’année précédente est nulle : aucune évolution ne se calcule.",),
    )


def _thresholds(law: Law, indicator: str) -> dict[str, Rule]:
    """Return the conditions of an indicator in force for the activity, by name of measure."""
    keys = law.rules.keys(f"{ROOT}.{indicator}.{RESPECTED_IF}")
    if not keys:
        known = sorted({key.split(".")[1] for key in law.rules.keys(ROOT)})
        near = get_close_matches(indicator, known, n=1)
        hint = f" (le plus proche : « {near[0]} »)" if near else ""
        raise RuleNotFoundError(
            f"Aucun référentiel national ne porte sur l’indicateur « {indicator} »{hint}.",
            remedy=f"Indicateurs connus : {', '.join(known)}.",
        )
    found = {key.rpartition(".")[2]: rule for key in keys if (rule := law.find(key))}
    if not found:
        raise RuleNotFoundError(
            f"Aucun référentiel « {indicator} » n’est en vigueur pour l’activité au {french.day(law.activity)}.",
            remedy="Vérifiez l’année d’activité et l’indicateur.",
        )
    return found


def _condition(rule: Rule, name: str, measure: Measure | None) -> Condition:
    if measure is None:
        return Condition(label=rule.description, value=None, rule=rule, met=None)
    if rule.unit != "proportion":
        require(measure, f"Mesure « {name} »")
    value = Fraction(measure)
    return Condition(label=rule.description, value=value, rule=rule, met=rule.holds(value))


def _any_of(met: list[bool | None]) -> bool | None:
    if True in met:
        return True
    return None if None in met else False
