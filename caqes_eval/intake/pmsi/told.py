"""How each kind of fault of a PMSI file is told, in French."""

from collections.abc import Mapping
from dataclasses import dataclass

from caqes_eval.foundation.findings import Severity

_REGENERATE = "Régénérer le fichier avec l’outil de l’ATIH, sans l’ouvrir dans un tableur ni un traitement de texte."
_FIX_SOURCE = "Corriger le code dans le logiciel de la pharmacie, puis renvoyer le fichier."
_RENAME = "Vérifier l’année écrite dans le nom du fichier ; s’il est juste, demander le fichier de cette année-là."
_LINE_OUT = "Cette ligne n’est pas lue : ni sa quantité ni son prix ne comptent."
_CODE_OUT = "La ligne est lue sans ce code : les règles de nettoyage diront ce qu’elle pèse."
_RIGHT_YEAR = "Vérifier que le fichier est celui de la bonne année."
_SITE_OUT = "La ligne est lue sans son site."
_DIVIDES = "La quantité et le prix se divisent par lui."
_LINE_KEPT = "La ligne est lue."
_NUMBER_OUT = "La ligne est lue sans ce nombre : les règles de nettoyage diront ce qu’elle pèse."
_OTHERS_DATA = "Les données d’un hôpital ne vont jamais dans le dossier d’un autre ; la ligne n’est pas lue."
_OTHERS_FILE = "Un fichier mal rangé ferait juger un hôpital sur les chiffres d’un autre."
_UNPAID = "Sans code valable, le médicament n’est pas payé et la ligne n’entre dans aucun taux d’indication."
_POSITIONS = "Lu avec d’autres positions, tout serait faux : rien n’a été lu."


@dataclass(frozen=True)
class Told:
    """How a kind of fault is told; texts may hold ``{names}``."""

    severity: Severity
    message: str
    why: str = ""
    remedy: str = ""
    expected: str = ""


_BLOCKING, _CHECK, _INFO = Severity.BLOCKING, Severity.TO_CHECK, Severity.INFO

