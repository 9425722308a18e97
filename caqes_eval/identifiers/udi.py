"""UDI (IUD in French): the unique identifier of a medical device, as its issuing entity writes it.

GS1: a GTIN-14, alone or at the head of what a scanner reads. HIBC: « + » and a check character mod 43. ICCBBA: « =/ » and
16 characters, without key. Source: règlement (UE) 2017/745, art. 27 and annexe VI, partie C.
"""

import re
from string import ascii_uppercase, digits

from stdnum import ean, gs1_128
from stdnum.exceptions import ValidationError

from caqes_eval.identifiers.check import Check, accepted, refused
from caqes_eval.identifiers.keys import DIGITS, wrong_key
from caqes_eval.identifiers.reading import read

UNKNOWN, GTIN, HIBC, ICCBBA = "IUD", "GTIN-14", "HIBC", "ICCBBA"

_SEPARATOR = "\x1d"  # FNC1, as scanners send it; a blank for most readers
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")
_BRACKETED = re.compile(r"\(([0-9]{2,4})\)")
_SCANNED = re.compile(r"01[0-9]{14}.+")
_LOT, _EXPIRY, _SERIAL, _DEVICE = "10", "17", "21", "01"
_HIBC_DEVICE = re.compile(r"\+[A-Z][A-Z0-9]{3}[A-Z0-9]{1,18}[0-9]")
_ICCBBA_DEVICE = re.compile(r"=/[A-Z0-9]{16}(?![A-Z0-9])")
_MOD_43 = digits + ascii_uppercase + "-. $/+%"

_SHAPE = (
    "Forme non reconnue : un IUD est un GTIN à 14 chiffres (GS1), ou commence par + (HIBC) ou par =/ (ICCBBA). "
    "Recopier ou relire le code sur l’étiquette."
)
_LENGTH = "Un GTIN d’IUD a 14 chiffres, celui-ci en a {}. Relire le code sur l’étiquette."
_ELEMENT = "Ce code GS1 ne se lit pas jusqu’au bout : le relire sur l’étiquette."
_HIBC_SHAPE = "Un IUD HIBC s’écrit +, une lettre, 3 caractères, la référence, un chiffre et la clé. Relire l’étiquette."
_ICCBBA_SHAPE = "Un IUD ICCBBA commence par =/ et 16 caractères. Relire le code sur l’étiquette."
_WRONG_CHARACTER = "Clé HIBC fausse : un caractère au moins est mal saisi. Relire le code sur l’étiquette."
_NO_LOT = "Identifiants de production sans numéro de lot ni de série."
_NO_EXPIRY = "Identifiants de production sans date de péremption."


def check_udi(typed: str) -> Check:
    """Check a UDI: its device identifier, which is the value of the verdict, and what it says of production.

    The device identifier names a model, never a patient; lot and serial numbers are not kept.
    """
    scanned = _SYMBOLOGY.sub("", _SEPARATOR.join(read(part).text for part in typed.split(_SEPARATOR)))
    if _BRACKETED.match(scanned) or _SCANNED.fullmatch(scanned.strip(_SEPARATOR)):
        return _check_element_string(typed, _BRACKETED.sub(rf"{_SEPARATOR}\1", scanned))
    reading = read(typed)
    if reading.fault:
        return refused(UNKNOWN, typed, reading.fault)
    text = reading.text.strip("*")  # printed on each side of a HIBC code
    if text.startswith("+"):
        return _check_hibc(typed, text)
    if text.startswith("="):
        device = _ICCBBA_DEVICE.match(text)
        return accepted(ICCBBA, typed, device[0]) if device else refused(ICCBBA, typed, _ICCBBA_SHAPE)
    if not DIGITS.fullmatch(text):
        return refused(UNKNOWN, typed, _SHAPE)
    return _check_gtin(typed, text, reading.warning)


def _check_gtin(typed: str, code: str, *warnings: str) -> Check:
    if len(code) in (12, 13) and ean.is_valid(code):
        # the code of a shop: GS1 writes it in 14 digits with zeros before
        return refused(GTIN, typed, _LENGTH.format(len(code)), (code.zfill(14),))
    if len(code) != 14:
        return refused(GTIN, typed, _LENGTH.format(len(code)))
    if fault := wrong_key(code, ean.calc_check_digit(code[:-1])):
        return refused(GTIN, typed, fault)
    return accepted(GTIN, typed, code, *warnings)


def _check_element_string(typed: str, text: str) -> Check:
    device = re.match(rf"{_SEPARATOR}*{_DEVICE}([0-9]{{14}})", text)
    if device and not (check := _check_gtin(typed, device[1])).valid:
        return check
    try:
        parts = gs1_128.info(text, _SEPARATOR)
    except (ValidationError, ValueError, ArithmeticError):
        return refused(GTIN, typed, _ELEMENT)
    if len(str(parts.get(_DEVICE, ""))) != 14:
        return refused(GTIN, typed, _ELEMENT)
    produced = len(parts) > 1
    return accepted(
        GTIN,
        typed,
        str(parts[_DEVICE]),
        _NO_LOT if produced and not parts.keys() & {_LOT, _SERIAL} else "",
        _NO_EXPIRY if produced and _EXPIRY not in parts else "",
    )


def _check_hibc(typed: str, text: str) -> Check:
    primary, slash, _ = text.partition("/")
    keyed = _MOD_43[_remainder(text[:-1])] == text[-1]
    # a check character that is a blank was lost with the other blanks
    blank = not keyed and _remainder(text) == _MOD_43.index(" ")
    device = primary if slash or blank else primary[:-1]
    if not set(text) <= set(_MOD_43) or not _HIBC_DEVICE.fullmatch(device):
        return refused(HIBC, typed, _HIBC_SHAPE)
    if not keyed and not blank:
        return refused(HIBC, typed, _WRONG_CHARACTER)
    return accepted(HIBC, typed, f"{device}{_MOD_43[_remainder(device)]}".strip())


def _remainder(text: str) -> int:
    return sum(_MOD_43.find(character) for character in text) % len(_MOD_43)
