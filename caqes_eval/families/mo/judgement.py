"""MO: the verdict on the objective of the rate of I999, on whatever unit and handling no text decides. Pure functions.

While the unit of the objective is unknown (UCD or euros), or where I999998 is counted, the objective is judged only when every
way of counting falls on the same side of it; otherwise the reason is told (rules ``mo.i999_rate.*``).
"""

from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.mo import settings, volumes
from caqes_eval.families.mo.inputs import CONTRACT
from caqes_eval.families.mo.rates import WITHOUT_RESEARCH, parts
from caqes_eval.families.mo.settings import HANDLINGS, Handling
from caqes_eval.families.mo.volumes import Unit, Volume
from caqes_eval.families.result import IndicatorResult, Outcome, Target
from caqes_eval.foundation import french
from caqes_eval.regulation.parameters.shown import rule_words

OBJECTIVE = "mo.i999_objective"
LABEL = "Objectif du taux d’I999"
NOT_BOUND = "Cet indicateur ne figure pas au contrat de l’établissement pour l’année évaluée."


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of counting the rate, and which side of the objective it falls on.

    Attributes:
        value: None when it is not known; ``lacking`` then says why.
        met: None without value.
    """

    label: str
    value: Fraction | None
    met: bool | None
    lacking: str = ""


def ways(case: Case) -> list[Way]:
    """Return the ways of counting that the texts leave open; none when no objective applies."""
    rule = objectives.find(case.law, settings.TARGET).rule
    if rule is None:
        return []
    year, (decided, _) = volumes.of_year(case), settings.unit(case.law)
    units: tuple[Unit, ...] = (decided,) if decided else ("UCD", "euros")
    found = []
    for unit in units:
        volume = year.of(unit)
        for how in _handlings(case, volume):
            divided = parts(volume, how)
            value = divided[0] / divided[1] if divided and divided[1] > 0 else None
            name = f"en {unit}" + (f", {HANDLINGS[how]}" if volume.research else "")
            met = None if value is None else rule.holds(value)
            found.append(Way(label=name, value=value, met=met, lacking=_lacking(volume, divided)))
    return found


def _handlings(case: Case, volume: Volume) -> tuple[Handling, ...]:
    decided, _ = settings.handling(case.law)
    if decided:
        return (decided,)
    return tuple(HANDLINGS) if volume.research else (settings.WEBINAR,)


def _lacking(volume: Volume, divided: tuple[Fraction, Fraction] | None) -> str:
    if divided is None:
        return volume.lacking or WITHOUT_RESEARCH
    return "" if divided[1] > 0 else "Aucune UCD de la liste en sus : aucun taux n’existe."


def objective(case: Case) -> IndicatorResult:
    """Return the verdict: attained, not attained, or why none can be given."""
    outcome, reason = _verdict(case)
    judged = outcome in ("atteint", "non atteint")
    status = (
        outcome if outcome in ("données insuffisantes", "non concerné") else "calculé" if judged else "non calculable"
    )
    return IndicatorResult.model_validate(
        {
            "indicator": OBJECTIVE, "contract": CONTRACT, "label": LABEL, "period": str(case.year), "unit": "proportion",
            "direction": "lower", "numerator": None, "denominator": None, "value": None,
            "answer": outcome if judged else "", "calculation": told(case) if outcome != "non concerné" else "",
            "status": status, "outcome": outcome, "reason": reason, "target": _target(case) if outcome != "non concerné" else None,
        }
    )  # fmt: skip


def _target(case: Case) -> Target | None:
    rule = objectives.find(case.law, settings.TARGET).rule
    if rule is None or rule.comparator is None:
        return None
    return Target(value=rule.amount, comparator=rule.comparator, status=rule.status, rule=rule.key)


def told(case: Case) -> str:
    """Return the ways of counting and the objective in words; empty without objective."""
    rule, known = objectives.find(case.law, settings.TARGET).rule, ways(case)
    if rule is None:
        return ""
    figures = [f"{way.label} : {french.percent(way.value) if way.value is not None else 'non connu'}" for way in known]
    return f"{' ; '.join(figures)} ; objectif {rule_words(rule)}"


def _verdict(case: Case) -> tuple[Outcome, str]:
    if not case.binds(CONTRACT):
        return "non concerné", NOT_BOUND
    target = objectives.find(case.law, settings.TARGET)
    if target.rule is None:
        return "sans objectif", target.reason
    known = ways(case)
    if all(way.value is None for way in known) and all(way.lacking.startswith("Aucune UCD") for way in known):
        return "non calculable", known[0].lacking
    missing = list(dict.fromkeys(f"{french.capital(way.label)} : {way.lacking}" for way in known if way.value is None))
    if missing:
        return "données insuffisantes", " ".join([*missing, *_undecided(case, known)])
    sides = {way.met for way in known}
    if len(sides) == 1:
        return ("atteint" if sides == {True} else "non atteint"), _same_side(case, known)
    return "sans objectif", " ".join(
        [f"Tous les calculs possibles ne sont pas du même côté de l’objectif ({told(case)}).", *_undecided(case, known)]
    )


def _same_side(case: Case, known: list[Way]) -> str:
    if len(known) == 1:
        return ""
    return " ".join(["Jugé parce que tous les calculs possibles sont du même côté.", *_undecided(case, known)])


def _undecided(case: Case, known: list[Way]) -> list[str]:
    if len(known) == 1:
        return []
    unit, handling = settings.unit(case.law), settings.handling(case.law)
    research = any("I999998" in way.label for way in known)
    return [reason for value, reason, asked in ((*unit, True), (*handling, research)) if value is None and asked]
