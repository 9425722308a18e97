"""The blank forms of a campaign: one workbook per hospital and form it is asked for, with what is already known."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caqes_eval.campaign.receipts import Receipt, standing
from caqes_eval.campaign.receipts_file import receipts_path
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.files import write_atomically
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.definitions.identification import CODE as IDENTIFICATION
from caqes_eval.intake.forms.form import Form
from caqes_eval.intake.forms.reading import read_form
from caqes_eval.intake.forms.writer import Recipient, write_form
from caqes_eval.pipeline.collection.expected import Expected
from caqes_eval.pipeline.collection.reminder import period_label
from caqes_eval.pipeline.collection.status import receipts_of, status_of
from caqes_eval.pipeline.establishments import register_of

CARRIED: Mapping[str, tuple[str, ...]] = {
    "dmi_mapping": ("cartographie",),
    "dmi_audit": ("systeme_information",),
    "clinical_pharmacy": ("autodiagnostic",),
    "action_plan": ("plan_actions",),
}
"""Sheets whose last answers still hold until the hospital changes them; the others tell one period only."""

_CONTACT = ("contact_name", "contact_email", "contact_phone")

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A form written for a hospital.

    Attributes:
        path: the workbook.
        known_from: the file whose answers were carried over, None when none was.
        unreadable: that file when it could not be read whole, so that nothing was carried.
    """

    finess: str
    name: str
    form: str
    period: str
    path: Path
    known_from: str | None = None
    unreadable: str | None = None


def write_forms(
    workspace: Workspace,
    name: str,
    *,
    today: date,
    finess: str | None = None,
    form: str | None = None,
    previous: str | None = None,
) -> tuple[Sent, ...]:
    """Write the forms that the hospitals of a campaign are asked for, in ``reports/NAME/formulaires/FINESS/``.

    Args:
        workspace: the working folder.
        name: the campaign.
        today: the day, for what is already received.
        finess: only this hospital.
        form: only this form.
        previous: an earlier campaign whose answers are carried over when this one has none.

    Raises:
        UserError: as :func:`caqes_eval.pipeline.collection.status.status_of`; or a file cannot be written.
    """
    status = status_of(workspace, name, today=today, finess=finess, form=form)
    campaign = status.campaign
    register = register_of(workspace, campaign.region) if campaign.region else Register()
    cities = {each.finess: each.city for each in campaign.establishments}
    known = _Answers.of(workspace, [name, *([previous] if previous else [])])
    sent = []
    for each in (cell.expected for cell in status.matrix.cells):
        asked = FORMS[each.form]
        last, prefill = known.before(each, asked)
        content = write_form(
            asked,
            campaign=name,
            year=campaign.year,
            period=period_label(each.period),
            establishment=_recipient(each, register, cities),
            prefill=prefill,
            due=each.deadline.expected if each.deadline else None,
        )
        path = workspace.reports(name) / "formulaires" / each.finess / f"{each.form}_{each.finess}_{each.period}.xlsx"
        write_atomically(path, content)
        carried = last.file if last and prefill else None
        sent.append(
            Sent(
                finess=each.finess, name=each.name, form=each.form, period=each.period, path=path, known_from=carried,
                unreadable=last.file if last and not prefill else None,
            )
        )  # fmt: skip
    return tuple(sent)


def _recipient(expected: Expected, register: Register, cities: Mapping[str, str]) -> Recipient:
    sites = [each for each in register.establishments if expected.finess in (each.finess_et, each.finess_ej)]
    one = sites[0] if len(sites) == 1 else None
    return Recipient(
        finess=expected.finess,
        name=expected.name,
        city=cities.get(expected.finess, "") or (one.city if one else ""),
        finess_ej=sites[0].finess_ej if sites else "",
        finess_et=one.finess_et if one else "",
    )


@dataclass(frozen=True)
class _Answers:
    """What hospitals have already answered: the receipts of this campaign and of an earlier one, with their folders."""

    receipts: tuple[tuple[Path, Receipt], ...]

    @classmethod
    def of(cls, workspace: Workspace, campaigns: Sequence[str]) -> "_Answers":
        return cls(tuple(pair for campaign in campaigns for pair in cls._standing(workspace, campaign)))

    @staticmethod
    def _standing(workspace: Workspace, campaign: str) -> Iterator[tuple[Path, Receipt]]:
        folder = receipts_path(workspace.root, campaign).parent
        for history in receipts_of(workspace, campaign).histories().values():
            counts = standing(history)
            if counts is not None and counts.outcome != "refusé":
                yield folder / counts.finess / counts.file, counts

    def before(self, expected: Expected, form: Form) -> tuple[Receipt | None, dict[str, Rows]]:
        """Return the last answer to the same form on an earlier period, and what of it still holds."""
        earlier = [
            (path, receipt)
            for path, receipt in self.receipts
            if (receipt.finess, receipt.form) == (expected.finess, expected.form) and receipt.period < expected.period
        ]
        if not earlier:
            return None, {}
        path, receipt = max(earlier, key=lambda pair: pair[1].period)
        return receipt, _carried(path, form)


def _carried(path: Path, form: Form) -> dict[str, Rows]:
    if not path.is_file():
        return {}
    tables = read_form(path, form).tables
    carried: dict[str, Rows] = {
        code: rows for code in CARRIED.get(form.code, ()) if code in tables and (rows := _rows(tables[code].frame))
    }
    if IDENTIFICATION in tables and (answered := _rows(tables[IDENTIFICATION].frame)):
        contact = {column: answered[0][column] for column in _CONTACT if column in answered[0]}
        if contact:
            carried[IDENTIFICATION] = [contact]
    return carried


def _rows(frame: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 - a DataFrame, whose import waits
    """Return the records of a typed table, what is absent left out."""
    return [
        {code: value for code, value in record.items() if code != "source_row" and value is not None}
        for record in frame.to_dict("records")
    ]
