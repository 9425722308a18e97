"""What a cell may hold, and what is said of it: the readings behind « valeur_refusee » and « valeur_comprise »."""

from collections.abc import Iterator

from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.tables.schema import Choice, ColumnSchema, Kind
from caqes_eval.intake.values import read

_MODES = (Choice(code="ambulance", label="Ambulance"), Choice(code="vsl", label="VSL"))
_KINDS: dict[Kind, str] = {
    "count": "nombre entier", "quantity": "nombre", "money": "montant", "rate": "taux", "date": "date", "month": "mois",
    "period": "période", "yes_no": "oui ou non", "choice": "liste", "finess": "FINESS", "ucd": "UCD", "cip": "CIP",
    "lpp": "LPP", "les": "code indication",
}  # fmt: skip
_TYPED: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("count", ("12", "12,5", "1,234", "environ 40", "12 patients", "aucun", "-3")),
    ("money", ("1 234,56 €", "1.234", "12 k€", "(1 234)", "3,40095E+12", "15 %")),
    ("rate", ("15,3 %", "15,3", "0,153", "0,9", "#DIV/0!", "#VALEUR!")),
    ("date", ("31/12/2025", "31122025", "31/02/2025", "12/25")),
    ("period", ("S2 2025", "2025-S1", "mars 2026", "semestre 2")),
    ("yes_no", ("Oui", "X", "1", "oui mais", "peut-être")),
    ("choice", ("ambulance", "Ambulence", "Hélicoptère")),
    ("finess", ("060785011", "60785011", "2A0000014", "6,0785E+08")),
    ("ucd", ("9261104", "3400892611044", "9261105")),
    ("cip", ("3,40095E+12",)),
    ("les", ("I999999", "I999", "i999999")),
    ("money", ("", "NC", "ND", "sans objet", "-", "Non restitué", "0")),
)


def rows() -> Iterator[list[str]]:
    """Give a line per cell: the kind of its column, what is typed, what is read, what is said."""
    for kind, texts in _TYPED:
        column = ColumnSchema(code="x", label="x", kind=kind, choices=_MODES if kind == "choice" else ())
        for text in texts:
            reading = read(Cell(text), column)
            if reading.problem:
                understood = f"refusé{f' ; proposition : « {reading.proposal} »' if reading.proposal else ''}"
            elif reading.absence:
                understood = f"absent : {reading.absence.value}"
            else:
                understood = _worded(reading.value)
            typed = f"« {text} »" if text else "(vide)"
            yield [_KINDS[kind], typed, understood, reading.problem or reading.note]


def _worded(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(getattr(value, "label", value)).replace(".", ",")
