"""How a region names the sheets, columns and answers of its extracts: ``params/mappings/<extract>.yml``.

The shipped files are guesses with many headings, marked ``to_validate``: the real columns are not public. A region copies
a file and writes what it really receives; its file then replaces the shipped one.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from caqes_eval.campaign.region.sourced import Part, Sourced
from caqes_eval.foundation import strict_yaml
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.strict_yaml import YamlText, validated
from caqes_eval.intake.cpam.extracts import EXTRACTS
from caqes_eval.intake.privacy import direct_identifier
from caqes_eval.intake.tables.headings import normalised
from caqes_eval.intake.tables.schema import ColumnSchema

MoneyUnit = Literal["euros", "centimes", "milliers d’euros"]
RateUnit = Literal["pourcentage", "proportion"]
_UNITS: dict[str, Any] = {"money": MoneyUnit, "rate": RateUnit}


class ColumnMapping(Part):
    """How a column is called.

    Attributes:
        headings: headings that mean it, besides its label; ``{N}`` and ``{N-1}`` stand for the year asked for and the one
            before, and also match when written « N » and « N-1 ».
        expected: whether the extract must have it; left out, as the indicator needs it.
        unit: of its numbers when their cells do not say it. Left out: euros, and rates with their sign.
        answers: for a column of answers, other ways to write each of them.
    """

    headings: tuple[str, ...] = ()
    expected: bool | None = None
    unit: MoneyUnit | RateUnit | None = None
    answers: Any = None

    def synonyms_of(self, answer: str) -> tuple[str, ...]:
        """Return the other ways to write an answer, by its code."""
        written: tuple[str, ...] = getattr(self.answers, answer, ()) if self.answers else ()
        return written


class ExtractMapping(Sourced):
    """The headings of an extract.

    Attributes:
        extract: code of the extract.
        sheets: names that its sheet may have, or that are part of it (« Transports » in « Transports 2024 »).
        columns: by code of column; those left out are known by their label alone.
    """

    extract: str
    sheets: tuple[str, ...] = Field(min_length=1)
    columns: Any

    def column(self, code: str) -> ColumnMapping:
        """Return how a column is called."""
        found: ColumnMapping | None = getattr(self.columns, code)
        return found or ColumnMapping()


class _Head(BaseModel):
    """The one key that says which columns the others may name."""

    model_config = ConfigDict(extra="ignore")

    extract: Literal[
        "transport", "ipp", "perfadom", "pansements", "generiques", "biosimilaires", "ezetimibe", "epa",
        "rehospitalisation_ic", "chirurgie_ambulatoire",
    ]  # fmt: skip


def load_mapping(path: Path, *, shown_name: str) -> ExtractMapping:
    """Read a mapping file.

    Args:
        path: the file.
        shown_name: how messages name it.

    Raises:
        InputMissingError: the file cannot be read.
        ParameterFileError: with every fault, each with its line and key; an unknown key comes with the nearest one.
    """
    document = strict_yaml.load(path, shown_name=shown_name)
    mapping = validated(document, _model(validated(document, _Head).extract))
    if faults := [*_ambiguous(mapping, document), *_identifiers(mapping, document)]:
        raise ParameterFileError(f"{shown_name} : des titres de colonnes sont à corriger.", findings=faults)
    return mapping


def load_mappings(*folders: Path) -> dict[str, ExtractMapping]:
    """Read every mapping of some folders; that of a later folder (a region's) replaces that of an earlier one (shipped).

    Raises:
        ParameterFileError: with the faults of all the files; two files of a folder are for the same extract.
    """
    mappings: dict[str, ExtractMapping] = {}
    faults: list[Finding] = []
    for folder in folders:
        named: dict[str, str] = {}
        for path in sorted(folder.glob("*.yml")):
            name = f"params/mappings/{path.name}"
            try:
                mapping = load_mapping(path, shown_name=name)
            except ParameterFileError as error:
                faults.extend(error.findings or (_fault(name, None, "", error.message),))
                continue
            if first := named.get(mapping.extract):
                faults.append(
                    _fault(name, None, "extract", f"{first} est déjà celui de l’extrait « {mapping.extract} ».")
                )
            named[mapping.extract] = name
            mappings[mapping.extract] = mapping
    if faults:
        raise ParameterFileError("Des correspondances de colonnes sont à corriger.", findings=faults)
    return mappings


@cache
def _model(extract: str) -> type[ExtractMapping]:
    """Return the model of an extract: its columns and answers are keys, so that an unknown one is told as such."""
    columns: dict[str, Any] = {
        column.code: (_column_model(column) | None, None) for column in EXTRACTS[extract].schema.columns
    }
    return create_model(
        f"{extract}_mapping", __base__=ExtractMapping, columns=(create_model("columns", __base__=Part, **columns), ...)
    )


def _column_model(column: ColumnSchema) -> type[ColumnMapping]:
    fields: dict[str, Any] = {"unit": (_UNITS[column.kind] | None, None) if column.kind in _UNITS else (None, None)}
    answers: dict[str, Any] = {choice.code: (tuple[str, ...], ()) for choice in column.choices}
    fields["answers"] = (create_model("answers", __base__=Part, **answers) | None, None) if answers else (None, None)
    return create_model(column.code, __base__=ColumnMapping, **fields)


def _headings(mapping: ExtractMapping) -> Iterator[tuple[ColumnSchema, int, str]]:
    for column in EXTRACTS[mapping.extract].schema.columns:
        for place, heading in enumerate(mapping.column(column.code).headings):
            yield column, place, heading


def _ambiguous(mapping: ExtractMapping, document: YamlText) -> Iterator[Finding]:
    """Tell a heading that means two columns: which of the two would be read could not be said."""
    columns = EXTRACTS[mapping.extract].schema.columns
    meanings = {normalised(words): column for column in columns for words in (column.label, column.code)}
    for column, place, heading in _headings(mapping):
        first = meanings.setdefault(normalised(heading), column)
        if first.code != column.code:
            message = f"ce titre désigne déjà la colonne « {first.label} »."
            yield _at(document, column, place, heading, message, "ne l’écrivez que pour l’une des deux.")


def _identifiers(mapping: ExtractMapping, document: YamlText) -> Iterator[Finding]:
    for column, place, heading in _headings(mapping):
        if what := direct_identifier(heading):
            message = f"ce titre désigne un identifiant de patient ({what}) : une telle colonne n’est jamais lue."
            yield _at(document, column, place, heading, message, "choisissez un titre plus précis.")


def _at(document: YamlText, column: ColumnSchema, place: int, heading: str, message: str, remedy: str) -> Finding:
    line = document.line(("columns", column.code, "headings", place))
    key = f"columns, {column.code}, headings, n° {place + 1}"
    return _fault(document.file, line, key, message, value=heading, remedy=remedy)


def _fault(
    file: str, line: int | None, key: str, message: str, *, value: str | None = None, remedy: str = ""
) -> Finding:
    return Finding(
        code="correspondance", severity=Severity.BLOCKING, file=file, line=line, key=key or None, value=value,
        message=message, remedy=remedy,
    )  # fmt: skip
