"""Where the headings of a table are: one, two or three lines anywhere in a sheet, matched with what a schema understands."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from caqes_eval.intake.tables.headings import Match, Vocabulary, normalised
from caqes_eval.intake.tables.schema import TableSchema
from caqes_eval.intake.tables.view import View

_DEPTH = 200  # lines from the top where every line may be a header; below, only those with two known headings
_DEEPEST = 3  # lines of a header
_WIDEST = 500  # places of a line that may be headings
_UNITS = {
    "",
    "euros",
    "euro",
    "en euros",
    "eur",
    "keur",
    "en keur",
    "en k",
    "jj mm aaaa",
    "mm aaaa",
    "aaaa",
    "en",
    "en ttc",
    "ttc",
}
_WORDS_OF_UNITS = _UNITS | {
    "n", "nb", "nombre", "texte", "date", "oui non", "o n", "boites", "en boites", "nombre de boites", "unites", "unite",
    "en unites", "ucd", "en ucd", "patients", "nombre de patients", "jours", "en jours", "pourcentage", "en pourcentage",
    "k", "en milliers", "milliers d euros", "en milliers d euros", "millions d euros", "en millions d euros",
}  # fmt: skip
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_THOUSANDS = re.compile(r"\bk ?(?:€|eur)|\bke\b|\bm ?€|\bmeur|\bmilliers?\b|\bmillions?\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Header:
    """The headings of a table.

    Attributes:
        first, last: lines of the header.
        headings: as written, the lines joined by « / », by place.
        matched: what those understood mean, by place; a column may be there more than once.
    """

    first: int
    last: int
    headings: dict[int, str]
    matched: dict[int, Match]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The places of each column of the schema."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for field, match in self.matched.items():
            places[match.code].append(field)
        return dict(places)

    @property
    def fields(self) -> dict[str, int]:
        """The place of each column that has one place only."""
        return {code: fields[0] for code, fields in self.places.items() if len(fields) == 1}


def find_header(view: View, schema: TableSchema, vocabulary: Vocabulary) -> Header | None:
    """Return the header that says most columns of the schema, ``None`` when no line looks like one.

    Two columns at least, and a third of those expected; the shortest header, then the highest, wins among equals.
    """
    headers = [
        header_at(view, line, depth, vocabulary)
        for line in _candidates(view, vocabulary)
        for depth in range(1, _DEEPEST + 1)
        if line + depth - 1 in view.lines
    ]
    if not headers:
        return None
    best = max(headers, key=lambda header: (len(header.places), -len(header.matched), header.first - header.last))
    expected = sum(column.expected for column in schema.columns)
    needed = max(min(2, len(schema.columns)), expected / 3)
    return best if len(best.places) >= needed else None


def _candidates(view: View, vocabulary: Vocabulary) -> Iterator[int]:
    """Give the lines that may begin a header, from the top."""
    fields = view.fields[:_WIDEST]
    for place, line in enumerate(view.lines):
        values = {value for field in fields if isinstance(value := view.raw(line, field), str) and value}
        if values and (place < _DEPTH or sum(map(vocabulary.knows, values)) > 1):
            yield line


def header_at(view: View, first: int, depth: int, vocabulary: Vocabulary) -> Header:
    """Return the header that so many lines would make."""
    headings: dict[int, str] = {}
    matched: dict[int, Match] = {}
    for field, lines in _stacked(view, range(first, first + depth)):
        parts = [text for place, text in enumerate(lines) if text and text not in lines[:place]]
        if parts:
            headings[field] = " / ".join(parts)
            if match := _match(parts, vocabulary):
                matched[field] = match
    return Header(first=first, last=first + depth - 1, headings=headings, matched=matched)


def _stacked(view: View, lines: range) -> Iterator[tuple[int, list[str]]]:
    """Give the texts one above another at each place."""
    group = ""
    for field in view.fields[:_WIDEST]:
        texts = [view.heading(line, field) for line in lines]
        if len(texts) > 1 and not view.sheet.layout.merged:
            # where merges are unknown, the heading of a group stands over its first column only
            group = texts[0] or group
            texts[0] = group if texts[-1] else texts[0]
        yield field, texts


def _match(parts: list[str], vocabulary: Vocabulary) -> Match | None:
    """Match the lines of a heading joined, without its units, then its lowest line alone."""
    named = [part for part in parts if not is_unit(part)] or parts
    for words in (" ".join(parts), " ".join(named), named[-1]):
        if match := vocabulary.match(words):
            return match
    return None


def is_unit(text: str) -> bool:
    """Return whether a text in a heading only says a unit: « € », « (nb) », « en euros », « jj/mm/aaaa »."""
    return normalised(_BRACKETED.sub("", text)) in _UNITS


def is_unit_cell(text: str) -> bool:
    """Return whether a cell of a line under the headings may be a unit; words are more, since the whole line must be."""
    return normalised(_BRACKETED.sub("", text)) in _WORDS_OF_UNITS


def in_thousands(text: str) -> bool:
    """Return whether a heading or a unit announces thousands or millions."""
    return _THOUSANDS.search(text) is not None
