"""What the template of an establishment calls: its families gathered on one page."""

from caqes_eval.notebook.establishment.records import open_establishment
from caqes_eval.notebook.establishment.sections import (
    actions,
    amounts_table,
    appreciation,
    awaited_table,
    deadlines_table,
    findings_table,
    glue,
    grid_table,
    identity_card,
    not_evaluated,
    notebooks_table,
    points_table,
    procedure_table,
)

__all__ = [
    "actions",
    "amounts_table",
    "appreciation",
    "awaited_table",
    "deadlines_table",
    "findings_table",
    "glue",
    "grid_table",
    "identity_card",
    "not_evaluated",
    "notebooks_table",
    "open_establishment",
    "points_table",
    "procedure_table",
]
