"""Fixed-width files of the PMSI: FICHCOMP, RSA, HAD, SMR and RSF, read by year, then cleaned by the rules of ATIH."""

from caqes_eval.intake.pmsi.cleaning import Cleaned, Removed, Total, clean_devices, clean_medicines, totals, with_medatu
from caqes_eval.intake.pmsi.limits import Limits, limits, rsf_unit
from caqes_eval.intake.pmsi.reader import PmsiFile, read_pmsi

__all__ = [
    "Cleaned",
    "Limits",
    "PmsiFile",
    "Removed",
    "Total",
    "clean_devices",
    "clean_medicines",
    "limits",
    "read_pmsi",
    "rsf_unit",
    "totals",
    "with_medatu",
]
