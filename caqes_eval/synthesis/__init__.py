"""Scraps of a campaign gathered into regional tables: what the synthesis template calls."""

from caqes_eval.synthesis.collect import glue, open_synthesis
from caqes_eval.synthesis.figure import figure
from caqes_eval.synthesis.sections import identity_card, points_to_see, rules_table, sources_table
from caqes_eval.synthesis.tables import answers_table, establishments_table, indicators_table, parts_table

__all__ = [
    "answers_table",
    "establishments_table",
    "figure",
    "glue",
    "identity_card",
    "indicators_table",
    "open_synthesis",
    "parts_table",
    "points_to_see",
    "rules_table",
    "sources_table",
]
