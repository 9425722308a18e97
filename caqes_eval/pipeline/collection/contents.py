"""What a file received holds, read by the reader of its kind: findings, and every table that can be read of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from caqes_eval.campaign.receipts import Receipt
from caqes_eval.campaign.register import Register
from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.cpam.choice import choose_mapping
from caqes_eval.intake.cpam.mapping import ExtractMapping
from caqes_eval.intake.cpam.reading import read_extract
from caqes_eval.intake.cross_checks import Located, located_pmsi
from caqes_eval.intake.cross_checks.extracts import measures_of, series_of
from caqes_eval.intake.cross_checks.totals import TOTALS, read_totals
from caqes_eval.intake.door import shown_name
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import mark_for
from caqes_eval.intake.forms.reading import FormContent, read_form
from caqes_eval.intake.pieces import piece_findings
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.pmsi.reader import PmsiFile, read_pmsi
from caqes_eval.intake.tables.reading import TypedTable
from caqes_eval.intake.values import Period
from caqes_eval.intake.workbooks import NO_REPAIR, Correction, Opened, Repairs, open_workbook, repaired
from caqes_eval.intake.workbooks.repairs import unplaced
from caqes_eval.pipeline.collection.expected import days_of
from caqes_eval.pipeline.collection.reminder import period_label

COMPARED = {"mo_initiations": "initiations", "mo_anomalies": "anomalies"}
"""The sheet of a form that is compared with other files."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What was read of a file.

    Attributes:
        findings: everything there is to say of it.
        table: the lines that are compared with other files, None when it has none or could not be read.
        tables: every table read, by form or extract and sheet (``mo_initiations.initiations``, ``extraction.transport``).
        declared_empty: the keys of the tables that are empty because the hospital declares that there is nothing: zero,
            not missing.
        pmsi: a file of the PMSI, with its layout; None for any other.
        series: the totals by period of a file of ATIH or of an extract, hospital and object apart.
        measures: the columns of ``series``, with their French names; those of ATIH when empty.
    """

    findings: tuple[Finding, ...]
    table: Located | None = None
    tables: Mapping[str, TypedTable] = field(default_factory=dict)
    declared_empty: frozenset[str] = frozenset()
    pmsi: PmsiFile | None = None
    series: tuple[Located, ...] = ()
    measures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the reading of a campaign's files rests on."""

    campaign: str
    year: int
    register: Register
    mappings: Mapping[str, ExtractMapping]


def read_content(
    file: Path, receipt: Receipt, setting: Setting, *, repairs: Repairs = NO_REPAIR, opened: Opened | None = None
) -> Content:
    """Read a file by the reader of its kind; a fault costs that file only.

    Args:
        file: where it is.
        receipt: what it answers.
        setting: what its reading rests on.
        repairs: what a person accepted to read instead of some cells (see :mod:`~caqes_eval.pipeline.collection.repairs`);
            each is told. A file of the PMSI has no cell: a repair changes nothing of it, and is told as such.
        opened: what was opened of it, when it was.
    """
    shown = shown_name(file)
    try:
        if receipt.form == "pmsi":
            return _pmsi(file, receipt, setting, shown, repairs)
        opened = opened or open_workbook(file, file=shown)
        if receipt.form in FORMS:
            return _form(opened, receipt, setting, shown, repairs)
        if receipt.form == "extraction_am":
            return _extract(opened, setting, shown, repairs)
        if receipt.form == "totaux_atih":
            read = read_totals(opened, shown=shown, repairs=repairs)
            tables = {f"totaux_atih.{TOTALS}": read.table} if read.table else {}
            return Content(findings=read.findings, tables=tables, series=read.series)
        return Content(findings=piece_findings(file, opened, shown))
    except UserError as error:
        whole = Finding(
            code=error.cause, severity=Severity.BLOCKING, file=shown, message=error.message, remedy=error.remedy
        )
        return Content(findings=error.findings or (whole,))


def _form(opened: Opened, receipt: Receipt, setting: Setting, shown: str, repairs: Repairs) -> Content:
    form = FORMS[receipt.form]
    period = period_label(receipt.period)
    sent = mark_for(form, campaign=setting.campaign, year=setting.year, period=period, finess=receipt.finess)
    read = read_form(opened, form, file=shown, sent=sent, repairs=repairs)
    sheet = COMPARED.get(form.code)
    table = None
    if sheet and sheet in read.tables:
        label = form.sheet(sheet).schema.label
        table = Located(file=shown, sheet=label, frame=read.tables[sheet].frame, period=_period(receipt))
    return Content(
        findings=read.findings, table=table, declared_empty=_declared_empty(receipt.form, read),
        tables={f"{form.code}.{code}": typed for code, typed in read.tables.items()},
    )  # fmt: skip


def _declared_empty(form: str, read: FormContent) -> frozenset[str]:
    declaration = FORMS[form].declaration
    if declaration is None or read.declaration is not True:
        return frozenset()
    about = read.tables.get(declaration.about)
    return frozenset({f"{form}.{declaration.about}"} if about is not None and about.frame.empty else ())


def _pmsi(file: Path, receipt: Receipt, setting: Setting, shown: str, repairs: Repairs) -> Content:
    hospital = setting.register.numbers_of(receipt.finess)
    # as at the door: the layout is that of the year of the name
    read = read_pmsi(file, shown=shown, hospital=hospital, year=read_name(file.name).year or setting.year)
    usable = read.table is not None and "ucd" in read.table.column_names
    table = located_pmsi(read, shown, period=_period(receipt)) if usable else None
    texts = (each.text if isinstance(each, Correction) else each for each in repairs.values())
    left = tuple(unplaced("", "", text, shown) for text in texts)
    return Content(findings=(*read.findings, *left), table=table, pmsi=read)


def _extract(opened: Opened, setting: Setting, shown: str, repairs: Repairs) -> Content:
    """Read an extract by the mapping that it calls for."""
    if opened.refused:
        return Content(findings=opened.findings)
    sheets, _ = repaired(opened.sheets, repairs, file=shown)
    choice = choose_mapping(sheets, setting.mappings.values(), file=shown, year=setting.year)
    if choice.mapping is None:
        return Content(findings=(*opened.findings, *([choice.fault] if choice.fault else [])))
    read = read_extract(opened, choice.mapping, shown=shown, year=setting.year, repairs=repairs)
    if read.table is None:
        return Content(findings=read.findings)
    extract = read.mapping.extract
    return Content(
        findings=read.findings, tables={f"extraction.{extract}": read.table}, measures=measures_of(extract),
        series=tuple(series_of(extract, read.table, file=shown)),
    )  # fmt: skip


def _period(receipt: Receipt) -> Period:
    return Period(*days_of(receipt.period))
