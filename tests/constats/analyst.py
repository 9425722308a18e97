"""Files that the analyst gets elsewhere: no hospital sends them, their faults are listed without an example."""

from tests.constats.model import Room

_PHMEV, _BDPM = "Open PHMEV", "BDPM"
_UNSHOWN = {
    **{code: f"{_PHMEV}, {what}" for code, what in {
        "boites_forme": "nombre de boîtes qui n’est pas un entier",
        "cip_cle": "CIP13 dont la clé est fausse",
        "cip_forme": "CIP13 qui n’a pas treize chiffres",
        "cip_notation_scientifique": "CIP13 en notation scientifique, perdu",
        "colonne_en_double": "deux colonnes du même nom",
        "deux_noms": "un établissement sous deux noms",
        "finess_cle": "FINESS dont la clé est fausse",
        "finess_forme": "ce n’est pas un FINESS",
        "finess_notation_scientifique": "FINESS en notation scientifique, perdu",
        "finess_zero_perdu": "FINESS dont le zéro de tête est perdu",
        "fin_de_fichier": "dernière ligne sans fin de ligne, le téléchargement a pu s’arrêter",
        "guillemet": "guillemet qui n’est pas refermé",
        "ligne_courte": "ligne qui n’a pas assez de champs",
        "ligne_en_double": "ligne écrite deux fois",
        "ligne_geante": "ligne démesurée",
        "ligne_longue": "ligne qui a trop de champs",
        "ligne_tronquee": "dernière ligne coupée",
        "ligne_vide": "ligne vide",
        "montant_anglais": "montant dont le point est ambigu",
        "montant_forme": "montant d’une autre écriture que 1.234,56",
        "rem_superieur_a_bse": "montant remboursé au-dessus de la base",
        "retour_isole": "retour chariot seul au milieu d’une ligne",
        "top_gen_inconnu": "code de générique inconnu pour l’année",
        "valeur_negative": "nombre négatif",
        "valeur_vide": "valeur obligatoire vide",
    }.items()},
    **{code: f"{_BDPM}, {what}" for code, what in {
        "bdpm_cis_sans_presentation": "spécialité sans présentation",
        "bdpm_groupe_sans_presentation": "groupe générique sans présentation",
        "bdpm_statut_ambigu": "présentation de deux statuts",
    }.items()},
    **{code: f"fichier FINESS, {what}" for code, what in {
        "finess_commune": "code de commune faux",
        "finess_date": "date qui n’existe pas",
        "finess_date_excel": "date réécrite par Excel",
        "finess_date_inconnue": "date de convention, qui veut dire « inconnue »",
        "finess_dates": "fermeture avant l’ouverture",
        "finess_entete_ajoute": "ligne de titres ajoutée",
        "finess_etat_inconnu": "état d’un autre nom",
        "finess_ligne_coupee": "ligne coupée ou guillemet ouvert",
        "finess_sans_commune": "établissement sans commune",
        "finess_sans_date": "fichier qui ne dit pas son jour",
        "finess_sans_nom": "établissement sans nom",
        "finess_structure": "établissement sans son entité juridique",
    }.items()},
    "points_enveloppe": "tableau des points de l’enveloppe, une cellule à corriger",
}  # fmt: skip

ROOM = Room(
    title="Fichiers de l’analyste",
    about="Open PHMEV, BDPM, FINESS et le tableau des points : l’établissement n’y est pour rien.",
    codes=list(_UNSHOWN),
    examples=(),
    unshown=_UNSHOWN,
)
