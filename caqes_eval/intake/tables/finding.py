"""Find a table in a sheet laid out freely."""

from dataclasses import dataclass

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.tables.body import Body
from caqes_eval.intake.tables.columns import Columns, Matching
from caqes_eval.intake.tables.faults import fault
from caqes_eval.intake.tables.header import find_header
from caqes_eval.intake.tables.headings import Vocabulary
from caqes_eval.intake.tables.schema import TableSchema
from caqes_eval.intake.tables.view import View
from caqes_eval.intake.workbooks.sheets import Sheet


@dataclass(frozen=True, kw_only=True)
class FoundTable:
    """A table found in a sheet.

    Attributes:
        view: the sheet, its records as lines.
        matchings: how the columns were recognised, in the order of the schema.
        header: first and last line of the headings.
        lines: numbers of the lines that are data.
        findings: what there is to say of its columns and of the other lines.
    """

    view: View
    matchings: tuple[Matching, ...]
    header: tuple[int, int]
    lines: tuple[int, ...]
    findings: tuple[Finding, ...]


def find_table(sheet: Sheet, schema: TableSchema, *, file: str) -> FoundTable | None:
    """Find the table of a schema in a sheet.

    Headings may stand under title rows, on one to three lines, merged. Totals, units, repeated headings, notes and other
    tables are told and not read; hidden lines are read. A heading that is only near an expected one is never taken.

    Args:
        sheet: as received.
        schema: what to look for; its ``transposed`` says whether records are columns.
        file: how messages name the file.

    Returns:
        The table, or ``None`` when no line of the sheet has enough of its headings.
    """
    view = View(sheet, transposed=schema.transposed)
    vocabulary = Vocabulary(schema)
    header = find_header(view, schema, vocabulary)
    if header is None:
        return None
    columns = Columns(view, header, schema, vocabulary, file)
    body = Body(view, header, schema, file)
    if header.fields:
        body.read()
    findings = [*columns.findings(body.lines), *body.findings]
    if not body.lines:
        findings.append(fault("tableau_vide", file, columns.cell(min(header.headings))))
    return FoundTable(
        view=view,
        matchings=tuple(columns.matchings()),
        header=(header.first, header.last),
        lines=tuple(body.lines),
        findings=tuple(findings),
    )
