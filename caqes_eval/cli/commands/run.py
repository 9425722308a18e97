"""``caqes run``: a campaign executed, and how it ended told."""

import os
from typing import TYPE_CHECKING

import click

from caqes_eval.cli.options import Between, State, jobs_option, json_option, root_option
from caqes_eval.cli.output import print_findings, print_json, say
from caqes_eval.execution.limits import LEAST_MEMORY_MB
from caqes_eval.foundation.errors import EstablishmentError, TasksFailedError
from caqes_eval.foundation.french import plural

if TYPE_CHECKING:
    from caqes_eval.pipeline.run import Request
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
@click.option("--verify", is_flag=True, help="Relit chaque fichier en entier, même si sa date n’a pas changé.")
@click.option("--explain", is_flag=True, help="N’exécute rien : dit ce qui serait exécuté, et pourquoi.")
@click.option("--quiet", is_flag=True, help="N’affiche que ce qui demande une action.")
@jobs_option
@click.option(
    "--memory",
    "memory_mb",
    metavar="MO",
    type=Between(LEAST_MEMORY_MB),
    default=None,
    help="Mémoire de tous les notebooks exécutés à la fois, en mégaoctets (par défaut : les trois quarts de la machine).",
)
@click.option(
    "--cluster",
    metavar="ADRESSE",
    default="",
    help="Exécute sur d’autres machines : tcp://serveur:8786, l’adresse de l’ordonnanceur dask ; ou « local ».",
)
@root_option
@json_option
@click.pass_obj
def run(
    state: State,
    /,
    name: str,
    *,
    families: tuple[str, ...],
    finess: tuple[str, ...],
    force: bool,
    verify: bool,
    explain: bool,
    quiet: bool,
    jobs: int | None,
    memory_mb: int | None,
    cluster: str,
) -> int:
    """Évalue les établissements d’une campagne : notebooks, synthèse régionale et rapports HTML."""
    from caqes_eval.pipeline.run import Request

    asked = Request(
        name=name, jobs=jobs or os.cpu_count() or 1, families=families, finess=finess, force=force, verify=verify,
        memory_mb=memory_mb, cluster=cluster,
    )  # fmt: skip
    if explain:
        from caqes_eval.cli.explanation import explain_and_tell

        return explain_and_tell(state, asked)
    return run_and_tell(state, asked, quiet=quiet)


def run_and_tell(state: State, asked: "Request", *, quiet: bool = False) -> int:
    """Run a campaign with a progress bar, tell how it ended, and return the exit code."""
    from caqes_eval.pipeline.run import run_campaign

    if state.as_json or quiet:
        from caqes_eval.cli.progress import Silent

        report = run_campaign(state.workspace, asked, Silent())
    else:
        from caqes_eval.cli.progress import Bar

        with Bar() as bar:
            report = run_campaign(state.workspace, asked, bar)
    code = 0
    if report.failures:
        code = TasksFailedError.exit_code
    elif report.absent:
        code = EstablishmentError.exit_code
    if state.as_json:
        print_json({**report.as_record(), "exit_code": code})
    else:
        _tell(report, state, quiet=quiet)
    return code


def _tell(report: "RunReport", state: State, *, quiet: bool) -> None:
    if not quiet:
        _tell_ended(report)
    _tell_to_do(report)
    if not quiet:
        _tell_places(report, state)


def _tell_ended(report: "RunReport") -> None:
    from caqes_eval.pipeline.tally import RETURNS

    ended = f"{plural(report.done, 'évaluation faite', 'évaluations faites')}, {plural(report.unchanged, 'inchangée')}"
    say(f"Campagne « {report.campaign} » : {ended}, {len(report.failed)} en échec.")
    if report.not_bound:
        say(
            f"  • [info] {plural(report.not_bound, 'évaluation')} sans objet : l’indicateur n’est pas au contrat de l’établissement."
        )
    print_findings([each for each in report.findings if each.code not in RETURNS])


def _tell_to_do(report: "RunReport") -> None:
    """Tell what asks for an action."""
    from caqes_eval.pipeline.tally import RETURNS

    print_findings([each for each in report.findings if each.code in RETURNS])
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
    if report.synthesis_failure:
        say(f"  • [échec] synthèse régionale : {report.synthesis_failure}", error=True)


def _tell_places(report: "RunReport", state: State) -> None:
    if report.outdated:
        say(
            f"  • [info] Rapports qui ne sont plus de la campagne, mis dans « anciens » : {', '.join(report.outdated)}."
        )
    if report.uncovered:
        strangers = plural(len(report.uncovered), "établissement")
        say(f"  • [info] {strangers} du fichier hors de la campagne : {', '.join(report.uncovered)}.")
    say(f"Rapports : {state.workspace.shown(state.workspace.reports(report.campaign) / 'index.html')}")
    if report.synthesis:
        say(f"Synthèse : {report.synthesis}")
