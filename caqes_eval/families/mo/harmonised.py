"""MO: one name for what is written in several ways: substances, levels of indication. What was declared is never replaced.

The table of synonyms is a proposal (``indication_synonyms.yml``); a text that it does not know stays as it was written.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from caqes_eval.foundation import french, strict_yaml
from caqes_eval.intake.forms.definitions import mo_initiations
from caqes_eval.intake.values import clean, fold

_FILE = "indication_synonyms.yml"
LEVELS = ("level_1", "level_2", "level_3", "level_4")


class Synonyms(BaseModel):
    """The table: by common name, its other ways of being written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dci: dict[str, list[str]]
    indications: dict[str, list[str]]

    @model_validator(mode="after")
    def _one_name_each(self) -> "Synonyms":
        for table in (self.dci, self.indications):
            seen = Counter(key for name, others in table.items() for key in {fold(name), *map(fold, others)})
            twice = [key for key, count in seen.items() if count > 1]
            if twice:
                raise ValueError(f"une écriture n’a qu’un libellé : {', '.join(sorted(twice))} en ont plusieurs.")
        return self


@cache
def synonyms() -> Synonyms:
    """Return the table that comes with the family.

    Raises:
        ParameterFileError: it is not well written.
    """
    return strict_yaml.validated(strict_yaml.load(Path(__file__).with_name(_FILE), shown_name=_FILE), Synonyms)


@cache
def _known(kind: str) -> Mapping[str, str]:
    table: dict[str, list[str]] = getattr(synonyms(), kind)
    return {fold(written): name for name, others in table.items() for written in (name, *others)}


@cache
def _levels_1() -> Mapping[str, str]:
    (sheet,) = (each for each in mo_initiations.FORM.sheets if each.schema.code == mo_initiations.INITIATIONS)
    (column,) = (each for each in sheet.schema.columns if each.code == "level_1")
    return {choice.code: choice.label for choice in column.choices}


def dci(written: str) -> str:
    """Return the common name of a substance; in small letters when the table does not know it."""
    return _known("dci").get(fold(written)) or clean(written).lower()


def slug(name: str) -> str:
    """Return a name as a part of an indicator's code: small letters, digits and ``_``."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in fold(name)).strip("_") or "inconnue"


def declared(level: str, written: str) -> str:
    """Return a level of indication as it was declared; the code of a list is shown by its label."""
    return _levels_1().get(written, clean(written)) if level == "level_1" else clean(written)


def indication(level: str, written: str) -> str:
    """Return the common name of a level of indication; with a capital, as it was written, when the table does not know it."""
    shown = declared(level, written)
    return _known("indications").get(fold(shown)) or french.capital(shown)


@dataclass(frozen=True, kw_only=True)
class Harmonised:
    """A common name and how it was declared.

    Attributes:
        names: the common name of each level, empty where nothing was declared.
        written: the different ways it was declared, the most frequent first.
        count: how many times.
    """

    names: tuple[str, ...]
    written: tuple[str, ...]
    count: int


def gathered(lines: Iterable[tuple[str, ...]]) -> list[Harmonised]:
    """Gather lines of four levels as declared under their common names, the most frequent first.

    Two ways of writing that differ by capitals, accents or spaces only are one; the most frequent gives its name, then the
    first in the alphabet, so that the order of the lines changes nothing.
    """
    groups: dict[tuple[str, ...], Counter[tuple[str, ...]]] = {}
    for line in lines:
        names = tuple(indication(level, text) if text else "" for level, text in zip(LEVELS, line, strict=True))
        groups.setdefault(tuple(map(fold, names)), Counter())[line] += 1
    found = []
    for counted in groups.values():
        ways = sorted(counted, key=lambda line: (-counted[line], line))
        names = tuple(indication(level, text) if text else "" for level, text in zip(LEVELS, ways[0], strict=True))
        written = tuple(_joined(line) for line in ways)
        found.append(Harmonised(names=names, written=written, count=counted.total()))
    return sorted(found, key=lambda each: (-each.count, each.names))


def _joined(line: tuple[str, ...]) -> str:
    texts = [declared(level, text) for level, text in zip(LEVELS, line, strict=True) if text]
    return " > ".join(texts) or "non déclarée"
