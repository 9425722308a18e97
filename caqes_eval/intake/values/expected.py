"""What a column expects, in French words that a message, a form and its instructions share."""

from decimal import Decimal

from caqes_eval.foundation import french
from caqes_eval.intake.tables.schema import ColumnSchema, Kind
from caqes_eval.intake.values.content import decimals_of

_EXPECTED: dict[Kind, str] = {
    "text": "un texte",
    "count": "un nombre entier, comme 12",
    "quantity": "un nombre, comme 12,5",
    "money": "un montant en euros, comme 1 234,56 €",
    "rate": "un pourcentage avec son signe, comme 15,3 %",
    "date": "une date, comme 31/12/2025",
    "month": "un mois, comme mars 2026",
    "period": "une période, comme S2 2025, T3 2025, mars 2025 ou 2025",
    "yes_no": "« oui » ou « non »",
    "choice": "l’une des réponses de la liste",
    "finess": "un numéro FINESS de 9 caractères, zéro de tête compris",
    "ucd": "un code UCD de 7 ou 13 chiffres",
    "cip": "un code CIP de 7 ou 13 chiffres",
    "lpp": "un code LPP de 7 chiffres",
    "les": "un code indication de 7 caractères, comme I000672 ou I999999",
}
_LISTED = 12


def expected_of(column: ColumnSchema) -> str:
    """Return what a cell of the column should hold, bounds and answers included, without a full stop."""
    expected = _EXPECTED[column.kind]
    if column.kind == "choice" and column.choices:
        labels = [f"« {choice.label} »" for choice in column.choices[:_LISTED]]
        return f"{expected} : {', '.join(labels)}{'…' if len(column.choices) > _LISTED else ''}"
    low, high = column.minimum, column.maximum
    if column.kind not in ("count", "quantity", "money", "rate") or (low is None and high is None):
        return expected
    if low is not None and high is not None:
        return f"{expected}, entre {shown(low, column.kind)} et {shown(high, column.kind)}"
    return f"{expected}, {shown(low, column.kind)} au moins" if low is not None else f"{expected}, {_most(column)}"


def _most(column: ColumnSchema) -> str:
    assert column.maximum is not None
    return f"{shown(column.maximum, column.kind)} au plus"


def shown(number: Decimal, kind: Kind) -> str:
    """Return a number as a reader of that kind of column writes it, with all its decimals."""
    if kind == "rate":
        return french.percent(number, max(0, decimals_of(number) - 2))
    decimals = decimals_of(number)
    if kind == "money":
        return french.euros(number, max(2, decimals) if decimals else 0)
    return french.number(number, decimals)
