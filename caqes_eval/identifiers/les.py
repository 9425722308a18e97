"""LES: the indication for which a drug of the liste en sus is given.

A capital letter then six capitals or digits, without key (formats.md §6): a typing error shows only against the
reference, which is dated and belongs to the caller. ``I999`` is no family: other I99xxxx are ordinary codes.
"""

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType

from caqes_eval.identifiers.check import Check, accepted, refused
from caqes_eval.identifiers.reading import read

KIND = "LES"

SPECIAL_LES_CODES: Mapping[str, str] = MappingProxyType(
    {"I999997": "AMM miroir", "I999998": "recherche", "I999999": "hors AMM"}
)
"""The codes that name a situation rather than an indication, with their meaning in French; valid for any drug."""

_WHOLE = re.compile(r"[A-Z][A-Z0-9]{6}")
# Contracts and slides write « I999 » for I999999, « I997 » for I999997.
_SHORT_FORMS = {f"I99{code[-1]}": code for code in SPECIAL_LES_CODES}

_SHAPE = (
    "Un code indication LES a 7 caractères, une lettre puis 6 lettres ou chiffres (I000672, CBEVA01). "
    "Recopier le code depuis la source."
)


def check_les(typed: str) -> Check:
    """Check the shape of an LES indication code; whether it exists is :func:`check_les_known`."""
    reading = read(typed)
    code = reading.text
    if reading.fault:
        return refused(KIND, typed, reading.fault)
    if full := _SHORT_FORMS.get(code):
        reason = f"« {code} » est un raccourci : le code entier est {full} ({SPECIAL_LES_CODES[full]})."
        return refused(KIND, typed, reason, (full,))
    if not _WHOLE.fullmatch(code):
        return refused(KIND, typed, _SHAPE)
    return accepted(KIND, typed, code)


def check_les_known(typed: str, reference: Collection[str]) -> Check:
    """Check an LES code, then that it is special or in ``reference``.

    Args:
        typed: the code as typed.
        reference: the codes in force, in capitals without blanks; a set makes many look-ups fast.
    """
    check = check_les(typed)
    if check.value is None or check.value in SPECIAL_LES_CODES or check.value in reference:
        return check
    reason = (
        f"Le code indication {check.value} est absent du référentiel utilisé : vérifier la saisie, "
        "puis la date de ce référentiel."
    )
    return refused(KIND, typed, reason)
