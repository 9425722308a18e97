"""The stages of a run that has something to do: read, plan, execute, archive, gather, report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import SYNTHESIS, Archive
from caqes_eval.dossier.results import NOT_BOUND
from caqes_eval.execution.task import Task
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.pipeline.decisions import Decision, decisions
from caqes_eval.pipeline.executing import Executor, Planned
from caqes_eval.pipeline.gathering import gathering_tasks
from caqes_eval.pipeline.incremental.known import Known, standings_of
from caqes_eval.pipeline.incremental.marks import Signature
from caqes_eval.pipeline.pages import write_changed
from caqes_eval.pipeline.plan import Plan, make_plan
from caqes_eval.pipeline.sources import Sources, read_sources
from caqes_eval.pipeline.tally import RunReport, Tally
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.synthesis.run import Background, run_synthesis


@dataclass(kw_only=True)
class Stages:
    """A run under way.

    Attributes:
        workspace: the working folder.
        campaign: the whole campaign.
        chosen: the part of it that is asked for.
        executor: how tasks are executed.
        signature: of all that the plan rests on, taken before anything was read.
        before: what the last run left, None when there is nothing.
        report: what the run did so far.
    """

    workspace: Workspace
    campaign: Campaign
    chosen: Campaign
    executor: Executor
    signature: Signature
    before: Known | None
    report: RunReport = field(init=False)
    known: Known = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what stands of the last plan: all of it, or nothing."""
        self.report = RunReport(campaign=self.campaign.name, establishments=len(self.chosen.establishments))
        self.known = Known(
            signature=self.signature,
            sources=source_paths(self.campaign),
            families=list(self.campaign.families),
            establishments=[each.finess for each in self.campaign.establishments],
        )
        if self.plan_stands:
            assert self.before is not None, "a plan stands since a run made it"
            self.known.tasks = dict(self.before.tasks)
            self.known.marks = dict(self.before.marks)

    @property
    def plan_stands(self) -> bool:
        """Whether nothing that the plan rests on has changed since the last run."""
        return self.before is not None and self.before.signature.digest == self.signature.digest

    def run(self) -> tuple[RunReport, Known]:
        """Do what is to be done; return what was done, and what the next run should know.

        Raises:
            UserError: nothing could be run; a failed evaluation is in the report instead.
        """
        watch = self.executor.watch
        plan, sources = self._plan()
        watch.stage("Évaluations")
        self._evaluate(plan)
        watch.stage("Pages des établissements")
        self._gather(plan)
        self.report.stale = self._stale(plan)
        watch.stage("Synthèse régionale")
        self._synthesise(sources)
        watch.stage("Rapports")
        self._remember(plan)
        write_changed(self.workspace, self.campaign, self.chosen, self.known, self.before, self.report)
        return self.report, self.known

    def _plan(self) -> tuple[Plan, Sources]:
        watch = self.executor.watch
        watch.stage("Lecture des fichiers")
        plan, sources = plan_of(self.workspace, self.campaign, self.before if self.plan_stands else None, watch.stage)
        self.report.findings = [*sources.findings(), *plan.returns]
        present = sources.present.get(self.campaign.year, frozenset())
        self.report.uncovered = sorted(present - {each.finess for each in self.campaign.establishments})
        return plan, sources

    def _evaluate(self, plan: Plan) -> None:
        todo: list[Decision] = []
        for finess, own in _by_establishment(decisions(plan, self.chosen.establishments, self.chosen.families)):
            for each in own:
                self.known.tasks.pop(each.key, None) if each.status else self.known.marks.pop(each.key, None)
                if each.status:
                    self.known.marks[each.key] = (each.status, each.message)
                    Archive(self.executor.runs / each.key).mark(each.status, each.message)
            bound = [each for each in own if each.status != NOT_BOUND]
            self.report.not_bound += len(own) - len(bound)
            if bound and all(each.status for each in bound):
                self.report.absent.append(finess)
            todo += [each for each in bound if not each.status]
        tally = Tally(what="Évaluations", total=len(todo))
        self.executor.run((self._planned(plan, each.establishment, each.family) for each in todo), tally, self.report)

    def _planned(self, plan: Plan, establishment: Establishment, code: str) -> Planned:
        """Return an evaluation; its task is built at once only when its fingerprint is not known."""
        key = f"{establishment.finess}/{code}"

        def build() -> Task:
            task = plan.task(establishment, code)
            self.known.tasks[key] = task.fingerprint
            return task

        if key in self.known.tasks:
            return Planned(key, self.known.tasks[key], build)
        return Planned.of(build())

    def _gather(self, plan: Plan) -> None:
        """Make the page of each establishment from the results of its families."""
        chosen = list(self.chosen.establishments)
        self.known.pages = {each.finess: "" for each in chosen}

        def planned() -> Iterator[Planned]:
            for task in gathering_tasks(plan, chosen):
                self.known.pages[task.key.split("/")[0]] = task.fingerprint
                yield Planned.of(task)

        self.executor.run(planned(), Tally(what="Pages", total=len(chosen)), self.report.pages)

    def _stale(self, plan: Plan) -> list[str]:
        """Return the evaluations left out of a limited run whose files, rules or region have changed since."""
        asked = {f"{each.finess}/{code}" for each in self.chosen.establishments for code in self.chosen.families}
        stale: list[str] = []
        for establishment in self.campaign.establishments:
            for code in self.campaign.families:
                key = f"{establishment.finess}/{code}"
                archive = Archive(self.executor.runs / key)
                if key in asked or not archive.exists() or archive.state() is not None:
                    continue
                if not archive.made_by(self._planned(plan, establishment, code).fingerprint):
                    stale.append(key)
        return stale

    def _synthesise(self, sources: Sources) -> None:
        background = Background(
            sources=sources.files(),
            findings=self.report.findings,
            uncovered=self.report.uncovered,
            stale=self.report.stale,
        )
        here = self.executor.workers.here
        made = run_synthesis(self.workspace, self.campaign, background, here, force=self.executor.force)
        self.report.synthesis, self.report.synthesis_failure = made.notebook, made.failure
        if made.executed:
            self.executor.note_end(SYNTHESIS, made.failure, made.seconds, memory=made.peak_memory)

    def _remember(self, plan: Plan) -> None:
        """Note what the next run may take for granted."""
        runs, known = self.executor.runs, self.known
        known.region = plan.region_record()
        known.findings = [each.as_record() for each in self.report.findings]
        known.uncovered = self.report.uncovered
        known.stale = self.report.stale
        known.synthesis = self.report.synthesis
        known.standings = standings_of(runs, known.keys())
        known.made = {key: _made(runs / key) for key, each in known.standings.items() if each.version}
        nothing_done = not (self.report.done or self.report.failed or self.report.altered)
        if self.plan_stands and nothing_done and self.before is not None:
            known.pages = {**self.before.pages, **known.pages}


