"""The families there are: ours and those of other packages, found by entry point ``caqes_eval.families``."""

from functools import cache
from importlib.metadata import entry_points

from caqes_eval.families.definition import Family
from caqes_eval.foundation.errors import ParameterFileError


@cache
def families() -> dict[str, Family]:
    """Return every installed family by code."""
    found: dict[str, Family] = {}
    for entry in sorted(entry_points(group="caqes_eval.families"), key=lambda entry: entry.name):
        family = entry.load()
        if not isinstance(family, Family) or family.code != entry.name:
            raise TypeError(f"entry point {entry.name} of caqes_eval.families is not the family of that code")
        found[family.code] = family
    return found


def family(code: str) -> Family:
    """Return a family by its code.

    Raises:
        ParameterFileError: no installed family has that code.
    """
    known = families()
    if code not in known:
        raise ParameterFileError(
            f"La famille « {code} » n’existe pas.",
            remedy=f"Corrigez la clé families du fichier de campagne. Familles installées : {', '.join(known)}.",
        )
    return known[code]
