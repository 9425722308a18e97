"""MO: treatments begun outside the indications of the reference list (I999).

The columns of the file really used are not public: those here are practice.md §2.7. Known from the OMEDIT PACA-Corse
webinar of 4 February 2026: four levels of indication, half-yearly, patients in initiation, DCI, I997 stated or excluded.
"""

from decimal import Decimal

from caqes_eval.intake.forms.definitions.identification import CODE as IDENTIFICATION
from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Declaration, Form, Sheet, listed
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

INITIATIONS = "initiations"

# level 1 of the reference list of April 2022, the latest one read (practice.md §2.6)
_LEVEL_1 = listed({
    "cancer": "Cancer", "immunology": "Immunologie", "coagulation": "Facteur de coagulation",
    "anti_infective": "Anti infectieux", "rare_disease": "Maladie rare", "internal_medicine": "Médecine interne",
    "neurology": "Neurologie", "diagnosis": "Diagnostic", "diabetology": "Diabétologie",
    "nervous_system": "Système nerveux", "ophthalmology": "Ophtalmologie", "cardiology": "Cardiologie",
})  # fmt: skip
_CODES = listed(
    {"I999999": "I999999 (hors AMM justifié)", "I999997": "I999997 (AMM miroir)"},
    {
        "I999999": ("I999999", "I999", "I 999", "999999"),
        "I999997": ("I999997", "I997", "I 997", "999997"),
    },
)
_LINES = listed(
    {
        "1": "Première ligne", "2": "Deuxième ligne", "3": "Troisième ligne", "4": "Quatrième ligne ou plus",
    },
    {
        "1": ("1", "L1", "1re ligne", "1ère ligne"), "2": ("2", "L2", "2e ligne", "2ème ligne"),
        "3": ("3", "L3", "3e ligne", "3ème ligne"), "4": ("4", "L4", "4e ligne et plus"),
    },
)  # fmt: skip
_AGES = listed({
    "0_17": "Moins de 18 ans", "18_39": "18 à 39 ans", "40_64": "40 à 64 ans", "65_74": "65 à 74 ans",
    "75_84": "75 à 84 ans", "85": "85 ans et plus",
})  # fmt: skip
_ARGUMENTS = listed({
    "rcp": "RCP", "guideline": "Recommandation de société savante", "trial": "Essai publié (phase II ou III)",
    "case_series": "Série de cas", "compassionate_refused": "Accès compassionnel refusé",
    "vital_emergency": "Urgence vitale", "no_alternative": "Absence d’alternative", "other": "Autre",
    "none": "Aucun argumentaire",
})  # fmt: skip

