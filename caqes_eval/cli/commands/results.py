"""``caqes results``: the results of a campaign, one per indicator and establishment."""

import click

from caqes_eval.cli.options import State, json_option, root_option
from caqes_eval.cli.output import print_json, print_table, say
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import IntegrityError, ResultsMissingError
from caqes_eval.foundation.french import plural


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
    value = row["value"]
    if not isinstance(value, float):
        return french.ABSENT
    if row["unit"] == "proportion":
        return french.percent(value)
    return french.euros(value) + ("/boîte" if row["unit"] == "€/boîte" else "")
