"""A campaign from end to end: read, plan, execute, archive, gather, report. Each stage takes the one before it."""

from collections.abc import Collection

from filelock import FileLock, Timeout

from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.results import NOT_BOUND
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.foundation.errors import (
    CampaignBusyError,
    EstablishmentError,
    ParameterFileError,
)
from caqes_eval.foundation.files import make_folder
from caqes_eval.pipeline.executing import archive_of, run_tasks
from caqes_eval.pipeline.gathering import gathering_tasks
from caqes_eval.pipeline.plan import Plan, make_plan
from caqes_eval.pipeline.sources import read_sources
from caqes_eval.pipeline.tally import RunReport, Tally, Watch
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.reporting.report import set_outdated_aside, write_reports
from caqes_eval.synthesis.run import Background, run_synthesis

ABSENT = "données absentes"


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
    report = RunReport(campaign=campaign.name, establishments=len(chosen.establishments))
    watch.stage("Lecture des fichiers")
    rules = Rules.load(workspace.regulation)
    sources = read_sources(workspace, campaign.sources, campaign.year, rules)
    report.findings = sources.findings()
    watch.stage("Comparaison régionale")
    plan = make_plan(workspace, campaign, sources, rules)
    present = sources.present.get(campaign.year, frozenset())
    report.uncovered = sorted(present - {each.finess for each in campaign.establishments})
    watch.stage("Évaluations")
    _execute(plan, _to_evaluate(plan, chosen, report), jobs=jobs, force=force, report=report, watch=watch)
    _gather(plan, chosen, jobs=jobs, force=force, report=report, watch=watch)
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


def _to_evaluate(plan: Plan, chosen: Campaign, report: RunReport) -> list[tuple[Establishment, list[str]]]:
    """Return what each establishment is evaluated for; record why it is not for the other families.

    A family that is not in its contract does not concern it; one of which nothing at all is known cannot be evaluated.
    """
    asked: list[tuple[Establishment, list[str]]] = []
    for establishment in chosen.establishments:
        finess = establishment.finess
        known: list[str] = []
        bound = [code for code in chosen.families if plan.records.binds(finess, plan.families[code])]
        for code in chosen.families:
            archive = plan.archive(finess, code)
            if code not in bound:
                archive.mark(
                    NOT_BOUND, "Aucun indicateur de cette famille n’est au contrat de l’établissement cette année."
                )
            elif plan.records.has_data(finess, plan.families[code]):
                known.append(code)
            else:
                archive.mark(ABSENT, _why_absent(plan, code))
        report.not_bound += len(chosen.families) - len(bound)
        if bound and not known:
            report.absent.append(finess)
        asked.append((establishment, known))
    return asked


def _why_absent(plan: Plan, code: str) -> str:
    file = plan.sources.phmev.get(plan.campaign.year)
    if file is None or OPEN_PHMEV not in {need.code for need in plan.families[code].inputs}:
        return (
            "Rien n’a été reçu de l’établissement pour cette famille, et rien ne lui était demandé par un formulaire."
        )
    return (
        f"L’établissement est absent du fichier {file.name}. Open PHMEV ne contient que le public et les ESPIC : demandez "
        "l’extraction à la CPAM, ou vérifiez le FINESS (juridique ou géographique)."
    )


def _execute(
    plan: Plan,
    asked: list[tuple[Establishment, list[str]]],
    *,
    jobs: int,
    force: bool,
    report: RunReport,
    watch: Watch,
) -> None:
    tasks = (task for establishment, codes in asked for task in plan.tasks(establishment, codes))
    counts = {establishment.finess: len(codes) for establishment, codes in asked if codes}
    run_tasks(plan, tasks, Tally(counts), jobs=jobs, force=force, report=report, watch=watch)


def _gather(plan: Plan, chosen: Campaign, *, jobs: int, force: bool, report: RunReport, watch: Watch) -> None:
    """Make the page of each establishment from the results of its families."""
    watch.stage("Pages des établissements")
    tasks = gathering_tasks(plan, list(chosen.establishments))
    counts = {each.finess: 1 for each in chosen.establishments}
    run_tasks(plan, tasks, Tally(counts), jobs=jobs, force=force, report=report.pages, watch=watch)


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
        evaluated = [code for code in archived if plan.archive(finess, code).state() is None]
        if evaluated:
            tasks = plan.tasks(establishment, evaluated)
            stale += [task.key for task in tasks if archive_of(plan, task).fingerprint() != task.fingerprint]
    return stale
