"""A campaign from end to end; one where nothing has changed is told at once, without reading its files again."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.seals import VERIFIED
from caqes_eval.foundation.errors import CampaignBusyError
from caqes_eval.foundation.files import make_folder, sha256_file
from caqes_eval.pipeline.incremental.known import Known, read_known, trust_seals, write_known
from caqes_eval.pipeline.incremental.marks import Signature
from caqes_eval.pipeline.incremental.noop import unchanged
from caqes_eval.pipeline.incremental.signature import sign_plan
from caqes_eval.pipeline.journal import Journal
from caqes_eval.pipeline.tally import RunReport, Watch

if TYPE_CHECKING:
    from caqes_eval.campaign.model import Campaign


@dataclass(frozen=True, kw_only=True)
class Request:
    """What is asked of a run.

    Attributes:
        name: the campaign.
        jobs: notebooks executed at once.
        families: families to run; empty means all.
        finess: establishments to run; empty means all.
        force: execute what has not changed too.
        verify: read every file again, whatever its size and times say.
        memory_mb: megabytes for all the notebooks executed at once; a share of the machine's when absent.
        cluster: address of the dask scheduler whose workers execute them, or ``local``; empty for processes.
    """

    name: str
    jobs: int = 1
    families: Collection[str] = ()
    finess: Collection[str] = ()
    force: bool = False
    verify: bool = False
    memory_mb: int | None = None
    cluster: str = ""


def run_campaign(workspace: Workspace, request: Request, watch: Watch) -> RunReport:
    """Run a campaign, or the part of it that is asked for.

    Raises:
        UserError: nothing could be run; a failed evaluation is in the report instead.
    """
    if not workspace.campaign_file(request.name).is_file():
        workspace.load_campaign(request.name)  # says which campaigns there are
    with locked(workspace, request.name), Journal(workspace.runs(request.name)) as journal:
        journal.begin(**_asked(request))
        last = Last.read(workspace, request)
        report = None if request.force else last.nothing_to_do()
        report = report or _run(last, journal, watch)
        journal.end(state="failed" if report.failures else "done", **_counts(report))
    return report


@contextmanager
def locked(workspace: Workspace, name: str) -> Iterator[None]:
    """Keep every other run of a campaign away.

    Raises:
        CampaignBusyError: one is under way.
    """
    lock = FileLock(make_folder(workspace.cache).parent / f"{name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CampaignBusyError(
            f"La campagne « {name} » est déjà en cours d’exécution.",
            remedy="Attendez la fin de l’autre exécution, ou fermez sa fenêtre.",
        ) from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class Last:
    """The last run of a campaign, and whether its plan still stands.

    Attributes:
        known: what it left, None when there is nothing.
        stands: whether all that its plan rests on is the same.
        touched: whether some file bears another date, its content being the same.
    """

    workspace: Workspace
    request: Request
    known: Known | None = None
    stands: bool = False
    touched: bool = False

    @classmethod
    def read(cls, workspace: Workspace, request: Request) -> "Last":
        """Read what the last run left, and look at all that its plan rests on."""
        known = read_known(workspace, request.name)
        VERIFIED.forget()
        if known is None:
            return cls(workspace, request)
        if request.verify:
            known.reports = {name: (rests, mark._replace(mtime_ns=0)) for name, (rests, mark) in known.reports.items()}
        else:
            trust_seals(workspace.runs(request.name), known)
        now = sign_plan(workspace, request.name, known.sources, {} if request.verify else known.signature.marks)
        stands, touched = now.digest == known.signature.digest, now != known.signature
        if stands:
            known.signature = now
        return cls(workspace, request, known, stands=stands, touched=touched)

    def nothing_to_do(self) -> RunReport | None:
        """Return the report of a run that has nothing to do, None when there is something."""
        if self.known is None or not self.stands:
            return None
        name, asked = self.request.name, self.request
        stood = dict(self.known.standings), dict(self.known.reports)
        report = unchanged(self.workspace, name, self.known, families=asked.families, finess=asked.finess)
        if report is not None and (self.touched or stood != (self.known.standings, self.known.reports)):
            write_known(self.workspace, name, self.known)
        return report

    def sign(self, campaign: "Campaign") -> Signature:
        """Return the signature of all that the plan of a campaign rests on, as it is now."""
        from caqes_eval.pipeline.stages import source_paths

        marks = self.known.signature.marks if self.known and not self.request.verify else {}
        return sign_plan(self.workspace, self.request.name, source_paths(campaign), marks)


def _run(last: Last, journal: Journal, watch: Watch) -> RunReport:
    from caqes_eval.pipeline.selection import select
    from caqes_eval.pipeline.workforce import workforce

    workspace, request = last.workspace, last.request
    file = workspace.campaign_file(request.name)
    read = sha256_file(file)
    campaign = workspace.load_campaign(request.name)
    chosen = select(campaign, request.families, request.finess)
    signature = last.sign(campaign)
    if request.cluster:
        watch.stage(f"Connexion à « {request.cluster} » ; sans ouvrier, attente d’une minute au plus")
    with workforce(jobs=request.jobs, memory_mb=request.memory_mb, cluster=request.cluster) as workers:
        # everything heavy is imported here: a campaign where nothing has changed does without
        from caqes_eval.pipeline.executing import Executor
        from caqes_eval.pipeline.stages import Stages

        executor = Executor(
            runs=workspace.runs(request.name), workers=workers, force=request.force, journal=journal, watch=watch
        )
        stages = Stages(
            workspace=workspace, campaign=campaign, chosen=chosen, executor=executor, signature=signature,
            before=last.known,
        )  # fmt: skip
        report, known = stages.run()
    if signature.sha256(f"params/campaigns/{request.name}.yml") == read:
        write_known(workspace, request.name, known)
    return report


def _asked(request: Request) -> dict[str, object]:
    asked = {
        "jobs": request.jobs, "families": list(request.families), "finess": list(request.finess),
        "force": request.force, "verify": request.verify, "memory_mb": request.memory_mb, "cluster": request.cluster,
    }  # fmt: skip
    return {key: value for key, value in asked.items() if value}


def _counts(report: RunReport) -> dict[str, object]:
    return {
        "executed": report.done, "unchanged": report.unchanged, "failed": len(report.failed),
        "altered": len(report.altered), "pages_executed": report.pages.done,
        "pages_unchanged": report.pages.unchanged, "pages_failed": len(report.pages.failed),
        **({"synthesis_failure": report.synthesis_failure} if report.synthesis_failure else {}),
    }  # fmt: skip
