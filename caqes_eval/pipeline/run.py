"""A campaign from end to end: read, plan, execute, archive, gather, report. Each stage takes the one before it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from filelock import FileLock, Timeout

from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import Archive
from caqes_eval.execution.local import execute
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import (
    CampaignBusyError,
    EstablishmentError,
    IntegrityError,
    OutputError,
    ParameterFileError,
)
from caqes_eval.foundation.files import make_folder
from caqes_eval.foundation.findings import Finding
from caqes_eval.pipeline.plan import Plan, make_plan
from caqes_eval.pipeline.sources import read_sources
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.reporting.report import set_outdated_aside, write_reports
from caqes_eval.synthesis.run import Background, run_synthesis

ABSENT = "données absentes"


class Watch(Protocol):
    """Who is told how a campaign goes on."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def progress(self, tally: "Tally") -> None:
        """The counts have changed."""


@dataclass
class Tally:
    """Establishments under way: all the evaluations of a finished one have ended, well or not."""

    total: int
    families: int
    ended: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    running: set[str] = field(default_factory=set)

    @property
    def finished(self) -> int:
        """Establishments whose evaluations have all ended."""
        return sum(count == self.families for count in self.ended.values())

    def end(self, key: str, *, failed: bool = False) -> None:
        """Count the end of an evaluation ``finess/family``."""
        finess = key.split("/")[0]
        self.ended[finess] = self.ended.get(finess, 0) + 1
        if failed:
            self.failed.add(finess)


