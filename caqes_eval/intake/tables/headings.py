"""Headings compared: what people change without meaning anything by it is removed before."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from caqes_eval.intake.tables.schema import TableSchema

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_WORDS = re.compile(r"[^0-9a-z]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NEAR = 0.8
_LONGEST = 300


@lru_cache(maxsize=8_192)
def normalised(heading: str) -> str:
    """Return a heading without case, accents, punctuation, line breaks nor repeated blanks.

    NFKC first, as « n° », full-width letters and ligatures come in several forms (formats.md §10.9).
    """
    small = unicodedata.normalize("NFKC", heading[:_LONGEST]).casefold().translate(_LIGATURES)
    bare = "".join(c for c in unicodedata.normalize("NFD", small) if not unicodedata.combining(c))
    return _WORDS.sub(" ", bare).strip()


def without_asides(heading: str) -> str:
    """Return a heading without what stands in brackets: « Montant (en €) » gives « Montant »."""
    return _ASIDE.sub(" ", heading)


@dataclass(frozen=True)
class Match:
    """A heading understood: the column it means, and the label or synonym that says so."""

    code: str
    synonym: str


class Vocabulary:
    """The headings that a schema understands.

    Raises:
        ValueError: two columns of the schema have a heading in common.
    """

    def __init__(self, schema: TableSchema) -> None:
        self._matches: dict[str, Match] = {}
        self._written = {
            words.casefold() for column in schema.columns for words in (column.label, column.code, *column.synonyms)
        }
        for column in schema.columns:
            for words in (column.label, column.code, *column.synonyms):
                match = self._matches.setdefault(normalised(words), Match(column.code, words))
                if match.code != column.code:
                    msg = f"{schema.code}: « {words} » means both {match.code} and {column.code}"
                    raise ValueError(msg)
        for column in schema.columns:
            for words in (column.label, *column.synonyms):
                self._matches.setdefault(normalised(without_asides(words)), Match(column.code, words))
        self._matches.pop("", None)

    def match(self, heading: str) -> Match | None:
        """Return what a heading means, with then without what it says in brackets."""
        return self._matches.get(normalised(heading)) or self._matches.get(normalised(without_asides(heading)))

    def knows(self, heading: str) -> bool:
        """Return whether a heading is written as the schema does, case apart: quick, for the many cells of a sheet."""
        return heading.strip().casefold() in self._written

    def near(self, heading: str) -> Match | None:
        """Return what a heading may well mean: a proposal for a person, never taken."""
        close = get_close_matches(normalised(heading), self._matches, n=1, cutoff=_NEAR)
        return self._matches[close[0]] if close else None
