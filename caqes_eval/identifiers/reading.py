"""From a cell to a bare code: what every kind of code undergoes before its own rules."""

import re
from dataclasses import dataclass

# Invisible characters travel with a copy and paste: soft hyphen, zero-width spaces, direction marks, byte order mark.
_BLANKS = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?E[+-]?[0-9]+")
_FLOAT = re.compile(r"([0-9]+)[.,]0+")

_EMPTY = "Aucun code n’est saisi : le recopier depuis la source."
_ROUNDED = (
    "Excel a écrit ce code en notation scientifique : ses derniers chiffres sont perdus, on ne peut pas les retrouver. "
    "Refaire l’export avec la colonne au format texte."
)
_READ_AS_NUMBER = (
    "Ce code a été lu comme un nombre (« .0 » à la fin) : mettre la colonne au format texte, "
    "sinon un zéro de tête peut se perdre."
)


@dataclass(frozen=True)
class Reading:
    """A code without its blanks, in capitals.

    Attributes:
        text: the bare code.
        fault: why nothing can be read, in French; empty otherwise.
        warning: what deserves a look, in French; empty otherwise.
    """

    text: str
    fault: str = ""
    warning: str = ""


def read(typed: str) -> Reading:
    """Remove what is not the code: blanks, lower case, the ``.0`` of a number. No digit is added or changed."""
    text = _BLANKS.sub("", typed)
    if text.isascii():  # upper() would turn some foreign letters into ours: ı gives I
        text = text.upper()
    if not text:
        return Reading(text, fault=_EMPTY)
    if _SCIENTIFIC.fullmatch(text):
        return Reading(text, fault=_ROUNDED)
    if number := _FLOAT.fullmatch(text):
        return Reading(number[1], warning=_READ_AS_NUMBER)
    return Reading(text)
