"""The demonstration as a user gets it: what it received, and what its notebooks say."""

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import scrapbook
from command import Ran

NAME = "demo"


@dataclass(frozen=True)
class Demonstration:
    """A working folder in which « caqes demo » ended, and how it ended. Read only: several tests share it."""

    root: Path
    ran: Ran

    @property
    def received(self) -> Path:
        """The files the hospitals sent, a folder per hospital."""
        return self.root / "received" / NAME

    @property
    def open_phmev(self) -> Path:
        """The fictitious Open PHMEV of the year evaluated."""
        return self.root / "demo/OPEN_PHMEV_2025.CSV"

    def folder(self, finess: str, family: str) -> Path:
        """Return the folder of the first run of a family of a hospital."""
        return self.root / "notebooks/runs" / NAME / finess / family / "v001"

    def families(self) -> list[tuple[str, str]]:
        """Return the hospital and the family of every evaluation that was made."""
        runs = self.root / "notebooks/runs" / NAME
        found = [path.parts[-4:-2] for path in runs.glob("99*/*/v001/result.json")]
        return sorted((finess, family) for finess, family in found if family != "etablissement")

    def result(self, finess: str, family: str) -> dict[str, Any]:
        """Return the record that was archived, its decimals exact."""
        return _exact(self.folder(finess, family) / "result.json")

    def indicators(self, finess: str, family: str) -> dict[str, dict[str, Any]]:
        """Return the results of a family by code of indicator."""
        return {each["indicator"]: each for each in self.result(finess, family)["results"]}

    def glued(self, finess: str, family: str) -> dict[str, Any]:
        """Return the record that the executed notebook itself carries, decimals exact."""
        book = scrapbook.read_notebook(str(self.folder(finess, family) / f"{family}.ipynb"))
        return json.loads(json.dumps(book.scraps["caqes_result"].data), parse_float=Decimal)


@cache
def _exact(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def fraction(written: object) -> Fraction | None:
    """Return a number of a record, which writes fractions as « 3/4 »; None when it has none."""
    return None if written is None else Fraction(str(written))
