"""Files received: whose they are, kept under a safe name, and written in the register of receipts."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import LONGEST_TEXT, Case, Receipt, Receipts, one_line, standing
from caqes_eval.campaign.receipts_file import receipts_path, write_receipts
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import CampaignBusyError, InputFormatError, InputMissingError, InputValueError
from caqes_eval.foundation.files import make_folder, sha256_bytes, write_atomically
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.door import at_the_door, reasons, shown_name
from caqes_eval.intake.privacy import holds_nir
from caqes_eval.intake.workbooks.limits import FILE_BYTES
from caqes_eval.pipeline.collection.expected import days_of
from caqes_eval.pipeline.collection.status import receipts_of
from caqes_eval.pipeline.collection.whose import SOURCES, FileReceived, Given, case_of, safe_name

Said = Literal["inscrit", "jugé", "déjà inscrit"]

_WAIT_SECONDS = 10
_NOT_KEPT = "Pour inscrire qu’un fichier a été reçu et refusé, sans le garder : ajoutez --outcome refusé."


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What was done of a file.

    Attributes:
        name: of the file given.
        said: written for the first time, judged anew, or already there as it is.
        receipt: its last line in the register.
        replaced: the file whose place it takes.
        newer: a file received later, which still counts.
        elsewhere: receipts of the same content for another hospital, form or period.
        kept: whether the file is in the folder of the returns.
        findings: what was dropped of it, what could not be searched, or why it is not kept.
    """

    name: str
    said: Said
    receipt: Receipt
    replaced: Receipt | None = None
    newer: Receipt | None = None
    elsewhere: tuple[Receipt, ...] = ()
    kept: bool = True
    findings: tuple[Finding, ...] = ()


def receive(
    workspace: Workspace, name: str, paths: Sequence[Path], given: Given, *, today: date
) -> tuple[Recorded, ...]:
    """Record files received: all of them, or none when one is refused.

    What names patients is not kept (see :mod:`caqes_eval.intake.door`). A file that the door refuses is recorded only
    when the options say it is refused: its digest and the reason enter the register, its bytes nowhere.

    Args:
        workspace: the working folder; files are copied into ``received/NAME/FINESS/``.
        name: the campaign.
        paths: the files.
        given: what the options say of them.
        today: the day of the recording.

    Raises:
        InputMissingError: a file cannot be read.
        InputValueError: whose a file is, is unknown or contradictory, or a date is wrong; every fault is told.
        CampaignBusyError: another window is recording.
        UserError: the campaign or the register cannot be read, or cannot be written.
    """
    campaign = workspace.load_campaign(name)
    files = [_read(path, given, campaign.year) for path in dict.fromkeys(paths)]
    with _alone(workspace, name):
        receipts = receipts_of(workspace, name)
        new = [_receipt(file, given, campaign, receipts, today) for file in files]
        _tell_rivals(files, new)
        if faults := [fault for file in files for fault in file.faults]:
            raise InputValueError(
                "Aucun fichier n’est inscrit : il y a une chose à corriger."
                if len(faults) == 1
                else f"Aucun fichier n’est inscrit : il y a {len(faults)} choses à corriger.",
                remedy=_NOT_KEPT if any(file.kept is None for file in files) else "",
                findings=faults,
            )
        folder = receipts_path(workspace.root, name).parent
        recorded: list[Recorded] = []
        for file, receipt in zip(files, new, strict=True):
            assert receipt is not None
            receipts, done = _record(receipts, receipt, shown_name(file.path), verdict=given.outcome is not None)
            if done.said == "inscrit" and file.kept is not None:
                write_atomically(folder / receipt.finess / receipt.file, file.kept)
            recorded.append(replace(done, kept=file.kept is not None, findings=file.told))
        if any(done.said != "déjà inscrit" for done in recorded):
            write_receipts(receipts_path(workspace.root, name), receipts)
    return tuple(recorded)


def _alone(workspace: Workspace, name: str) -> AbstractContextManager[object]:
    lock = FileLock(make_folder(workspace.cache).parent / f"{name}.retours.lock")
    try:
        return lock.acquire(timeout=_WAIT_SECONDS)
    except Timeout:
        raise CampaignBusyError(
            f"Une autre fenêtre inscrit des retours de la campagne « {name} ».", remedy="Attendez qu’elle ait fini."
        ) from None


