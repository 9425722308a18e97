"""A form of the demonstration as a hospital sends it back: written by our writer, its answers in place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

from caqes_eval.demo.collection.answers import Answers, answers
from caqes_eval.demo.collection.asked import Asked
from caqes_eval.demo.hospitals import HOSPITALS, Hospital, RegionCode
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.form import Form
from caqes_eval.intake.forms.writer import Recipient, write_form

SEED = 990_100

CAMPAIGNS: Mapping[RegionCode, str] = {"val-de-brume": "demo", "cotes-d-ambre": "demo-ambre"}
"""One campaign per region: a campaign is bound to one contract."""

YEAR = 2025
_RANKS = {code: rank for rank, code in enumerate(FORMS, start=1)}
_BLANK_RECORDS = 12


def answers_of(form: str, own: Hospital, period: str, indicators: tuple[str, ...] = ()) -> Answers:
    """Return what a hospital answers to a form; always the same."""
    half = int(period[-1]) if "-S" in period else 0
    seed = ((SEED * 1_000 + HOSPITALS.index(own)) * 10 + _RANKS[form]) * 10 + half
    draw = Random(seed)  # noqa: S311 (no secret is drawn)
    return answers(form, Asked(own=own, period=period, indicators=indicators, draw=draw))


def filled(
    form: Form, own: Hospital, period: str, given: Answers, *, campaign: str = "", due: date | None = None
) -> bytes:
    """Return the workbook of a form with answers; those of its sheets without any are blank.

    Args:
        form: the form, with fewer blank lines than when it is sent: nothing that is read back depends on them.
        own: the hospital.
        period: ``2025``, ``2025-S2``.
        given: the answers.
        campaign: the one that its mark names; that of the region of the hospital when empty.
        due: the day the answer is expected.
    """
    registered = own.registered
    year, _, half = period.partition("-")
    return write_form(
        short(form), campaign=campaign or CAMPAIGNS[own.region], year=int(year), period=f"{half} {year}" if half else year,
        establishment=Recipient(
            finess=own.finess, name=own.name, city=own.city, finess_ej=registered.finess_ej, finess_et=registered.finess_et,
        ),
        prefill=given, due=due,
    )  # fmt: skip


def short(form: Form) -> Form:
    """Return a form with few blank lines beyond those filled."""
    sheets = tuple(replace(sheet, records=min(sheet.records, _BLANK_RECORDS)) for sheet in form.sheets)
    return replace(form, sheets=sheets)
