"""Scraps of a campaign gathered into regional tables: what the synthesis template calls."""

from caqes_eval.synthesis.collect import glue, open_synthesis
from caqes_eval.synthesis.sections import (
    establishments_table,
    figure,
    identity_card,
    indicators_table,
    molecules_table,
    points_to_see,
    rules_table,
    sources_table,
)

__all__ = [
    "establishments_table",
    "figure",
    "glue",
    "identity_card",
    "indicators_table",
    "molecules_table",
    "open_synthesis",
    "points_to_see",
    "rules_table",
    "sources_table",
]