_TREATMENT = (
    ColumnSchema(
        code="line_number", label="N° de ligne", kind="count", minimum=Decimal(1), synonyms=("Numéro de ligne", "N°"),
        help="Facultatif. Jamais un numéro de patient ni de séjour.",
    ),
    ColumnSchema(
        code="finess_et", label="FINESS ET", kind="finess", synonyms=("FINESS géographique", "FINESS"),
        help="Le site, s’il y en a plusieurs.",
    ),
    ColumnSchema(
        code="initiation_date", label="Date d’initiation", kind="date", synonyms=("Date d’instauration",),
        help="Le premier jour du traitement. Un renouvellement n’est pas une initiation.",
    ),
    ColumnSchema(code="dci", label="DCI", kind="text", required=True, synonyms=("Dénomination commune", "Molécule")),
    ColumnSchema(code="product", label="Spécialité", kind="text", synonyms=("Nom de spécialité", "Médicament")),
    ColumnSchema(code="ucd7", label="UCD7", kind="ucd", synonyms=("Code UCD", "UCD")),
    ColumnSchema(
        code="level_1", label="Indication niveau 1", kind="choice", required=True, choices=_LEVEL_1,
        synonyms=("Niveau 1",), help="Le domaine.",
    ),
    ColumnSchema(
        code="level_2", label="Indication niveau 2", kind="text", required=True, synonyms=("Niveau 2",),
        help="La maladie, en toutes lettres.",
    ),
    ColumnSchema(code="level_3", label="Indication niveau 3", kind="text", synonyms=("Niveau 3",)),
    ColumnSchema(
        code="level_4", label="Indication niveau 4", kind="text", synonyms=("Niveau 4",),
        help="La description la plus détaillée possible.",
    ),
    ColumnSchema(
        code="declared_code", label="Code déclaré", kind="choice", required=True, choices=_CODES,
        synonyms=("Code indication", "Code I999", "Code LES"), help="Celui du PMSI.",
    ),
    ColumnSchema(
        code="mirror", label="AMM miroir", kind="yes_no", synonyms=("AMM miroir O/N", "I997"),
        help="Oui si le produit est associé à un autre dont l’AMM couvre l’association : le code est alors I999997.",
    ),
    ColumnSchema(code="combination", label="Association (DCI)", kind="text", synonyms=("Association",)),
    ColumnSchema(code="treatment_line", label="Ligne de traitement", kind="choice", choices=_LINES),
)  # fmt: skip
_CONTEXT = (
    ColumnSchema(
        code="age_class", label="Classe d’âge", kind="choice", choices=_AGES, synonyms=("Âge (classe)",),
        help="Jamais la date de naissance.",
    ),
    ColumnSchema(code="ward", label="Service", kind="text"),
    ColumnSchema(code="prescriber_speciality", label="Spécialité du prescripteur", kind="text"),
)  # fmt: skip
_ARGUMENT = (
    ColumnSchema(
        code="argued", label="Argumentaire", kind="yes_no", required=True, synonyms=("Argumentaire O/N",),
        help="Un argumentaire est-il consigné dans le dossier ?",
    ),
    ColumnSchema(
        code="argument_type", label="Type d’argument", kind="choice", required=True, choices=_ARGUMENTS,
        synonyms=("Type d’argumentaire",), help="« Aucun argumentaire » si la réponse précédente est Non.",
    ),
    ColumnSchema(
        code="reference", label="Référence", kind="text", synonyms=("Référence (texte/DOI)", "Bibliographie"),
        help="Le texte, ou son DOI.",
    ),
    ColumnSchema(code="rcp", label="RCP", kind="yes_no", synonyms=("RCP O/N",), help="Le cas a été présenté en RCP."),
    ColumnSchema(code="rcp_date", label="Date de RCP", kind="date"),
    ColumnSchema(
        code="amm_expected", label="Évolution d’AMM attendue", kind="yes_no", synonyms=("Évolution AMM attendue O/N",)
    ),
    ColumnSchema(code="comment", label="Commentaire", kind="text", synonyms=("Commentaires", "Remarques")),
)  # fmt: skip

FORM = Form(
    code="mo_initiations",
    label="Médicaments onéreux : initiations hors référentiel (I999)",
    family="mo",
    indicators=("mo",),
    version="1",
    sheets=(
        identification(
            ColumnSchema(
                code="no_initiation", label="Aucune initiation", kind="yes_no",
                synonyms=("Aucune initiation O/N", "Aucune initiation sur la période"),
                help="Oui si aucun traitement hors référentiel n’a été initié. Une feuille vide sans ce Oui est une "
                "réponse manquante.",
            ),
        ),
        Sheet(
            schema=TableSchema(
                code=INITIATIONS, label="Initiations", columns=(*_TREATMENT, *_CONTEXT, *_ARGUMENT),
                synonyms=("Recueil", "Recueil I999"),
            ),
            guidance="Une ligne par patient et par DCI dont le traitement a commencé dans la période. "
            "Aucun nom, numéro de patient (IPP, NIR) ni date de naissance.",
            records=300,
        ),
    ),
    instructions=(
        "Remplissez la feuille « Identification », puis une ligne de « Initiations » par patient et par DCI initiée.",
        "Si aucun traitement n’a été initié, répondez Oui à « Aucune initiation » : c’est ce qui distingue zéro d’un oubli.",
        ("I999999 : hors du référentiel, hors AMM, justifié. I999997 : AMM miroir, depuis le 14 août 2024. "
        "Les essais cliniques (I999998) n’ont pas à figurer ici."),
        "N’écrivez aucun nom, numéro de patient, numéro de séjour ni date de naissance : le classeur serait refusé.",
        "Les colonnes du recueil ne sont pas publiques : celles de ce classeur sont une proposition de l’équipe, à valider.",
    ),
    declaration=Declaration(
        about=INITIATIONS, sheet=IDENTIFICATION, column="no_initiation", label="aucune initiation"
    ),
    proposed=frozenset({
        (INITIATIONS, "treatment_line"), (INITIATIONS, "age_class"), (INITIATIONS, "argument_type"),
    }),
)  # fmt: skip
