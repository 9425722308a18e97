"""CIP: the drug as it is sold, one box.

CIP7 is seven digits, the last a weighted sum mod 11. CIP13 is 34009, the CIP7 and an EAN-13 key (formats.md §6).
The ranges 30, 49 and 55 mix older codes that carry the CIP7 key with newer ones that carry none.
"""

import re

from caqes_eval.identifiers.check import Check, accepted, refused
from caqes_eval.identifiers.keys import DIGITS, ean_fault, remainder_fault
from caqes_eval.identifiers.reading import Reading, read

_MIXED_RANGES = ("30", "49", "55")
_CIP13 = re.compile(r"34009[0-9]{8}")
_PREFIX_13_UCD = "34008"

_SHAPE = "Un code CIP a 7 chiffres, ou 13 chiffres et commence par 34009. Recopier le code depuis la source."
_UCD_INSTEAD = "C’est un code UCD, celui d’une unité donnée à l’hôpital : indiquer le code CIP, celui d’une boîte."
_NOT_CHECKABLE = (
    "Les codes CIP7 récents en 30, 49 ou 55 n’ont pas de clé : une faute de frappe ne se verrait pas, "
    "utiliser le CIP13 ou vérifier le libellé."
)
_INNER_KEY = "La clé du code à 13 chiffres est juste mais pas celle du CIP7 qu’il contient ({}) : vérifier le libellé."
# Values of the Assurance maladie in Open PHMEV: lines without a product, to be kept in the amounts only.
NOT_RELEASED_CIP13 = "9999999999999"
FEE_CIP13 = "0"
_NOT_A_PRODUCT = {
    NOT_RELEASED_CIP13: (
        "« Non restitué » : l’Assurance maladie cache ce produit (secret statistique). La ligne compte dans les "
        "montants, jamais dans un taux par produit."
    ),
    FEE_CIP13: (
        "« Honoraires de dispensation » : l’Assurance maladie paie ici la pharmacie, sans boîte. La ligne compte "
        "dans les montants, jamais dans les boîtes."
    ),
}


def cip7_of(cip13: str) -> str:
    """Return the CIP7 that a CIP13 contains; the EAN key is not checked again.

    Raises:
        ValueError: when these are not 13 digits starting with 34009.
    """
    if not _CIP13.fullmatch(cip13):
        msg = f"not a CIP13: {cip13!r}"
        raise ValueError(msg)
    return cip13[5:12]


def check_cip(typed: str) -> Check:
    """Check a CIP of 7 or 13 digits; the Assurance maladie's two values that name no product are refused as such."""
    reading = read(typed)
    code = reading.text
    if reading.fault:
        return refused("CIP", typed, reading.fault)
    if code in _NOT_A_PRODUCT:
        return refused("CIP13", typed, _NOT_A_PRODUCT[code])
    if not DIGITS.fullmatch(code):
        return refused("CIP", typed, _SHAPE)
    if len(code) == 7:
        return _check_cip7(typed, code, reading)
    if len(code) == 13:
        return _check_cip13(typed, code, reading)
    return refused("CIP", typed, _SHAPE)


def _check_cip7(typed: str, code: str, reading: Reading) -> Check:
    if code.startswith("9"):  # no drug sold has such a CIP, and a UCD7 has the same key
        return refused("CIP7", typed, _UCD_INSTEAD)
    fault = remainder_fault(code)
    if fault and not code.startswith(_MIXED_RANGES):
        return refused("CIP7", typed, fault)
    return accepted("CIP7", typed, code, _NOT_CHECKABLE if fault else "", reading.warning)


def _check_cip13(typed: str, code: str, reading: Reading) -> Check:
    if code.startswith(_PREFIX_13_UCD):
        return refused("CIP13", typed, _UCD_INSTEAD)
    if not _CIP13.fullmatch(code):
        return refused("CIP13", typed, _SHAPE)
    if fault := ean_fault(code):
        return refused("CIP13", typed, fault)
    # The EAN key proves the code; the inner one may be absent from a range opened since.
    cip7 = cip7_of(code)
    doubtful = not cip7.startswith(_MIXED_RANGES) and remainder_fault(cip7)
    return accepted("CIP13", typed, code, _INNER_KEY.format(cip7) if doubtful else "", reading.warning)