@dataclass
class RunReport:
    """What a run did, for the screen and for ``--json``."""

    campaign: str
    establishments: int = 0
    done: int = 0
    unchanged: int = 0
    failed: list[dict[str, str]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reports: list[str] = field(default_factory=list)
    synthesis: str | None = None
    synthesis_failure: str = ""

    def fail(self, key: str, message: str) -> None:
        """Add an evaluation that has no result."""
        self.failed.append({"dossier": key, "message": french.typography(message)})

    def as_record(self) -> dict[str, object]:
        """Return the report as a JSON-ready mapping."""
        return {**self.__dict__, "findings": [finding.as_record() for finding in self.findings]}


def run_campaign(
    workspace: Workspace,
    name: str,
    *,
    jobs: int,
    only_families: Collection[str] = (),
    only_finess: Collection[str] = (),
    force: bool = False,
    watch: Watch,
) -> RunReport:
    """Run a campaign, or the part of it that is asked for.

    Args:
        workspace: the working folder.
        name: the campaign.
        jobs: notebooks executed at once.
        only_families: families to run; empty means all.
        only_finess: establishments to run; empty means all.
        force: run again what has not changed.
        watch: told of the progress.

    Raises:
        UserError: nothing could be run; a failed evaluation is in the report instead.
    """
    campaign = workspace.load_campaign(name)
    chosen = select(campaign, only_families, only_finess)
    lock = FileLock(make_folder(workspace.cache).parent / f"{name}.lock")
    try:
        with lock.acquire(timeout=0):
            return _run(workspace, campaign, chosen, jobs=jobs, force=force, watch=watch)
    except Timeout:
        raise CampaignBusyError(
            f"La campagne « {name} » est déjà en cours d’exécution.",
            remedy="Attendez la fin de l’autre exécution, ou fermez sa fenêtre.",
        ) from None


def select(campaign: Campaign, families: Collection[str], finess: Collection[str]) -> Campaign:
    """Return the part of a campaign that is asked for.

    Raises:
        ParameterFileError: a family is not in the campaign.
        EstablishmentError: an establishment is not in the campaign.
    """
    unknown = sorted(set(families) - set(campaign.families))
    if unknown:
        raise ParameterFileError(
            f"La campagne n’évalue pas : {', '.join(unknown)}.",
            remedy=f"Familles de la campagne : {', '.join(campaign.families)}.",
        )
    known = {establishment.finess for establishment in campaign.establishments}
    strangers = sorted(set(finess) - known)
    if strangers:
        raise EstablishmentError(
            f"La campagne ne contient pas l’établissement {', '.join(strangers)}.",
            remedy="Vérifiez le FINESS (9 caractères, zéro initial compris) ou ajoutez-le au fichier de campagne.",
        )
    return campaign.model_copy(
        update={
            "families": [code for code in campaign.families if not families or code in families],
            "establishments": [each for each in campaign.establishments if not finess or each.finess in finess],
        }
    )


def _run(
    workspace: Workspace, campaign: Campaign, chosen: Campaign, *, jobs: int, force: bool, watch: Watch
) -> RunReport:
    report = RunReport(campaign.name, establishments=len(chosen.establishments))
    watch.stage("Lecture des fichiers")
    rules = Rules.load(workspace.regulation)
    sources = read_sources(workspace, campaign.sources, campaign.year, rules)
    report.findings = sources.findings()
    watch.stage("Comparaison régionale")
    plan = make_plan(workspace, campaign, sources, rules)
    report.uncovered = sorted(sources.present[campaign.year] - {each.finess for each in campaign.establishments})
    watch.stage("Évaluations")
    present = _mark_absent(plan, chosen, report)
    _execute(plan, present, chosen.families, jobs=jobs, force=force, report=report, watch=watch)
    report.stale = _stale(plan, chosen)
    watch.stage("Synthèse régionale")
    report.synthesis, report.synthesis_failure = run_synthesis(
        workspace,
        campaign,
        Background(
            sources=sources.files(),
            findings=report.findings,
            uncovered=report.uncovered,
            stale=report.stale,
        ),
        force=force,
    )
    watch.stage("Rapports")
    report.outdated = set_outdated_aside(workspace, campaign)
    report.reports = write_reports(workspace, campaign, [each.finess for each in chosen.establishments])
    return report


def _mark_absent(plan: Plan, chosen: Campaign, report: RunReport) -> list[Establishment]:
    """Record the establishments that the file of the year does not contain; return the others."""
    year = plan.campaign.year
    present = []
    for establishment in chosen.establishments:
        if establishment.finess in plan.sources.present[year]:
            present.append(establishment)
            continue
        report.absent.append(establishment.finess)
        message = (
            f"L’établissement est absent du fichier {plan.sources.phmev[year].name}. Open PHMEV ne contient que le public "
            "et les ESPIC : demandez l’extraction à la CPAM, ou vérifiez le FINESS (juridique ou géographique)."
        )
        for code in chosen.families:
            plan.archive(establishment.finess, code).mark(ABSENT, message)
    return present


def _execute(
    plan: Plan,
    establishments: list[Establishment],
    families: list[str],
    *,
    jobs: int,
    force: bool,
    report: RunReport,
    watch: Watch,
) -> None:
    tally = Tally(len(establishments), len(families))
    watch.progress(tally)

    def on_running(keys: list[str]) -> None:
        tally.running = {key.split("/")[0] for key in keys}
        watch.progress(tally)

    def to_run() -> Iterator[Task]:
        for establishment in establishments:
            for task in plan.tasks(establishment, families):
                archive = _archive_of(plan, task)
                archive.sweep()
                if not force and _is_current(archive, task, report):
                    archive.clear()
                    report.unchanged += 1
                    tally.end(task.key)
                    watch.progress(tally)
                else:
                    yield task

    for outcome in execute(to_run(), jobs=jobs, on_running=on_running):
        failure = _archive(_archive_of(plan, outcome.task), outcome)
        if failure:
            report.fail(outcome.task.key, failure)
        else:
            report.done += 1
        tally.end(outcome.task.key, failed=bool(failure))
        watch.progress(tally)


def _is_current(archive: Archive, task: Task, report: RunReport) -> bool:
    """Say whether an evaluation is already archived as it would be; one that was altered is told and made again."""
    try:
        current = archive.current()
        if current is None or current.fingerprint != task.fingerprint:
            return False
        current.check(task.key)
    except IntegrityError as error:
        report.altered.append(error.message)
        return False
    return True


def _stale(plan: Plan, chosen: Campaign) -> list[str]:
    """Return the evaluations left out of a limited run whose files, rules or region have changed since."""
    everything = [(each.finess, code) for each in plan.campaign.establishments for code in plan.campaign.families]
    just_run = {(each.finess, code) for each in chosen.establishments for code in chosen.families}
    left_out = {pair for pair in everything if pair not in just_run}
    stale: list[str] = []
    for establishment in plan.campaign.establishments:
        finess = establishment.finess
        archived = [
            code
            for code in plan.campaign.families
            if (finess, code) in left_out and plan.archive(finess, code).exists()
        ]
        if archived and finess in plan.sources.present[plan.campaign.year]:
            tasks = plan.tasks(establishment, archived)
            stale += [task.key for task in tasks if _archive_of(plan, task).fingerprint() != task.fingerprint]
    return stale


def _archive(archive: Archive, outcome: Outcome) -> str:
    """Publish a finished evaluation or put a failed one aside; return why it failed, or nothing."""
    failure = outcome.message
    if outcome.state == "done":
        try:
            archive.publish(outcome.task)
        except OutputError as error:
            failure = f"{error.message} {error.remedy}"
    if failure:
        archive.keep_failure(failure)
    return failure


def _archive_of(plan: Plan, task: Task) -> Archive:
    finess, code = task.key.split("/")
    return plan.archive(finess, code)
