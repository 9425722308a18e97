"""DMI: mapping of the circuit with InterDiag, 12 axes and 77 items.

The axes and how many items each holds are public (OMEDIT PACA-Corse webinar of 4 February 2026, practice.md §3.2); the
wording of the items is not: they are numbered, and answered with the tool of the ANAP at hand. The answers are a proposal.
"""

from dataclasses import dataclass
from decimal import Decimal

from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Form, Sheet, listed
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

MAPPING = "cartographie"


@dataclass(frozen=True)
class Axis:
    """An axis of InterDiag: its code, its French name, how many items it holds."""

    code: str
    label: str
    items: int


AXES = (
    Axis("ward_organisation", "Organisation US", 7),
    Axis("request", "Demande", 9),
    Axis("reception", "Réception", 4),
    Axis("storage", "Stockage", 13),
    Axis("use", "Utilisation et suivi des DMS et DMI", 6),
    Axis("returns", "Retours - Élimination", 4),
    Axis("traceability_organisation", "Organisation traçabilité sanitaire DMI", 12),
    Axis("traceability_evaluation", "Évaluation et suivi traçabilité DMI", 7),
    Axis("chronic_wounds", "Prise en charge des plaies chroniques", 4),
    Axis("urinary_catheter", "Sondage urinaire", 4),
    Axis("airway", "Abord respiratoire", 4),
    Axis("secure_connectors", "Connectiques sécurisées", 3),
)
"""The axes in the order of the tool."""

_ANSWERS = listed(
    {"yes": "Oui", "partly": "Partiellement", "no": "Non", "na": "Non applicable"},
    {"yes": ("O",), "partly": ("Partiel", "En partie"), "no": ("N",), "na": ("NA",)},
)
_TOOLS = listed({"interdiag": "InterDiag (ANAP)", "resomedit": "RESOMEDIT"}, {"interdiag": ("InterDiag", "ANAP")})

_COLUMNS = (
    ColumnSchema(
        code="axis", label="Axe", kind="choice", required=True, prefilled=True,
        choices=listed({axis.code: axis.label for axis in AXES}),
    ),
    ColumnSchema(
        code="number", label="N° d’item", kind="count", required=True, prefilled=True, minimum=Decimal(1),
        synonyms=("Item n°", "Numéro"),
    ),
    ColumnSchema(code="item", label="Item", kind="text", prefilled=True, help="Son rang dans l’axe, comme dans l’outil."),
    ColumnSchema(
        code="answer", label="Réponse", kind="choice", required=True, measured=True, choices=_ANSWERS,
        help="Oui, Partiellement, Non, ou Non applicable.",
    ),
    ColumnSchema(code="comment", label="Commentaire", kind="text", synonyms=("Commentaires", "Preuve")),
)  # fmt: skip

FORM = Form(
    code="dmi_mapping",
    label="DMI : cartographie du circuit (InterDiag)",
    family="dmi",
    indicators=("dmi",),
    version="1",
    sheets=(
        identification(
            ColumnSchema(code="tool", label="Outil employé", kind="choice", required=True, choices=_TOOLS),
            ColumnSchema(
                code="unit", label="Unité diagnostiquée", kind="text",
                help="La PUI ou l’unité de soins. Un classeur par unité.",
            ),
            ColumnSchema(code="mapped_on", label="Date du diagnostic", kind="date", required=True),
        ),
        Sheet(
            schema=TableSchema(code=MAPPING, label="Cartographie", columns=_COLUMNS, key=("axis", "number")),
            guidance="Une réponse par item. « Non applicable » sort l’item du calcul ; une case vide le laisse sans réponse.",
            fixed=tuple(
                {"axis": axis.code, "number": number, "item": f"{axis.label}, item {number}"}
                for axis in AXES
                for number in range(1, axis.items + 1)
            ),
        ),
    ),
    instructions=(
        "Ouvrez à côté votre diagnostic InterDiag (ANAP) : il donne l’énoncé des items, dans le même ordre.",
        ("L’énoncé des 77 items n’est pas public. Ce classeur les numérote dans leur axe (« Demande, item 3 ») et n’en invente "
        "aucun : seul le nombre d’items de chaque axe est connu."),
        "Le diagnostic n’est pas à refaire chaque année : les réponses déjà reçues sont reprises, corrigez ce qui a changé.",
        "Si vous avez employé RESOMEDIT, dites-le dans « Identification » et joignez le diagnostic.",
    ),
    proposed=frozenset({(MAPPING, "answer")}),
)  # fmt: skip
