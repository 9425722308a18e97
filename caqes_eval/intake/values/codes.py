"""Codes of hospitals, drugs, devices and indications, through :mod:`caqes_eval.identifiers`."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from caqes_eval.identifiers import (
    SPECIAL_LES_CODES,
    Check,
    check_cip,
    check_finess,
    check_les,
    check_lpp,
    check_ucd,
)
from caqes_eval.intake.tables.cells import Cell, Reading
from caqes_eval.intake.tables.schema import Kind
from caqes_eval.intake.values.content import clean, fold, typed

CODE_CHECKS: Mapping[Kind, Callable[[str], Check]] = MappingProxyType(
    {"finess": check_finess, "ucd": check_ucd, "cip": check_cip, "lpp": check_lpp, "les": check_les}
)
"""The kinds of column that hold a code, each with its check."""

# contracts, slides and hospitals write I999, I 999, 999999, i999999 for I999999 (practice.md §2.4)
_SPECIAL = re.compile(r"i?(?:999)?99([789])")
# the département of the demonstration does not exist on purpose: not worth a word at each hospital
_FICTITIOUS = "99"
_MEANINGS = {fold(meaning): code for code, meaning in SPECIAL_LES_CODES.items()}


def read_code(cell: Cell, kind: Kind) -> Reading[str]:
    """Read a code of one of the kinds of :data:`CODE_CHECKS`; a repair is proposed only when there is a single one."""
    text = typed(cell)
    if kind == "les" and (special := _special_les(text)):
        return special
    check = CODE_CHECKS[kind](text)
    if check.value is None:
        return Reading(problem=check.reason, proposal=check.proposals[0] if len(check.proposals) == 1 else "")
    fictitious = kind == "finess" and check.value.startswith(_FICTITIOUS)
    return Reading(value=check.value, note=("" if fictitious else check.warning) or _capitals_note(text, check.value))


def _special_les(text: str) -> Reading[str] | None:
    """Refuse a special code (hors AMM…) that is not written whole: the indicator rests on it, so a person says yes."""
    bare = fold(text)
    short = _SPECIAL.fullmatch(bare)
    code = f"I99999{short[1]}" if short else _MEANINGS.get(bare)
    if code is None or clean(text) == code:
        return None
    return Reading(
        problem=f"Le code {code} ({SPECIAL_LES_CODES[code]}) n’est pas écrit en entier, avec un I majuscule et six chiffres.",
        proposal=code,
    )


def _capitals_note(text: str, code: str) -> str:
    """Return what to say when small letters were read as capitals, in French."""
    return f"Lu {code}, en majuscules." if text.isascii() and text != text.upper() else ""
