"""FINESS, UCD, CIP, LPP and LES codes: read, check, propose repairs.

Every ``check_*`` function takes a code as typed and returns a :class:`Check`; none raises, none repairs.
"""

from caqes_eval.identifiers.check import Check
from caqes_eval.identifiers.cip import FEE_CIP13, NOT_RELEASED_CIP13, check_cip, cip7_of
from caqes_eval.identifiers.finess import check_finess, finess_key
from caqes_eval.identifiers.les import SPECIAL_LES_CODES, check_les, check_les_known
from caqes_eval.identifiers.lpp import check_lpp
from caqes_eval.identifiers.ucd import check_ucd
from caqes_eval.identifiers.udi import check_udi

__all__ = [
    "FEE_CIP13",
    "NOT_RELEASED_CIP13",
    "SPECIAL_LES_CODES",
    "Check",
    "check_cip",
    "check_finess",
    "check_les",
    "check_les_known",
    "check_lpp",
    "check_ucd",
    "check_udi",
    "cip7_of",
    "finess_key",
]
