"""``caqes forms``: the blank forms of a campaign, one workbook per hospital and form it is asked for."""

import click

from caqes_eval.cli.options import State, json_option, root_option, today
from caqes_eval.cli.output import print_json, say
from caqes_eval.foundation.french import plural


@click.command("forms")
@click.argument("name", metavar="CAMPAGNE")
@click.option("--finess", metavar="FINESS", help="Limite à un établissement.")
@click.option("--form", metavar="FORMULAIRE", help="Limite à un formulaire : mo_initiations, dmi_audit, action_plan…")
@click.option(
    "--previous", metavar="CAMPAGNE", help="Campagne antérieure dont les réponses encore valables sont reprises."
)
@root_option
@json_option
@click.pass_obj
def forms(state: State, /, name: str, *, finess: str | None, form: str | None, previous: str | None) -> int:
    """Écrit les formulaires à envoyer : un classeur par établissement et par recueil attendu, déjà rempli de ce qu’on sait."""
    from caqes_eval.pipeline.collection.send import write_forms

    sent = write_forms(state.workspace, name, today=today(), finess=finess, form=form, previous=previous)
    folder = state.workspace.shown(state.workspace.reports(name) / "formulaires")
    if state.as_json:
        rows = [
            {
                "finess": each.finess,
                "form": each.form,
                "period": each.period,
                "file": state.workspace.shown(each.path),
                "known_from": each.known_from,
            }
            for each in sent
        ]
        print_json({"campaign": name, "folder": folder, "forms": rows})
        return 0
    hospitals = {each.finess for each in sent}
    say(f"{plural(len(sent), 'formulaire')} pour {plural(len(hospitals), 'établissement')}, dans {folder}.")
    if carried := [each for each in sent if each.known_from]:
        count = plural(len(carried), "formulaire reprend", "formulaires reprennent")
        say(f"{count} les dernières réponses connues de l’établissement.")
    for each in sent:
        if each.unreadable:
            say(
                f"  • [à vérifier] {each.finess}, {each.form} : la dernière réponse ({each.unreadable}) n’a pas pu être reprise."
            )
    say(
        f"Ensuite : envoyez-les, rangez les retours avec « caqes receive {name} », suivez-les avec « caqes status {name} »."
    )
    return 0
