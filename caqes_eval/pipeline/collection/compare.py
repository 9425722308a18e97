"""The files of a hospital compared with one another, with the reference of indications and with the half-year before."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cross_checks import Evidence, Located, cross_check
from caqes_eval.intake.les_reference.reader import read_les_reference
from caqes_eval.intake.les_reference.reference import LesReference
from caqes_eval.intake.values import Period
from caqes_eval.pipeline.collection.expected import days_of
from caqes_eval.regulation.regime import Law

Tables = Mapping[tuple[str, str, str], list[Located]]
"""The tables of a campaign by hospital, form and period."""

REFERENCE = "les_indications.*"


def reference_of(workspace: Workspace) -> LesReference | None:
    """Return the reference of LES indications that the analyst put in ``params/references``, None without one.

    Raises:
        UserError: it cannot be read.
    """
    files = sorted((workspace.root / "params" / "references").glob(REFERENCE))
    return read_les_reference(files[-1], shown=workspace.shown(files[-1])) if files else None


def compared(tables: Tables, register: Register, law: Law, reference: LesReference | None) -> Iterator[Finding]:
    """Yield what the tables of each hospital say against one another, hospital by hospital and period by period."""
    for finess, period in sorted({(finess, period) for finess, _, period in tables}):
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
        yield from dict.fromkeys(finding for each in found for finding in each)


def _one(tables: Tables, finess: str, form: str, period: str) -> Located | None:
    received = tables.get((finess, form, period), [])
    return received[-1] if received else None


def _before(period: str) -> str:
    year, _, half = period.partition("-S")
    if half == "2":
        return f"{year}-S1"
    return f"{int(year) - 1}-S2" if half else str(int(year) - 1)
