"""Tables laid out freely, and their cells."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.tables.faults import FAULTS
from caqes_eval.intake.tables.finding import find_table
from caqes_eval.intake.tables.reading import read_table
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema
from caqes_eval.intake.workbooks import open_workbook
from tests.constats.model import Example, Room

_SCHEMA = TableSchema(
    code="spending",
    label="Dépenses",
    columns=(
        ColumnSchema(code="finess", label="FINESS", kind="finess", required=True),
        ColumnSchema(code="period", label="Période", kind="period", required=True),
        ColumnSchema(code="amount", label="Montant", kind="money", minimum=Decimal(0)),
        ColumnSchema(
            code="comment",
            label="Commentaire",
            kind="text",
            required=True,
            measured=True,
            expected=False,
            synonyms=("Observations",),
        ),
    ),
    key=("finess", "period"),
)
_HEAD = ["FINESS", "Période", "Montant", "Commentaire"]
_NICE, _AJACCIO = ["060785011", "S2 2025", 12.5, "x"], ["2A0000014", "S2 2025", 8, "y"]
_NIR = "255081416802538"


def _read(*rows: list[object], hidden: int = 0) -> Callable[[Path], Iterable[Finding]]:
    def produce(folder: Path) -> Iterable[Finding]:
        book = Workbook()
        book.active.title = "Dépenses"
        for row in rows:
            book.active.append(row)
        if hidden:
            book.active.row_dimensions[hidden].hidden = True
        book.save(folder / "extrait.xlsx")
        (sheet,) = open_workbook(folder / "extrait.xlsx").sheets
        found = find_table(sheet, _SCHEMA, file="extrait.xlsx")
        assert found is not None
        return [*found.findings, *read_table(found, _SCHEMA, file="extrait.xlsx").findings]

    return produce


ROOM = Room(
    title="Trouver et lire le tableau",
    about="Les mêmes pour tous les classeurs ; ici, un tableau « FINESS, Période, Montant, Commentaire ».",
    codes=FAULTS,
    examples=(
        Example("colonne_absente", "Titre mal écrit", _read(["FINESS", "Période", "Montnat"], _NICE[:3])),
        Example("colonne_double", "Deux colonnes « Montant »", _read([*_HEAD, "Montant (€)"], [*_NICE, 12])),
        Example("colonne_ressemblante", "Titre proche", _read([*_HEAD[:3], "Commentaires"], _NICE)),
        Example("colonne_inconnue", "Colonne de plus", _read([*_HEAD, "Rang"], [*_NICE, 3])),
        Example("colonne_sans_titre", "Colonne remplie sans titre", _read([*_HEAD, None], [*_NICE, 3])),
        Example("identifiant_colonne", "Colonne « IPP »", _read([*_HEAD, "IPP"], [*_NICE, "8001234"])),
        Example("identifiant_valeur", "Numéro de sécurité sociale", _read(_HEAD, [*_NICE[:3], _NIR])),
        Example("unite_en_milliers", "Montants en milliers d’euros", _read([*_HEAD[:2], "Montant (k€)"], _NICE[:3])),
        Example("ligne_unites", "Ligne d’unités sous les titres", _read(_HEAD, [None, None, "€", None], _NICE)),
        Example("ligne_total", "Ligne de total", _read(_HEAD, _NICE, ["Total", None, 12.5, None])),
        Example("entete_repetee", "Titres répétés à chaque page", _read(_HEAD, _NICE, _HEAD, _AJACCIO)),
        Example("tableau_repris", "Deux tableaux sous le même titre", _read(_HEAD, _NICE, ["Corse"], _HEAD, _AJACCIO)),
        Example("ligne_de_texte", "Note au bas du tableau", _read(_HEAD, _NICE, ["Source : CPAM"])),
        Example(
            "autre_tableau", "Un autre tableau plus bas",
            _read(_HEAD, _NICE, [], ["Service", "Médecin", "Rôle"], ["Médecine", "Dr X", "Référent"]),
        ),
        Example("lignes_masquees_lues", "Ligne masquée", _read(_HEAD, _NICE, _AJACCIO, hidden=3)),
        Example("tableau_vide", "Aucune ligne sous les titres", _read(_HEAD)),
        Example("formule_sans_resultat", "Formule jamais calculée", _read(_HEAD, [*_NICE[:2], "=1+1", "x"])),
        Example("reponse_absente", "Question sans réponse", _read(_HEAD, [*_NICE[:3], None], _AJACCIO)),
        Example("valeur_refusee", "FINESS sans son zéro de tête", _read(_HEAD, ["60785011", *_NICE[1:]])),
        Example("valeur_comprise", "Montant à trois décimales", _read(_HEAD, [*_NICE[:2], 12.3456, "x"])),
        Example("ligne_double", "Même établissement, même période", _read(_HEAD, _NICE, _NICE)),
    ),
)  # fmt: skip
