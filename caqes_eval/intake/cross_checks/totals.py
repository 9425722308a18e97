"""Totals of the liste en sus by year or half-year, as ATIH gives them: read from any workbook or CSV, for the series checks.

No layout of theirs is public: a period, one total at least, and perhaps whose they are, under many headings, the periods in
lines or in columns.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pandas as pd

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.cross_checks.evidence import Located
from caqes_eval.intake.cross_checks.series import MEASURES
from caqes_eval.intake.tables.finding import FoundTable, find_table
from caqes_eval.intake.tables.reading import TypedTable, read_table
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema
from caqes_eval.intake.values import fold
from caqes_eval.intake.workbooks import NO_REPAIR, Opened, Repairs, Sheet, open_workbook, repaired

TOTALS = "totaux"
_WHOSE = ("finess", "scope")
_ZERO = Decimal(0)
_HEADINGS = {
    "ucd": (
        "UCD", "UCD total", "UCD totales", "Total UCD", "Nombre d’UCD", "Nb UCD", "Nb d’UCD", "UCD LES", "Quantité totale",
        "Quantité", "Unités", "Total des UCD", "Nombre total d’UCD", "UCD liste en sus",
    ),
    "ucd_i999": (
        "UCD I999", "UCD I999999", "UCD hors AMM", "UCD hors-AMM", "Nombre d’UCD I999", "Nb UCD I999", "Nb UCD hors AMM",
        "Nombre d’UCD hors AMM", "dont I999", "dont I999999", "dont hors AMM", "dont UCD I999", "dont UCD I999999",
        "dont UCD hors AMM", "Quantité hors AMM", "UCD hors référentiel", "UCD en I999999",
    ),
    "amount": (
        "Montant", "Montant total", "Total euros", "euros total", "euros", "Montant euros", "Montant total euros", "Dépense",
        "Dépenses", "Dépense totale", "Dépenses totales", "Valorisation", "Montant remboursé", "Montant LES",
        "Montant liste en sus", "Montant de la liste en sus euros",
    ),
    "amount_i999": (
        "Montant I999", "Montant I999999", "Montant hors AMM", "euros I999", "euros I999999", "euros hors AMM",
        "I999 euros", "I999999 euros", "hors AMM euros", "Dépenses I999", "Dépense hors AMM", "Dépenses hors AMM",
        "dont montant I999", "dont montant I999999", "dont montant hors AMM", "dont euros I999", "dont euros hors AMM",
        "Montant hors référentiel",
    ),
    "transport_trips": ("Transports", "Nb transports", "Nb de transports", "Trajets", "Nombre de trajets"),
    "transport_amount": ("Montant transports", "Montant transport", "Dépenses de transport", "euros transports"),
}  # fmt: skip

SCHEMA = TableSchema(
    code=TOTALS,
    label="Totaux par année",
    columns=(
        ColumnSchema(
            code="period", label="Période", kind="period", required=True,
            synonyms=("Année", "Exercice", "Semestre", "Année PMSI", "Année d’activité", "Année de soins"),
        ),
        ColumnSchema(
            code="scope", label="Périmètre", kind="text", expected=False,
            synonyms=("Région", "Territoire", "Établissement", "Raison sociale", "Nom de l’établissement", "Champ"),
        ),
        ColumnSchema(
            code="finess", label="FINESS", kind="finess", expected=False,
            synonyms=("N° FINESS", "Finess juridique", "FINESS EJ", "Finess géographique", "FINESS ET", "ipe", "Code FINESS"),
        ),
        *(
            ColumnSchema(
                code=code, label=label, kind="money" if code.startswith("amount") or code.endswith("amount") else "quantity",
                expected=False, minimum=_ZERO, synonyms=_HEADINGS[code],
            )
            for code, label in MEASURES.items()
        ),
    ),
)  # fmt: skip
"""What a table of totals may hold."""


@dataclass(frozen=True, kw_only=True)
class TotalsRead:
    """Totals read.

    Attributes:
        table: every line, all sheets together; None when there is none.
        series: the lines of each sheet, hospital and perimeter apart, for the checks.
        findings: everything there is to say of the file and of its cells.
    """

    table: TypedTable | None
    series: tuple[Located, ...]
    findings: tuple[Finding, ...]


def read_totals(source: Path | Opened, *, shown: str = "", repairs: Repairs = NO_REPAIR) -> TotalsRead:
    """Read the totals of a file.

    Args:
        source: a workbook or a text table, or what was opened of it; ``shown`` then names it.
        shown: how messages name it; its own name by default.
        repairs: what a person accepted to read instead of some cells, by sheet and address; each is told.
    """
    file = shown or (source.name if isinstance(source, Path) else "")
    opened = open_workbook(source, file=file) if isinstance(source, Path) else source
    if opened.refused:
        return TotalsRead(table=None, series=(), findings=opened.findings)
    sheets, corrected = repaired(opened.sheets, repairs, file=file)
    found = [each for sheet in sheets if (each := _found(sheet, file))]
    told = [*opened.findings, *corrected]
    if not found:
        return TotalsRead(table=None, series=(), findings=(*told, _none(file)))
    tables: list[TypedTable] = []
    series: list[Located] = []
    for place in found:
        table = read_table(place, _keyed(place), file=file)
        told += [*place.findings, *table.findings]
        tables.append(table)
        series += _apart(table, file, place.view.sheet.name)
    together = TypedTable(
        frame=pd.concat([table.frame for table in tables], ignore_index=True),
        absences=pd.concat([table.absences for table in tables], ignore_index=True),
        findings=tuple(told),
    )
    return TotalsRead(table=together, series=tuple(series), findings=tuple(told))


def _found(sheet: Sheet, file: str) -> FoundTable | None:
    """Return the table of a sheet, its periods in lines, else in columns: whichever has more known headings."""
    spelt = _spelt(sheet)
    ways = [find_table(spelt, replace(SCHEMA, transposed=transposed), file=file) for transposed in (False, True)]
    known = [table for table in ways if table and _suits(table)]
    return max(known, key=lambda table: len(table.matchings), default=None)


def _suits(table: FoundTable) -> bool:
    codes = {matching.code for matching in table.matchings}
    return "period" in codes and bool(codes & set(MEASURES))


def _spelt(sheet: Sheet) -> Sheet:
    """Return the sheet with the sign of the euro spelt in its headings: without it, « € I999 » and « I999 » are the same."""
    values = [
        [_word(value) if isinstance(value, str) and "€" in value else value for value in row] for row in sheet.values
    ]
    return replace(sheet, values=values)


def _word(text: str) -> str:
    # an amount as a text keeps its sign, and « (€) » after a heading is no part of it
    bare = text.replace("I999999", "").replace("I999", "")
    if any(map(str.isdigit, bare)) or "(€" in text or "k€" in text.lower() or "m€" in text.lower():
        return text
    return text.replace("€", " euros ").strip() if text.strip() != "€" else text


def _keyed(found: FoundTable) -> TableSchema:
    """Return the schema with the columns that may not repeat together, among those that are there."""
    there = {matching.code for matching in found.matchings}
    key = tuple(code for code in (*_WHOSE, "period") if code in there)
    return replace(SCHEMA, key=key, transposed=found.view.transposed)


def _apart(table: TypedTable, file: str, sheet: str) -> Iterator[Located]:
    """Give the series of a sheet: what is compared is of the same hospital and perimeter."""
    frame = table.frame
    pairs = zip(*(frame[code] for code in _WHOSE), strict=True)
    whose = [tuple(fold(str(part)) if part is not None else "" for part in pair) for pair in pairs]
    for each in dict.fromkeys(whose):
        kept = [place for place, other in enumerate(whose) if other == each]
        yield Located(file=file, sheet=sheet, frame=frame.iloc[kept].reset_index(drop=True))


def _none(file: str) -> Finding:
    return Finding(
        code="totaux_introuvables", severity=Severity.BLOCKING, file=file,
        message="aucune feuille n’a de totaux par période : il faut une année (ou un semestre) et au moins un total.",
        why="Rien n’en est lu.",
        remedy="Vérifier que c’est le bon fichier ; sinon, écrire les titres comme attendu.",
        expected=", ".join(f"« {label} »" for label in ("Période", *MEASURES.values())),
    )  # fmt: skip
