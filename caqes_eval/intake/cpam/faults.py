"""What can be wrong with an extract, besides its cells, told in French."""

from collections.abc import Mapping
from dataclasses import replace

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.workbooks.faults import Told

_ASK = "Demander à la CPAM laquelle des deux valeurs est la bonne."
_COPY = "Copier params/mappings/{extract}.yml parmi les fichiers de la région et y écrire les titres reçus."

FAULTS: Mapping[str, Told] = {
    "extrait_inconnu": Told(
        Severity.BLOCKING,
        "aucune correspondance de colonnes ne reconnaît cette extraction.",
        "Ses chiffres ne peuvent pas être rattachés à un indicateur.",
        "Ajouter ses titres dans params/mappings, ou demander l’extraction habituelle.",
    ),
    "extrait_ambigu": Told(
        Severity.BLOCKING,
        "les colonnes de cette extraction sont celles de plusieurs extraits ({labels}) ; rien ne dit duquel il s’agit.",
        "Ses chiffres iraient peut-être à un autre indicateur.",
        "Donner à la feuille ou au fichier le nom de l’extrait, puis l’inscrire de nouveau avec « caqes receive ».",
    ),
    "extrait_introuvable": Told(
        Severity.BLOCKING,
        "aucune feuille ne contient le tableau « {label} » (feuilles lues : {sheets}).",
        "Rien n’en est lu.",
        f"Vérifier que c’est le bon fichier. S’il l’est, ses titres ne sont pas connus. {_COPY}",
    ),
    "extrait_feuilles": Told(
        Severity.BLOCKING,
        "plusieurs feuilles contiennent un tableau « {label} » ({sheets}), aucune ne porte un nom attendu.",
        "Rien ne dit laquelle est la bonne : aucune n’est lue.",
        "Ne garder que la bonne feuille, ou écrire son nom dans la correspondance. " + _COPY,
    ),
    "extrait_autre_feuille": Told(
        Severity.INFO, "le tableau est lu dans cette feuille, dont le nom n’est pas l’un de ceux attendus."
    ),
    "extrait_feuille_ignoree": Told(
        Severity.TO_CHECK,
        "cette feuille contient aussi un tableau « {label} », mais son nom n’est pas l’un de ceux attendus : elle n’est pas lue.",
        "Des lignes manquent peut-être.",
        "Si elle doit l’être, écrire son nom dans la correspondance. " + _COPY,
    ),
    "extrait_correspondance": Told(
        Severity.INFO,
        "les titres sont reconnus d’après une correspondance à valider ({title}).",
        "Une colonne mal comprise fausserait l’indicateur.",
        "Vérifier les colonnes reconnues, puis la faire valider par la CPAM ou par l’ARS.",
    ),
    "extrait_sans_mesure": Told(
        Severity.BLOCKING,
        "aucune colonne de nombres n’est reconnue : ni quantité, ni montant.",
        "Il n’y a rien à évaluer.",
        _COPY,
    ),
    "extrait_sans_etablissement": Told(
        Severity.BLOCKING,
        "aucune colonne FINESS n’est reconnue.",
        "Rien ne dit de quel établissement sont ces chiffres ; un nom seul ne suffit pas.",
        "Demander le fichier avec le FINESS, ou écrire le titre de cette colonne dans la correspondance. " + _COPY,
    ),
    "extrait_unite": Told(
        Severity.TO_CHECK,
        "cette cellule porte le signe €, alors que la correspondance dit que la colonne est en {unit}.",
        "Une erreur d’unité multiplie ou divise tous les montants.",
        "Comparer à un montant connu, puis corriger l’unité dans la correspondance si elle est fausse.",
    ),
    "extrait_doublon": Told(
        Severity.BLOCKING,
        "cet établissement est déjà {first} pour la même période et le même objet ({same}).",
        "Ses chiffres compteraient deux fois.",
        "Demander à la CPAM si les deux lignes s’ajoutent ou si l’une remplace l’autre, puis n’en garder qu’une.",
    ),
    "extrait_total": Told(
        Severity.TO_CHECK,
        "le total écrit n’est pas la somme des lignes, qui est {sum}{unread}.",
        "Une ligne manque, est en double ou a été mal copiée.",
        "Demander à la CPAM le fichier d’origine, ou le détail du total.",
    ),
    "extrait_evolution": Told(
        Severity.TO_CHECK,
        "l’évolution écrite n’est pas celle des deux montants de la ligne : {of} après {previous}{computed}.",
        "L’un des trois chiffres est faux, ou ils ne portent pas sur les mêmes périodes.",
        _ASK,
    ),
    "extrait_taux": Told(
        Severity.TO_CHECK,
        "le taux écrit n’est pas le rapport des deux nombres de la ligne : {part} sur {whole}{computed}.",
        "L’un des trois chiffres est faux, ou le taux porte sur un autre champ.",
        _ASK,
    ),
    "extrait_partie": Told(
        Severity.BLOCKING,
        "« {part} » dépasse « {whole} », qui est {of} sur cette ligne : une partie ne peut pas dépasser son tout.",
        "L’un des deux chiffres est faux ; l’indicateur de cet établissement ne peut pas être jugé.",
        _ASK,
    ),
}


def fault(
    code: str, file: str, case: Mapping[str, str], *, cell: Cell | None = None, column: str | None = None,
    value: str | None = None, expected: str | None = None,
) -> Finding:  # fmt: skip
    """Return the finding of a kind of fault; a text file has lines where a workbook has cells.

    Args:
        code: a key of :data:`FAULTS`.
        file: as the user knows it.
        case: what fills the message and the remedy.
        cell: where, when it is somewhere.
        column: the heading as written.
        value: as typed.
        expected: what was expected instead.
    """
    in_sheet = cell is not None and bool(cell.sheet)
    return replace(
        FAULTS[code].finding(code, file, case),
        sheet=cell.sheet if cell and in_sheet else None,
        cell=cell.address if cell and in_sheet and cell.row else None,
        line=None if cell is None or in_sheet else cell.row,
        column=column,
        value=value,
        expected=expected,
    )
