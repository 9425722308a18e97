"""What goes out of a check: each hospital's own workbook annotated, the analyst's list of findings, the record of it."""

from caqes_eval.intake.returns.analyst import findings_workbook
from caqes_eval.intake.returns.annotated import annotate, returned_name
from caqes_eval.intake.returns.blanking import Blank
from caqes_eval.intake.returns.record import CheckRecord, FileRecord, read_record, record_path, write_record
from caqes_eval.intake.returns.summary import SUMMARY_SHEET

__all__ = [
    "SUMMARY_SHEET",
    "Blank",
    "CheckRecord",
    "FileRecord",
    "annotate",
    "findings_workbook",
    "read_record",
    "record_path",
    "returned_name",
    "write_record",
]
