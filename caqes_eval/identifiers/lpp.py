"""LPP: the medical device as the Assurance maladie reimburses it.

Seven digits, the first 1 to 9, the last a weighted sum mod 11 where a remainder of 10 is written 0 (formats.md §6:
31,950 codes out of 31,950).
"""

import re

from caqes_eval.identifiers.check import Check, accepted, refused
from caqes_eval.identifiers.keys import weighted_remainder, wrong_key
from caqes_eval.identifiers.reading import read

KIND = "LPP"

_PADDED = re.compile(r"0*([1-9][0-9]{6})")
_PMSI_WIDTH = 15  # the widest field that holds an LPP, in FICHCOMP

_SHAPE = "Un code LPP a 7 chiffres et ne commence pas par 0. Recopier le code depuis la source."


def check_lpp(typed: str) -> Check:
    """Check an LPP, alone or padded with blanks or zeros up to the 15 characters of a PMSI field."""
    reading = read(typed)
    if reading.fault:
        return refused(KIND, typed, reading.fault)
    padded = _PADDED.fullmatch(reading.text)
    if not padded or len(reading.text) > _PMSI_WIDTH:
        return refused(KIND, typed, _SHAPE)
    code = padded[1]
    if fault := wrong_key(code, str(weighted_remainder(code) % 10)):
        return refused(KIND, typed, fault)
    return accepted(KIND, typed, code, reading.warning)