def _read(path: Path, given: Given, year: int) -> FileReceived:
    try:
        if path.stat().st_size > FILE_BYTES:
            raise InputValueError(
                f"{path.name} dépasse {french.number(FILE_BYTES // 1_000_000)} Mo : ce n’est pas un retour.",
                remedy="Vérifiez le fichier ; une grande pièce se garde ailleurs.",
            )
        content = path.read_bytes()
    except OSError as error:
        raise InputMissingError(f"{path.name} est introuvable ou illisible.", remedy="Vérifiez son nom.") from error
    try:
        admitted = at_the_door(path, content, form=given.form, year=year)
    except (InputValueError, InputFormatError) as refused:
        told = reasons(refused, shown_name(path))
        return FileReceived(path=path, content=content, kept=None, sha256=sha256_bytes(content), told=told)
    kept = admitted.content
    return FileReceived(path=path, content=content, kept=kept, sha256=sha256_bytes(kept), told=admitted.findings)


def _receipt(file: FileReceived, given: Given, campaign: Campaign, receipts: Receipts, today: date) -> Receipt | None:
    """Return the line to write for a file, or note its faults."""
    if file.kept is None and given.outcome != "refusé":
        file.faults.extend(file.told)
    case = case_of(file, given, campaign, receipts)
    known = next((each for each in receipts.of_file(file.sha256) if each.case == case), None)
    day = _day(file, given, campaign, known, today)
    note = str(one_line(given.note))
    if holds_nir(note) or holds_nir(given.by):
        message = "--note ou --by contient ce qui paraît être un numéro de sécurité sociale."
        file.refuse(message, "ôtez-le : le registre ne doit désigner aucun patient.")
    if file.kept is None and not note:
        note = f"non gardé : {file.told[0].message}"
    if len(note) > LONGEST_TEXT:
        file.refuse(f"la note dépasse {LONGEST_TEXT} signes.", "raccourcissez-la.")
    if file.faults or case is None:
        return None
    finess, form, period = case
    name = known.file if known else safe_name(shown_name(file.path), file.sha256)
    return Receipt(
        file=name, sha256=file.sha256, received_on=day, finess=finess, form=form, period=period,
        outcome=given.outcome or "reçu", note=note, by=given.by[:LONGEST_TEXT],
    )  # fmt: skip


def _day(file: FileReceived, given: Given, campaign: Campaign, known: Receipt | None, today: date) -> date:
    """Return the day of receipt; a file already recorded keeps its own."""
    day = given.received_on
    if known and day not in (None, known.received_on):
        file.refuse(
            f"ce fichier est déjà inscrit, reçu le {french.day(known.received_on)}.",
            "ôtez --received-on, ou corrigez la date dans registre.csv.", value=french.day(day),
        )  # fmt: skip
    if day and day > today:
        file.refuse("cette date de réception est à venir.", "corrigez --received-on.", value=french.day(day))
    if day and day < days_of(str(campaign.year))[0]:
        message = f"cette date de réception précède l’année {campaign.year}."
        file.refuse(message, "corrigez --received-on.", value=french.day(day))
    return known.received_on if known else day or today


def _tell_rivals(files: Iterable[FileReceived], new: Iterable[Receipt | None]) -> None:
    """Refuse two different files given at once for the same form: nothing says which one counts."""
    first: dict[Case, Receipt] = {}
    for file, receipt in zip(files, new, strict=True):
        if receipt is None or receipt.form in SOURCES:
            continue
        other = first.setdefault(receipt.case, receipt)
        if other.sha256 != receipt.sha256:
            file.refuse(
                "un autre des fichiers donnés répond au même formulaire, du même établissement, sur la même période.",
                "inscrivez-les l’un après l’autre : le dernier reçu compte.", value=file.path.name,
            )  # fmt: skip


def _record(receipts: Receipts, receipt: Receipt, name: str, *, verdict: bool) -> tuple[Receipts, Recorded]:
    """Return the receipts with one more, and what that does."""
    same = receipts.of_file(receipt.sha256)
    own = [each for each in same if each.case == receipt.case]
    elsewhere = tuple(each for each in same if each.case != receipt.case)
    if own:
        last = own[-1]
        if not verdict or (last.outcome, last.note) == (receipt.outcome, receipt.note):
            return receipts, Recorded(name=name, said="déjà inscrit", receipt=last, elsewhere=elsewhere)
        return receipts.added(receipt), Recorded(name=name, said="jugé", receipt=receipt, elsewhere=elsewhere)
    before = None if receipt.form in SOURCES else standing(receipts.history(*receipt.case))
    newer = before if before and before.received_on > receipt.received_on else None
    replaced = before if before and not newer else None
    lines = [receipt]
    if replaced:
        note = f"remplacé par {receipt.file}"
        lines.insert(0, replaced.model_copy(update={"outcome": "remplacé", "note": note, "by": receipt.by}))
    done = Recorded(name=name, said="inscrit", receipt=receipt, replaced=replaced, newer=newer, elsewhere=elsewhere)
    return receipts.added(*lines), done
