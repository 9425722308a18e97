"""Which extract a file is: the mapping that its sheet or its name calls for, else the one that knows most of its headings.

Several extracts have the same columns (a FINESS, boxes, an amount): what a file does not say is not guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cpam.extracts import EXTRACTS
from caqes_eval.intake.cpam.faults import fault
from caqes_eval.intake.cpam.mapping import ExtractMapping
from caqes_eval.intake.cpam.reading import find_sheets, named_among, schema_of
from caqes_eval.intake.tables.schema import TableSchema
from caqes_eval.intake.workbooks import Sheet


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was chosen.

    Attributes:
        mapping: the one to read by; None when no file can be attributed.
        fault: why there is none.
    """

    mapping: ExtractMapping | None = None
    fault: Finding | None = None


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """How well a mapping suits: by the name of the sheet, by that of the file, by the headings."""

    mapping: ExtractMapping
    rank: tuple[bool, bool, int]


def choose_mapping(
    sheets: Sequence[Sheet], mappings: Iterable[ExtractMapping], *, file: str, year: int | None = None
) -> Choice:
    """Choose the mapping by which an extract is read.

    A mapping suits when its required columns, a hospital and a measure are there. Among those that suit, the name of the
    sheet decides, then that of the file, then the number of headings known; two that are equal are told, and none is taken.

    Args:
        sheets: of the file.
        mappings: those of the region.
        file: how messages name it; its words count.
        year: what ``{N}`` stands for in the headings.

    Raises:
        ParameterFileError: with that year, two columns of a mapping have the same heading.
    """
    known = list(mappings)
    claims = [claim for mapping in known if (claim := _claim(sheets, mapping, file, year))]
    if not claims:
        expected = ", ".join(sorted(mapping.extract for mapping in known))
        return Choice(fault=fault("extrait_inconnu", file, {}, expected=expected))
    best = max(claim.rank for claim in claims)
    first, *others = [claim.mapping for claim in claims if claim.rank == best]
    if others:
        labels = (f"« {EXTRACTS[mapping.extract].schema.label} »" for mapping in (first, *others))
        return Choice(fault=fault("extrait_ambigu", file, {"labels": ", ".join(labels)}))
    return Choice(mapping=first)


def _claim(sheets: Sequence[Sheet], mapping: ExtractMapping, file: str, year: int | None) -> _Claim | None:
    schema = schema_of(mapping, year=year)
    found, _ = find_sheets(sheets, schema, mapping, file)
    codes = {matching.code for table in found for matching in table.matchings}
    if not found or not _suits(schema, codes):
        return None
    named = any(named_among(table.view.sheet.name, mapping) for table in found)
    in_name = named_among(file, mapping)
    return _Claim(mapping=mapping, rank=(named, in_name, sum(len(table.matchings) for table in found)))


def _suits(schema: TableSchema, codes: set[str]) -> bool:
    """Whether what the extract must have is there, and at least one column that adds up."""
    required = {column.code for column in schema.columns if column.expected}
    return required <= codes and any(EXTRACTS[schema.code].measures(code) for code in codes)
