"""Read the files received by a campaign, hospital by hospital; what has not changed since the last time is not read again."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.campaign.acceptances import Acceptance, apply_acceptances
from caqes_eval.campaign.acceptances_file import acceptances_path, read_acceptances
from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Receipt
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.execution.fingerprint import code_digest
from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.foundation import french
from caqes_eval.foundation.files import sha256_bytes, sha256_file
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.cpam.mapping import ExtractMapping
from caqes_eval.intake.door import shown_name
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.tables.headings import normalised
from caqes_eval.pipeline.collection.compare import REFERENCE
from caqes_eval.pipeline.collection.counting import counting_files
from caqes_eval.pipeline.collection.reading import FileRead, mappings_of, read_files
from caqes_eval.pipeline.evidence.model import ANY_EXTRACT, NOTHING, HospitalEvidence, Part
from caqes_eval.pipeline.evidence.notices import REFUSED, notices
from caqes_eval.pipeline.evidence.pmsi import DMI, MED, PmsiReceived, yearly_tables
from caqes_eval.pipeline.evidence.store import Store
from caqes_eval.pipeline.evidence.typed import case_table, own_rows
from caqes_eval.regulation.regime import Law

TOLD_AT_MOST = 12
"""Findings of one input told on a page; the annotated copy of the file holds them all."""

Counted = tuple[Path, Receipt]
EXTRACTS_FORM = "extraction_am"


@dataclass(frozen=True)
class Gathered:
    """What the files received give.

    Attributes:
        by_finess: the evidence of each hospital that sent some.
        findings: files gone, changed since they were recorded, or not counted.
    """

    by_finess: Mapping[str, HospitalEvidence]
    findings: tuple[Finding, ...]


def gather(workspace: Workspace, campaign: Campaign, register: Register, law: Law) -> Gathered:
    """Return what the files received give, by FINESS of the hospital they answer for.

    Args:
        workspace: the working folder.
        campaign: whose files they are.
        register: every number of each hospital.
        law: of the campaign; the cleaning of a PMSI file follows the year of the file.

    Raises:
        UserError: the register of receipts, the acceptances or the mappings cannot be read.
    """
    by_hospital: dict[str, list[Counted]] = {}
    counted = list(counting_files(workspace, campaign.name))
    digests = {file: sha256_file(file) for file, _ in counted if file.exists()}
    for file, receipt in counted:
        if file in digests:
            by_hospital.setdefault(receipt.finess, []).append((file, receipt))
    path = acceptances_path(workspace.root, campaign.name)
    acceptances = read_acceptances(path, shown=workspace.shown(path)) if path.exists() else ()
    store, mappings = Store(workspace.cache / "retours"), mappings_of(workspace)
    common = _common(workspace, campaign, acceptances, law)
    keys = {finess: _key(common, register.numbers_of(finess), files, digests) for finess, files in by_hospital.items()}
    known = {finess: found for finess, key in keys.items() if (found := store.read(key)) is not None}
    fresh = [each for finess, files in by_hospital.items() if finess not in known for each in files]
    for read in _by_hospital(read_files(workspace, campaign, register, fresh, acceptances)) if fresh else ():
        assert read[0].receipt is not None, "every file here has its receipt"
        finess = read[0].receipt.finess
        known[finess] = _Hospital(register.numbers_of(finess), acceptances, law, mappings).evidence(read)
        store.write(keys[finess], known[finess])
    return Gathered(known, tuple(notices(campaign.name, counted, digests, known)))


def evidence_of(gathered: Mapping[str, HospitalEvidence], finess: str) -> HospitalEvidence:
    """Return what a hospital's files give, nothing when none came."""
    return gathered.get(finess, NOTHING)