def plan_of(
    workspace: Workspace, campaign: Campaign, stands: Known | None, stage: Callable[[str], None]
) -> tuple[Plan, Sources]:
    """Read the files of a campaign and plan it; its region is measured only when it may have changed.

    Args:
        workspace: the working folder.
        campaign: the whole campaign.
        stands: the last plan, when all that it rests on is the same.
        stage: told that the region is measured.
    """
    rules = Rules.load(workspace.regulation)
    sources = read_sources(workspace, campaign.sources, campaign.year, rules)
    if stands is None:
        stage("Comparaison régionale")
    return make_plan(workspace, campaign, sources, rules, region=stands.region if stands else None), sources


def source_paths(campaign: Campaign) -> list[str]:
    """Return the source files of a campaign, as its file names them."""
    bdpm = campaign.sources.bdpm
    return [each.path for each in campaign.sources.open_phmev] + ([bdpm.presentations, bdpm.groups] if bdpm else [])


def _by_establishment(found: Iterable[Decision]) -> Iterator[tuple[str, list[Decision]]]:
    for finess, own in groupby(found, key=lambda each: each.establishment.finess):
        yield finess, list(own)


def _made(folder: Path) -> str:
    """Return the fingerprint of a current dossier, empty when other packages made it or it cannot be read."""
    try:
        current = Archive(folder).current()
    except IntegrityError:
        return ""
    return current.fingerprint if current and current.comes_from(current.fingerprint) else ""
