"""Schemas of the tests of tables."""

from caqes_eval.intake.tables.finding import find_table
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema
from caqes_eval.intake.workbooks import open_workbook


def column(code, label, *, kind="text", **more) -> ColumnSchema:
    return ColumnSchema(code=code, label=label, kind=kind, **more)


def schema(*columns, **more) -> TableSchema:
    return TableSchema(code="essai", label="Essai", columns=columns, **more)


INITIATIONS = schema(
    column("finess", "FINESS", kind="finess", required=True, synonyms=("N° FINESS", "Finess géographique")),
    column("name", "Établissement", synonyms=("Nom",)),
    column("number", "Nombre d’initiations", kind="count", synonyms=("Initiations nombre",)),
    column("amount", "Montant", kind="money", expected=False, synonyms=("Montant remboursé", "Initiations montant")),
    key=("finess",),
)


def table(path, expected):
    (sheet,) = open_workbook(path).sheets
    return find_table(sheet, expected, file=path.name)


def codes(result) -> list[str]:
    return [finding.code for finding in result.findings]
