"""The page ``docs/constats.md``: every kind of fault with the message it gives.

``python -m tests.constats`` writes it; a test checks that what is committed is what would be written.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from caqes_eval.foundation import french
from caqes_eval.intake.cross_checks import CHECKS
from tests.constats import analyst, between, cpam, forms, opening, pmsi, received, references, since, tables, values
from tests.constats.model import Room

PAGE = Path(__file__).parents[2] / "docs" / "constats.md"
ROOMS: tuple[Room, ...] = (
    received.ROOM, opening.ROOM, tables.ROOM, forms.ROOM, pmsi.ROOM, references.ROOM, cpam.ROOM, between.ROOM, since.ROOM,
    analyst.ROOM,
)  # fmt: skip
GENERATED = "<!-- Page engendrée par « python -m tests.constats » : ne pas la modifier. -->"
_INTRODUCTION = (
    "Chaque défaut trouvé dans un fichier reçu donne un constat : où, quoi, pourquoi, que faire. **Bloquant** : l’indicateur",
    "attend. **À vérifier** : le constat accompagne le résultat. **Info** : ce qui a été compris. Rien n’est corrigé d’office.",
    "Chaque ligne est le message réellement donné par un petit exemple, refait à chaque version. Les hôpitaux, les patients et",
    "les montants sont inventés, sauf les totaux du webinaire MO de l’OMEDIT PACA-Corse du 04/02/2026.",
)


def page() -> str:
    """Return the page."""
    lines = ["# Les constats", "", GENERATED, "", *_INTRODUCTION]
    for room in ROOMS:
        lines += ["", f"## {room.title}", "", room.about]
        lines += ["", *_table(_FAULTS, _rows(room))] if room.examples else []
        lines += [line for code, why in room.unshown.items() for line in ("", f"`{code}` : {why}.")]
    lines += ["", "## Ce que contient une cellule", "", _CELLS, "", *_table(_VALUES, values.rows())]
    lines += ["", "## Pourquoi ces contrôles entre les fichiers", "", *_table(_CHECKED, _checks())]
    return french.typography("\n".join(lines)) + "\n"


_FAULTS = ("Constat", "Gravité", "Exemple", "Message")
_CELLS = "Un refus est le constat `valeur_refusee` ; ce qui est dit d’une valeur lue, `valeur_comprise`."
_VALUES = ("Colonne", "Contenu", "Lu", "Ce qui est dit")
_CHECKED = ("Contrôle", "Gravité", "Pourquoi", "Que faire")


def _rows(room: Room) -> Iterator[list[str]]:
    for example in room.examples:
        finding = example.finding()
        yield [f"`{example.code}`", finding.severity.value, example.given, french.capital(finding.sentence())]


def _checks() -> Iterator[list[str]]:
    for check in CHECKS:
        yield [f"{check.title}<br>`{check.code}`", check.severity.value, check.why, check.remedy]


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    heads = list(headings)
    body = (" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows)
    return [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads), *(f"| {row} |" for row in body)]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
