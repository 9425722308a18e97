"""What deserves to be said of a sheet that was read: what is hidden, what was never calculated."""

from collections.abc import Iterator

from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.french import number
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.faults import fault
from caqes_eval.intake.workbooks.sheets import Sheet

_MANY_EMPTY_ROWS = 10_000


def remarks(sheet: Sheet, file: str) -> Iterator[Finding]:
    """Give the findings of a sheet; hidden rows and columns count only where the sheet holds something."""
    layout = sheet.layout
    if sheet.hidden and sheet.values:
        yield fault("feuille_masquee", file, sheet=sheet.name)
    if rows := layout.hidden_rows:
        yield fault("lignes_masquees", file, sheet=sheet.name, count=number(len(rows)), first=min(rows))
    if columns := layout.hidden_columns:
        letters = Cell("", row=1, column=min(columns)).address.rstrip("1")
        yield fault("colonnes_masquees", file, sheet=sheet.name, count=number(len(columns)), first=letters)
    if layout.empty_rows > _MANY_EMPTY_ROWS:
        yield fault("lignes_vides", file, sheet=sheet.name, count=number(layout.empty_rows))
    yield from _uncached(sheet, file)


def _uncached(sheet: Sheet, file: str) -> Iterator[Finding]:
    """Tell formulas without a result one by one, so that each can be coloured in the copy sent back."""
    places = sorted(sheet.layout.uncached)
    for row, column in places[: limits.CELLS_TOLD]:
        address = Cell("", row=row, column=column).address
        yield fault("formule_sans_resultat", file, sheet=sheet.name, cell=address)
    if (more := len(places) - limits.CELLS_TOLD) > 0:
        yield fault("formules_sans_resultat", file, sheet=sheet.name, more=number(more))
