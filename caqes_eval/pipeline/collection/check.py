"""Every file received by a campaign read and judged: findings for the analyst, and its own copy back for each hospital."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caqes_eval.campaign.acceptances import apply_acceptances
from caqes_eval.campaign.acceptances_file import acceptances_path, read_acceptances
from caqes_eval.campaign.receipts import Case, Receipt
from caqes_eval.campaign.receipts_file import receipts_path
from caqes_eval.campaign.region import Deadline
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import ParameterFileError, ParameterRequiredError, ResultsMissingError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.door import shown_name
from caqes_eval.intake.returns.addresses import place_of
from caqes_eval.intake.returns.analyst import findings_workbook
from caqes_eval.intake.returns.annotated import annotate, returned_name
from caqes_eval.intake.returns.blanking import Blank
from caqes_eval.intake.returns.record import CheckRecord, FileRecord, record_path, write_record
from caqes_eval.pipeline.collection.counting import counting_files
from caqes_eval.pipeline.collection.reading import FileRead, read_files
from caqes_eval.pipeline.collection.reminder import period_label
from caqes_eval.pipeline.collection.status import receipts_of, status_of
from caqes_eval.pipeline.establishments import register_of

ANALYST_FILE, RETURNS = "constats.xlsx", "retours"
_OURS = {"registre.csv", "constats.json", "acceptations.csv"}
_PRIVATE = {"identifiant_colonne", "identifiant_valeur"}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """How a check ended.

    Attributes:
        record: every file and what remains to be said of it.
        analyst: the workbook of all findings.
        returned: the copies written for the hospitals.
        remaining: what a person has not settled of each file, in the order of the record.
        accepted: how many repairs a person has accepted.
    """

    record: CheckRecord
    analyst: Path
    returned: tuple[Path, ...]
    remaining: tuple[tuple[Finding, ...], ...]
    accepted: int


def check_campaign(workspace: Workspace, name: str, *, today: date) -> Checked:
    """Read every file received by a campaign and write what is found.

    The record goes to ``received/NAME/constats.json``, the analyst's workbook to ``reports/NAME/constats.xlsx``, each
    hospital's copy to ``reports/NAME/retours/FINESS/``. One file that cannot be read costs that file only.

    Raises:
        ResultsMissingError: nothing was received.
        UserError: the campaign, the register of receipts or the acceptances cannot be read, or a file cannot be written.
    """
    campaign = workspace.load_campaign(name)
    folder = receipts_path(workspace.root, name).parent
    files = list(_files(workspace, name, folder))
    if not files:
        raise _nothing(name, refused=len({receipt.sha256 for receipt in receipts_of(workspace, name).lines}))
    register = register_of(workspace, campaign.region) if campaign.region else Register()
    path = acceptances_path(workspace.root, name)
    acceptances = read_acceptances(path, shown=workspace.shown(path)) if path.exists() else ()
    deadlines = _deadlines(workspace, name, today)
    records, returned, accepted, remaining = [], [], 0, []
    for each in read_files(workspace, campaign, register, files, acceptances):
        found = _once(each.findings)
        applied = apply_acceptances(found, acceptances, sha256=each.sha256)
        accepted += len(applied.repairs)
        remaining.append(applied.remaining)
        records.append(_record(workspace, each, found))
        if copy := _copy(each, applied.remaining, found, deadlines):
            assert each.receipt is not None
            target = workspace.reports(name) / RETURNS / each.receipt.finess / returned_name(each.file.name)
            write_atomically(target, copy)
            returned.append(target)
    record = CheckRecord(campaign=name, checked_on=today, files=tuple(records))
    write_record(record_path(workspace.root, name), record)
    analyst = workspace.reports(name) / ANALYST_FILE
    names = {each.finess: each.name for each in campaign.establishments}
    write_atomically(analyst, findings_workbook(record, names=names, acceptances=acceptances))
    return Checked(
        record=record, analyst=analyst, returned=tuple(returned), remaining=tuple(remaining), accepted=accepted
    )


def _nothing(name: str, *, refused: int) -> ResultsMissingError:
    """Return why there is nothing to check: nothing came, or nothing of what came was kept."""
    if not refused:
        return ResultsMissingError(
            f"La campagne « {name} » n’a encore rien reçu.",
            remedy=f"Rangez les fichiers reçus avec « caqes receive {name} FICHIER ».",
        )
    told = "le seul fichier reçu a été refusé" if refused == 1 else f"les {refused} fichiers reçus ont tous été refusés"
    return ResultsMissingError(
        f"La campagne « {name} » n’a aucun fichier à contrôler : {told}, et rien n’en est gardé.",
        remedy="Demandez des fichiers corrigés ; registre.csv dit pourquoi chacun a été refusé.",
    )


def _record(workspace: Workspace, read: FileRead, findings: tuple[Finding, ...]) -> FileRecord:
    receipt = read.receipt
    return FileRecord(
        path=workspace.shown(read.file.with_name(shown_name(read.file))), sha256=read.sha256, findings=findings,
        finess=receipt.finess if receipt else None, form=receipt.form if receipt else None,
        period=period_label(receipt.period) if receipt else None,
    )  # fmt: skip


def _copy(
    read: FileRead, remaining: Sequence[Finding], found: Sequence[Finding], deadlines: Mapping[Case, Deadline]
) -> bytes | None:
    """Return the copy of a file for its hospital, ``None`` when there is nothing to ask of it, or it names patients."""
    asks = any(finding.severity is not Severity.INFO for finding in remaining)
    if read.receipt is None or read.private or not asks or not read.file.exists():
        return None
    deadline = deadlines.get(read.receipt.case)
    return annotate(
        read.content, remaining, shown_name=read.file.name, blanks=tuple(_blanks(found)),
        due=deadline.expected if deadline else None, strict=deadline.strict if deadline else None,
    )  # fmt: skip


def _deadlines(workspace: Workspace, name: str, today: date) -> dict[Case, Deadline]:
    """Return the deadline of each return, none when the region does not say who had to send what."""
    try:
        matrix = status_of(workspace, name, today=today).matrix
    except (ParameterFileError, ParameterRequiredError):
        return {}
    each = ((cell.expected, cell.expected.deadline) for cell in matrix.cells)
    return {(asked.finess, asked.form, asked.period): deadline for asked, deadline in each if deadline}


def _files(workspace: Workspace, name: str, folder: Path) -> Iterator[tuple[Path, Receipt | None]]:
    """Yield the files that count, with their receipt, then those that no receipt names."""
    receipts = receipts_of(workspace, name)
    known: set[Path] = set()
    for receipt in receipts.lines:
        known.add(folder / receipt.finess / receipt.file)
    yield from counting_files(workspace, name)
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in known and not (path.parent == folder and path.name in _OURS):
                yield path, None


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Keep, of a fault told twice of the same cell, the one that stops."""
    blocked = {
        (each.sheet, each.cell, each.code) for each in findings if each.severity is Severity.BLOCKING and each.cell
    }
    return tuple(
        each
        for each in findings
        if each.severity is Severity.BLOCKING or (each.sheet, each.cell, each.code) not in blocked
    )


def _blanks(findings: Sequence[Finding]) -> Iterator[Blank]:
    """Yield the cells that name patients: they are not sent back."""
    for finding in findings:
        place = place_of(finding.cell) if finding.code in _PRIVATE and finding.sheet else None
        if place is None:
            continue
        row, column = place
        whole = finding.code == "identifiant_colonne"
        yield Blank(
            sheet=finding.sheet or "",
            column=column,
            first_row=row + 1 if whole else row,
            last_row=None if whole else row,
        )
