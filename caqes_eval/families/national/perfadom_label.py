"""The mode of infusion that a PERFADOM label names: ``PERFADOM10-C-SADIFF-=1/S`` is for either of two modes."""

import re
from typing import Literal

Mode = Literal["electric", "diffuser", "either", "gravity", "other"]

_CODE = re.compile(r"PERFADOM\s*\d+[A-Z]?(?P<rest>.*)", re.IGNORECASE)
_MODE = re.compile(r"(?<![A-Z])(?:SADIFF|SA|DIFF|GRAV)(?![A-Z])", re.IGNORECASE)
_MODES: dict[str, Mode] = {"SADIFF": "either", "SA": "electric", "DIFF": "diffuser", "GRAV": "gravity"}

NAMES: dict[Mode, str] = {
    "electric": "système actif électrique",
    "diffuser": "diffuseur",
    "either": "système actif ou diffuseur (forfait commun)",
    "gravity": "gravité",
    "other": "autre forfait (entretien de voie, transfusion…)",
}

TWO_SYSTEMS: frozenset[Mode] = frozenset({"electric", "diffuser", "either"})
"""The two systems of the référentiel: diffusers and electric active systems."""


def mode_of(label: str) -> Mode | None:
    """Return the mode of a label, ``other`` for a PERFADOM package of no mode; None when it names no package.

    The nomenclature writes the package last, its mode after the kind of package: ``PERFADOM7E-S-SA-ELEC``.
    """
    package = _CODE.search(label)
    if package is None:
        return None
    found = _MODE.search(package["rest"])
    return _MODES[found[0].upper()] if found else "other"
