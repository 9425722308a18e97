"""Decide on a finding of the last check: accept or refuse it, and keep who, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from filelock import FileLock, Timeout

from caqes_eval.campaign.acceptances import Acceptance, Decision, why_not
from caqes_eval.campaign.acceptances_file import acceptances_path, append_acceptance, read_acceptances
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import CampaignBusyError, InputValueError
from caqes_eval.foundation.files import make_folder, sha256_file
from caqes_eval.foundation.findings import Finding, FindingKey, finding_id, finding_key
from caqes_eval.intake.returns.record import CheckRecord, FileRecord, read_record, record_path

_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is decided.

    Attributes:
        finding: name of the finding, as ``caqes check`` shows it.
        decision: accepted or refused.
        by: who decides.
        on: the day.
        reason: why.
    """

    finding: str
    decision: Decision
    by: str
    on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A finding of the last check with the decision that holds for it, ``None`` while it waits for one."""

    id: str
    file: FileRecord
    finding: Finding
    acceptance: Acceptance | None

    @property
    def to_decide(self) -> bool:
        """Whether a person can still decide on it."""
        return self.acceptance is None and not why_not(self.finding)


@dataclass(frozen=True, kw_only=True)
class Review:
    """Where the decisions of a campaign stand.

    Attributes:
        findings: those of the last check, in its order.
        without_effect: decisions on files, values or repairs that the last check did not find.
    """

    findings: tuple[Decided, ...]
    without_effect: tuple[Acceptance, ...]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A decision that holds from now on; ``again`` when the same person had taken it already, for the same reason."""

    acceptance: Acceptance
    finding: Finding
    again: bool


def review(workspace: Workspace, name: str) -> Review:
    """Return every finding of the last check of a campaign with its decision.

    Raises:
        UserError: no such campaign, never checked, or a damaged file.
    """
    record, taken = _read(workspace, name)
    last = {acceptance.key: acceptance for acceptance in taken}
    findings = tuple(_decided(file, finding, last) for file, finding in record.each())
    used = {each.acceptance.key for each in findings if each.acceptance}
    return Review(findings=findings, without_effect=tuple(each for key, each in last.items() if key not in used))


def decide(workspace: Workspace, name: str, request: Request) -> Recorded:
    """Write a decision on a finding of the last check.

    Raises:
        InputValueError: no such finding, it cannot be decided on, or its file has changed since it was checked.
        CampaignBusyError: another decision is being written.
        UserError: no such campaign, never checked, or a damaged file.
    """
    path = acceptances_path(workspace.root, name)
    lock = FileLock(make_folder(workspace.cache).parent / f"{name}.acceptations.lock")
    try:
        with lock.acquire(timeout=_SECONDS):
            record, taken = _read(workspace, name)
            file, finding = _find(record, name, request.finding)
            _refuse_changed(workspace, name, file)
            acceptance = _acceptance(file, finding, request)
            before = next((each for each in reversed(taken) if each.key == acceptance.key), None)
            if before and before.model_copy(update={"on": acceptance.on}) == acceptance:
                return Recorded(acceptance=before, finding=finding, again=True)
            append_acceptance(path, acceptance, shown=workspace.shown(path))
    except Timeout:
        raise CampaignBusyError(
            f"Une autre décision de la campagne « {name} » est en cours d’écriture.",
            remedy="Recommencez dans un instant.",
        ) from None
    return Recorded(acceptance=acceptance, finding=finding, again=False)


def _read(workspace: Workspace, name: str) -> tuple[CheckRecord, tuple[Acceptance, ...]]:
    """Return the last check and the decisions taken; the campaign must exist, which also vouches for its name."""
    workspace.load_campaign(name)
    path = acceptances_path(workspace.root, name)
    taken = read_acceptances(path, shown=workspace.shown(path))
    return read_record(record_path(workspace.root, name), campaign=name), taken


def _decided(file: FileRecord, finding: Finding, last: Mapping[FindingKey, Acceptance]) -> Decided:
    key = finding_key(finding, file.sha256)
    acceptance = last.get(key)
    holds = acceptance is not None and acceptance.proposal == (finding.proposal or "")
    return Decided(id=key.id, file=file, finding=finding, acceptance=acceptance if holds else None)


def _find(record: CheckRecord, name: str, wanted: str) -> tuple[FileRecord, Finding]:
    """Return the finding of that name, which can be decided on."""
    found = [each for each in record.each() if finding_id(each[1], each[0].sha256) == wanted.strip().lower()]
    if not found:
        raise InputValueError(
            f"Le dernier contrôle de la campagne « {name} » n’a pas de constat « {wanted} ».",
            remedy=f"« caqes accept {name} --list » les donne tous. Le nom d’un constat change quand son fichier change.",
        )
    file, finding = found[0]
    fault = why_not(finding)
    if len({each.proposal for _, each in found}) > 1:
        fault = "plusieurs corrections sont proposées pour la même valeur : il faut un fichier corrigé."
    if fault:
        raise InputValueError(f"Le constat {wanted} ne peut être ni accepté ni refusé : {fault}", findings=[finding])
    return file, finding


def _refuse_changed(workspace: Workspace, name: str, file: FileRecord) -> None:
    path = workspace.source(file.path)
    if path.is_file() and sha256_file(path) != file.sha256:
        raise InputValueError(
            f"{file.path} a changé depuis le contrôle du constat : la décision porterait sur un autre contenu.",
            remedy=f"Relancez « caqes check {name} ».",
        )


def _acceptance(file: FileRecord, finding: Finding, request: Request) -> Acceptance:
    return Acceptance(
        **finding_key(finding, file.sha256)._asdict(),
        finess=file.finess or "",
        file=finding.file,
        proposal=finding.proposal or "",
        decision=request.decision,
        by=request.by,
        on=request.on,
        reason=request.reason,
    )
