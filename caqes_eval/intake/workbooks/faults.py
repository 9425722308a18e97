"""What can be wrong with a file received, told in French: one table, from which a finding is made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from caqes_eval.foundation.findings import Finding, Severity

_RESEND = "Demander le fichier à nouveau à l’établissement."
_SAVE_AS = "L’ouvrir dans Excel, choisir « Enregistrer sous », type « Classeur Excel (.xlsx) », et renvoyer ce nouveau fichier."
_UNREAD = "Rien n’en a été lu."


@dataclass(frozen=True)
class Told:
    """How a kind of fault is told; ``message`` may hold ``{names}`` filled from the case."""

    severity: Severity
    message: str
    why: str = ""
    remedy: str = ""

    def finding(self, code: str, file: str, case: Mapping[str, str | int]) -> Finding:
        """Return the finding of this kind in a file, message and remedy filled from the case; its place is to be added."""
        return Finding(
            code=code, severity=self.severity, file=file, message=self.message.format_map(case), why=self.why,
            remedy=self.remedy.format_map(case),
        )  # fmt: skip


def _refusal(message: str, remedy: str) -> Told:
    return Told(Severity.BLOCKING, message, _UNREAD, remedy)


FAULTS: Mapping[str, Told] = {
    "fichier_absent": _refusal("le fichier est introuvable ou illisible ({reason}).", "Vérifier son nom et vos droits."),
    "fichier_vide": _refusal("le fichier est vide : il pèse zéro octet.", _RESEND),
    "fichier_trop_gros": _refusal(
        "le fichier pèse {size} Mo, la limite est de {limit} Mo.",
        "N’envoyer que la feuille demandée, sans image, dans un nouveau classeur.",
    ),
    "fichier_verrou": _refusal(
        "ce n’est pas un classeur, c’est la trace qu’Excel ou LibreOffice laisse tant que le classeur est ouvert.",
        "Fermer le classeur puis envoyer le vrai fichier, dont le nom ne commence ni par « ~$ » ni par « .~lock ».",
    ),
    "fichier_html": _refusal("c’est une page web renommée, pas un classeur.", _SAVE_AS),
    "fichier_xml": _refusal("c’est un fichier XML, pas un classeur.", _SAVE_AS),
    "fichier_autre": _refusal("ce n’est pas un tableau : c’est {what}.", "Envoyer un classeur (.xlsx) ou un CSV."),
    "fichier_xlsb": _refusal("le format .xlsb n’est pas lu.", _SAVE_AS),
    "mot_de_passe": _refusal(
        "le fichier est protégé par un mot de passe.",
        "L’ouvrir dans Excel, retirer le mot de passe (Fichier, Informations, Protéger le classeur), l’enregistrer "
        "et le renvoyer.",
    ),
    "fichier_abime": _refusal("le fichier est abîmé ou incomplet : il ne s’ouvre pas.", _RESEND),
    "bombe": _refusal(
        "l’archive est piégée ou anormale : {what}.",
        "Ne pas ouvrir ce fichier ; vérifier auprès de l’établissement que c’est bien lui qui l’a envoyé.",
    ),
    "entites_xml": _refusal(
        "le fichier contient des définitions XML qu’aucun tableur n’écrit et qui servent à bloquer les logiciels.",
        "Ne pas ouvrir ce fichier ; vérifier auprès de l’établissement que c’est bien lui qui l’a envoyé.",
    ),
    "trop_de_feuilles": _refusal(
        "le classeur a {count} feuilles, la limite est de {limit}.", "N’envoyer que les feuilles demandées."
    ),
    "trop_grand": _refusal(
        "le classeur est trop étendu : {what}.",
        "Supprimer les lignes et les colonnes vides après le tableau (les sélectionner, clic droit, Supprimer), "
        "ou copier le tableau dans un nouveau classeur.",
    ),
    "trop_lent": _refusal("le fichier n’a pas pu être ouvert en {seconds} secondes.", _SAVE_AS),
    "ouverture_arretee": _refusal("le fichier est abîmé ou démesuré : son ouverture a dû être arrêtée.", _SAVE_AS),
    "texte_illisible": _refusal(
        "un caractère est illisible : le texte n’est ni en UTF-8, ni en Windows-1252.",
        "Dans Excel, enregistrer en « CSV UTF-8 » ou, mieux, en « Classeur Excel (.xlsx) ».",
    ),
    "texte_guillemet": _refusal(
        "un guillemet est ouvert et n’est pas refermé, ou est suivi d’un autre caractère que le séparateur.",
        "Corriger la ligne ou enregistrer le tableau en .xlsx.",
    ),
    "texte_renomme": Told(
        Severity.TO_CHECK,
        "le nom finit par « {suffix} » mais c’est un texte à séparateurs (CSV) : il est lu comme tel.",
        "Dans un CSV, des zéros de tête ou des chiffres ont pu se perdre.",
        "Vérifier les codes, ou demander le classeur d’origine.",
    ),
    "ancien_format": Told(
        Severity.TO_CHECK,
        "dans un fichier .{kind}, une cellule en erreur (« #DIV/0! »), une ligne masquée ou une formule jamais calculée "
        "ne se distingue pas d’une cellule ordinaire ou vide.",
        "Une valeur absente peut donc cacher une erreur de calcul.",
        "Si des cellules paraissent vides à tort, enregistrer le classeur en .xlsx et le renvoyer.",
    ),
    "feuille_illisible": Told(
        Severity.TO_CHECK, "cette feuille n’a pas pu être lue ; les autres l’ont été.", "", _SAVE_AS
    ),
    "macros": Told(Severity.INFO, "le classeur contient des macros : elles ne sont ni lues ni exécutées."),
    "liens_externes": Told(
        Severity.INFO,
        "le classeur est lié à d’autres fichiers : les liens ne sont pas suivis, seules les valeurs enregistrées sont lues.",
    ),
    "commentaires": Told(Severity.INFO, "des cellules portent des commentaires : ils ne sont pas lus."),
    "feuille_masquee": Told(Severity.INFO, "la feuille est masquée : elle est lue comme les autres."),
    "lignes_masquees": Told(
        Severity.INFO, "lignes masquées : {count}, la première est la ligne {first}. Elles sont lues comme les autres."
    ),
    "colonnes_masquees": Told(
        Severity.INFO, "colonnes masquées : {count}, la première est la colonne {first}. Elles sont lues comme les autres."
    ),
    "lignes_vides": Told(
        Severity.INFO, "la feuille décrit {count} lignes vides mises en forme : elles sont ignorées."
    ),
    "formule_sans_resultat": Told(
        Severity.TO_CHECK,
        "la formule n’a pas de résultat enregistré : la valeur est inconnue.",
        "Le fichier a été produit par un logiciel, sans passer par Excel.",
        "Ouvrir et enregistrer dans Excel, puis renvoyer.",
    ),
    "formules_sans_resultat": Told(
        Severity.TO_CHECK,
        "{more} autres formules de cette feuille n’ont pas de résultat enregistré.",
        "Le fichier a été produit par un logiciel, sans passer par Excel.",
        "Ouvrir et enregistrer dans Excel, puis renvoyer.",
    ),
    "valeur_corrigee": Told(Severity.INFO, "lu « {after} » au lieu {before} : {by}."),
    "correction_sans_cellule": Told(
        Severity.TO_CHECK,
        "la correction acceptée (« {text} ») ne se place nulle part dans ce fichier : elle n’est pas lue.",
        "La valeur reste celle du fichier, avec son défaut.",
        "Demander un fichier corrigé, ou reprendre la décision avec « caqes accept ».",
    ),
}  # fmt: skip


def fault(
    code: str,
    file: str,
    *,
    sheet: str | None = None,
    cell: str | None = None,
    line: int | None = None,
    **case: str | int,
) -> Finding:
    """Return the finding of a kind of fault, its message filled from the case."""
    return replace(FAULTS[code].finding(code, file, case), sheet=sheet, cell=cell, line=line)


class RefusedError(Exception):
    """A file that cannot be opened, with the finding that says why; never leaves this package."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def refuse(code: str, file: str, *, line: int | None = None, **case: str | int) -> RefusedError:
    """Return the refusal to raise."""
    return RefusedError(fault(code, file, sheet=None, cell=None, line=line, **case))
