"""A form back from a hospital: its tables, its declaration, its mark, and all that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.forms.coherence import check_coherence
from caqes_eval.intake.forms.form import Declaration, Form
from caqes_eval.intake.forms.layout import HELP_TITLE
from caqes_eval.intake.forms.mark import MARK_SHEET, Mark, mark_findings, mark_of
from caqes_eval.intake.tables.finding import find_table
from caqes_eval.intake.tables.headings import normalised
from caqes_eval.intake.tables.reading import TypedTable, read_table
from caqes_eval.intake.tables.schema import TableSchema
from caqes_eval.intake.workbooks import NO_REPAIR, Opened, Repairs, Sheet, open_workbook, repaired

# our titles stand in the first rows; the margin is for those who insert some
_TOP = 12
_EMPTY = "tableau_vide"
_ASK = "Demander le formulaire rempli à l’établissement."


@dataclass(frozen=True, kw_only=True)
class FormContent:
    """What a form says.

    Attributes:
        tables: by code of sheet; a sheet that is absent or unrecognised has none.
        declaration: the answer to « nothing to declare »; ``None`` when the form asks none or it is not answered.
        mark: what the form says of itself, ``None`` when it says nothing.
        findings: all faults, in the order of the form.
    """

    tables: Mapping[str, TypedTable]
    declaration: bool | None
    mark: Mark | None
    findings: tuple[Finding, ...]


def read_form(
    source: Path | Opened | Sequence[Sheet],
    form: Form,
    *,
    file: str = "",
    sent: Mark | None = None,
    repairs: Repairs = NO_REPAIR,
) -> FormContent:
    """Read a form received.

    An empty sheet with its declaration is a zero; without it, an answer that is missing; both filled contradict each
    other. What the form must tell apart is told, nothing is chosen.

    Args:
        source: the file, what was opened of it, or its sheets alone: its own remarks are then told already.
        form: the form expected.
        file: how messages name the file; its own name by default.
        sent: the mark of the form that was sent; the one found is compared with it.
        repairs: what a person accepted to read instead of some cells, by sheet and address; each is told.
    """
    remarks: tuple[Finding, ...] = ()
    if isinstance(source, Path):
        file = file or source.name
        source = open_workbook(source, file=file)
    if isinstance(source, Opened):
        opened, source = source, source.sheets
        # the sheet of the mark is ours, and hidden by us
        remarks = tuple(finding for finding in opened.findings if finding.sheet != MARK_SHEET)
        if opened.refused:
            return FormContent(tables={}, declaration=None, mark=None, findings=remarks)
    mark = mark_of(source)
    if mark and mark.form != form.code:
        expected = sent or replace(mark, form=form.code)
        return FormContent(
            tables={}, declaration=None, mark=mark, findings=(*remarks, *mark_findings(mark, expected, file=file))
        )
    if sent:
        remarks = (*remarks, *mark_findings(mark, sent, file=file))
    sheets, corrected = repaired(source, repairs, file=file)
    return _read_sheets(sheets, form, file, mark, (*remarks, *corrected))


def _read_sheets(
    sheets: Sequence[Sheet], form: Form, file: str, mark: Mark | None, remarks: tuple[Finding, ...]
) -> FormContent:
    tables: dict[str, TypedTable] = {}
    findings = list(remarks)
    for asked in form.sheets:
        schema = asked.schema
        sheet = _named(sheets, schema)
        found = find_table(_undressed(sheet, schema), schema, file=file) if sheet else None
        if sheet is None or found is None:
            findings.append(_absent(schema, sheet, file))
            continue
        tables[schema.code] = read_table(found, schema, file=file)
        declared = form.declaration is not None and form.declaration.about == schema.code
        # the declaration says better what an empty sheet means
        findings += [finding for finding in found.findings if not (declared and finding.code == _EMPTY)]
        findings += tables[schema.code].findings
        findings += check_coherence(form, found, tables[schema.code], sheet=schema.code, file=file)
    if form.declaration is None:
        return FormContent(tables=tables, declaration=None, mark=mark, findings=tuple(findings))
    answer = _answer(form.declaration, tables)
    findings += _contradictions(form, form.declaration, tables, answer=answer, file=file)
    return FormContent(tables=tables, declaration=answer, mark=mark, findings=tuple(findings))


def _named(sheets: Sequence[Sheet], schema: TableSchema) -> Sheet | None:
    """Return the sheet of a table, by its name or by one of the others it is known by."""
    names = [normalised(name) for name in (schema.label, *schema.synonyms, schema.code)]
    by_name = {normalised(sheet.name): sheet for sheet in reversed(sheets)}
    return next((by_name[name] for name in names if name in by_name), None)


def _undressed(sheet: Sheet, schema: TableSchema) -> Sheet:
    """Return the sheet without the titles, the help and the names of records that the form writes around its table."""
    if schema.transposed:
        titles = ((row, column) for row in range(1, _TOP) for column in range(2, sheet.last_column + 1))
        place = next((place for place in titles if sheet.text(*place) == HELP_TITLE), None)
        return _cut(sheet, place[0] + 1, place[1]) if place else sheet
    labels = [normalised(column.label) for column in schema.columns]
    columns = range(1, len(labels) + 1)
    rows = (row for row in range(1, _TOP) if [normalised(sheet.text(row, column)) for column in columns] == labels)
    return _cut(sheet, next(rows, 1), sheet.last_column + 1)


def _cut(sheet: Sheet, top: int, right: int) -> Sheet:
    """Return what stands from a row on, before a column."""
    first = max(top, sheet.first_row)
    lines = sheet.values[first - sheet.first_row :]
    return replace(sheet, first_row=first, values=[line[: max(0, right - sheet.first_column)] for line in lines])


def _absent(schema: TableSchema, sheet: Sheet | None, file: str) -> Finding:
    if sheet is None:
        return Finding(
            code="feuille_absente", severity=Severity.BLOCKING, file=file, sheet=schema.label,
            message="cette feuille du formulaire est introuvable.",
            why="Ses réponses manquent.", remedy=_ASK,
        )  # fmt: skip
    return Finding(
        code="feuille_meconnaissable", severity=Severity.BLOCKING, file=file, sheet=sheet.name,
        message="les titres de cette feuille ne sont pas ceux du formulaire.",
        why="Ses réponses ne peuvent pas être lues.",
        remedy="Rétablir les titres d’origine, ou recopier les réponses dans un formulaire neuf.",
        expected=", ".join(f"« {column.label} »" for column in schema.columns if column.expected and column.required),
    )  # fmt: skip


def _answer(declaration: Declaration, tables: Mapping[str, TypedTable]) -> bool | None:
    table = tables.get(declaration.sheet)
    answers = [] if table is None else [value for value in table.frame[declaration.column] if value is not None]
    return bool(answers[0]) if answers else None


def _contradictions(
    form: Form, declaration: Declaration, tables: Mapping[str, TypedTable], *, answer: bool | None, file: str
) -> Iterator[Finding]:
    """Tell an empty sheet that nothing explains, and a declaration that its sheet denies."""
    table = tables.get(declaration.about)
    if table is None or table.frame.empty is (answer is True):
        return
    label = form.sheet(declaration.about).schema.label
    if table.frame.empty:
        said = "la réponse est « Non »" if answer is False else "la question n’a pas de réponse"
        yield Finding(
            code="declaration_manquante", severity=Severity.BLOCKING, file=file, sheet=label,
            message=f"la feuille est vide sans que « {declaration.label} » soit déclaré : {said}.",
            why="Une feuille vide ne veut pas dire zéro : rien ne la distingue d’un oubli.",
            remedy=f"Remplir la feuille, ou répondre Oui à « {declaration.label} » dans « {_place(form, declaration)} ».",
        )  # fmt: skip
        return
    yield Finding(
        code="declaration_contredite", severity=Severity.BLOCKING, file=file, sheet=label,
        message=f"« {declaration.label} » est déclaré alors que la feuille contient {_lines(len(table.frame))}.",
        why="L’un des deux est faux, et rien ne dit lequel.",
        remedy=f"Effacer les lignes, ou répondre Non à « {declaration.label} » dans « {_place(form, declaration)} ».",
    )  # fmt: skip


def _place(form: Form, declaration: Declaration) -> str:
    return form.sheet(declaration.sheet).schema.label


def _lines(count: int) -> str:
    return "une ligne" if count == 1 else f"{count} lignes"
