"""What a template calls: open an evaluation, show its sections, glue its result."""

from caqes_eval.notebook.cautions import cautions
from caqes_eval.notebook.contract import amounts_table, conditions_table, deliveries_table, points_note, points_table
from caqes_eval.notebook.evaluation import glue, in_brief, open_evaluation
from caqes_eval.notebook.history import history_figure, history_table
from caqes_eval.notebook.sections import (
    actions,
    calculations,
    figure,
    identity_card,
    parts_table,
    results_table,
    rules_table,
    sources_table,
    what_is_measured,
)
from caqes_eval.notebook.standing import standing

__all__ = [
    "actions",
    "amounts_table",
    "calculations",
    "cautions",
    "conditions_table",
    "deliveries_table",
    "figure",
    "glue",
    "history_figure",
    "history_table",
    "identity_card",
    "in_brief",
    "open_evaluation",
    "parts_table",
    "points_note",
    "points_table",
    "results_table",
    "rules_table",
    "sources_table",
    "standing",
    "what_is_measured",
]
