"""What a file received holds, read by the reader of its kind: findings, and the tables that other files are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.campaign.receipts import Receipt
from caqes_eval.campaign.register import Register
from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.cpam.mapping import ExtractMapping
from caqes_eval.intake.cpam.reading import read_extract
from caqes_eval.intake.cross_checks import Located, located_pmsi
from caqes_eval.intake.door import shown_name
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.mark import mark_for
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.pmsi.reader import read_pmsi
from caqes_eval.intake.values import Period
from caqes_eval.intake.workbooks import open_workbook
from caqes_eval.pipeline.collection.expected import days_of
from caqes_eval.pipeline.collection.reminder import period_label

_MISFIT = {"colonne_absente", "extrait_sans_mesure", "extrait_introuvable"}
COMPARED = {"mo_initiations": "initiations", "mo_anomalies": "anomalies"}
"""The sheet of a form that is compared with other files."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What was read of a file.

    Attributes:
        table: the lines that are compared with other files, None when it has none or could not be read.
    """

    findings: tuple[Finding, ...]
    table: Located | None = None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the reading of a campaign's files rests on."""

    campaign: str
    year: int
    register: Register
    mappings: Mapping[str, ExtractMapping]


def read_content(file: Path, receipt: Receipt, setting: Setting) -> Content:
    """Read a file by the reader of its kind; a fault costs that file only."""
    shown = shown_name(file)
    try:
        if receipt.form in FORMS:
            return _form(file, receipt, setting, shown)
        if receipt.form == "pmsi":
            hospital = setting.register.numbers_of(receipt.finess)
            # as at the door: the layout is that of the year of the name
            year = read_name(file.name).year or setting.year
            read = read_pmsi(file, shown=shown, hospital=hospital, year=year)
            usable = read.table is not None and "ucd" in read.table.column_names
            table = located_pmsi(read, shown, period=_period(receipt)) if usable else None
            return Content(findings=read.findings, table=table)
        if receipt.form == "extraction_am":
            return Content(findings=_extract(file, setting, shown))
        return Content(findings=())
    except UserError as error:
        whole = Finding(
            code=error.cause, severity=Severity.BLOCKING, file=shown, message=error.message, remedy=error.remedy
        )
        return Content(findings=error.findings or (whole,))


def _form(file: Path, receipt: Receipt, setting: Setting, shown: str) -> Content:
    form = FORMS[receipt.form]
    period = period_label(receipt.period)
    sent = mark_for(form, campaign=setting.campaign, year=setting.year, period=period, finess=receipt.finess)
    read = read_form(file, form, file=shown, sent=sent)
    sheet = COMPARED.get(form.code)
    table = None
    if sheet and sheet in read.tables:
        label = form.sheet(sheet).schema.label
        table = Located(file=shown, sheet=label, frame=read.tables[sheet].frame, period=_period(receipt))
    return Content(findings=read.findings, table=table)


def _extract(file: Path, setting: Setting, shown: str) -> tuple[Finding, ...]:
    """Read an extract by the mapping that recognises most of its columns."""
    opened = open_workbook(file, file=shown)
    if opened.refused:
        return opened.findings
    reads = [read_extract(file, mapping, shown=shown, year=setting.year) for mapping in setting.mappings.values()]
    known = [read for read in reads if read.table is not None and not _MISFIT & {each.code for each in read.findings}]
    if known:
        return max(known, key=lambda read: len(read.matchings)).findings
    return (
        *opened.findings,
        Finding(
            code="extrait_inconnu",
            severity=Severity.BLOCKING,
            file=shown,
            message="aucune correspondance de colonnes ne reconnaît cette extraction.",
            why="Ses chiffres ne peuvent pas être rattachés à un indicateur.",
            remedy="Ajoutez ses titres dans params/mappings, ou demandez l’extraction habituelle.",
            expected=", ".join(sorted(setting.mappings)),
        ),
    )


def _period(receipt: Receipt) -> Period:
    return Period(*days_of(receipt.period))
