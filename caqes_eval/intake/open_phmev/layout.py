"""Which column is where: the header of the published file, in any order and any case.

The published layout is that of formats.md §1 (31 columns in 2024, separator ``;``). Only the columns used here are
asked for, and a column is known here by its published name in lower case (``cip13`` for ``CIP13``).
"""

import csv
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches

from caqes_eval.foundation.errors import InputFormatError
from caqes_eval.foundation.findings import Finding, Severity

SEPARATOR = ";"
NEEDED = (
    "ATC5", "L_ATC5", "CIP13", "l_cip13", "TOP_GEN", "age", "SEXE",
    "etb_rgt", "categorie_jur", "code_postal", "nom_etb", "nom_ville", "raison_sociale_etb", "region_etb",
    "BOITES", "REM", "BSE",
)  # fmt: skip
"""The columns that must be there, as the Assurance maladie spells them in 2024."""

DOWNLOAD_AGAIN = (
    "repartez du fichier OPEN_PHMEV téléchargé sur data.gouv.fr, sans l’ouvrir ni l’enregistrer dans Excel."
)
"""The remedy of nearly every fault: the published file has none of them, a program put them there."""

_OTHER_SEPARATORS = {",": "la virgule", "\t": "la tabulation", "|": "la barre verticale"}


@dataclass(frozen=True)
class Layout:
    """The header of one file.

    Attributes:
        file: name of the file as messages show it.
        header: its cells as written.
    """

    file: str
    header: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The header as code knows it: lower case, without the blanks around."""
        return tuple(_normalised(cell) for cell in self.header)

    def written(self, column: str) -> str:
        """Return the name of a column as the file writes it."""
        return self.header[self.names.index(column)].strip()


def read_layout(header: str, file: str) -> Layout:
    """Return the layout that a header line declares.

    Raises:
        InputFormatError: wrong separator, or columns missing or written twice, all of them told at once.
    """
    layout = Layout(file, _cells(header, SEPARATOR))
    faults = [*_missing(layout), *_written_twice(layout)]
    if not faults:
        return layout
    for separator, words in _OTHER_SEPARATORS.items():
        if not _missing(Layout(file, _cells(header, separator))):
            raise InputFormatError(
                f"{file}, ligne 1 : les colonnes sont séparées par {words}, et non par le point-virgule.",
                remedy=f"Le fichier a été réenregistré par un logiciel : {DOWNLOAD_AGAIN}",
            )
    raise InputFormatError(
        f"{file} n’a pas les colonnes du fichier Open PHMEV.",
        remedy="Vérifiez que c’est bien le fichier Open PHMEV complet, tel que publié par l’Assurance maladie.",
        findings=faults,
    )


def _cells(header: str, separator: str) -> tuple[str, ...]:
    return tuple(next(csv.reader([header], delimiter=separator), []))


def _normalised(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().casefold()


def _missing(layout: Layout) -> list[Finding]:
    needed = {name.casefold() for name in NEEDED}
    spare = {_normalised(cell): cell.strip() for cell in layout.header if _normalised(cell) not in needed}
    faults = []
    for name in NEEDED:
        if name.casefold() in layout.names:
            continue
        near = get_close_matches(name.casefold(), spare, n=1, cutoff=0.75)
        hint = f"si « {spare[near[0]]} » est cette colonne, redonnez-lui son nom ; sinon, " if near else ""
        faults.append(
            Finding(
                code="colonne_absente", severity=Severity.BLOCKING, file=layout.file, line=1, column=name,
                message="cette colonne manque.", why="Le fichier publié la contient : celui-ci a été modifié ou n’est pas le bon.",
                remedy=hint + DOWNLOAD_AGAIN,
            )
        )  # fmt: skip
    return faults


def _written_twice(layout: Layout) -> list[Finding]:
    counts = Counter(name for name in layout.names if name)
    return [
        Finding(
            code="colonne_en_double", severity=Severity.BLOCKING, file=layout.file, line=1,
            column=layout.written(name), message=f"cette colonne est écrite {count} fois.",
            why="Rien ne dit laquelle est la bonne.", remedy=DOWNLOAD_AGAIN,
        )
        for name, count in counts.items() if count > 1
    ]  # fmt: skip
