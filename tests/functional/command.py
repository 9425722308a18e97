"""The caqes command as a user or a script calls it."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TIMEOUT = 600
# three situations of the fictitious region: ordinary with a past, no past and near the target, nothing calculable
CHOSEN = ("990780025", "990780116", "990780140")

HOSPITAL = "990780124"
# one hospital of the fictitious region, before anything is received
CAMPAIGN = f"""version: '1'
name: recueil
title: Recueil d’essai
year: 2025
region: val-de-brume
evaluation_date: '2026-03-31'
families: [generics]
sources:
  open_phmev:
  - {{year: 2025, path: absent.csv}}
establishments:
- {{finess: "{HOSPITAL}", name: INSTITUT AURORE, city: BRUMEVILLE}}
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document of standard output."""
        return json.loads(self.out)


def caqes(*arguments: object, root: Path) -> Ran:
    """Run the command in a process of its own, in another folder than the root."""
    done = subprocess.run(
        [sys.executable, "-m", "caqes_eval", *map(str, arguments), "--root", str(root)],
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        cwd=root.parent,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def working_folder(folder: Path) -> Path:
    """Make a working folder whose only campaign is :data:`CAMPAIGN`."""
    (folder / "params/campaigns").mkdir(parents=True)
    (folder / "params/campaigns/recueil.yml").write_text(CAMPAIGN, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but the cache, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".caqes" not in path.relative_to(folder).parts
    }
