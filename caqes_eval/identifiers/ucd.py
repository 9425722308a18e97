"""UCD: the drug as the hospital administers it, one unit.

UCD7 is seven digits starting with 9, the last a weighted sum mod 11. UCD13 is 34008, the UCD7 and an EAN-13 key
(formats.md §6). Codes 900xxxx were given without a key: 3,290 real ones, 555 right by chance.
"""

from caqes_eval.identifiers.check import Check, accepted, refused
from caqes_eval.identifiers.keys import DIGITS, ean_fault, remainder_fault
from caqes_eval.identifiers.reading import Reading, read

_KEYLESS_RANGE = "900"
_PREFIX_13 = "34008"
_PREFIX_13_CIP = "34009"
_PMSI_WIDTH = 15  # the widest field that holds a UCD, in FICHCOMP

_SHAPE = (
    "Un code UCD a 7 chiffres et commence par 9, ou 13 chiffres et commence par 34008. "
    "Recopier le code depuis la source."
)
_CIP_INSTEAD = (
    "C’est un code CIP13 (il commence par 34009), celui d’une boîte : indiquer le code UCD, celui d’une unité."
)
_NOT_CHECKABLE = "Les codes UCD 900xxxx n’ont pas de clé : une faute de frappe ne se verrait pas, vérifier le libellé."
_INNER_KEY = (
    "La clé du code à 13 chiffres est juste mais pas celle de l’UCD7 qu’il contient ({}) : vérifier le libellé."
)


def check_ucd(typed: str) -> Check:
    """Check a UCD of 7 or 13 digits, alone or padded with blanks or zeros up to the 15 characters of a PMSI field.

    The value has the length typed: 7 digits for the kind ``UCD7``, 13 for ``UCD13``.
    """
    reading = read(typed)
    if reading.fault:
        return refused("UCD", typed, reading.fault)
    # No UCD starts with zero: the zeros before it are padding, and removing them changes nothing.
    code = reading.text.lstrip("0") if len(reading.text) <= _PMSI_WIDTH else reading.text
    if not DIGITS.fullmatch(code):
        return refused("UCD", typed, _SHAPE)
    if len(code) == 7:
        return _check_ucd7(typed, code, reading)
    if len(code) == 13:
        return _check_ucd13(typed, code, reading)
    return refused("UCD", typed, _SHAPE)


def _check_ucd7(typed: str, code: str, reading: Reading) -> Check:
    if not code.startswith("9"):
        return refused("UCD7", typed, _SHAPE)
    if code.startswith(_KEYLESS_RANGE):
        return accepted("UCD7", typed, code, _NOT_CHECKABLE, reading.warning)
    if fault := remainder_fault(code):
        return refused("UCD7", typed, fault)
    return accepted("UCD7", typed, code, reading.warning)


def _check_ucd13(typed: str, code: str, reading: Reading) -> Check:
    if code.startswith(_PREFIX_13_CIP):
        return refused("UCD13", typed, _CIP_INSTEAD)
    ucd7 = code[5:12]
    if not (code.startswith(_PREFIX_13) and ucd7.startswith("9")):
        return refused("UCD13", typed, _SHAPE)
    if fault := ean_fault(code):
        return refused("UCD13", typed, fault)
    # The EAN key proves the code; the inner one may be absent from a range opened since.
    doubtful = not ucd7.startswith(_KEYLESS_RANGE) and remainder_fault(ucd7)
    return accepted("UCD13", typed, code, _INNER_KEY.format(ucd7) if doubtful else "", reading.warning)
