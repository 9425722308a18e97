"""Clinical pharmacy: the self-diagnosis of the ANAP and the activity of the year, by champ.

The definitions of the 2024 amendment are not public: those here are a proposal (practice.md §7). Zero, blank and « sans
objet » stay distinct: a champ that the hospital does not have is « sans objet », never zero.
"""

from decimal import Decimal

from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Form, PartOf, Sheet, listed
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

DIAGNOSIS, ACTIVITY = "autodiagnostic", "activite"

CHAMPS = listed(
    {"MCO": "MCO", "SMR": "SMR", "PSY": "PSY", "HAD": "HAD", "USLD": "USLD"},
    {"SMR": ("SSR",), "PSY": ("Psychiatrie",)},
)
"""The champs of the register, in its order and with its codes."""

_UNITS = listed({"stays": "Séjours", "patients": "Patients", "entries": "Entrées"})

_DIAGNOSIS = (
    ColumnSchema(code="done", label="Autodiagnostic ANAP réalisé", kind="yes_no", required=True),
    ColumnSchema(
        code="done_on", label="Date de l’autodiagnostic", kind="date", help="La date du dernier, même ancien.",
    ),
    ColumnSchema(
        code="unit", label="Unité de compte de l’activité", kind="choice", required=True, choices=_UNITS,
        help="Ce que votre logiciel compte. La même unité partout dans « Activité ».",
    ),
    ColumnSchema(code="day_cases", label="Séjours sans nuitée comptés", kind="yes_no"),
    ColumnSchema(code="software", label="Logiciel qui donne l’activité", kind="text"),
)  # fmt: skip


def _count(code: str, label: str, help_text: str = "", *, required: bool = True) -> ColumnSchema:
    return ColumnSchema(
        code=code, label=label, kind="count", required=required, measured=required, minimum=Decimal(0), help=help_text
    )  # fmt: skip


_ACTIVITY = (
    ColumnSchema(code="champ", label="Champ", kind="choice", required=True, prefilled=True, choices=CHAMPS),
    ColumnSchema(
        code="target_population", label="Population cible", kind="text",
        help="Comment les séjours éligibles sont choisis : 65 ans et plus, services prioritaires…",
    ),
    _count("eligible", "Séjours éligibles à l’entrée"),
    _count("bmo", "Bilans médicamenteux à l’entrée", "Séjours avec un bilan médicamenteux optimisé, concilié ou non."),
    _count("entry_conciliated", "Conciliations d’entrée", "Séjours conciliés. Un bilan seul n’est pas une conciliation."),
    _count("entry_conciliated_48h", "Conciliations d’entrée en 48 h au plus", required=False),
    _count("eligible_exit", "Sorties au domicile éligibles"),
    _count("exit_conciliated", "Conciliations de sortie"),
    _count("ppp_eligible", "Patients éligibles à un plan pharmaceutique personnalisé", required=False),
    _count("ppp", "Plans pharmaceutiques personnalisés transmis"),
    _count("prescriptions", "Prescriptions"),
    _count("prescriptions_analysed", "Prescriptions analysées (niveau 2 ou 3)"),
    _count("beds", "Lits et places"),
    _count("beds_nominative", "Lits et places en délivrance nominative", "Sans la délivrance reglobalisée."),
    _count("interventions", "Interventions pharmaceutiques émises"),
    _count("interventions_accepted", "Interventions pharmaceutiques acceptées"),
    _count("divergences", "Divergences non intentionnelles détectées"),
    _count("divergences_corrected", "Divergences non intentionnelles corrigées"),
)  # fmt: skip

_PARTS = (
    ("entry_conciliated", "eligible"), ("entry_conciliated_48h", "entry_conciliated"), ("exit_conciliated", "eligible_exit"),
    ("ppp", "ppp_eligible"), ("prescriptions_analysed", "prescriptions"), ("beds_nominative", "beds"),
    ("interventions_accepted", "interventions"), ("divergences_corrected", "divergences"),
)  # fmt: skip

FORM = Form(
    code="clinical_pharmacy",
    label="Dispensation et actions de pharmacie clinique",
    family="clinical_pharmacy",
    indicators=("pharmacie_clinique",),
    version="1",
    sheets=(
        identification(),
        Sheet(
            schema=TableSchema(code=DIAGNOSIS, label="Autodiagnostic", columns=_DIAGNOSIS, transposed=True),
            guidance="L’autodiagnostic de l’ANAP et la façon dont l’activité est comptée.",
            records=1,
        ),
        Sheet(
            schema=TableSchema(code=ACTIVITY, label="Activité", columns=_ACTIVITY, key=("champ",), transposed=True),
            guidance="Une colonne par champ. 0 : aucune. « sans objet » : champ absent de l’établissement, ou question qui ne "
            "s’y pose pas. Case vide : réponse manquante.",
            record_label="Champ",
            fixed=tuple({"champ": champ.code} for champ in CHAMPS),
        ),
    ),
    instructions=(
        "Répondez à « Autodiagnostic », puis remplissez une colonne de « Activité » par champ de votre établissement.",
        (
            "Écrivez 0 quand il n’y a eu aucune activité, « sans objet » quand le champ n’existe pas chez vous. "
            "Une case vide est une réponse manquante : elle vous sera redemandée."
        ),
        "Un bilan médicamenteux n’est pas une conciliation : celle-ci compare le bilan à la prescription et traite les écarts.",
        "Un nombre de réalisés ne peut pas dépasser le nombre d’éligibles du même champ.",
        (
            "Les définitions de l’avenant 2024 ne sont pas publiques : les lignes de ce classeur sont une proposition de l’équipe, "
            "à valider."
        ),
    ),
    proposed=frozenset({(DIAGNOSIS, "unit")}),
    parts=tuple(PartOf(ACTIVITY, part, whole) for part, whole in _PARTS),
)
