"""MO: coding anomalies of the PMSI, what caused them and what is done.

The two anomalies are those of the e-PMSI table 1.V.2.VMED-F; the columns are a proposal (practice.md §2.5).
"""

from decimal import Decimal

from caqes_eval.intake.forms.definitions.identification import CODE as IDENTIFICATION
from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Declaration, Form, Sheet, listed
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

ANOMALIES = "anomalies"

ANOMALY_TYPES = listed({
    "pair_absent": "Association UCD indication incorrecte",
    "pair_not_listed": "Association UCD indication inscrite non liste en SUS",
})  # fmt: skip
"""The two anomalies, word for word as e-PMSI prints them."""

_CAUSES = listed({
    "entry": "Saisie", "setting": "Paramétrage", "late_reference": "Référentiel en retard",
    "off_label_miscoded": "Hors AMM mal codé", "mirror": "AMM miroir", "other": "Autre",
}, {"mirror": ("Miroir",)})  # fmt: skip
_STATES = listed({"to_do": "À faire", "under_way": "En cours", "done": "Corrigé", "dropped": "Non corrigeable"})

_ZERO = Decimal(0)
_COLUMNS = (
    ColumnSchema(code="month", label="Période", kind="month", required=True, synonyms=("Mois",), help="Le mois de l’anomalie."),
    ColumnSchema(code="ucd7", label="UCD7", kind="ucd", required=True, synonyms=("Code UCD", "UCD")),
    ColumnSchema(code="product", label="Libellé", kind="text", synonyms=("Spécialité", "Libellé UCD")),
    ColumnSchema(
        code="indication", label="Code indication", kind="les", synonyms=("Code LES", "Indication"),
        help="Tel qu’il a été codé ; vide s’il manquait.",
    ),
    ColumnSchema(
        code="anomaly", label="Type d’anomalie", kind="choice", required=True, choices=ANOMALY_TYPES,
        synonyms=("Anomalie",), help="Comme le tableau 1.V.2.VMED-F de e-PMSI le nomme.",
    ),
    ColumnSchema(code="quantity", label="Quantité", kind="quantity", required=True, minimum=_ZERO, synonyms=("Nombre d’UCD",)),
    ColumnSchema(code="amount", label="Montant", kind="money", required=True, minimum=_ZERO, synonyms=("Montant (€)",)),
    ColumnSchema(
        code="stays", label="Nombre de séjours", kind="count", minimum=_ZERO, synonyms=("Nb séjours", "Séjours"),
        help="Jamais le numéro des séjours.",
    ),
    ColumnSchema(
        code="valued", label="Valorisé", kind="yes_no", synonyms=("Valorisé O/N",),
        help="Oui si la ligne a tout de même été payée.",
    ),
    ColumnSchema(code="cause", label="Cause", kind="choice", choices=_CAUSES),
    ColumnSchema(code="action", label="Action", kind="text", synonyms=("Action corrective",)),
    ColumnSchema(code="owner", label="Responsable", kind="text", help="Une fonction suffit : DIM, PUI, DSI."),
    ColumnSchema(code="due", label="Date cible", kind="date", synonyms=("Échéance",)),
    ColumnSchema(code="state", label="Statut", kind="choice", choices=_STATES, synonyms=("État",)),
)  # fmt: skip

FORM = Form(
    code="mo_anomalies",
    label="Médicaments onéreux : anomalies de codage PMSI",
    family="mo",
    indicators=("mo",),
    version="1",
    sheets=(
        identification(
            ColumnSchema(
                code="no_anomaly", label="Aucune anomalie", kind="yes_no", synonyms=("Aucune anomalie O/N",),
                help="Oui si le tableau de e-PMSI ne montre aucune anomalie. Une feuille vide sans ce Oui est une réponse "
                "manquante.",
            ),
        ),
        Sheet(
            schema=TableSchema(
                code=ANOMALIES, label="Anomalies PMSI", columns=_COLUMNS,
                key=("month", "ucd7", "indication", "anomaly"), synonyms=("Anomalies_PMSI", "Anomalies"),
            ),
            guidance="Une ligne par mois, UCD, code indication et type d’anomalie. "
            "Une ligne dont le code est faux ou absent n’est pas payée à l’établissement.",
            records=200,
        ),
    ),
    instructions=(
        "Reprenez les lignes du tableau 1.V.2.VMED-F de e-PMSI (OVALIDE), puis dites la cause et ce qui est fait.",
        "Si le tableau est vide, répondez Oui à « Aucune anomalie » : c’est ce qui distingue zéro d’un oubli.",
        "Une ligne I999999 d’un produit associé à un autre relève peut-être de l’AMM miroir, I999997.",
        "N’écrivez aucun numéro de séjour ni de patient : le classeur serait refusé.",
        "Les colonnes de ce classeur sont une proposition de l’équipe, à valider.",
    ),
    declaration=Declaration(about=ANOMALIES, sheet=IDENTIFICATION, column="no_anomaly", label="aucune anomalie"),
    proposed=frozenset({(ANOMALIES, "cause"), (ANOMALIES, "state")}),
)  # fmt: skip
