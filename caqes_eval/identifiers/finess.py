"""FINESS: the number of a hospital, legal body or site alike.

Nine characters: two for the département (01 to 95, 2A, 2B, 97, 98), six digits, a key. The key is Luhn's once A is
replaced by 1 and B by 2 (formats.md §6: 5,881 real numbers out of 5,881, 57 of them Corsican).
"""

import re

from stdnum import luhn

from caqes_eval.identifiers.check import Check, accepted, refused
from caqes_eval.identifiers.keys import wrong_key
from caqes_eval.identifiers.reading import read

KIND = "FINESS"

_WHOLE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{7}")
_EIGHT = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{6}")
_LETTERS = str.maketrans("AB", "12")
# 20 was Corse until 1976; 96 and 99 are none.
_DEPARTMENTS = {f"{number:02}" for number in range(1, 96) if number != 20} | {"2A", "2B", "97", "98"}

_SHAPE = (
    "Un FINESS a 9 caractères : le département (01 à 95, 2A, 2B, 97 ou 98) puis 7 chiffres. "
    "Recopier le numéro depuis la source."
)


def finess_key(first_eight: str) -> str:
    """Return the ninth character of a FINESS from its first eight, in capitals.

    Raises:
        ValueError: when these are not the first eight characters of a FINESS.
    """
    if not _EIGHT.fullmatch(first_eight):
        msg = f"not the first eight characters of a FINESS: {first_eight!r}"
        raise ValueError(msg)
    return str(luhn.calc_check_digit(first_eight.translate(_LETTERS)))


def check_finess(typed: str) -> Check:
    """Check a FINESS; eight characters are refused with the numbers they may stand for.

    The key cannot tell 2A from 21 or 2B from 22 (same Luhn sum), nor a FINESS from a SIREN (nine digits, Luhn too).
    """
    reading = read(typed)
    code = reading.text
    if reading.fault:
        return refused(KIND, typed, reading.fault)
    if _EIGHT.fullmatch(code):
        return _eight_characters(typed, code)
    if not _WHOLE.fullmatch(code):
        return refused(KIND, typed, _SHAPE)
    if code == "000000000":  # right by its key, and what a form filled by a machine says for « none »
        return refused(KIND, typed, "Ce numéro n’est fait que de zéros : le recopier depuis la source.")
    if fault := wrong_key(code, finess_key(code[:8])):
        return refused(KIND, typed, fault)
    return accepted(KIND, typed, code, _department_warning(code), reading.warning)


def _eight_characters(typed: str, code: str) -> Check:
    """Refuse eight characters: a number whose leading zero is lost, the SNDS form without key, or either."""
    readings: dict[str, str] = {}
    if code[0] != "0" and code.isdigit() and finess_key(f"0{code[:7]}") == code[7]:
        readings[f"0{code}"] = "le zéro de tête effacé par Excel"
    if code[:2] in _DEPARTMENTS:
        readings[code + finess_key(code)] = "la clé finale, absente de la forme courte du SNDS"
    if not readings:
        return refused(KIND, typed, _SHAPE)
    missing = ", ou ".join(f"{what} ({number})" for number, what in readings.items())
    reason = f"Il manque un caractère : {missing}. Retrouver le bon numéro d’après le nom de l’établissement."
    return refused(KIND, typed, reason, tuple(readings))


def _department_warning(code: str) -> str:
    if code[:2] in _DEPARTMENTS:
        return ""
    return f"Le département {code[:2]} n’existe pas : vérifier que ce numéro n’est pas fictif."
