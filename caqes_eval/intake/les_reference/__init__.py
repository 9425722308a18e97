"""The reference of LES indications and the history of the liste en sus."""

from caqes_eval.intake.les_reference.history import ListHistory, read_list_history
from caqes_eval.intake.les_reference.reader import read_les_reference
from caqes_eval.intake.les_reference.reference import LesReference, Verdict

__all__ = ["LesReference", "ListHistory", "Verdict", "read_les_reference", "read_list_history"]
