"""What can be wrong with a table in a sheet, told in French."""

from collections.abc import Mapping
from dataclasses import replace

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.workbooks.faults import Told

_LOOK = "Vérifier dans le fichier."
_NOTHING: Mapping[str, str | int] = {}

FAULTS: Mapping[str, Told] = {
    "colonne_absente": Told(
        Severity.BLOCKING,
        "la colonne « {label} » est introuvable.{near}",
        "Sans elle, le tableau ne peut pas être exploité.",
        "Ajouter la colonne, ou corriger son titre.",
    ),
    "colonne_double": Told(
        Severity.BLOCKING,
        "plusieurs colonnes se lisent « {label} » ({addresses}) : rien ne dit laquelle est la bonne.",
        "Aucune n’est lue.",
        "N’en garder qu’une, ou renommer l’autre.",
    ),
    "colonne_ressemblante": Told(
        Severity.TO_CHECK,
        "la colonne n’est pas lue : son titre ressemble à « {label} » sans être le même.",
        "",
        "Corriger le titre si c’est bien cette colonne.",
    ),
    "colonne_inconnue": Told(Severity.INFO, "cette colonne n’est pas attendue : elle n’est pas lue."),
    "colonne_sans_titre": Told(
        Severity.TO_CHECK, "cette colonne est remplie mais n’a pas de titre : elle n’est pas lue.", "", _LOOK
    ),
    "identifiant_colonne": Told(
        Severity.TO_CHECK,
        "cette colonne ressemble à un identifiant direct de patient ({what}) : rien n’en est lu ni gardé.",
        "Un fichier d’évaluation ne doit pas permettre de reconnaître un patient.",
        "Supprimer le fichier reçu, demander à l’établissement de le renvoyer sans cette colonne.",
    ),
    "identifiant_valeur": Told(
        Severity.BLOCKING,
        "cette cellule contient ce qui paraît être un numéro de sécurité sociale : elle n’est ni lue ni gardée.",
        "Un fichier d’évaluation ne doit pas permettre de reconnaître un patient.",
        "Supprimer le fichier reçu, demander à l’établissement de le renvoyer sans ce numéro.",
    ),
    "unite_en_milliers": Told(
        Severity.BLOCKING,
        "les valeurs de cette colonne sont annoncées en milliers ou en millions (« {unit} »).",
        "Lues telles quelles, elles seraient mille fois trop petites ou davantage.",
        "Écrire les valeurs en unités simples, et le titre sans « k », « milliers » ni « millions ».",
    ),
    "ligne_unites": Told(Severity.INFO, "cette ligne donne les unités : elle n’est pas lue comme une donnée."),
    "ligne_total": Told(Severity.INFO, "cette ligne est un total : elle n’est pas lue comme une donnée."),
    "entete_repetee": Told(Severity.INFO, "la ligne de titres est répétée : elle n’est pas lue comme une donnée."),
    "tableau_repris": Told(
        Severity.TO_CHECK,
        "la ligne de titres est répétée après le texte « {title} » : les deux parties sont lues à la suite.",
        "S’il s’agit d’une autre période ou d’un autre établissement, les données seraient mélangées.",
        "Si ce sont deux tableaux, les mettre dans deux feuilles ou ajouter une colonne qui les distingue.",
    ),
    "ligne_de_texte": Told(
        Severity.TO_CHECK,
        "cette ligne n’a qu’une cellule remplie : elle est prise pour un titre ou une note, et n’est pas lue.",
        "",
        "Si c’est une donnée, remplir les autres colonnes de la ligne.",
    ),
    "autre_tableau": Told(
        Severity.TO_CHECK,
        "un autre tableau commence ici : {lines} ne sont pas lues.",
        "",
        "Si ces lignes font partie du tableau, supprimer la ligne vide et la ligne de titres qui les séparent.",
    ),
    "lignes_masquees_lues": Told(
        Severity.TO_CHECK,
        "des cellules masquées (ligne, colonne ou feuille) sont lues comme les autres : {number} dans ce tableau, "
        "celle-ci est la première.",
        "Une ligne masquée a pu être écartée à dessein.",
        "Afficher les lignes et les colonnes masquées, supprimer celles qui ne doivent pas compter.",
    ),
    "tableau_vide": Told(
        Severity.TO_CHECK,
        "le tableau n’a aucune ligne sous ses titres.",
        "Un tableau vide ne veut pas dire zéro.",
        "Remplir le tableau, ou déclarer l’absence de données.",
    ),
    "formule_sans_resultat": Told(
        Severity.BLOCKING,
        "la formule n’a pas de résultat enregistré : la valeur est inconnue.",
        "Le fichier a été produit par un logiciel, sans passer par Excel.",
        "Ouvrir et enregistrer dans Excel, puis renvoyer.",
    ),
    "reponse_absente": Told(
        Severity.TO_CHECK,
        "cette question n’a pas de réponse.",
        "Elle compte comme une réponse manquante : la complétude baisse, et les taux qui en ont besoin ne se calculent pas.",
        "Répondre, écrire 0 s’il n’y a rien, ou « sans objet » si la question ne s’applique pas.",
    ),
    "valeur_refusee": Told(Severity.BLOCKING, "{problem}"),
    "valeur_comprise": Told(Severity.INFO, "{note}"),
    "ligne_double": Told(
        Severity.BLOCKING,
        "cet enregistrement répète celui de {first} : mêmes valeurs pour {key}.",
        "La donnée serait comptée deux fois.",
        "Garder un seul des deux.",
    ),
}  # fmt: skip


def fault(
    code: str,
    file: str,
    cell: Cell,
    case: Mapping[str, str | int] = _NOTHING,
    *,
    column: str | None = None,
    value: str | None = None,
    expected: str = "",
    proposal: str = "",
) -> Finding:
    """Return the finding of a kind of fault at a cell; a text file has lines where a workbook has cells.

    Args:
        code: a key of :data:`FAULTS`.
        file: as the user knows it.
        cell: where.
        case: what fills the message.
        column: the heading as written.
        value: as typed; already masked when it may not be repeated.
        expected: what was expected instead.
        proposal: what was most certainly meant.
    """
    return replace(
        FAULTS[code].finding(code, file, case),
        sheet=cell.sheet or None,
        cell=cell.address if cell.sheet else None,
        line=None if cell.sheet else cell.row,
        column=column,
        value=value,
        expected=expected or None,
        proposal=proposal or None,
    )