def _common(workspace: Workspace, campaign: Campaign, acceptances: Sequence[Acceptance], law: Law) -> str:
    """Return a digest of all that the reading of a file rests on beside the file."""
    mappings = sorted([*shipped("mappings").glob("*.yml"), *(workspace.root / "params" / "mappings").glob("*.yml")])
    references = sorted((workspace.root / "params" / "references").glob(REFERENCE))
    content = {
        "campaign": [campaign.name, campaign.year, campaign.region, campaign.evaluation_date.isoformat()],
        "files": [sha256_file(path) for path in [*mappings, *references]],
        "acceptances": [each.model_dump(mode="json") for each in acceptances],
        "rules": [law.rules.file(key).model_dump_json() for key in law.rules.keys() if key.split(".")[0] in _READING],  # noqa: SIM118
        "code": code_digest(),
    }
    return sha256_bytes(json.dumps(content, sort_keys=True).encode())


_READING = frozenset({"pmsi", "plausibility", "mo"})
"""The rules that the reading and the comparison of files use."""


def _key(common: str, numbers: Sequence[str], files: Iterable[Counted], digests: Mapping[Path, str]) -> str:
    listed = [
        [file.name, digests[file], receipt.form, receipt.period, receipt.outcome, receipt.note]
        for file, receipt in files
    ]
    return sha256_bytes(json.dumps([common, list(numbers), listed]).encode())


def _by_hospital(read: Iterable[FileRead]) -> Iterable[list[FileRead]]:
    found: dict[str, list[FileRead]] = {}
    for each in read:
        found.setdefault(each.receipt.finess if each.receipt else "", []).append(each)
    return found.values()


@dataclass(frozen=True)
class _Hospital:
    numbers: Sequence[str]
    acceptances: Sequence[Acceptance]
    law: Law
    mappings: Mapping[str, ExtractMapping]

    def evidence(self, read: Sequence[FileRead]) -> HospitalEvidence:
        parts: dict[str, list[Part]] = {}
        sources: dict[str, list[SourceFile]] = {}
        findings: dict[str, list[FindingRecord]] = {}
        pmsi: list[PmsiReceived] = []
        for order, file in enumerate(read):
            assert (file.receipt is not None and file.told is not None) or file.private, (
                "only a private file is not read"
            )
            remaining = apply_acceptances(file.findings, self.acceptances, sha256=file.sha256).remaining
            for code, part in self._parts(file, remaining):
                parts.setdefault(code, []).append(part)
            kind = self._kind(file)
            sources.setdefault(kind, []).append(_source(file))
            findings.setdefault(kind, []).extend(_told(remaining))
            usable = file.receipt is not None and file.receipt.outcome != REFUSED and not _blocking(remaining)
            if usable and file.told and file.told.pmsi and file.told.pmsi.layout:
                year = file.told.pmsi.name.year or int(str(file.receipt.period)[:4]) if file.receipt else 0
                pmsi.append(PmsiReceived(file=shown_name(file.file), read=file.told.pmsi, year=year, order=order))
        for table in yearly_tables(pmsi, self.law):
            parts.setdefault(table.code, []).append(Part(period=str(table.year), files=table.files, frame=table.frame))
            findings.setdefault(table.code, []).extend(table.told)
        return HospitalEvidence(
            parts={code: tuple(each) for code, each in parts.items()},
            sources={code: tuple(each) for code, each in sources.items()},
            findings={code: tuple(each[:TOLD_AT_MOST]) for code, each in findings.items()},
        )

    def _parts(self, file: FileRead, remaining: Sequence[Finding]) -> Iterable[tuple[str, Part]]:
        """Yield what a file gives of each input: its tables, or why they cannot be used."""
        receipt, shown = file.receipt, shown_name(file.file)
        assert receipt is not None
        if receipt.outcome == REFUSED:
            for code in file.told.tables if file.told and file.told.tables else self._without_table(file):
                why = f"Fichier {shown} : refusé à la relecture. {receipt.note}".strip()
                yield code, Part(period=receipt.period, files=(shown,), blocked=why)
            return
        whole = [each for each in _blocking(remaining) if each.sheet is None]
        if file.told is None or receipt.form == "pmsi" or (receipt.form == EXTRACTS_FORM and not file.told.tables):
            for code in self._without_table(file):
                if whole or file.told is None or receipt.form == EXTRACTS_FORM:
                    yield code, Part(period=receipt.period, files=(shown,), blocked=_why(shown, _blocking(remaining)))
            return
        known = set(file.told.tables)
        for code in known | (set(self._codes(receipt.form)) if receipt.form in FORMS else set()):
            label = _sheet_label(code)
            faults = whole + [each for each in _blocking(remaining) if each.sheet and (label in (None, each.sheet))]
            if faults or code not in known:
                yield code, Part(period=receipt.period, files=(shown,), blocked=_why(shown, faults))
                continue
            frame, others = own_rows(
                case_table(file.told.tables[code], period=receipt.period, file=shown), self.numbers
            )
            yield code, Part(
                period=receipt.period, files=(shown,), frame=frame, declared_empty=code in file.told.declared_empty,
                blocked="" if len(frame) or not others else f"Le fichier {shown} n’a que des lignes d’autres établissements.",
            )  # fmt: skip

    def _without_table(self, file: FileRead) -> Collection[str]:
        """Return the inputs that a file is about when nothing of it could be read as a table."""
        assert file.receipt is not None
        if file.receipt.form == "pmsi":
            return [_pmsi_code(file.file)]
        if file.receipt.form != EXTRACTS_FORM:
            return self._codes(file.receipt.form)
        # its name is the only thing that may say which extract it is
        words = f" {normalised(file.file.stem)} "
        named = [
            f"{ANY_EXTRACT}.{code}"
            for code, mapping in self.mappings.items()
            if any(f" {normalised(name)}" in words for name in (code, *mapping.sheets))
        ]
        return named or [ANY_EXTRACT]

    def _codes(self, form: str) -> Collection[str]:
        return [f"{form}.{sheet.schema.code}" for sheet in FORMS[form].sheets] if form in FORMS else ()

    def _kind(self, file: FileRead) -> str:
        """Return the input that a file's own faults bear on: its form, its extract, or its PMSI table."""
        assert file.receipt is not None
        if file.receipt.form == "pmsi":
            return _pmsi_code(file.file)
        if file.receipt.form in FORMS:
            return file.receipt.form
        unread = ANY_EXTRACT if file.receipt.form == EXTRACTS_FORM else file.receipt.form
        return next(iter(file.told.tables), unread) if file.told else unread


