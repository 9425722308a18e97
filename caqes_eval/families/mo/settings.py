"""MO: the questions on which a region's text decides, and what to do while none does. Pure functions."""

from typing import Literal

from caqes_eval.families import objectives
from caqes_eval.families.mo.volumes import Unit
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.regulation.regime import Law

TARGET, UNIT, HANDLING = "mo.i999_rate.target", "mo.i999_rate.unit", "mo.i999_rate.i999998_handling"
PROGRESS = "mo.i999_rate.progress"
ARGUED_TARGET, ARGUED_LEVELS = "mo.argued_share.target", "mo.argued_share.levels"
BREAK, MIRROR_DRUGS, PAIR_CONTROL = "plausibility.breaks.i999", "mo.mirror_drugs", "mo.pair_control"

Handling = Literal["dénominateur", "numérateur", "nulle part"]
HANDLINGS: dict[Handling, str] = {
    "dénominateur": "I999998 au dénominateur seulement",
    "numérateur": "I999998 comptées avec les I999999",
    "nulle part": "I999998 ôtées du calcul",
}
WEBINAR: Handling = "dénominateur"
"""How the table of the webinar divides: I999999 by all; what is shown while no text says where I999998 goes."""


def unit(law: Law) -> tuple[Unit | None, str]:
    """Return the unit of the objective, or None and why it is not known.

    Raises:
        ParameterFileError: the rule says another word.
    """
    found = objectives.find(law, UNIT)
    if found.rule is None:
        return None, found.reason
    for known in ("UCD", "euros"):
        if found.rule.text == known:
            return known, ""
    raise _unknown(UNIT, found.rule.text, "UCD, euros")


def handling(law: Law) -> tuple[Handling | None, str]:
    """Return where UCD coded I999998 are counted, or None and why it is not known.

    Raises:
        ParameterFileError: the rule says another word.
    """
    found = objectives.find(law, HANDLING)
    if found.rule is None:
        return None, found.reason
    for known in HANDLINGS:
        if found.rule.text == known:
            return known, ""
    raise _unknown(HANDLING, found.rule.text, ", ".join(HANDLINGS))


def controls_pairs(law: Law) -> bool:
    """Say whether the pairs UCD × indication are controlled that year (table e-PMSI 1.V.2.VMED-F)."""
    rule = law.find(PAIR_CONTROL)
    return rule is not None and rule.enabled


def _unknown(key: str, text: str, expected: str) -> ParameterFileError:
    return ParameterFileError(
        f"La règle « {key} » vaut « {text} », que la famille MO ne connaît pas.",
        remedy=f"Valeurs lues : {expected}. Corrigez params/regulation/{key.replace('.', '/')}.yml.",
    )
