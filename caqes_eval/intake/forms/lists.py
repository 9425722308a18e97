"""The sheet « Listes »: the answers that the drop-downs offer, and which lists are a proposal."""

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.intake.forms import styles
from caqes_eval.intake.forms.cells import ABSENCES, NO, YES, put
from caqes_eval.intake.forms.form import PROPOSED, Form
from caqes_eval.intake.tables.schema import ColumnSchema

LISTS_SHEET = "Listes"
_HEADING_ROW, _STATUS_ROW, _FIRST_ROW = 1, 2, 3
_WIDEST = 60


class Lists:
    """Writes each list once and knows its range."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._ranges: dict[tuple[str, ...], str] = {}
        sheet.freeze_panes = "A3"
        self.absences = self._written("Pas de valeur", ABSENCES)
        self.yes_no = self._written("Oui ou non", (YES, NO))

    def fill(self, form: Form) -> None:
        """Write the lists of a form."""
        for table, column in form.lists():
            proposed = (table.code, column.code) in form.proposed
            self._written(column.label, _labels(column), PROPOSED.capitalize() if proposed else "")

    def of(self, column: ColumnSchema) -> str:
        """Return the range of the answers to a column, empty when it is answered freely."""
        if column.kind == "yes_no":
            return self.yes_no
        return self._ranges[_labels(column)] if column.choices else ""

    def _written(self, heading: str, labels: tuple[str, ...], status: str = "") -> str:
        if labels not in self._ranges:
            place = len(self._ranges) + 1
            self._write_column(place, heading, labels, status)
            letter, last = get_column_letter(place), _FIRST_ROW + len(labels) - 1
            self._ranges[labels] = f"{LISTS_SHEET}!${letter}${_FIRST_ROW}:${letter}${last}"
        return self._ranges[labels]

    def _write_column(self, place: int, heading: str, labels: tuple[str, ...], status: str) -> None:
        head, note = self._sheet.cell(_HEADING_ROW, place), self._sheet.cell(_STATUS_ROW, place)
        put(head, heading)
        head.font, head.fill, head.alignment = styles.HEADING, styles.fill(styles.TEAL), styles.MIDDLE
        put(note, status)
        note.font, note.alignment = styles.HELP, styles.WRAP
        for row, label in enumerate(labels, start=_FIRST_ROW):
            cell = self._sheet.cell(row, place)
            put(cell, label)
            cell.font, cell.border = styles.BODY, styles.BOX
        longest = max(len(text) for text in (*labels, heading, status))
        self._sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, 18) + 3, _WIDEST)


def _labels(column: ColumnSchema) -> tuple[str, ...]:
    return tuple(choice.label for choice in column.choices)
