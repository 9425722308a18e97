"""DMI: the audit of records, by criterion and by block, and what the regulation asks to be traced. Pure functions.

Criteria: OMEDIT PACA-Corse, webinar of 4 February 2026 (practice.md §3.3). Regulatory data: CSP R5212-36 and following.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.dmi.inputs import RECORDS, SYSTEM
from caqes_eval.identifiers import Check, check_udi
from caqes_eval.intake.forms.definitions import dmi_audit
from caqes_eval.intake.tables.cells import Absence

Answers = Mapping[str, object]
YES, PARTIAL, NO, NA = "yes", "partial", "no", "na"
_SAID = frozenset({YES, PARTIAL, NO, NA})

_COLUMNS = dmi_audit.FORM.sheet(dmi_audit.RECORDS).schema.columns
_CRITERIA = tuple(each for each in _COLUMNS if {choice.code for choice in each.choices} == _SAID)
CRITERIA: Mapping[str, str] = {each.code: each.label for each in _CRITERIA}
"""The criteria in the order of the form, and their French names."""

LISTS: Mapping[str, Mapping[str, str]] = {
    each.code: {choice.code: choice.label for choice in each.choices} for each in _COLUMNS if each.choices
}
BLOCKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    code: (label, tuple(each.code for each in _CRITERIA if each.label.startswith(f"{label} :")))
    for code, label in (
        ("reception", "Réception et délivrance"),
        ("ward", "Service utilisateur"),
        ("patient", "Information du patient"),
    )
}
"""The blocks of the form: their name and their criteria."""

REGULATORY = ("reception_data", "reception_device", "ward_data", "ward_device")
"""The criteria that hold the data of CSP R5212-41: the device and its lot, the place, the day, the doctor."""

_SYSTEM_COLUMNS = dmi_audit.FORM.sheet(dmi_audit.SYSTEM).schema.columns
SYSTEM_LABELS: Mapping[str, str] = {each.code: each.label for each in _SYSTEM_COLUMNS}
SYSTEM_LISTS: Mapping[str, Mapping[str, str]] = {
    each.code: {choice.code: choice.label for choice in each.choices} for each in _SYSTEM_COLUMNS if each.choices
}
_SYSTEM_ASKED = tuple(each.code for each in _SYSTEM_COLUMNS if each.required)


@dataclass(frozen=True, kw_only=True)
class Count:
    """The answers to some criteria, counted."""

    yes: int
    partial: int
    no: int
    not_applicable: int
    unanswered: int

    @property
    def applicable(self) -> int:
        """Answers that a rate divides by."""
        return self.yes + self.partial + self.no

    def met(self, partial: Fraction) -> int | Fraction:
        """Return what a rate divides, « partiel » counting for a part of one; whole when it can be."""
        exact = self.yes + partial * self.partial
        return int(exact) if exact.denominator == 1 else exact


def said(record: Answers, criterion: str) -> str | None:
    """Return the answer of a record to a criterion, None when nobody answered."""
    value = record.get(criterion)
    if value is Absence.NOT_APPLICABLE:
        return NA
    return str(value) if isinstance(value, str) and value in _SAID else None


def _rows(case: Case, code: str) -> list[Answers]:
    return [{str(key): value for key, value in row.items()} for row in case.rows(code).to_dict("records")]


def records(case: Case) -> list[Answers]:
    """Return the records audited in the year: those with an answer to one criterion at least."""
    rows = _rows(case, RECORDS)
    return [row for row in rows if any(said(row, criterion) for criterion in CRITERIA)]


def blank_records(case: Case) -> int:
    """Return how many records of the year have a number and no answer at all."""
    return len(case.rows(RECORDS)) - len(records(case))


def count(audited: Iterable[Answers], criteria: Iterable[str]) -> Count:
    """Count the answers of records to some criteria."""
    asked = tuple(criteria)
    answers = [said(record, criterion) for record in audited for criterion in asked]
    return Count(
        yes=answers.count(YES),
        partial=answers.count(PARTIAL),
        no=answers.count(NO),
        not_applicable=answers.count(NA),
        unanswered=answers.count(None),
    )


@dataclass(frozen=True, kw_only=True)
class Traceability:
    """The records by what they hold of the regulatory data.

    Attributes:
        complete: every datum that applies is there.
        lacking: by record, the data of which one is « non » or « partiel ».
        unknown: records that an unanswered criterion keeps from judging.
        without_object: records to which none of the data applies.
    """

    complete: int
    lacking: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[str, ...]
    without_object: int

    @property
    def judged(self) -> int:
        """The records that can be judged."""
        return self.complete + len(self.lacking)


def traceability(audited: Sequence[Answers]) -> Traceability:
    """Sort records by whether they hold all the regulatory data; one datum that lacks is enough, even beside a blank."""
    lacking, unknown, complete, without = [], [], 0, 0
    for record in audited:
        answers = {criterion: said(record, criterion) for criterion in REGULATORY}
        failed = tuple(criterion for criterion, answer in answers.items() if answer in (NO, PARTIAL))
        if failed:
            lacking.append((name(record), failed))
        elif None in answers.values():
            unknown.append(name(record))
        elif set(answers.values()) == {NA}:
            without += 1
        else:
            complete += 1
    return Traceability(
        complete=complete, lacking=tuple(sorted(lacking, key=lambda each: _order(each[0]))),
        unknown=tuple(sorted(unknown, key=_order)), without_object=without,
    )  # fmt: skip


def udis(audited: Iterable[Answers]) -> tuple[tuple[str, Check], ...]:
    """Return the verdict on each UDI that the records give, by record."""
    typed = [
        (name(record), value)
        for record in audited
        if isinstance(value := record.get("udi"), str) and not isinstance(value, Absence) and value.strip()
    ]
    return tuple(
        (record, check_udi(value)) for record, value in sorted(typed, key=lambda each: (_order(each[0]), each))
    )


def name(record: Answers) -> str:
    """Return the number of a record in the audit, never that of a patient."""
    value = record.get("record")
    return "sans numéro" if value is None or isinstance(value, Absence) else str(value)


def _order(number: str) -> tuple[int, int, str]:
    ascii_digits = number.isascii() and number.isdigit()
    return (0, int(number[:9]), number) if ascii_digits else (1, 0, number)


def system(case: Case) -> list[Answers]:
    """Return the answers about the information system, one per workbook of the year that has any."""
    rows = _rows(case, SYSTEM)
    return [row for row in rows if any(_is_said(row.get(code)) for code in SYSTEM_LABELS)]


def _is_said(value: object) -> bool:
    return value is not None and value is not Absence.MISSING and bool(str(value).strip())


def filled(case: Case) -> bool:
    """Say whether every record answers every criterion, and the questions asked of the information system are answered."""
    audited, answered = records(case), system(case)
    return (
        bool(audited)
        and not count(audited, CRITERIA).unanswered
        and not blank_records(case)
        and bool(answered)
        and all(_is_said(row.get(code)) for row in answered for code in _SYSTEM_ASKED)
    )
