"""The commands: what is asked is read here, done elsewhere, and told here."""

import os
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click

from caqes_eval.campaign.model import FIRST_YEAR, LAST_YEAR
from caqes_eval.cli.options import State, jobs_option, json_option, root_option
from caqes_eval.cli.output import print_findings, print_json, print_table, say
from caqes_eval.foundation.errors import EstablishmentError, IntegrityError, ResultsMissingError, TasksFailedError
from caqes_eval.foundation.french import plural

_FILE = click.Path(path_type=Path)


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Paris")).date()


def _history(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> dict[int, Path]:
    read: dict[int, Path] = {}
    for value in values:
        year, separator, file = value.partition("=")
        if not separator or not year.isdigit() or not file:
            raise click.BadParameter("écrivez ANNÉE=FICHIER, par exemple 2024=OPEN_PHMEV_2024.CSV.")
        if not FIRST_YEAR <= int(year) <= LAST_YEAR:
            raise click.BadParameter(f"{year} n’est pas une année entre {FIRST_YEAR} et {LAST_YEAR}.")
        read[int(year)] = Path(file)
    return read


@click.command("new")
@click.argument("name", metavar="NOM")
@click.option(
    "--open-phmev", "phmev", metavar="FICHIER", type=_FILE, required=True, help="Fichier Open PHMEV de l’année évaluée."
)
@click.option(
    "--year",
    metavar="ANNÉE",
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
    required=True,
    help="Année d’activité évaluée.",
)
@click.option(
    "--history",
    metavar="ANNÉE=FICHIER",
    multiple=True,
    callback=_history,
    help="Fichier d’une année antérieure, pour comparer.",
)
@click.option("--title", metavar="TEXTE", default="", help="Titre de la campagne, tel que les rapports le montrent.")
@click.option(
    "--bdpm-presentations", metavar="FICHIER", type=_FILE, help="CIS_CIP_bdpm.txt, base publique des médicaments."
)
@click.option("--bdpm-groups", metavar="FICHIER", type=_FILE, help="CIS_GENER_bdpm.txt, base publique des médicaments.")
@click.option("--bdpm-date", metavar="AAAA-MM-JJ", type=click.DateTime(["%Y-%m-%d"]), help="Date de ces deux fichiers.")
@click.option(
    "--repertoire-source",
    type=click.Choice(["top_gen", "bdpm"]),
    default="top_gen",
    help="Qui décide du répertoire des génériques : le code TOP_GEN du fichier (par défaut) ou la base publique.",
)
@click.option(
    "--evaluation-date",
    metavar="AAAA-MM-JJ",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date de l’évaluation (par défaut : aujourd’hui).",
)
@click.option("--force", is_flag=True, help="Remplace une campagne du même nom.")
@root_option
@json_option
@click.pass_obj
def new(
    state: State,
    /,
    *,
    name: str,
    phmev: Path,
    year: int,
    history: dict[int, Path],
    title: str,
    force: bool,
    bdpm_presentations: Path | None,
    bdpm_groups: Path | None,
    bdpm_date: datetime | None,
    repertoire_source: Literal["top_gen", "bdpm"],
    evaluation_date: datetime | None,
) -> int:
    """Crée une campagne avec tous les établissements d’un fichier Open PHMEV."""
    from caqes_eval.pipeline.create import Request, create_campaign

    late = [str(past) for past in sorted(history) if past >= year]
    if late:
        raise click.UsageError(f"--history {', '.join(late)} : donnez des années antérieures à {year}.")
    bdpm = None
    if bdpm_presentations or bdpm_groups or bdpm_date:
        if not (bdpm_presentations and bdpm_groups and bdpm_date):
            raise click.UsageError("--bdpm-presentations, --bdpm-groups et --bdpm-date vont ensemble.")
        bdpm = (bdpm_presentations, bdpm_groups, bdpm_date.date())
    elif repertoire_source == "bdpm":
        raise click.UsageError("--repertoire-source bdpm demande --bdpm-presentations, --bdpm-groups et --bdpm-date.")
    created = create_campaign(
        state.workspace,
        Request(
            name=name,
            year=year,
            phmev={**history, year: phmev},
            title=title,
            bdpm=bdpm,
            repertoire_source=repertoire_source,
            replace=force,
            evaluation_date=evaluation_date.date() if evaluation_date else _today(),
        ),
    )
    path = state.workspace.shown(created.path)
    count = len(created.campaign.establishments)
    if state.as_json:
        findings = [finding.as_record() for finding in created.findings]
        print_json(
            {
                "campaign": name,
                "file": path,
                "establishments": count,
                "families": created.campaign.families,
                "findings": findings,
            }
        )
        return 0
    say(f"Campagne « {name} » créée : {plural(count, 'établissement')}, fichier {path}.")
    print_findings(created.findings)
    say(f"Ensuite : caqes run {name}")
    return 0


@click.command("run")
@click.argument("name", metavar="CAMPAGNE")
@click.option(
    "--family",
    "families",
    metavar="FAMILLE",
    multiple=True,
    help="Limite à une famille (répétable) : generics, biosimilars.",
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
    from caqes_eval.pipeline.run import RunReport, run_campaign

    def go(watch: Bar | Silent) -> RunReport:
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
    if report.failed or report.synthesis_failure:
        code = TasksFailedError.exit_code
    elif report.absent:
        code = EstablishmentError.exit_code
    if state.as_json:
        print_json({**report.as_record(), "exit_code": code})
    else:
        _tell(report, state)
    return code


def _tell(report: "RunReport", state: State) -> None:  # type: ignore[name-defined]  # noqa: F821
    ended = f"{plural(report.done, 'évaluation faite', 'évaluations faites')}, {plural(report.unchanged, 'inchangée')}"
    say(f"Campagne « {report.campaign} » : {ended}, {len(report.failed)} en échec.")
    print_findings(report.findings)
    for failure in report.failed:
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
    for altered in report.altered:
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


@click.command("results")
@click.argument("name", metavar="CAMPAGNE")
@root_option
@json_option
@click.pass_obj
def results(state: State, /, name: str) -> int:
    """Donne les résultats d’une campagne, un par indicateur et établissement."""
    from caqes_eval.dossier.archive import ALTERED
    from caqes_eval.dossier.results import NOT_YET, flat_results

    campaign = state.workspace.load_campaign(name)
    rows = flat_results(state.workspace.runs(name), campaign)
    if all(row["status"] == NOT_YET.status for row in rows):
        raise ResultsMissingError(
            f"La campagne « {name} » n’a pas encore de résultat.", remedy=f"Lancez « caqes run {name} »."
        )
    code = IntegrityError.exit_code if any(row["status"] == ALTERED for row in rows) else 0
    if state.as_json:
        print_json(rows)
        return code
    waiting = sum(row["status"] == NOT_YET.status for row in rows)
    shown = [
        [str(row["finess"]), str(row["indicator"]), _value(row), _outcome(row)]
        for row in rows
        if row["status"] != NOT_YET.status
    ]
    print_table(f"Résultats de la campagne « {name} »", ["FINESS", "Indicateur", "Valeur", "Résultat"], shown)
    if waiting:
        say(f"{plural(waiting, 'évaluation')} pas encore faites : caqes run {name}")
    for reason in dict.fromkeys(str(row["reason"]) for row in rows if row["status"] == ALTERED):
        say(f"  • [altéré] {reason}", error=True)
    return code


def _outcome(row: dict[str, object]) -> str:
    pending = row["target_status"] == "to_validate" and row["outcome"] in ("atteint", "non atteint")
    return f"{row['outcome']} (objectif à valider)" if pending else str(row["outcome"])


def _value(row: dict[str, object]) -> str:
    from caqes_eval.foundation import french

    value = row["value"]
    if not isinstance(value, float):
        return french.ABSENT
    if row["unit"] == "proportion":
        return french.percent(value)
    return french.euros(value) + ("/boîte" if row["unit"] == "€/boîte" else "")


@click.command("demo")
@jobs_option
@root_option
@json_option
@click.pass_obj
def demo(state: State, /, jobs: int | None) -> int:
    """Évalue une petite région fictive, de bout en bout, pour découvrir l’outil."""
    from caqes_eval.demo import write_demo
    from caqes_eval.pipeline.create import Request, create_campaign

    folder = state.root / "demo"
    write_demo(folder)
    create_campaign(
        state.workspace,
        Request(
            name="demo",
            title="Évaluation CAQES 2025, région fictive Val-de-Brume",
            year=2025,
            phmev={2025: folder / "OPEN_PHMEV_2025.CSV", 2024: folder / "OPEN_PHMEV_2024.CSV"},
            bdpm=(folder / "CIS_CIP_bdpm.txt", folder / "CIS_GENER_bdpm.txt", date(2026, 1, 5)),
            evaluation_date=date(2026, 3, 31),
            replace=True,
        ),
    )
    code = run_and_tell(state, "demo", jobs=jobs)
    if not state.as_json and code == 0:
        workspace = state.workspace
        say("À voir :")
        say(f"  • {workspace.reports('demo') / 'index.html'}, dans un navigateur : les rapports et la synthèse ;")
        say(
            f"  • {workspace.runs('demo')}, dans JupyterLab (« jupyter lab ») : les notebooks exécutés, avec leurs données."
        )
    return code
