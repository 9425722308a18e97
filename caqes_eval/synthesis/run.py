"""Executing the regional synthesis of a campaign, like any other dossier."""

from collections.abc import Sequence

from caqes_eval import __version__
from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import SYNTHESIS, Archive, synthesis_archive
from caqes_eval.execution.fingerprint import fingerprint
from caqes_eval.execution.local import execute
from caqes_eval.execution.task import Task
from caqes_eval.families.result import FindingRecord, SourceFile
from caqes_eval.foundation.files import sha256_file
from caqes_eval.foundation.findings import Finding
from caqes_eval.notebook.evaluation import SCRAP
from caqes_eval.synthesis.index import Entry, Index, Missing

NOTEBOOK = "synthese.ipynb"


def run_synthesis(
    workspace: Workspace,
    campaign: Campaign,
    *,
    sources: tuple[SourceFile, ...],
    findings: Sequence[Finding],
    uncovered: Sequence[str],
    force: bool,
) -> tuple[str | None, str]:
    """Execute the synthesis of a campaign when its dossiers have changed.

    Returns:
        The path of the executed notebook relative to the working folder, or None, and why it failed, or nothing.
    """
    archive = synthesis_archive(workspace.runs(campaign.name))
    archive.folder.mkdir(parents=True, exist_ok=True)
    archive.sweep()
    index = build_index(workspace, campaign, sources, findings, uncovered)
    files = {"index.json": (index.model_dump_json(indent=1) + "\n").encode()}
    template = workspace.templates / NOTEBOOK
    parameters = {"index": "inputs/index.json"}
    task = Task(
        key=SYNTHESIS,
        template=template,
        notebook=NOTEBOOK,
        parameters=parameters,
        inputs=files,
        staging=archive.staging,
        scrap=SCRAP,
        fingerprint=fingerprint(template, parameters, files),
    )
    current = archive.current()
    if current is None or current.fingerprint != task.fingerprint or force:
        (outcome,) = execute([task], jobs=1, on_running=lambda _: None)
        if outcome.state == "failed":
            archive.keep_failure(outcome.message)
            return None, outcome.message
        current = archive.publish(task)
    return workspace.shown(current.notebook), ""


def build_index(
    workspace: Workspace,
    campaign: Campaign,
    sources: tuple[SourceFile, ...],
    findings: Sequence[Finding],
    uncovered: Sequence[str],
) -> Index:
    """List the current dossiers of a campaign, and what has none."""
    entries, missing = [], []
    for establishment in campaign.establishments:
        for family in campaign.families:
            archive = Archive(workspace.runs(campaign.name) / establishment.finess / family)
            state, dossier = archive.state(), archive.current()
            if state is None and dossier is not None:
                base = f"../../{establishment.finess}/{family}/{dossier.folder.name}"
                entries.append(
                    Entry(
                        finess=establishment.finess,
                        family=family,
                        notebook=f"{base}/{dossier.notebook.name}",
                        notebook_sha256=sha256_file(dossier.notebook),
                        result=f"{base}/{dossier.result.name}",
                    )
                )
            else:
                missing.append(
                    Missing(
                        finess=establishment.finess,
                        name=establishment.name,
                        family=family,
                        status=state.status if state else "pas encore évalué",
                        message=state.message if state else "Lancez « caqes run » sans restriction.",
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
        uncovered=tuple(uncovered),
        findings=tuple(
            FindingRecord(code=each.code, severity=each.severity, sentence=each.sentence()) for each in findings
        ),
        sources=sources,
    )
