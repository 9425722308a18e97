"""What a form is, as data: its sheets, its instructions, its declaration, and the digest that tells two editions apart."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.intake.tables.schema import Choice, ColumnSchema, TableSchema

PROPOSED = "proposition de l’équipe, à valider"
"""How a form names what no text gives."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet to fill.

    Attributes:
        schema: its columns; a transposed one shows them as rows, one record per column.
        guidance: what the sheet is for, one or two French sentences shown above it.
        records: how many empty records it offers; 1 makes it a sheet of questions.
        record_label: what a record of a transposed sheet is called (« Dossier »).
        fixed: the records to answer about, when they are known beforehand (the items of a diagnosis).
    """

    schema: TableSchema
    guidance: str = ""
    records: int = 0
    record_label: str = "Réponse"
    fixed: tuple[Mapping[str, str | int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """The explicit « nothing to declare » that makes an empty sheet a zero.

    Attributes:
        about: code of the sheet that may be empty.
        sheet, column: codes of where it is answered.
        label: what is declared, in French (« aucune initiation »).
    """

    about: str
    sheet: str
    column: str
    label: str


@dataclass(frozen=True)
class PartOf:
    """A number of a sheet that can never be above another of the same record."""

    sheet: str
    part: str
    whole: str


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form sent to a hospital and read back.

    Attributes:
        code: stable name.
        label: French title.
        family: the family of indicators it belongs to.
        indicators: codes of the indicators it serves; empty when it serves any.
        version: edition of the form; changes with its columns.
        sheets: in the order of the workbook.
        instructions: French paragraphs of the « Lisez-moi » sheet.
        declaration: the « nothing to declare » it holds, if any.
        proposed: (sheet, column) of the lists of answers that no text gives.
        parts: what can never be above what, on a record.
        file_names: (sheet, column) of the answers that are names of files.
    """

    code: str
    label: str
    family: str
    indicators: tuple[str, ...]
    version: str
    sheets: tuple[Sheet, ...]
    instructions: tuple[str, ...]
    declaration: Declaration | None = None
    proposed: frozenset[tuple[str, str]] = frozenset()
    parts: tuple["PartOf", ...] = ()
    file_names: frozenset[tuple[str, str]] = frozenset()

    def sheet(self, code: str) -> Sheet:
        """Return a sheet by the code of its schema.

        Raises:
            KeyError: the form has no such sheet.
        """
        for sheet in self.sheets:
            if sheet.schema.code == code:
                return sheet
        raise KeyError(code)

    def lists(self) -> Iterator[tuple[TableSchema, ColumnSchema]]:
        """Return each column answered from a list, with its table."""
        for sheet in self.sheets:
            yield from ((sheet.schema, column) for column in sheet.schema.columns if column.choices)


def digest(form: Form) -> str:
    """Return 16 hexadecimal digits that change with what is read back: columns, kinds, lists, declaration.

    Wordings of instructions and numbers of lines do not count: they change nothing of what an answer means.
    """
    read_back = [form.code, form.version, *(asdict(sheet.schema) for sheet in form.sheets)]
    declaration = asdict(form.declaration) if form.declaration else None
    text = json.dumps([*read_back, declaration], ensure_ascii=False, sort_keys=True, default=str)
    return sha256_bytes(text.encode())[:16]


def with_choices(form: Form, lists: Mapping[tuple[str, str], Sequence[Choice]]) -> Form:
    """Return the form with a region's own lists of answers, each given for a (sheet, column); they are no longer proposed.

    Raises:
        KeyError: the form has no list there.
    """
    known = {(table.code, column.code) for table, column in form.lists()}
    if unknown := set(lists) - known:
        raise KeyError(sorted(unknown))
    sheets = tuple(replace(sheet, schema=_with_lists(sheet.schema, lists)) for sheet in form.sheets)
    return replace(form, sheets=sheets, proposed=form.proposed - set(lists))


def _with_lists(schema: TableSchema, lists: Mapping[tuple[str, str], Sequence[Choice]]) -> TableSchema:
    columns = tuple(
        replace(column, choices=tuple(lists.get((schema.code, column.code), column.choices)))
        for column in schema.columns
    )
    return replace(schema, columns=columns)


def listed(answers: Mapping[str, str], synonyms: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Choice, ...]:
    """Return a list of answers from their labels by code, with the other ways to write some of them."""
    others = synonyms or {}
    return tuple(Choice(code=code, label=label, synonyms=others.get(code, ())) for code, label in answers.items())
