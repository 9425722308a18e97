"""The one table that both FINESS files give.

Both name a commune by its Insee code, once the old one's ``9A`` + ``127`` is read as 97127; the department comes from it,
so that both tell the same.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from caqes_eval.foundation.findings import Finding

COLUMNS = (
    "finess_et",
    "finess_ej",
    "name",
    "city",
    "department",
    "commune",
    "category",
    "sph",
    "legal_status",
    "since",
    "until",
    "state",
)
"""All text, empty when unknown.

``department`` is 04, 2A or 974; ``commune`` an Insee code; ``category`` the code of the category of establishment
(TRE_R66); ``sph`` how it takes part in the public hospital service (TRE_R73: 1 public, 6 ESPIC, 7 private not for profit,
0 none; empty outside hospital law); ``legal_status`` that of the legal body (TRE_R400; FINESS+ only); ``since`` and
``until`` AAAA-MM-JJ; ``state`` A (active) or I (closed; FINESS+ only).
"""

WHERE = (
    "Téléchargez le fichier FINESS+ « finess-structures-… .json.gz » depuis data.gouv.fr (jeu de données "
    "« FINESS - Structures ») et donnez-le tel quel, sans l’ouvrir."
)

Flow = Literal["etalab", "finess+"]

# FINESS kept the old Insee codes of Saint-Barthélemy and Saint-Martin, which left Guadeloupe in 2007.
_DEPARTMENT_BY_COMMUNE = {"97123": "977", "97127": "978"}


@dataclass(frozen=True)
class FinessTable:
    """The establishments of a FINESS file.

    Attributes:
        table: one row per geographic FINESS, sorted, columns :data:`COLUMNS`.
        flow: which of the two files it was.
        day: the day the file was made, ``None`` when it does not say.
        source: name shown and SHA-256 of the file.
        findings: what to check, none of them blocking.
    """

    table: pd.DataFrame
    flow: Flow
    day: date | None
    source: tuple[str, str]
    findings: tuple[Finding, ...]


def department_of(commune: str) -> str:
    """Return the department of an Insee commune code; empty for an empty code."""
    return _DEPARTMENT_BY_COMMUNE.get(commune) or commune[: 3 if commune.startswith(("97", "98")) else 2]
