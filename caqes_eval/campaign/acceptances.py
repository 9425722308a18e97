"""Who accepted what, and why: the decisions taken on findings, and what they change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.findings import Finding, FindingKey, Severity, finding_key

Decision = Literal["accepté", "refusé"]

_Words = Annotated[str, Field(pattern=r"\S")]


class Acceptance(BaseModel):
    """A decision on a finding.

    Attributes:
        finess: the hospital whose file it is; empty when the file names none.
        file: name of the file as the user knows it.
        sha256: digest of its bytes; the decision holds for them alone.
        sheet, cell, line, column, code, value: the finding, see :class:`Finding`; empty texts for what it has not.
        proposal: the repair that was proposed, empty when none was.
        decision: whether the proposal (or, without one, the value as typed) is accepted.
        by: who decided.
        on: the day of the decision.
        reason: why.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    finess: Annotated[str, Field(pattern=r"^([0-9AB]{9})?$")]
    file: _Words
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sheet: str = ""
    cell: str = ""
    line: int | None = None
    column: str = ""
    code: _Words
    value: str = ""
    proposal: str = ""
    decision: Decision
    by: _Words
    on: Day
    reason: _Words

    @property
    def key(self) -> FindingKey:
        """The finding it is about."""
        return FindingKey(self.sha256, self.sheet, self.cell, self.line, self.column, self.code, self.value)

    def sentence(self) -> str:
        """Return who decided what, when and why, in French."""
        return f"{self.decision.capitalize()} par {self.by} le {french.day(self.on)} : {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Repair:
    """A value to be read instead of the one typed, because a person accepted it."""

    finding: Finding
    acceptance: Acceptance

    @property
    def value(self) -> str:
        """The text to read instead of the one typed."""
        return self.acceptance.proposal


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What decisions leave of the findings of a file, and the repairs they allow."""

    remaining: tuple[Finding, ...]
    repairs: tuple[Repair, ...]


def why_not(finding: Finding) -> str:
    """Return why a finding cannot be accepted, in French; empty when it can.

    A blocking fault without proposal can be accepted only where it stands in one cell or line: that value then stays
    unread, as a missing one, and the finding goes on as « à vérifier ». A fault of a whole file, sheet or column cannot:
    nothing was read there, and accepting it would evaluate a hospital on nothing.
    """
    if finding.severity is Severity.INFO:
        return "c’est une information : il n’y a rien à accepter."
    nowhere = finding.cell is None and finding.line is None
    if finding.severity is Severity.BLOCKING and not finding.proposal and nowhere:
        return "il porte sur tout un fichier, une feuille ou une colonne, dont rien n’a été lu : il faut un fichier corrigé."
    return ""


def apply_acceptances(findings: Sequence[Finding], acceptances: Sequence[Acceptance], *, sha256: str) -> Applied:
    """Return what decisions change in the findings of a file; nothing is repaired without one.

    A decision holds for the same bytes, place, fault, value typed and proposal: in a changed file, or when another repair
    is proposed, it has no effect. Accepted with a proposal, the finding becomes a repair. Accepted without one, it stays,
    one step less severe (« bloquant » becomes « à vérifier », « à vérifier » becomes « info ») and tells who accepted it.
    Refused, it stays as it is.

    Args:
        findings: those of one file.
        acceptances: in the order they were taken.
        sha256: digest of the file as it is now.
    """
    decided = {acceptance.key: acceptance for acceptance in acceptances}
    remaining: list[Finding] = []
    repairs: list[Repair] = []
    for finding in findings:
        acceptance = decided.get(finding_key(finding, sha256))
        holds = acceptance is not None and acceptance.proposal == (finding.proposal or "") and not why_not(finding)
        if acceptance is None or not holds or acceptance.decision == "refusé":
            remaining.append(finding)
        elif finding.proposal:
            repairs.append(Repair(finding=finding, acceptance=acceptance))
        else:
            remaining.append(_accepted(finding, acceptance))
    return Applied(remaining=tuple(remaining), repairs=tuple(repairs))


def _accepted(finding: Finding, acceptance: Acceptance) -> Finding:
    severity = Severity.TO_CHECK if finding.severity is Severity.BLOCKING else Severity.INFO
    return replace(finding, severity=severity, why=f"{finding.why} {acceptance.sentence()}".strip())
