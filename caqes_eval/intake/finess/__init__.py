"""FINESS, the national file of establishments: its old CSV, its new JSON, and their merge into a register."""

from caqes_eval.intake.finess.differences import Difference, Merge
from caqes_eval.intake.finess.etalab import read_etalab
from caqes_eval.intake.finess.merge import merge
from caqes_eval.intake.finess.plus import read_finess_plus
from caqes_eval.intake.finess.reader import read_finess
from caqes_eval.intake.finess.selection import Selection
from caqes_eval.intake.finess.table import COLUMNS, FinessTable

__all__ = [
    "COLUMNS",
    "Difference",
    "FinessTable",
    "Merge",
    "Selection",
    "merge",
    "read_etalab",
    "read_finess",
    "read_finess_plus",
]
