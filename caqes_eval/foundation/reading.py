"""Read an amount as people type it, or say why it cannot be read: an ambiguous one is never guessed."""

import re
from decimal import Decimal

from caqes_eval.foundation.errors import InputValueError

LARGEST_EUROS = Decimal(10) ** 12
"""Euros that no amount of this field reaches: more than health insurance spends in a year."""

# ordinary, no-break, figure, thin and narrow no-break spaces: Word, Excel and web pages each write their own
_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]+")
# no leading zero: « 010000024 » is the code of an establishment, not ten million euros
_AMOUNT = re.compile(
    r"([-\u2212]?) ?(0|[1-9][0-9]{0,2}(?: [0-9]{3})+|[1-9][0-9]*)(?: ?[.,] ?([0-9]{1,2}))? ?(?:€|EUR|euros?)?",
    re.IGNORECASE,
)
_MANY_SEPARATORS = re.compile(r"[0-9 ]+[.,][0-9 ]+[.,][0-9 .,]*")
_THREE_DIGITS = re.compile(r"[0-9 ]+[.,] ?[0-9]{3}")
_UNIT = re.compile(r"(?:€|EUR|euros?)$", re.IGNORECASE)
_SHOWN = 40


def parse_euros(text: str) -> Decimal:
    """Read an amount in euros, to the cent.

    Accepted: ``210 550, 97 €``, ``126 331 €``, ``1234.5``, ``-12,50 euros``; any kind of space between thousands; a comma or
    a point before one or two decimals.

    Args:
        text: the amount as typed.

    Returns:
        The amount in euros, exact.

    Raises:
        InputValueError: empty, ambiguous (``1.234``, ``1,234.56``), not an amount, or out of all proportion.
    """
    bare = _SPACES.sub(" ", text).strip()
    read = _AMOUNT.fullmatch(bare)
    if read:
        sign, whole, decimals = read.groups()
        digits = whole.replace(" ", "") + (f".{decimals}" if decimals else "")
        amount = Decimal(f"-{digits}" if sign else digits)
        if abs(amount) < LARGEST_EUROS:
            return amount
    shown = bare if len(bare) <= _SHOWN else f"{bare[:_SHOWN]}…"
    raise InputValueError(
        f"« {shown} » : {_fault(bare)}" if bare else "Aucun montant n’est écrit : une absence n’est pas zéro.",
        remedy="Écrivez le montant avec des espaces entre les milliers et une virgule avant les centimes : 1 234,56 €.",
    )


def _fault(bare: str) -> str:
    if _AMOUNT.fullmatch(bare):
        return "ce montant est démesuré, mille milliards d’euros ou plus : des chiffres sont sans doute en trop."
    unsigned = _UNIT.sub("", bare).strip(" -\u2212")
    if _MANY_SEPARATORS.fullmatch(unsigned):
        return "ce montant porte plusieurs virgules ou points, on ne sait pas lequel précède les centimes."
    if _THREE_DIGITS.fullmatch(unsigned):
        return "ce montant se lit de deux façons, en milliers ou avec trois décimales."
    return "ce n’est pas un montant en euros (chiffres par groupes de trois, deux décimales au plus)."
