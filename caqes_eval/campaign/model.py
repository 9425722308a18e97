"""A campaign: which establishments, which families, which year, which files."""

import re
from collections import Counter
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.names import REGION_PATTERN
from caqes_eval.identifiers import check_finess

# the first contracts bear on 2018
FIRST_YEAR, LAST_YEAR = 2018, 2100
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
_WINDOWS_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10)),
}


class Strict(BaseModel):
    """A part of a campaign file: unknown keys are refused, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PhmevFile(Strict):
    """An Open PHMEV file and the year of activity it tells."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    path: str


class BdpmFiles(Strict):
    """The two files of the public drug database that give the generic repertoire, and their date."""

    date: Day
    presentations: str
    groups: str


class Sources(Strict):
    """The files a campaign reads; paths are relative to the working folder."""

    open_phmev: list[PhmevFile] = []
    bdpm: BdpmFiles | None = None


class Establishment(Strict):
    """An establishment to evaluate."""

    finess: str
    name: str
    city: str = ""
    category: str = ""

    @field_validator("finess")
    @classmethod
    def _finess_with_its_key(cls, typed: str) -> str:
        check = check_finess(typed)
        if check.value is None:
            raise ValueError(
                f"{check.reason} {'Proposition : ' + ', '.join(check.proposals) if check.proposals else ''}"
            )
        return check.value


class Campaign(Strict):
    """The content of ``params/campaigns/NAME.yml``."""

    version: Literal["1"]
    name: str = Field(pattern=NAME_PATTERN)
    title: str
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    evaluation_date: Day
    region: str | None = Field(None, pattern=REGION_PATTERN)
    families: list[str] = Field(min_length=1)
    sources: Sources = Sources()
    repertoire_source: Literal["top_gen", "bdpm"] = "top_gen"
    establishments: list[Establishment] = Field(min_length=1)

    @model_validator(mode="after")
    def _coherent(self) -> "Campaign":
        years = [file.year for file in self.sources.open_phmev]
        if len(set(years)) != len(years):
            raise ValueError("sources.open_phmev cite deux fois la même année.")
        if years and self.year not in years:
            raise ValueError(f"sources.open_phmev ne contient pas de fichier pour l’année évaluée {self.year}.")
        if self.repertoire_source == "bdpm" and self.sources.bdpm is None:
            raise ValueError("repertoire_source vaut bdpm mais sources.bdpm manque.")
        counts = Counter(establishment.finess for establishment in self.establishments)
        twice = sorted(finess for finess, count in counts.items() if count > 1)
        if twice:
            raise ValueError(f"établissements cités deux fois : {', '.join(twice)}.")
        return self


def name_fault(name: str) -> str:
    """Return why a campaign name is refused, in French, or an empty text.

    A campaign's name becomes a folder on Linux and on Windows.
    """
    if not re.fullmatch(NAME_PATTERN, name):
        return "un nom de campagne contient des lettres sans accent, des chiffres, « - » et « _ » (64 signes au plus)."
    if name.lower() in _WINDOWS_DEVICES:
        return "ce nom est réservé par Windows."
    return ""