FAULTS: Mapping[str, Told] = {
    "pmsi_trace": Told(_INFO, "lu comme « {layout} », d’après {year} et la longueur des lignes ({length} caractères)."),
    "pmsi_vide": Told(
        _CHECK,
        "le fichier ne contient aucune ligne.",
        "Rien ne dit si l’établissement n’a rien à déclarer ou si l’envoi a échoué.",
        "Faire confirmer par l’établissement qu’il n’a aucune ligne pour cette période.",
    ),
    "pmsi_nom": Told(
        _BLOCKING,
        "le nom du fichier ne dit pas ce qu’il contient.",
        _POSITIONS,
        "Redonner au fichier le nom que l’outil de l’ATIH lui donne.",
        "un nom comme 010000024.2025.12.med",
    ),
    "pmsi_annee": Told(
        _BLOCKING,
        "le nom du fichier ne dit pas son année et {layouts} tracés ont des lignes de {length} caractères.",
        _POSITIONS,
        "Redonner au fichier le nom que l’outil de l’ATIH lui donne.",
        "un nom comme 010000024.2025.12.med",
    ),
    "pmsi_annee_inconnue": Told(
        _BLOCKING,
        "aucun tracé n’est connu pour l’année {year} (connus : {known}).",
        _POSITIONS,
        "Vérifier l’année du nom ; si elle est juste, faire ajouter le tracé de l’année d’après le format publié par l’ATIH.",
    ),
    "pmsi_autre_trace": Told(
        _BLOCKING,
        "le nom dit {year}, mais les lignes de {length} caractères sont celles du tracé « {layouts} ».",
        _POSITIONS,
        _RENAME,
        "{expected}",
    ),
    "pmsi_longueur": Told(
        _BLOCKING,
        "les lignes ont {length} caractères, aucun tracé connu n’a cette longueur.",
        _POSITIONS,
        _REGENERATE,
        "{expected}",
    ),
    "pmsi_bom": Told(
        _CHECK,
        "une marque d’éditeur de texte précède la première ligne ; elle a été laissée de côté.",
        "Le fichier a été ouvert et enregistré après sa génération.",
        _REGENERATE,
    ),
    "pmsi_ligne_vide": Told(_INFO, "cette ligne est vide ; elle est sautée."),
    "pmsi_ligne_courte": Told(
        _BLOCKING,
        "cette ligne n’a que {length} caractères : elle est coupée.",
        _LINE_OUT,
        _REGENERATE,
        "{expected}",
    ),
    "pmsi_ligne_longue": Told(
        _BLOCKING,
        "cette ligne a {length} caractères : elle est trop longue.",
        _LINE_OUT,
        _REGENERATE,
        "{expected}",
    ),
    "pmsi_fin_coupee": Told(
        _BLOCKING,
        "le fichier s’arrête au milieu de cette dernière ligne ({length} caractères) : la suite manque.",
        "D’autres lignes manquent peut-être.",
        "Demander le fichier à nouveau à l’établissement.",
        "{expected}",
    ),
    "pmsi_ligne_rognee": Told(
        _CHECK,
        "cette ligne s’arrête avant cette zone, qui est lue vide.",
        "Soit les blancs de fin ont été ôtés, soit le fichier a le tracé d’une année antérieure.",
        _RIGHT_YEAR,
    ),
    "pmsi_enregistrement": Told(
        _BLOCKING,
        "cette ligne ne commence par aucune des lettres d’un RSF.",
        _LINE_OUT,
        _REGENERATE,
        "A, B, C, H, L, M ou P",
    ),
    "pmsi_autres_enregistrements": Told(
        _INFO, "ces lignes ne portent ni médicament ni dispositif : elles sont laissées de côté."
    ),
    "pmsi_finess": Told(
        _BLOCKING,
        "ce n’est pas un FINESS juste.",
        _LINE_OUT,
        _REGENERATE,
        "un FINESS de 9 caractères",
    ),
    "pmsi_autre_hopital": Told(
        _BLOCKING,
        "cette ligne est celle d’un autre hôpital.",
        _OTHERS_DATA,
        "Vérifier à qui appartient ce fichier.",
        "{expected}",
    ),
    "pmsi_nom_autre_hopital": Told(
        _BLOCKING,
        "le nom du fichier est celui d’un autre hôpital.",
        _OTHERS_FILE,
        "Vérifier à qui appartient ce fichier.",
        "{expected}",
    ),
    "pmsi_finess_geo": Told(
        _CHECK,
        "ce n’est pas un FINESS géographique juste.",
        "La ligne est lue sans son site.",
        _REGENERATE,
        "un FINESS de 9 caractères",
    ),
    "pmsi_prestation": Told(
        _CHECK,
        "ce type de prestation n’est pas attendu dans ce fichier.",
        _LINE_KEPT,
        "Vérifier que c’est le bon fichier.",
        "{expected}",
    ),
    "pmsi_ucd": Told(
        _CHECK,
        "ce n’est pas un code UCD juste.",
        _CODE_OUT,
        _FIX_SOURCE,
        "7 chiffres, ou 13 chiffres commençant par 34008",
    ),
    "pmsi_lpp": Told(_CHECK, "ce n’est pas un code LPP juste.", _CODE_OUT, _FIX_SOURCE, "7 chiffres"),
    "pmsi_indication": Told(
        _CHECK,
        "ce n’est pas un code indication.",
        _UNPAID,
        _FIX_SOURCE,
        "7 caractères, une lettre majuscule puis 6 lettres ou chiffres, comme I000672 ou I999999",
    ),
    "pmsi_date": Told(_BLOCKING, "cette date n’existe pas.", _LINE_OUT, _REGENERATE, "{expected}"),
    "pmsi_autre_annee": Told(
        _CHECK,
        "l’année de sortie n’est pas celle du nom du fichier.",
        _LINE_KEPT,
        _RIGHT_YEAR,
        "{expected}",
    ),
    "pmsi_nombre": Told(
        _BLOCKING,
        "ce n’est pas un nombre écrit comme le tracé le demande.",
        _LINE_OUT,
        _REGENERATE,
        "{expected}",
    ),
    "pmsi_nombre_vide": Told(
        _CHECK,
        "aucun nombre n’est écrit ; une absence n’est pas zéro.",
        _NUMBER_OUT,
        "Vérifier le fichier avec le DIM.",
        "un nombre, des zéros s’il est nul",
    ),
    "pmsi_quantite_nulle": Told(
        _CHECK,
        "la quantité est nulle et le prix ne l’est pas.",
        "Les règles de l’ATIH écartent la ligne, quel que soit son prix.",
        "Vérifier la quantité dans le logiciel de la pharmacie, puis renvoyer le fichier.",
    ),
    "pmsi_sejours": Told(
        _BLOCKING,
        "le nombre de séjours est vide ou nul.",
        f"{_DIVIDES} {_LINE_OUT}",
        _REGENERATE,
        "1 ou plus",
    ),
    "pmsi_rsf_echelle": Told(
        _BLOCKING,
        "le nombre de décimales des montants d’un RSF n’est écrit dans aucune source connue : aucun montant n’est lu.",
        "Un montant mal lu pourrait compter pour cent fois sa valeur.",
        "Le vérifier sur une facture connue, puis l’écrire dans params/regulation/pmsi/rsf_scale.yml.",
    ),
}
