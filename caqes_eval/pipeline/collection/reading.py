"""Every file received read: what each says, with the repairs accepted, and what they say against one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from caqes_eval.campaign.acceptances import Acceptance, apply_acceptances
from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Receipt
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import InputValueError, UserError
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Finding, Severity, finding_key
from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.cpam.mapping import ExtractMapping, load_mappings
from caqes_eval.intake.cross_checks import Located
from caqes_eval.intake.door import at_the_door, shown_name
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.workbooks import Opened, open_workbook
from caqes_eval.pipeline.collection.compare import Series, compared, reference_of
from caqes_eval.pipeline.collection.contents import Content, Setting, read_content
from caqes_eval.pipeline.collection.repairs import repairs_of
from caqes_eval.regulation.parameters.rule import Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law, regime

_TAKE_OUT = "retirez ce fichier du dossier des retours (supprimez-le), et demandez à l’établissement de le renvoyer sans cette donnée."


@dataclass(frozen=True, kw_only=True)
class FileRead:
    """A file of a campaign.

    Attributes:
        file: where it is.
        receipt: what it answers, None for a file that no receipt names.
        content: its bytes, none when it is not there.
        private: whether it names patients: nothing else of it is read, nothing of it goes out.
        findings: of its own reading, then of the comparison with the others.
        told: its tables, None when it was not read.
    """

    file: Path
    receipt: Receipt | None
    content: bytes
    private: bool = False
    findings: tuple[Finding, ...] = ()
    told: Content | None = None

    @property
    def sha256(self) -> str:
        """Digest of its bytes."""
        return sha256_bytes(self.content)


def read_files(
    workspace: Workspace, campaign: Campaign, register: Register, files: Sequence[tuple[Path, Receipt | None]],
    acceptances: Sequence[Acceptance] = (),
) -> list[FileRead]:  # fmt: skip
    """Read files received, in their order; one that names patients is not read further.

    Args:
        workspace: the working folder.
        campaign: whose they are.
        register: the establishments.
        files: where each is, with its receipt.
        acceptances: the decisions taken; what was accepted is read in the place of what was typed.
    """
    setting = Setting(
        campaign=campaign.name, year=campaign.year, register=register, mappings=mappings_of(workspace)
    )  # fmt: skip
    tables: dict[tuple[str, str, str], list[Located]] = {}
    series: dict[tuple[str, str], list[Series]] = {}
    read: list[FileRead] = []
    for file, receipt in files:
        each = FileRead(file=file, receipt=receipt, content=file.read_bytes() if file.exists() else b"")
        # once for the door and for the reader: a process of its own each time
        opened = open_workbook(file, file=shown_name(file)) if _is_workbook(file, receipt) else None
        if private := _private(each, opened, year=campaign.year):
            each = replace(each, private=True, findings=private)
        elif receipt is None:
            each = replace(each, findings=(_unrecorded(shown_name(file), campaign.name),))
        else:
            told = read_as_accepted(file, receipt, setting, acceptances, opened=opened)
            each = replace(each, findings=told.findings, told=told)
            if told.table is not None:
                tables.setdefault(receipt.case, []).append(told.table)
            series.setdefault((receipt.finess, receipt.period), []).extend(
                Series(table=each, measures=told.measures) for each in told.series
            )
        read.append(each)
    law = _law(workspace, campaign)
    against = compared(tables, series, register, law, reference_of(workspace))
    return list(_with(read, against))


def mappings_of(workspace: Workspace) -> dict[str, ExtractMapping]:
    """Return the mappings of extracts: those shipped, and those of the working folder in their place.

    Raises:
        ParameterFileError: some are at fault.
    """
    own, shipped_with = workspace.root / "params" / "mappings", shipped("mappings")
    return load_mappings(shipped_with, own) if own.is_dir() else load_mappings(shipped_with)


def read_as_accepted(
    file: Path, receipt: Receipt, setting: Setting, acceptances: Sequence[Acceptance], *, opened: Opened | None = None
) -> Content:  # fmt: skip
    """Read a file, then again with the repairs accepted of what the first reading finds.

    The findings are those of the file as it was received, so that a decision can be reviewed, and those of the repairs;
    the tables have the values accepted.
    """
    content = read_content(file, receipt, setting, opened=opened)
    if not acceptances or not file.exists():
        return content
    sha256 = sha256_bytes(file.read_bytes())
    accepted = apply_acceptances(content.findings, acceptances, sha256=sha256).repairs
    if not accepted:
        return content
    again = read_content(file, receipt, setting, repairs=repairs_of(file, accepted), opened=opened)
    known = {finding_key(finding, sha256) for finding in content.findings}
    new = (finding for finding in again.findings if finding_key(finding, sha256) not in known)
    return replace(again, findings=(*content.findings, *new))


def _with(read: Sequence[FileRead], against: Iterator[tuple[str, Finding]]) -> Iterator[FileRead]:
    """Give the files with what the comparison says of each; hospitals may send files of the same name."""
    more: dict[tuple[str, str], list[Finding]] = {}
    for finess, finding in against:
        more.setdefault((finess, finding.file), []).append(finding)
    for each in read:
        finess = each.receipt.finess if each.receipt else ""
        yield replace(each, findings=(*each.findings, *more.get((finess, shown_name(each.file)), ())))


def _law(workspace: Workspace, campaign: Campaign) -> Law:
    return regime(
        Rules.load(workspace.regulation),
        activity_year=campaign.year,
        evaluation_date=campaign.evaluation_date,
        subject=Subject(region=campaign.region),
    ).law


def _is_workbook(file: Path, receipt: Receipt | None) -> bool:
    return file.exists() and (receipt is None or receipt.form != "pmsi") and not read_name(file.name).families


def _private(read: FileRead, opened: Opened | None, *, year: int) -> tuple[Finding, ...]:
    """Return why a file must leave the folder: it names patients, and nothing of it is read nor copied.

    What came by ``caqes receive`` has passed the door; a file put there by hand, or changed since, has not.
    """
    try:
        form = read.receipt.form if read.receipt else None
        admitted = at_the_door(read.file, read.content, form=form, year=year, opened=opened)
    except InputValueError as refused:
        return tuple(replace(finding, remedy=_TAKE_OUT) for finding in refused.findings)
    except UserError:
        return ()  # what cannot be opened is told by its reading
    if admitted.content == read.content:
        return ()
    return (
        Finding(
            code="identifiant_pmsi", severity=Severity.BLOCKING, file=shown_name(read.file),
            message=f"ce fichier a encore des numéros qui désignent des patients : {', '.join(admitted.dropped)}.",
            why="Aucun ne doit être gardé.",
            remedy="sortez-le du dossier des retours, et inscrivez-le avec « caqes receive », qui en garde une copie sans eux.",
        ),
    )  # fmt: skip


def _unrecorded(shown: str, campaign: str) -> Finding:
    return Finding(
        code="fichier_non_inscrit",
        severity=Severity.TO_CHECK,
        file=shown,
        message="ce fichier est dans le dossier des retours sans être inscrit au registre : il n’est pas lu.",
        why="On ne sait ni de quel établissement ni de quelle période il est.",
        remedy=f"Inscrivez-le avec « caqes receive {campaign} », ou ôtez-le du dossier.",
    )
