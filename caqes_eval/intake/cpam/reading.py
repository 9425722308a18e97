"""Read an extract as its mapping says: which sheet, which columns, in which units, and what does not agree in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cpam.checks import check_repeated, check_sheet
from caqes_eval.intake.cpam.extracts import EXTRACTS, HOSPITAL
from caqes_eval.intake.cpam.faults import fault
from caqes_eval.intake.cpam.mapping import ExtractMapping
from caqes_eval.intake.cpam.sheet import SheetRead, contradicted_units, read_sheet
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.tables.columns import Matching
from caqes_eval.intake.tables.finding import FoundTable, find_table
from caqes_eval.intake.tables.headings import Vocabulary, normalised
from caqes_eval.intake.tables.reading import TypedTable
from caqes_eval.intake.tables.schema import ColumnSchema, TableSchema
from caqes_eval.intake.workbooks import NO_REPAIR, Opened, Repairs, Sheet, open_workbook, repaired

SOURCE_SHEET = "source_sheet"
"""The column that says which sheet a record comes from."""


@dataclass(frozen=True, kw_only=True)
class ExtractRead:
    """An extract read.

    Attributes:
        table: its lines, all sheets together, with ``source_row`` and ``source_sheet``; ``None`` when nothing can be read.
            Amounts are in euros, rates are proportions.
        matchings: by which heading each column was recognised, in each sheet.
        mapping: what the headings were recognised by; its status travels with the result.
        findings: everything there is to say of the file, its tables, its cells and what does not agree.
    """

    table: TypedTable | None
    matchings: tuple[Matching, ...]
    mapping: ExtractMapping
    findings: tuple[Finding, ...]


def read_extract(
    source: Path | Opened,
    mapping: ExtractMapping,
    *,
    shown: str = "",
    year: int | None = None,
    repairs: Repairs = NO_REPAIR,
) -> ExtractRead:
    """Read an extract.

    Args:
        source: the file, workbook or text, or what was opened of it; ``shown`` then names it.
        mapping: how its headings are called.
        shown: how messages name it; its own name by default.
        year: what ``{N}`` stands for in the headings of the mapping.
        repairs: what a person accepted to read instead of some cells, by sheet and address; each is told.

    Raises:
        ParameterFileError: with that year, two columns of the mapping have the same heading.
    """
    file = shown or (source.name if isinstance(source, Path) else "")
    schema = schema_of(mapping, year=year)
    opened = open_workbook(source, file=file) if isinstance(source, Path) else source
    if opened.refused:
        return ExtractRead(table=None, matchings=(), mapping=mapping, findings=opened.findings)
    as_accepted, corrected = repaired(opened.sheets, repairs, file=file)
    found, findings = find_sheets(as_accepted, schema, mapping, file)
    sheets = [read_sheet(table, schema, mapping, file=file) for table in found]
    told = [*opened.findings, *corrected, *findings, *_mapping_told(mapping, file, found=bool(sheets))]
    for sheet in sheets:
        told += [*sheet.found.findings, *sheet.table.findings, *_sheet_told(sheet, mapping)]
    told += check_repeated(sheets, EXTRACTS[mapping.extract])
    return ExtractRead(
        table=_together(sheets, tuple(told)) if sheets else None,
        matchings=tuple(matching for sheet in sheets for matching in sheet.found.matchings),
        mapping=mapping,
        findings=tuple(told),
    )


def schema_of(mapping: ExtractMapping, *, year: int | None = None) -> TableSchema:
    """Return the columns of an extract with the headings and answers of a mapping.

    Raises:
        ParameterFileError: with that year, two columns have the same heading.
    """
    schema = EXTRACTS[mapping.extract].schema
    schema = replace(schema, columns=tuple(_column(column, mapping, year) for column in schema.columns))
    try:
        Vocabulary(schema)
    except ValueError:
        raise ParameterFileError(
            f"Correspondance « {mapping.extract} » : avec l’année {year}, un même titre désigne deux colonnes.",
            remedy="Vérifiez les titres qui contiennent {N}, {N-1} ou une année écrite en toutes lettres.",
        ) from None
    return schema


def _column(column: ColumnSchema, mapping: ExtractMapping, year: int | None) -> ColumnSchema:
    named = mapping.column(column.code)
    headings = list(named.headings)
    if year is not None:
        dated = (heading.replace("{N-1}", str(year - 1)).replace("{N}", str(year)) for heading in named.headings)
        headings += [heading for heading in dated if heading not in headings]
    choices = tuple(
        replace(choice, synonyms=(*choice.synonyms, *named.synonyms_of(choice.code))) for choice in column.choices
    )
    expected = column.expected if named.expected is None else named.expected
    return replace(column, synonyms=(*column.synonyms, *headings), choices=choices, expected=expected)


def find_sheets(
    sheets: Sequence[Sheet], schema: TableSchema, mapping: ExtractMapping, file: str
) -> tuple[list[FoundTable], list[Finding]]:
    """Return the tables of the sheets well named, else that of the only sheet that has one, and what is to be said."""
    tables = [found for sheet in sheets if (found := find_table(sheet, schema, file=file))]
    named = [found for found in tables if named_among(found.view.sheet.name, mapping)]
    chosen = named or tables
    case = {"label": schema.label, "extract": mapping.extract, "sheets": _names(sheet.name for sheet in sheets)}
    if not chosen:
        return [], [fault("extrait_introuvable", file, case)]
    if not named and len(tables) > 1:
        case["sheets"] = _names(found.view.sheet.name for found in tables)
        return [], [fault("extrait_feuilles", file, case)]
    ignored = [_sheet_of(table) for table in tables if table not in chosen]
    told = [fault("extrait_feuille_ignoree", file, case, cell=place) for place in ignored]
    if not named and chosen[0].view.sheet.name:
        told.append(fault("extrait_autre_feuille", file, case, cell=_sheet_of(chosen[0])))
    return chosen, told


def _sheet_of(table: FoundTable) -> Cell:
    """Return the place that is a whole sheet."""
    return Cell("", sheet=table.view.sheet.name)


def named_among(name: str, mapping: ExtractMapping) -> bool:
    """Return whether a sheet, or a file, has one of the names expected (or the code of the extract) among its words."""
    words = f" {_apart(name)} "
    return any(f" {_apart(expected)} " in words for expected in (*mapping.sheets, mapping.extract))


def _apart(name: str) -> str:
    return normalised(name.replace("_", " "))


def _names(names: Iterator[str]) -> str:
    return ", ".join(f"« {name} »" if name else "le fichier entier" for name in names) or "aucune"


def _mapping_told(mapping: ExtractMapping, file: str, *, found: bool) -> Iterator[Finding]:
    if found and mapping.status != "confirmed":
        yield fault("extrait_correspondance", file, {"title": mapping.reference.sentence()})


def _sheet_told(sheet: SheetRead, mapping: ExtractMapping) -> Iterator[Finding]:
    for code, there in (("extrait_sans_etablissement", HOSPITAL), ("extrait_sans_mesure", sheet.measured())):
        if not any(sheet.matching(column) for column in there):
            yield fault(code, sheet.file, {"extract": mapping.extract}, cell=_sheet_of(sheet.found))
    yield from contradicted_units(sheet)
    yield from check_sheet(sheet, EXTRACTS[mapping.extract])


def _together(sheets: list[SheetRead], findings: tuple[Finding, ...]) -> TypedTable:
    frames = [sheet.table.frame.assign(**{SOURCE_SHEET: sheet.name}) for sheet in sheets]
    return TypedTable(
        frame=pd.concat(frames, ignore_index=True),
        absences=pd.concat([sheet.table.absences for sheet in sheets], ignore_index=True),
        findings=findings,
    )
