"""What no file says alone: the tables of a hospital compared with one another, with the references and with the past."""

from caqes_eval.intake.cross_checks.check import Check, Noticed
from caqes_eval.intake.cross_checks.checks import CHECKS, cross_check
from caqes_eval.intake.cross_checks.evidence import Evidence, Located, located_pmsi

__all__ = ["CHECKS", "Check", "Evidence", "Located", "Noticed", "cross_check", "located_pmsi"]
