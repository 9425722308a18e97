"""Why a text is no number, in words a hospital understands, and the number it most certainly stands for."""

import re
from decimal import Decimal

from caqes_eval.intake.tables.schema import Kind
from caqes_eval.intake.values.content import clean, fold, plain, written
from caqes_eval.intake.values.numerals import numbers_of

_SCIENTIFIC = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?e[-+]?[0-9]+")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_COMPARED = re.compile(r"(?:[<>≤≥~≈±]|(?:environ|env\.?|plus de|moins de|entre|pres de) ).*")
_IN_PARENTHESES = re.compile(r"\((.+)\)")
_TRAILING_MINUS = re.compile(r"(.*[0-9]) ?-")
_THOUSANDS = re.compile(r"(.*[0-9]) ?(k|m) ?(?:€|eur|euros?)")
_COUNTED = re.compile(
    r"(.*[0-9]) ?(?:patients?|patientes?|dossiers?|sejours?|boites?|lignes?|unites?|cas|initiations?|dmi|transports?"
    r"|trajets?|lits?|places?|jours?)"
)
_SEVERAL_DECIMALS = re.compile(r"([0-9]{1,3}(?:([.,])[0-9]{3})+)\2([0-9]{1,2})")
_ROUNDED = (
    "Le tableur a écrit ce nombre en notation scientifique : ses derniers chiffres sont perdus, on ne peut pas les "
    "retrouver. Reprenez la valeur d’origine."
)
_NOTHING = frozenset(fold(word) for word in ("aucun", "aucune", "néant", "zéro", "rien", "aucun patient"))


def why_no_number(text: str, kind: Kind) -> tuple[str, str]:
    """Return why a text that :func:`numbers_of` cannot read is no number, and a proposal or nothing."""
    bare = plain(text)
    if fold(text) in _NOTHING:
        return "Un mot est écrit à la place du nombre : zéro s’écrit 0.", "0"
    if _SCIENTIFIC.fullmatch(bare):
        return _ROUNDED, ""
    if _LEADING_ZERO.fullmatch(bare):
        return "Ce nombre commence par un zéro, comme un code : vérifiez qu’il est dans la bonne colonne.", ""
    if _COMPARED.fullmatch(bare):
        return "Cette valeur est approchée ou masquée (« environ », « < », « plus de ») : écrivez le nombre exact.", ""
    return _almost_a_number(bare, kind)


def _almost_a_number(bare: str, kind: Kind) -> tuple[str, str]:
    if accounted := _IN_PARENTHESES.fullmatch(bare):
        return "Des parenthèses entourent ce nombre : la comptabilité écrit ainsi un nombre négatif.", _times(
            accounted[1], -1
        )
    if after := _TRAILING_MINUS.fullmatch(bare):
        return "Le signe moins est écrit après le nombre.", _times(after[1], -1)
    if several := _SEVERAL_DECIMALS.fullmatch(bare):
        digits = re.sub(r"[.,]", "", several[1])
        return "Le même signe sépare les milliers et les décimales.", f"{digits},{several[3]}"
    if kind == "money" and (short := _THOUSANDS.fullmatch(bare)):
        factor = 1_000 if short[2] == "k" else 1_000_000
        return "Ce montant est en milliers ou en millions d’euros : écrivez-le en euros.", _times(short[1], factor)
    if counted := _COUNTED.fullmatch(bare):
        return "Un mot suit le nombre : la cellule ne doit contenir que le nombre.", _times(counted[1], 1)
    return _wrong_unit(bare, kind), ""


def _wrong_unit(bare: str, kind: Kind) -> str:
    if bare.endswith("%") and kind != "rate":
        return "C’est un pourcentage, alors qu’un nombre est attendu."
    if bare.endswith(("€", "eur", "euro", "euros")) and kind != "money":
        return "C’est un montant en euros, alors qu’un autre nombre est attendu."
    if not any(digit in bare for digit in "0123456789"):
        return "Ce texte ne contient aucun nombre."
    return "Ce n’est pas un nombre écrit avec des chiffres, des espaces par groupes de trois et une seule virgule."


def _times(text: str, factor: int) -> str:
    """Return the number times ``factor`` as typed, empty when it has not exactly one reading."""
    numbers = numbers_of(clean(text))
    return written(numbers[0] * Decimal(factor)) if len(numbers) == 1 else ""
