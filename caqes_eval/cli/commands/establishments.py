"""``caqes establishments``: the register of a region, fed by a FINESS file and completed by the analyst."""

from pathlib import Path

import click

from caqes_eval.cli.options import FILE, State, json_option, root_option
from caqes_eval.cli.output import print_findings, print_json, say
from caqes_eval.foundation.french import day, plural

ORDER = ("fermé", "absent", "écart", "introuvable", "modifié", "nouveau")


@click.group("establishments", subcommand_metavar="COMMANDE [ARGUMENTS]...")
def establishments() -> None:
    """Tient le registre des établissements d’une région : qui ils sont, qui signe leur contrat."""


@establishments.command("import")
@click.argument("file", metavar="FICHIER", type=FILE)
@click.option("--region", metavar="RÉGION", required=True, help="Région dont le registre est tenu (paca, corse…).")
@click.option(
    "--department",
    "departments",
    metavar="CODE",
    multiple=True,
    help="Inscrit les établissements de santé d’un département (répétable) : 04, 2A, 974.",
)
@click.option("--finess", metavar="FINESS", multiple=True, help="Inscrit un établissement ou une entité (répétable).")
@click.option("--category", metavar="CODE", multiple=True, help="Limite à une catégorie FINESS (répétable) : 355, 101…")
@click.option("--yes", is_flag=True, help="Écrit le registre ; sans elle, les différences sont seulement dites.")
@root_option
@json_option
@click.pass_obj
def import_(
    state: State,
    /,
    *,
    file: Path,
    region: str,
    departments: tuple[str, ...],
    finess: tuple[str, ...],
    category: tuple[str, ...],
    yes: bool,
) -> int:
    """Compare le registre à un fichier FINESS (CSV de l’ancien flux, JSON de FINESS+), puis l’écrit avec --yes."""
    from caqes_eval.intake.finess import Selection
    from caqes_eval.pipeline.establishments import update_register

    selection = Selection(frozenset(departments), frozenset(finess), frozenset(category))
    update = update_register(state.workspace, region, file, selection, write=yes)
    path = state.workspace.shown(update.path)
    differences = sorted(update.merge.differences, key=lambda each: (ORDER.index(each.kind), each.finess))
    if state.as_json:
        print_json(
            {
                "register": path,
                "written": update.written,
                "establishments": len(update.merge.register.establishments),
                "differences": [
                    {"kind": each.kind, "finess": each.finess, "name": each.name, "sentence": each.sentence()}
                    for each in differences
                ],
                "findings": [finding.as_record() for finding in update.finess.findings],
            }
        )
        return 0
    if update.finess.day:
        say(f"Fichier FINESS du {day(update.finess.day)}.")
    print_findings(update.finess.findings)
    for each in differences:
        say(f"  • {each.sentence()}")
    total = plural(len(update.merge.register.establishments), "établissement")
    if update.written:
        say(f"Registre écrit : {path}, {total}. Ensuite : caqes establishments check --region {region}")
    else:
        say(f"Rien n’est écrit : le registre {path} aurait {total}. Relancez avec « --yes » pour l’écrire.")
    return 0


@establishments.command("check")
@click.option("--region", metavar="RÉGION", required=True, help="Région dont le registre est vérifié (paca, corse…).")
@root_option
@json_option
@click.pass_obj
def check(state: State, /, *, region: str) -> int:
    """Vérifie un registre et dit ce qui reste à remplir ou à confirmer."""
    from caqes_eval.pipeline.establishments import register_of

    register = register_of(state.workspace, region)
    waiting = register.to_fill()
    if state.as_json:
        print_json(
            {
                "establishments": len(register.establishments),
                "to_fill": [{"finess": each.finess_et, "sentence": each.sentence()} for each in waiting],
            }
        )
        return 0
    say(
        f"{plural(len(register.establishments), 'établissement')} au registre de « {region} », {len(waiting)} à compléter."
    )
    for each in waiting:
        say(f"  • {each.sentence()}")
    return 0
