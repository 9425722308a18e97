"""Action plan, asked for nearly every indicator, and how completely it is filled.

No template is public: the columns and the rule of completeness are a proposal; its three classes are those that the
OMEDIT PACA-Corse reports for the DMI (practice.md §9).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from caqes_eval.intake.forms.definitions.identification import identification
from caqes_eval.intake.forms.form import Form, Sheet, listed
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema

PLAN = "plan_actions"

INDICATORS = listed({
    "mo": "Médicaments onéreux", "dmi": "DMI", "pharmacie_clinique": "Pharmacie clinique",
    "biosimilaires": "Biosimilaires", "generiques": "Génériques", "ipp": "IPP", "perfadom": "PERFADOM",
    "pansements": "Pansements", "ambulance": "Part de l’ambulance", "autres_transports": "Autres modes de transport",
    "epa": "Examens pré-anesthésiques", "rehospitalisation_ic": "Réhospitalisations, insuffisance cardiaque",
    "chirurgie_ambulatoire": "Chirurgie ambulatoire",
})  # fmt: skip
"""The indicators of the contracts read so far; a region gives its own by ``with_choices``."""

_STATES = listed(
    {"not_started": "Non démarré", "under_way": "En cours", "done": "Réalisé", "abandoned": "Abandonné"},
    {"not_started": ("À faire",), "done": ("Terminé", "Fait")},
)
_COLUMNS = (
    ColumnSchema(code="indicator", label="Indicateur", kind="choice", required=True, choices=INDICATORS),
    ColumnSchema(code="finding", label="Constat", kind="text", help="Ce qui ne va pas aujourd’hui."),
    ColumnSchema(code="goal", label="Objectif", kind="text"),
    ColumnSchema(code="action", label="Action", kind="text", required=True, help="Ce qui sera fait."),
    ColumnSchema(code="owner", label="Pilote", kind="text", required=True, help="Une fonction suffit."),
    ColumnSchema(code="due", label="Échéance", kind="date", required=True, synonyms=("Date cible", "Délai")),
    ColumnSchema(
        code="follow_up", label="Indicateur de suivi", kind="text", help="À quoi l’on verra que l’action a réussi."
    ),
    ColumnSchema(code="state", label="État", kind="choice", required=True, choices=_STATES,
                 synonyms=("État d’avancement", "Statut")),
    ColumnSchema(
        code="proof", label="Preuve jointe", kind="text", synonyms=("Preuve",), help="Le nom du fichier envoyé avec ce classeur."
    ),
    ColumnSchema(code="updated_on", label="Date de mise à jour", kind="date"),
)  # fmt: skip
_COMPLETE = ("action", "owner", "due", "state")


class Completeness(StrEnum):
    """How completely a plan is filled; the codes are the levels of the scoring grids."""

    TOTAL = "totalement_rempli"
    PARTIAL = "partiellement_rempli"
    NOT_SENT = "non_transmis"

    @property
    def label(self) -> str:
        """The class as the OMEDIT names it."""
        return self.value.replace("_", " ")


def completeness(rows: Iterable[Mapping[str, object]]) -> Completeness:
    """Return how completely a plan is filled: total, partial or not sent.

    A line is complete when it has an action, an owner, a due date and a state; a declared absence is none of these. Total:
    every line is complete. Partial: at least one is. Lines that hold nothing, or the name of an indicator alone, do not
    count. A plan without any complete line is « non transmis »: there is nothing in it to follow.

    Args:
        rows: its lines, values by column code; an absent value is ``None``, a blank text or an :class:`Absence`.
    """
    written = [
        row for row in rows if any(_said(row.get(column.code)) for column in _COLUMNS if column.code != "indicator")
    ]
    complete = [row for row in written if all(_said(row.get(code)) for code in _COMPLETE)]
    if not complete:
        return Completeness.NOT_SENT
    return Completeness.TOTAL if len(complete) == len(written) else Completeness.PARTIAL


def _said(value: object) -> bool:
    return value is not None and not isinstance(value, Absence) and bool(str(value).strip())


FORM = Form(
    code="action_plan",
    label="Plan d’actions",
    family="action_plan",
    indicators=(),
    version="1",
    sheets=(
        identification(),
        Sheet(
            schema=TableSchema(
                code=PLAN,
                label="Plan d’actions",
                columns=_COLUMNS,
                synonyms=("Plan_actions", "Plan d’action", "Actions"),
            ),
            guidance="Une ligne par action. Une ligne compte quand l’action, le pilote, l’échéance et l’état sont écrits.",
            records=60,
        ),
    ),
    instructions=(
        "Une ligne par action. Les actions déjà reçues sont reprises : mettez à jour leur état et leur date.",
        (
            "Le plan est « totalement rempli » quand chaque ligne a une action, un pilote, une échéance et un état ; "
            "« partiellement rempli » quand une ligne au moins les a ; « non transmis » sinon. "
            "Cette règle est une proposition de l’équipe, à valider."
        ),
        "Écrivez dans « Preuve jointe » le nom exact du fichier que vous envoyez avec ce classeur.",
        "Aucun modèle de plan n’est public : les colonnes de ce classeur sont une proposition de l’équipe, à valider.",
    ),
    proposed=frozenset({(PLAN, "indicator"), (PLAN, "state")}),
    file_names=frozenset({(PLAN, "proof")}),
)
