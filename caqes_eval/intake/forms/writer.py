"""A form as an Excel workbook: pleasant to fill, hard to damage, the same bytes for the same request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from caqes_eval.intake.forms.cells import Row, put
from caqes_eval.intake.forms.definitions.identification import CODE as IDENTIFICATION
from caqes_eval.intake.forms.form import Form
from caqes_eval.intake.forms.lists import LISTS_SHEET, Lists
from caqes_eval.intake.forms.mark import MARK_SHEET, Mark, mark_for
from caqes_eval.intake.forms.package import packed
from caqes_eval.intake.forms.readme import README_SHEET, fill_readme
from caqes_eval.intake.forms.sheets import fill_sheet, protect

_AUTHOR = "caqes-eval"


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The hospital a form is sent to.

    Attributes:
        finess: the number under which the campaign follows it.
        name: as it should be shown.
        city: may be unknown.
        finess_ej, finess_et: legal and geographic FINESS, empty when unknown: the form then asks them.
    """

    finess: str
    name: str
    city: str = ""
    finess_ej: str = ""
    finess_et: str = ""


def write_form(
    form: Form,
    *,
    campaign: str,
    year: int,
    period: str,
    establishment: Recipient,
    prefill: Mapping[str, Sequence[Row]] | None = None,
    due: date | None = None,
) -> bytes:
    """Return the workbook of a form for a hospital.

    Args:
        form: what is asked.
        campaign: name of the campaign.
        year: year of activity.
        period: the period asked for, ``S2 2025`` or ``2025``.
        establishment: to whom it is sent.
        prefill: records already known, by code of sheet, as the typed tables hold them (codes of answers, dates, numbers).
        due: the day the answer is expected, shown on the first sheet.

    Raises:
        ValueError: a known record is of no sheet, of no fixed record, or of no answer of its list.
    """
    known = _known(form, period, establishment, prefill or {})
    mark = mark_for(form, campaign=campaign, year=year, period=period, finess=establishment.finess)
    workbook = Workbook()
    readme = workbook.active
    readme.title = README_SHEET
    name = ", ".join(filter(None, (establishment.name, establishment.city)))
    fill_readme(readme, form, mark, name, due)
    targets = [workbook.create_sheet(sheet.schema.label) for sheet in form.sheets]
    lists_sheet = workbook.create_sheet(LISTS_SHEET)
    lists = Lists(lists_sheet)
    lists.fill(form)
    for target, sheet in zip(targets, form.sheets, strict=True):
        fill_sheet(target, sheet, known[sheet.schema.code], lists, _title(form, sheet.schema.label))
    _write_mark(workbook.create_sheet(MARK_SHEET), mark)
    _finish(workbook, form, mark)
    return packed(workbook, dated=datetime(year, 1, 1))


def _title(form: Form, sheet: str) -> str:
    return form.label if form.label == sheet else f"{form.label} — {sheet}"


def _known(
    form: Form, period: str, establishment: Recipient, prefill: Mapping[str, Sequence[Row]]
) -> dict[str, Sequence[Row]]:
    """Return the records already known of each sheet, identity included."""
    codes = {sheet.schema.code for sheet in form.sheets}
    if unknown := set(prefill) - codes:
        msg = f"no such sheet in {form.code}: {sorted(unknown)}"
        raise ValueError(msg)
    known: dict[str, Sequence[Row]] = {code: prefill.get(code, ()) for code in codes}
    identity: Row = {
        "finess": establishment.finess,
        "name": establishment.name,
        "city": establishment.city,
        "finess_ej": establishment.finess_ej,
        "finess_et": establishment.finess_et,
        "period": period,
    }
    answered = known[IDENTIFICATION][0] if known[IDENTIFICATION] else {}
    return known | {IDENTIFICATION: [{**answered, **identity}]}


def _write_mark(target: Worksheet, mark: Mark) -> None:
    for row, (key, text) in enumerate(mark.as_rows(), start=1):
        put(target.cell(row, 1), key)
        put(target.cell(row, 2), text)
    target.sheet_state = "hidden"


def _finish(workbook: Workbook, form: Form, mark: Mark) -> None:
    for target in workbook.worksheets:
        target.sheet_view.showGridLines = False
        protect(target)
    workbook.security = WorkbookProtection(lockStructure=True)
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = _AUTHOR
    properties.title = form.label
    properties.subject = f"Campagne {mark.campaign}, {mark.period}, {mark.finess}"
    properties.language = "fr-FR"
    properties.version = form.version
