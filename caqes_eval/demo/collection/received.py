"""The files received in the demonstration: forms filled, PMSI, extracts; then spoilt as the table of faults says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from caqes_eval.campaign.receipts import Outcome
from caqes_eval.campaign.region import Limits, Region, read_targeting
from caqes_eval.demo.collection.extracts import extract, indicators
from caqes_eval.demo.collection.faults import DELAYS, FAULTS, Delay, Fault
from caqes_eval.demo.collection.filled import CAMPAIGNS, SEED, YEAR, answers_of, filled
from caqes_eval.demo.collection.planted import Kind
from caqes_eval.demo.collection.pmsi import pmsi_files
from caqes_eval.demo.collection.totals import totals_file
from caqes_eval.demo.hospitals import HOSPITALS, Hospital, RegionCode, hospital
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.pipeline.collection.expected import Expected, expected
from caqes_eval.pipeline.contracts import Contract

# the matrices that ship are checked by their own tests: no limit is needed here
_NO_LIMIT = Limits(national=100, regional=100, total=100)
_WITHOUT_DEADLINE = {"2025-S1": date(2025, 9, 12), "2025-S2": date(2026, 2, 12), "2025": date(2026, 4, 10)}
_EXTRACTS_SENT = date(2026, 4, 14)
_PMSI_SENT = (3, 5)


@dataclass(frozen=True, kw_only=True)
class File:
    """A file received.

    Attributes:
        own: the hospital in whose folder it is.
        name: of the file in that folder.
        form: code of the form, or of the source.
        period: ``2025``, ``2025-S2``.
        received_on: the day it came.
        content: its bytes.
        judged: what the analyst made of it, with a note; None while nobody has looked.
    """

    own: Hospital
    name: str
    form: str
    period: str
    received_on: date
    content: bytes
    judged: tuple[Outcome, str] | None = None

    @property
    def path(self) -> str:
        """Where it is, relative to the working folder."""
        return f"{folder(self.own.region)}/{self.own.finess}/{self.name}"


def folder(region: RegionCode) -> str:
    """Return the folder of the files received in the campaign of a region, relative to the working folder."""
    return f"received/{CAMPAIGNS[region]}"


def path_of(fault: Fault) -> str:
    """Return the file that bears a fault, relative to the working folder."""
    own = hospital(fault.serial)
    return f"{folder(own.region)}/{own.finess}/{fault.sent_name}"


@cache
def files_of(region: RegionCode) -> tuple[File, ...]:
    """Return the files received in the campaign of a region, by hospital and name; the same bytes at each call."""
    sound = [*_forms(region), *_pmsi(region), *_extracts(region), _totals(region)]
    spoilt = [_spoilt(file) for file in sound]
    return tuple(sorted([*spoilt, *_extras(region)], key=lambda file: (file.own.finess, file.name)))


def contract_of(region: RegionCode) -> Contract:
    """Return the contract of a fictitious region, as it ships."""
    read = Region.load(shipped("regions") / f"{region}.yml")
    return Contract(region=read, targeting=read_targeting(shipped("targeting") / f"{region}.csv", read, _NO_LIMIT))


def _forms(region: RegionCode) -> Iterator[File]:
    by_finess = {each.finess: each for each in HOSPITALS}
    contract = contract_of(region)
    for rank, asked in enumerate(expected(contract, FORMS, YEAR)):
        own = by_finess[asked.finess]
        delay = _delay(own, asked)
        if delay is not None and delay.kind is Kind.NOT_SENT:
            continue
        due = asked.deadline.expected if asked.deadline else None
        codes = _planned(contract, own) if asked.form == "action_plan" else asked.indicators
        given = answers_of(asked.form, own, asked.period, codes)
        yield File(
            own=own, name=f"{asked.form}_{asked.period}.xlsx", form=asked.form, period=asked.period,
            received_on=_day(asked, rank, delay),
            content=filled(FORMS[asked.form], own, asked.period, given, due=due),
            judged=_JUDGED.get((own.serial[-3:], asked.form, asked.period)),
        )  # fmt: skip


def _planned(contract: Contract, own: Hospital) -> tuple[str, ...]:
    """Return the indicators that a hospital is bound on at the end of the year: its plan tells of each."""
    assert contract.targeting is not None
    return contract.targeting.indicators_of(own.finess, date(YEAR, 12, 31))


def _day(asked: Expected, rank: int, delay: Delay | None) -> date:
    """Return the day a return comes: some days before the deadline, or as many after it as it is late."""
    last_day = asked.deadline.expected if asked.deadline else None
    if last_day is None:
        return _WITHOUT_DEADLINE[asked.period]
    return last_day + timedelta(days=delay.days if delay and delay.days else -1 - rank % 12)


def _delay(own: Hospital, asked: Expected) -> Delay | None:
    case = (own.serial[-3:], asked.form, asked.period)
    return next((delay for delay in DELAYS if (delay.serial, delay.form, delay.period) == case), None)


def _pmsi(region: RegionCode) -> Iterator[File]:
    for own, year, name, content in pmsi_files(region, SEED):
        sent = date(year + 1, *_PMSI_SENT)
        yield File(own=own, name=name, form="pmsi", period=str(year), received_on=sent, content=content)


def _extracts(region: RegionCode) -> Iterator[File]:
    targeting = contract_of(region).targeting
    assert targeting is not None
    for code in indicators():
        for finess in targeting.hospitals_of(code, date(YEAR, 12, 31)):
            own = next(each for each in HOSPITALS if each.finess == finess)
            yield File(
                own=own, name=f"extraction_{code}_{YEAR}.xlsx", form="extraction_am", period=str(YEAR),
                received_on=_EXTRACTS_SENT, content=extract(code, own, SEED),
            )  # fmt: skip


def _totals(region: RegionCode) -> File:
    """Return the totals of a region, that its largest hospital passes on."""
    name, content = totals_file(region, SEED)
    own = hospital({"val-de-brume": "001", "cotes-d-ambre": "101"}[region])
    return File(
        own=own, name=name, form="totaux_atih", period=str(YEAR), received_on=date(2026, 4, 2), content=content
    )  # fmt: skip


def _extras(region: RegionCode) -> Iterator[File]:
    for fault in FAULTS:
        own = hospital(fault.serial)
        if fault.extra and own.region == region:
            assert fault.edit is not None
            yield File(
                own=own, name=fault.sent_name, form="preuve", period=str(YEAR), received_on=date(2026, 2, 20),
                content=fault.edit(b""),
            )  # fmt: skip


def _spoilt(file: File) -> File:
    for fault in FAULTS:
        if (fault.serial, fault.name, fault.extra) != (file.own.serial[-3:], file.name, False):
            continue
        content = fault.edit(file.content) if fault.edit else file.content
        file = replace(file, content=content)
        if fault.kind is Kind.INCOMPLETE:
            file = replace(file, judged=("incomplet", f"À compléter : {fault.why}."))
        if fault.renamed:
            # the other faults of the file are looked up by the name it had
            return replace(file, name=fault.renamed)
    return file


_JUDGED: Mapping[tuple[str, str, str], tuple[Outcome, str]] = {
    ("001", "dmi_audit", "2025"): ("validé", ""),
    ("001", "dmi_mapping", "2025"): ("validé", ""),
    ("003", "dmi_mapping", "2025"): ("refusé", "C’est le formulaire d’un autre établissement."),
    ("101", "dmi_mapping", "2025"): ("validé", ""),
}
"""The returns that the analyst has already judged, besides those that are incomplete."""
