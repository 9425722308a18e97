"""The files of a hospital compared with one another, with the reference of indications and with the half-year before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cross_checks import CHECKS, Evidence, Located, cross_check
from caqes_eval.intake.les_reference.reader import read_les_reference
from caqes_eval.intake.les_reference.reference import LesReference
from caqes_eval.intake.values import Period
from caqes_eval.pipeline.collection.expected import days_of
from caqes_eval.regulation.regime import Law

Tables = Mapping[tuple[str, str, str], list[Located]]
"""The tables of a campaign by hospital, form and period."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """Totals by period, of one hospital and object.

    Attributes:
        table: one line per period.
        measures: its columns, with their French names; those of ATIH when empty.
    """

    table: Located
    measures: Mapping[str, str]


AllSeries = Mapping[tuple[str, str], list[Series]]
"""The series of a campaign by hospital and period of the file."""

REFERENCE = "les_indications.*"
_OFF_LABEL = "i999_sans_recueil"
_FORM_AND_PMSI = {_OFF_LABEL, "recueil_sans_i999"}


def reference_of(workspace: Workspace) -> LesReference | None:
    """Return the reference of LES indications that the analyst put in ``params/references``, None without one.

    Raises:
        UserError: it cannot be read.
    """
    files = sorted((workspace.root / "params" / "references").glob(REFERENCE))
    return read_les_reference(files[-1], shown=workspace.shown(files[-1])) if files else None


def compared(
    tables: Tables, series: AllSeries, register: Register, law: Law, reference: LesReference | None
) -> Iterator[tuple[str, Finding]]:
    """Yield what the tables of each hospital say against one another, with its FINESS, by hospital and period."""
    for finess, period in sorted({*series, *((finess, period) for finess, _, period in tables)}):
        evidence = Evidence(
            hospital=frozenset(register.numbers_of(finess)),
            period=Period(*days_of(period)),
            law=law.about(*register.numbers_of(finess)),
            initiations=_one(tables, finess, "mo_initiations", period),
            previous_initiations=_one(tables, finess, "mo_initiations", _before(period)),
            anomalies=_one(tables, finess, "mo_anomalies", period),
            reference=reference,
        )
        # each file of the PMSI is compared for itself; a month that is not in one may be in another
        files = tables.get((finess, "pmsi", period), [])
        found = [cross_check(replace(evidence, pmsi=file)) for file in files] or [cross_check(evidence)]
        found += _half_against_year(tables, evidence, finess, period)
        alone = Evidence(hospital=evidence.hospital, period=evidence.period, law=evidence.law)
        found += [
            cross_check(replace(alone, totals=each.table, measures=each.measures))
            for each in series.get((finess, period), [])
        ]
        yield from dict.fromkeys((finess, finding) for each in found for finding in each)


def _half_against_year(tables: Tables, evidence: Evidence, finess: str, period: str) -> Iterator[tuple[Finding, ...]]:
    """Yield what the form of a half-year and the PMSI of its year say of each other: I999999 here, none there.

    The lines of the half-year are those whose day is in it. A PMSI file of a few months is not the year: an initiation
    without any line is told only when no file has one.
    """
    year, _, half = period.partition("-S")
    files = tables.get((finess, "pmsi", year), []) if half else []
    for check in CHECKS:
        if files and check.code in _FORM_AND_PMSI:
            found = [list(check.findings(replace(evidence, pmsi=file))) for file in files]
            if all(found) or check.code == _OFF_LABEL:
                yield tuple(finding for each in found for finding in each)


def _one(tables: Tables, finess: str, form: str, period: str) -> Located | None:
    received = tables.get((finess, form, period), [])
    return received[-1] if received else None


def _before(period: str) -> str:
    year, _, half = period.partition("-S")
    if half == "2":
        return f"{year}-S1"
    return f"{int(year) - 1}-S2" if half else str(int(year) - 1)
