"""What is counted, as a reader sees it: ``1 254 boîtes``, ``12,5 UCD``, ``1 234,56 €``."""

from decimal import Decimal
from fractions import Fraction

from caqes_eval.foundation import french

_UNCHANGING = frozenset({"UCD", "DMI", "PPP", "GHS"})
_SEVERAL = {"lit ou place": "lits ou places", "mois": "mois", "dossier audité": "dossiers audités"}
_DECIMALS = 3


def shown(quantity: int | Decimal | Fraction, noun: str) -> str:
    """Return a quantity with what it counts; euros to the cent, other quantities to the thousandth when not whole."""
    exact = Fraction(quantity)
    if exact < 0:
        return f"−{shown(-exact, noun)}"
    if noun == "€":
        return french.euros(exact)
    decimals = next((count for count in range(_DECIMALS) if (exact * 10**count).denominator == 1), _DECIMALS)
    word = noun if abs(exact) < 2 or noun in _UNCHANGING else _SEVERAL.get(noun, plural(noun))
    return f"{french.number(exact, decimals)} {word}".strip()


def plural(noun: str) -> str:
    """Return the plural of a French noun, of its first word when it has a complement (« séjours en ambulatoire »)."""
    first, _, rest = noun.partition(" ")
    # an acronym takes no « s »
    several = first if not first or first[-1] in "sxz" or first.isupper() else f"{first}s"
    return f"{several} {rest}".strip()
