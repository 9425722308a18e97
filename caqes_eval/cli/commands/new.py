"""``caqes new``: a campaign made from an Open PHMEV file."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from caqes_eval.campaign.model import FIRST_YEAR, LAST_YEAR
from caqes_eval.cli.options import FILE, Between, State, day_option, json_option, root_option, today
from caqes_eval.cli.output import print_findings, print_json, say
from caqes_eval.foundation.french import plural


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
    "--open-phmev", "phmev", metavar="FICHIER", type=FILE, required=True, help="Fichier Open PHMEV de l’année évaluée."
)
@click.option(
    "--year",
    metavar="ANNÉE",
    type=Between(FIRST_YEAR, LAST_YEAR),
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
    "--bdpm-presentations", metavar="FICHIER", type=FILE, help="CIS_CIP_bdpm.txt, base publique des médicaments."
)
@click.option("--bdpm-groups", metavar="FICHIER", type=FILE, help="CIS_GENER_bdpm.txt, base publique des médicaments.")
@day_option("--bdpm-date", help="Date de ces deux fichiers.")
@click.option(
    "--repertoire-source",
    type=click.Choice(["top_gen", "bdpm"]),
    default="top_gen",
    help="Qui décide du répertoire des génériques : le code TOP_GEN du fichier (par défaut) ou la base publique.",
)
@day_option("--evaluation-date", help="Date de l’évaluation (par défaut : aujourd’hui).")
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
            evaluation_date=evaluation_date.date() if evaluation_date else today(),
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
