"""What the tests of values share: a column of a kind, and what reading a text or a stored value gives."""

from caqes_eval.intake.tables.cells import Cell, Reading
from caqes_eval.intake.tables.schema import Choice, ColumnSchema, Kind
from caqes_eval.intake.values import read

NO_BREAK, NARROW, FIGURE, THIN = "\u00a0", "\u202f", "\u2007", "\u2009"
ANSWERS = (
    Choice(code="oui", label="Oui"),
    Choice(code="partiel", label="Partiellement", synonyms=("Partiel", "En partie")),
    Choice(code="non", label="Non"),
    Choice(code="na", label="Non applicable", synonyms=("NA", "Sans objet")),
)


def column(kind: Kind, **described) -> ColumnSchema:
    return ColumnSchema(code="colonne", label="Colonne", kind=kind, **described)


def reading_of(typed: object, kind: Kind, *, number_format: str = "", text: str = "", **described) -> Reading:
    """Read a text as typed, or any other value as the file stores it (with the ``text`` shown)."""
    cell = Cell(typed) if isinstance(typed, str) else Cell(text, native=typed, number_format=number_format)
    return read(cell, column(kind, **described))
