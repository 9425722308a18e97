"""Cells that hold no value: declared absences, and the errors of a spreadsheet, which are faults and never absences.

Source: the words really found in the files, formats.md §10.6 and §10.15.
"""

import re
from typing import Any

from caqes_eval.intake.tables.cells import Absence, Cell, Reading
from caqes_eval.intake.values.content import fold, plain, stored_number, stores_value

_DASH = "Un simple trait ne dit pas pourquoi la valeur manque : lu comme une cellule vide."
_NC = (
    "« NC » se lit « non concerné » ou « non communiqué » : retenu comme non connu, pour n’exclure personne à tort. "
    "Écrivez le mot entier."
)
_NA = "« NA » est lu « non applicable ». Si la valeur existe sans être connue, écrivez « non disponible »."
_SAS = "Code d’absence du logiciel SAS, dont le sens dépend du producteur du fichier : retenu comme non connu."
_HIDDEN = "« Non restitué » : l’Assurance maladie cache cette valeur (secret statistique). Elle n’est pas nulle."

_WORDS: dict[Absence, dict[str, tuple[str, ...]]] = {
    Absence.MISSING: {
        # null, none, nan, <NA>: how other programs write an empty cell
        "": ("", ".", "...", "…", "null", "none", "nan", "nat", "<na>", "(vide)", "vide"),
        _DASH: ("-", "--", "---", "/", "//", "\\", "_"),
    },
    Absence.UNKNOWN: {
        "": (
            "nd", "n.d.", "n/d", "non disponible", "non déterminé", "non documenté", "non communiqué", "non communiquée",
            "nr", "n.r.", "non renseigné", "non renseignée", "nsp", "ne sait pas", "inconnu", "inconnue", "non connu",
            "non connue", "indisponible", "?", "??", "???",
        ),
        _NC: ("nc", "n.c.", "n/c"),
        _HIDDEN: ("non restitué", "non restituée"),
    },
    Absence.NOT_APPLICABLE: {
        "": (
            "sans objet", "so", "s.o.", "s/o", "non concerné", "non concernée", "non concernés", "pas concerné",
            "non applicable",
        ),
        _NA: ("na", "n.a.", "n/a"),
    },
}  # fmt: skip
_ABSENCES = {
    fold(word): (absence, note) for absence, notes in _WORDS.items() for note, words in notes.items() for word in words
}
_SAS_MISSING = re.compile(r"\.[a-z_]")

_DIVISION = "La formule de cette cellule divise par zéro ou par une cellule vide."
_LOST = "La formule de cette cellule renvoie à une cellule qui a été supprimée."
_NOT_FOUND = "La formule de cette cellule cherche une valeur et ne la trouve pas."
_WRONG_TYPE = "La formule de cette cellule calcule sur un texte au lieu d’un nombre."
_NAME = "La formule de cette cellule emploie un nom que le tableur ne connaît pas."
_NUMBER = "La formule de cette cellule donne un nombre impossible ou trop grand."
_NULL = "La formule de cette cellule croise deux plages qui ne se touchent pas."
_SPILL = "La formule de cette cellule n’a pas la place d’écrire son résultat."
_OTHER = "La formule de cette cellule n’a pas pu être calculée."
_NARROW = "La colonne était trop étroite : le tableur a écrit des dièses à la place du nombre."
_ERRORS = {
    fold(name): reason
    for reason, names in {
        _DIVISION: ("#DIV/0!", "Err:532"),
        _LOST: ("#REF!", "Err:524"),
        _NOT_FOUND: ("#N/A", "#N/D", "Err:32767"),
        _WRONG_TYPE: ("#VALEUR!", "#VALUE!", "Err:519"),
        _NAME: ("#NOM?", "#NAME?", "Err:525"),
        _NUMBER: ("#NOMBRE!", "#NUM!", "Err:503"),
        _NULL: ("#NUL!", "#NULL!"),
        _SPILL: ("#PROPAGATION!", "#EPARS!", "#SPILL!"),
    }.items()
    for name in names
}
_ANY_ERROR = re.compile(r"#[a-z0-9/_]+[!?]|#(?:chargement_donnees|getting_data)|err:[0-9]{3,5}")
_TO_DO = "Corrigez la formule dans le tableur, ou écrivez la valeur à la main."


def formula_fault(cell: Cell) -> str:
    """Return why the formula of a cell failed, in French; empty when the cell holds no error of a spreadsheet."""
    if "#" not in cell.text and "rr:" not in cell.text.lower():
        return ""
    text = fold(cell.text)
    if len(text) > 2 and not text.strip("#"):
        return "" if stored_number(cell) is not None else f"{_NARROW} Élargissez-la puis refaites l’export."
    reason = _ERRORS.get(text) or (_OTHER if _ANY_ERROR.fullmatch(text) else "")
    return f"{reason} {_TO_DO}" if reason else ""


def declared_absence(cell: Cell) -> Reading[Any] | None:
    """Return why a cell holds no value, ``None`` when it may hold one.

    A number or a date that the file stores is a value whatever is shown: the accounting format shows zero as « - ».
    ``NC`` (« non concerné » or « non communiqué », formats.md §10.6) is not known: it claims the least, while « sans
    objet » would take a hospital out of a denominator.
    """
    if stores_value(cell):
        return None
    if found := _ABSENCES.get(fold(cell.text)):
        return Reading(absence=found[0], note=found[1])
    if _SAS_MISSING.fullmatch(plain(cell.text)):
        return Reading(absence=Absence.UNKNOWN, note=_SAS)
    return None
