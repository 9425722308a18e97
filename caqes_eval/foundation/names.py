"""The names that files and keys may have, and what to say of one that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches

REGION_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""A region's code, which is also the name of its files: ``paca``, ``val-de-brume``."""


def near(typed: str, known: Iterable[str]) -> str:
    """Return what to do about a name that is not known: the nearest, or all of them."""
    known = tuple(known)
    close = get_close_matches(typed, known, n=1)
    return f"vouliez-vous écrire « {close[0]} » ?" if close else f"noms connus : {', '.join(known) or 'aucun'}."