def _pmsi_code(file: Path) -> str:
    return DMI if read_name(file.name).suffix.startswith("dmi") else MED


def _sheet_label(code: str) -> str | None:
    form, _, sheet = code.partition(".")
    return FORMS[form].sheet(sheet).schema.label if form in FORMS else None


def _blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.severity is Severity.BLOCKING]


def _why(file: str, faults: Sequence[Finding]) -> str:
    if not faults:
        return f"Le fichier {file} n’a pas pu être lu."
    more = f" ({french.plural(len(faults), 'défaut bloquant', 'défauts bloquants')} en tout)" if len(faults) > 1 else ""
    place = f", {faults[0].sheet}" if faults[0].sheet else ""
    cell = f" {faults[0].cell}" if faults[0].cell else ""
    return f"Fichier {file}{place}{cell} : {faults[0].message}{more} À corriger ou à accepter avant d’évaluer."


def _told(findings: Iterable[Finding]) -> list[FindingRecord]:
    """Return what travels with the results, the most serious first; what only informs stays in the annotated copy."""
    kept = [each for each in findings if each.severity is not Severity.INFO]
    kept.sort(key=lambda each: each.severity is not Severity.BLOCKING)
    return [FindingRecord(code=each.code, severity=each.severity, sentence=each.sentence()) for each in kept]


def _source(file: FileRead) -> SourceFile:
    assert file.receipt is not None
    role = FORMS[file.receipt.form].label if file.receipt.form in FORMS else file.receipt.form
    return SourceFile(role=role, name=shown_name(file.file), sha256=file.sha256, year=int(str(file.receipt.period)[:4]))
