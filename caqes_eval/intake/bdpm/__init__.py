"""The public medicines database (BDPM): which presentation belongs to which generic group."""

from caqes_eval.intake.bdpm.reader import Repertoire, read_bdpm

__all__ = ["Repertoire", "read_bdpm"]
