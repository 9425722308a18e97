"""The check digits that python-stdnum lacks, and the French words for a wrong one."""

import re

from stdnum import ean

DIGITS = re.compile(r"[0-9]+")


def weighted_remainder(code: str) -> int:
    """Return Σ dᵢ·(i+1) mod 11 over the first six digits: the key of a UCD7, a CIP7 or an LPP, 0 to 10.

    Source: formats.md §6, checked on the whole UCD, BDPM and LPP files. A remainder of 10 makes no UCD7 nor CIP7.
    """
    return sum(int(digit) * weight for weight, digit in enumerate(code[:6], start=2)) % 11


def ean_fault(code: str) -> str:
    """Return why the last of 13 digits is not the EAN-13 key of the others, in French; empty when it is."""
    return wrong_key(code, ean.calc_check_digit(code[:-1]))


def remainder_fault(code: str) -> str:
    """Return why the last of 7 digits is not the weighted remainder of the others, in French; empty when it is."""
    return wrong_key(code, str(weighted_remainder(code)))


def wrong_key(code: str, expected: str) -> str:
    """Return the French sentence for a last digit other than ``expected``; empty when it is the same."""
    if code[-1] == expected:
        return ""
    # A remainder of ten is a key that no single digit can write.
    wanted = f"doit finir par {expected}" if len(expected) == 1 else "ne peut pas exister"
    return (
        f"Clé fausse : un code qui commence par {code[:-1]} {wanted}. "
        "Un chiffre au moins est mal saisi : recopier le code depuis la source."
    )
