"""Every file received by a campaign read and judged: findings for the analyst, and its own copy back for each hospital."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from caqes_eval.campaign.acceptances import apply_acceptances
from caqes_eval.campaign.acceptances_file import acceptances_path, read_acceptances
from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Case, Receipt, Receipts, standing
from caqes_eval.campaign.receipts_file import receipts_path
from caqes_eval.campaign.region import Deadline
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import (
    InputValueError,
    ParameterFileError,
    ParameterRequiredError,
    ResultsMissingError,
    UserError,
)
from caqes_eval.foundation.files import sha256_bytes, write_atomically
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.cpam.mapping import load_mappings
from caqes_eval.intake.cross_checks import Located
from caqes_eval.intake.door import at_the_door, shown_name
from caqes_eval.intake.returns.addresses import place_of
from caqes_eval.intake.returns.analyst import findings_workbook
from caqes_eval.intake.returns.annotated import annotate, returned_name
from caqes_eval.intake.returns.blanking import Blank
from caqes_eval.intake.returns.record import CheckRecord, FileRecord, record_path, write_record
from caqes_eval.pipeline.collection.compare import Tables, compared, reference_of
from caqes_eval.pipeline.collection.contents import Setting, read_content
from caqes_eval.pipeline.collection.reminder import period_label
from caqes_eval.pipeline.collection.status import receipts_of, status_of
from caqes_eval.pipeline.collection.whose import SOURCES
from caqes_eval.pipeline.establishments import register_of
from caqes_eval.regulation.parameters.rules import Rules, Subject
from caqes_eval.regulation.regime import regime

ANALYST_FILE, RETURNS = "constats.xlsx", "retours"
_OURS = {"registre.csv", "constats.json", "acceptations.csv"}
_TAKE_OUT = "retirez ce fichier du dossier des retours (supprimez-le), et demandez à l’établissement de le renvoyer sans cette donnée."
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
        raise ResultsMissingError(
            f"La campagne « {name} » n’a encore rien reçu.",
            remedy=f"Rangez les fichiers reçus avec « caqes receive {name} FICHIER ».",
        )
    register = register_of(workspace, campaign.region) if campaign.region else Register()
    path = acceptances_path(workspace.root, name)
    acceptances = read_acceptances(path, shown=workspace.shown(path)) if path.exists() else ()
    deadlines = _deadlines(workspace, name, today)
    read = _read_all(workspace, campaign, register, files)
    records, returned, accepted, remaining = [], [], 0, []
    for (file, receipt), (private, findings) in zip(files, read, strict=True):
        content = file.read_bytes() if file.exists() else b""
        digest = sha256_bytes(content)
        found = _once(findings)
        applied = apply_acceptances(found, acceptances, sha256=digest)
        accepted += len(applied.repairs)
        remaining.append(applied.remaining)
        records.append(
            FileRecord(
                path=_shown(workspace, file), sha256=digest, findings=found,
                finess=receipt.finess if receipt else None, form=receipt.form if receipt else None,
                period=period_label(receipt.period) if receipt else None,
            )
        )  # fmt: skip
        if (
            receipt
            and file.exists()
            and not private
            and any(finding.severity is not Severity.INFO for finding in applied.remaining)
        ):
            target = workspace.reports(name) / RETURNS / receipt.finess / returned_name(file.name)
            blanks = tuple(_blanks(found))
            deadline = deadlines.get(receipt.case)
            write_atomically(
                target,
                annotate(
                    content, applied.remaining, shown_name=file.name, blanks=blanks,
                    due=deadline.expected if deadline else None, strict=deadline.strict if deadline else None,
                ),
            )  # fmt: skip
            returned.append(target)
    record = CheckRecord(campaign=name, checked_on=today, files=tuple(records))
    write_record(record_path(workspace.root, name), record)
    analyst = workspace.reports(name) / ANALYST_FILE
    names = {each.finess: each.name for each in campaign.establishments}
    write_atomically(analyst, findings_workbook(record, names=names, acceptances=acceptances))
    return Checked(
        record=record, analyst=analyst, returned=tuple(returned), remaining=tuple(remaining), accepted=accepted
    )


def _read_all(
    workspace: Workspace, campaign: Campaign, register: Register, files: Sequence[tuple[Path, Receipt | None]]
) -> list[tuple[bool, tuple[Finding, ...]]]:
    """Return what is found in each file, and whether it names patients, in which case nothing else of it is read."""
    own, shipped_with = workspace.root / "params" / "mappings", shipped("mappings")
    mappings = load_mappings(shipped_with, own) if own.is_dir() else load_mappings(shipped_with)
    setting = Setting(campaign=campaign.name, year=campaign.year, register=register, mappings=mappings)
    tables: dict[tuple[str, str, str], list[Located]] = {}
    read: list[tuple[bool, list[Finding]]] = []
    for file, receipt in files:
        content = file.read_bytes() if file.exists() else b""
        if private := _private(file, content, receipt, year=campaign.year):
            read.append((True, list(private)))
        elif receipt is None:
            read.append((False, [_unrecorded(shown_name(file), campaign.name)]))
        else:
            told = read_content(file, receipt, setting)
            read.append((False, list(told.findings)))
            if told.table is not None:
                tables.setdefault(receipt.case, []).append(told.table)
    _add_compared(
        workspace, campaign, register, tables, {shown_name(file): n for n, (file, _) in enumerate(files)}, read
    )
    return [(private, tuple(findings)) for private, findings in read]


def _add_compared(
    workspace: Workspace,
    campaign: Campaign,
    register: Register,
    tables: Tables,
    places: Mapping[str, int],
    read: list[tuple[bool, list[Finding]]],
) -> None:
    """Add to the findings of each file what the comparison with the others says of it."""
    law = regime(
        Rules.load(workspace.regulation),
        activity_year=campaign.year,
        evaluation_date=campaign.evaluation_date,
        subject=Subject(region=campaign.region),
    ).law
    for finding in compared(tables, register, law, reference_of(workspace)):
        if finding.file in places:
            read[places[finding.file]][1].append(finding)


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
    for counts in _counting(receipts):
        # a file refused at the door is in the register, not in the folder
        if counts.outcome != "refusé" or (folder / counts.finess / counts.file).exists():
            yield folder / counts.finess / counts.file, counts
    if folder.is_dir():
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in known and not (path.parent == folder and path.name in _OURS):
                yield path, None


def _counting(receipts: Receipts) -> Iterator[Receipt]:
    """Yield the receipts that count: one file per form, but every file of a source, which a hospital sends by months."""
    for (_, form, _), history in receipts.histories().items():
        if form in SOURCES:
            judged = {receipt.sha256: receipt for receipt in history}
            yield from (receipt for receipt in judged.values() if receipt.outcome != "remplacé")
        elif (counts := standing(history)) is not None:
            yield counts


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


def _private(file: Path, content: bytes, receipt: Receipt | None, *, year: int) -> tuple[Finding, ...]:
    """Return why a file must leave the folder: it names patients, and nothing of it is read nor copied.

    What came by ``caqes receive`` has passed the door; a file put there by hand, or changed since, has not.
    """
    try:
        admitted = at_the_door(file, content, form=receipt.form if receipt else None, year=year)
    except InputValueError as refused:
        return tuple(replace(finding, remedy=_TAKE_OUT) for finding in refused.findings)
    except UserError:
        return ()  # what cannot be opened is told by its reading
    if admitted.content == content:
        return ()
    return (
        Finding(
            code="identifiant_pmsi", severity=Severity.BLOCKING, file=shown_name(file),
            message=f"ce fichier a encore des numéros qui désignent des patients : {', '.join(admitted.dropped)}.",
            why="Aucun ne doit être gardé.",
            remedy="sortez-le du dossier des retours, et inscrivez-le avec « caqes receive », qui en garde une copie sans eux.",
        ),
    )  # fmt: skip


def _shown(workspace: Workspace, file: Path) -> str:
    return workspace.shown(file.with_name(shown_name(file)))


def _unrecorded(shown: str, campaign: str) -> Finding:
    return Finding(
        code="fichier_non_inscrit",
        severity=Severity.TO_CHECK,
        file=shown,
        message="ce fichier est dans le dossier des retours sans être inscrit au registre : il n’est pas lu.",
        why="On ne sait ni de quel établissement ni de quelle période il est.",
        remedy=f"Inscrivez-le avec « caqes receive {campaign} », ou ôtez-le du dossier.",
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
