"""``caqes run``: a campaign executed, and how it ended told."""

import os
from typing import TYPE_CHECKING

import click

from caqes_eval.cli.options import State, jobs_option, json_option, root_option
from caqes_eval.cli.output import print_findings, print_json, say
from caqes_eval.foundation.errors import EstablishmentError, TasksFailedError
from caqes_eval.foundation.french import plural

if TYPE_CHECKING:
    from caqes_eval.pipeline.tally import RunReport


@click.command("run")
@click.argument("name", metavar="CAMPAGNE")
@click.option(
    "--family",
    "families",
    metavar="FAMILLE",
    multiple=True,
    help="Limite à une famille de la campagne (répétable) : generics, mo, dmi…",
)
@click.option("--finess", metavar="FINESS", multiple=True, help="Limite à un établissement (répétable).")
@click.option("--force", is_flag=True, help="Exécute aussi ce qui n’a pas changé.")
@jobs_option
@root_option
@json_option
@click.pass_obj
def run(
    state: State, /, name: str, *, families: tuple[str, ...], finess: tuple[str, ...], force: bool, jobs: int | None
) -> int:
    """Évalue les établissements d’une campagne : notebooks, synthèse régionale et rapports HTML."""
    return run_and_tell(state, name, families=families, finess=finess, force=force, jobs=jobs)


def run_and_tell(
    state: State,
    name: str,
    *,
    families: tuple[str, ...] = (),
    finess: tuple[str, ...] = (),
    force: bool = False,
    jobs: int | None,
) -> int:
    """Run a campaign with a progress bar, tell how it ended, and return the exit code."""
    from caqes_eval.cli.progress import Bar, Silent
    from caqes_eval.pipeline.run import run_campaign

    def go(watch: Bar | Silent) -> "RunReport":
        return run_campaign(
            state.workspace, name, jobs=jobs or os.cpu_count() or 1, only_families=families, only_finess=finess,
            force=force, watch=watch,
        )  # fmt: skip

    if state.as_json:
        report = go(Silent())
    else:
        with Bar() as bar:
            report = go(bar)
    code = 0
    if report.failed or report.pages.failed or report.synthesis_failure:
        code = TasksFailedError.exit_code
    elif report.absent:
        code = EstablishmentError.exit_code
    if state.as_json:
        print_json({**report.as_record(), "exit_code": code})
    else:
        _tell(report, state)
    return code


def _tell(report: "RunReport", state: State) -> None:
    ended = f"{plural(report.done, 'évaluation faite', 'évaluations faites')}, {plural(report.unchanged, 'inchangée')}"
    say(f"Campagne « {report.campaign} » : {ended}, {len(report.failed)} en échec.")
    if report.not_bound:
        say(
            f"  • [info] {plural(report.not_bound, 'évaluation')} sans objet : l’indicateur n’est pas au contrat de l’établissement."
        )
    print_findings(report.findings)
    for failure in (*report.failed, *report.pages.failed):
        say(f"  • [échec] {failure['dossier']} : {failure['message']}", error=True)
    for finess in report.absent:
        why = "absent du fichier de l’année, donc sans résultat"
        say(f"  • [absent] {finess} : {why}. Vérifiez son FINESS ou demandez l’extraction à la CPAM.", error=True)
    if report.stale:
        count = plural(len(report.stale), "évaluation")
        say(
            f"  • [à refaire] {count} d’une exécution précédente ne correspondent plus aux fichiers, aux règles ou à la région :"
        )
        say(f"    lancez « caqes run {report.campaign} » sans restriction avant d’envoyer les rapports.")
    for altered in (*report.altered, *report.pages.altered):
        say(f"  • [altéré] {altered} Une nouvelle version a été faite.", error=True)
    if report.outdated:
        say(
            f"  • [info] Rapports qui ne sont plus de la campagne, mis dans « anciens » : {', '.join(report.outdated)}."
        )
    if report.uncovered:
        strangers = plural(len(report.uncovered), "établissement")
        say(f"  • [info] {strangers} du fichier hors de la campagne : {', '.join(report.uncovered)}.")
    if report.synthesis_failure:
        say(f"  • [échec] synthèse régionale : {report.synthesis_failure}", error=True)
    say(f"Rapports : {state.workspace.shown(state.workspace.reports(report.campaign) / 'index.html')}")
    if report.synthesis:
        say(f"Synthèse : {report.synthesis}")
