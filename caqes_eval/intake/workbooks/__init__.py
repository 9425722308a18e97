"""Workbooks and text tables as received: opened without trusting them, given as sheets of cells."""

from caqes_eval.intake.workbooks.opening import open_workbook
from caqes_eval.intake.workbooks.repairs import NO_REPAIR, Correction, Repairs, repaired
from caqes_eval.intake.workbooks.sheets import Layout, Opened, Sheet

__all__ = ["NO_REPAIR", "Correction", "Layout", "Opened", "Repairs", "Sheet", "open_workbook", "repaired"]
