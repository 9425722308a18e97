"""What a template calls: open an evaluation, show its sections, glue its result."""

from caqes_eval.notebook.evaluation import glue, open_evaluation
from caqes_eval.notebook.sections import (
    actions,
    calculations,
    cautions,
    figure,
    identity_card,
    perimeter_table,
    repertoire_table,
    results_table,
    rules_table,
    sources_table,
    top_products_table,
    what_is_measured,
)

__all__ = [
    "actions",
    "calculations",
    "cautions",
    "figure",
    "glue",
    "identity_card",
    "open_evaluation",
    "perimeter_table",
    "repertoire_table",
    "results_table",
    "rules_table",
    "sources_table",
    "top_products_table",
    "what_is_measured",
]
