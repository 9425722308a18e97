"""Executing the regional synthesis of a campaign, like any other dossier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from caqes_eval import __version__
from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import SYNTHESIS, Archive, Dossier, State, synthesis_archive
from caqes_eval.dossier.results import NOT_YET, result_or_state
from caqes_eval.execution.fingerprint import make_task
from caqes_eval.execution.task import Task
from caqes_eval.execution.workers import Workers
from caqes_eval.families.result import FamilyResult, FindingRecord, SourceFile
from caqes_eval.foundation.errors import IntegrityError, OutputError
from caqes_eval.foundation.files import make_folder
from caqes_eval.foundation.findings import Finding
from caqes_eval.notebook.scraps import RESULT
from caqes_eval.synthesis.index import Entry, Index, Missing

NOTEBOOK = "synthese.ipynb"


@dataclass(frozen=True, kw_only=True)
class Background:
    """What a synthesis says besides the results.

    Attributes:
        sources: the files of the campaign, as they are now.
        findings: what was noticed in the files.
        uncovered: establishments of the file that the campaign leaves out.
        stale: evaluations made with other files, rules or region than today's.
    """

    sources: tuple[SourceFile, ...]
    findings: Sequence[Finding]
    uncovered: Sequence[str]
    stale: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """How a synthesis ended.

    Attributes:
        notebook: path of the executed notebook from the working folder, None when it failed.
        failure: why it failed, in French.
        executed: whether it was executed, and not left as it was.
        seconds: how long that took.
        peak_memory: the most memory it used, in bytes, when known.
    """

    notebook: str | None = None
    failure: str = ""
    executed: bool = False
    seconds: float = 0.0
    peak_memory: int | None = None


def run_synthesis(
    workspace: Workspace, campaign: Campaign, background: Background, workers: Workers, *, force: bool
) -> Synthesis:
    """Execute the synthesis of a campaign when its dossiers have changed, on this machine: it reads them."""
    archive = synthesis_archive(workspace.runs(campaign.name))
    make_folder(archive.folder)
    archive.sweep()
    task = _task(workspace, build_index(workspace, campaign, background), archive)
    try:
        current = archive.current()
        if current is not None and current.comes_from(task.fingerprint) and not current.alterations() and not force:
            archive.clear()
            return Synthesis(notebook=workspace.shown(current.notebook))
    except IntegrityError:
        pass  # an unreadable version is left as it is: a new one is made
    (outcome,) = workers.execute([task], on_running=lambda _: None)
    made = Synthesis(executed=True, seconds=outcome.seconds, peak_memory=outcome.peak_memory)
    failure = outcome.message
    if not failure:
        try:
            notebook = workspace.shown(archive.publish(task).notebook)
            return replace(made, notebook=notebook)
        except OutputError as error:
            failure = f"{error.message} {error.remedy}"
    archive.keep_failure(failure)
    return replace(made, failure=failure)


def _task(workspace: Workspace, index: Index, archive: Archive) -> Task:
    files = {"index.json": (index.model_dump_json(indent=1) + "\n").encode()}
    template = workspace.template(SYNTHESIS)
    parameters = {"index": "inputs/index.json"}
    return make_task(
        key=SYNTHESIS,
        template=template,
        parameters=parameters,
        inputs=files,
        staging=archive.staging,
        scrap=RESULT,
    )


def build_index(workspace: Workspace, campaign: Campaign, background: Background) -> Index:
    """List the current dossiers of a campaign, and what has none."""
    entries: list[Entry] = []
    missing: list[Missing] = []
    for establishment in campaign.establishments:
        for family in campaign.families:
            archive = Archive(workspace.runs(campaign.name) / establishment.finess / family)
            known = result_or_state(archive, f"{establishment.finess}/{family}")
            dossier = archive.current() if isinstance(known, FamilyResult) else None
            if dossier is not None:
                entries.append(_entry(dossier, establishment.finess, family))
            else:
                state = known if isinstance(known, State) else NOT_YET
                missing.append(
                    Missing(
                        finess=establishment.finess,
                        name=establishment.name,
                        family=family,
                        status=state.status,
                        message=state.message,
                    )
                )
    return Index(
        campaign=campaign.name,
        campaign_title=campaign.title,
        year=campaign.year,
        evaluation_date=campaign.evaluation_date.isoformat(),
        tool_version=__version__,
        families=tuple(campaign.families),
        names={establishment.finess: establishment.name for establishment in campaign.establishments},
        entries=tuple(entries),
        missing=tuple(missing),
        uncovered=tuple(background.uncovered),
        stale=tuple(background.stale),
        findings=tuple(
            FindingRecord(code=each.code, severity=each.severity, sentence=each.sentence())
            for each in background.findings
        ),
        sources=background.sources,
    )


def _entry(dossier: Dossier, finess: str, family: str) -> Entry:
    # the synthesis runs and is archived two folders below the campaign's
    base = f"../../{finess}/{family}/{dossier.folder.name}"
    return Entry(
        finess=finess,
        family=family,
        notebook=f"{base}/{dossier.notebook.name}",
        notebook_sha256=dossier.files[dossier.notebook.name],
        result=f"{base}/{dossier.result.name}",
    )
