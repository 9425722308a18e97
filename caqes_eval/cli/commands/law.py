"""``caqes law``: the parameters of the law and of the contracts, in force on a date, and their history."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from caqes_eval.cli.options import State, day_option, json_option, root_option, today
from caqes_eval.cli.output import indented, print_json, say
from caqes_eval.foundation.french import day, plural

if TYPE_CHECKING:
    from caqes_eval.regulation.parameters.listing import Entry
    from caqes_eval.regulation.parameters.rules import Rules


@click.command("law")
@click.argument("key", metavar="[CLÉ]", required=False)
@day_option("--on", help="Jour où les règles sont données (par défaut : aujourd’hui).")
@click.option("--region", metavar="RÉGION", help="Ne donne, avec les règles nationales, que celles de cette région.")
@click.option("--check", is_flag=True, help="Vérifie tous les fichiers de règles et de régions, sans les donner.")
@root_option
@json_option
@click.pass_obj
def law(state: State, /, key: str | None, *, on: datetime | None, region: str | None, check: bool) -> int:
    """Donne les règles en vigueur un jour donné, avec leur source ; avec une CLÉ, toute leur histoire."""
    from caqes_eval.pipeline.contracts import require_territory
    from caqes_eval.regulation.parameters.listing import in_force
    from caqes_eval.regulation.parameters.rules import Rules, Subject

    if check and (key or on or region):
        raise click.UsageError("--check vérifie tous les fichiers : donnez-le seul.")
    rules = Rules.load(state.workspace.regulation)
    if check:
        return _check(state, rules)
    if region is not None:
        require_territory(state.workspace, region)
    if key is not None and key in rules and on is not None and not list(in_force(rules, key, on.date(), region)):
        # the error says since when, or until when, the rule has a value
        rules.on(key, on.date(), Subject(region=region))
    return _tell(state, rules, key, on.date() if on else today(), region)


def _tell(state: State, rules: "Rules", key: str | None, when: date, region: str | None) -> int:
    from caqes_eval.regulation.parameters.listing import chosen_keys, history, in_force

    keys = chosen_keys(rules, key)
    present = {each: list(in_force(rules, each, when, region)) for each in keys}
    if state.as_json:
        document = [
            {**entry.as_record(), "history": [past.as_record() for past in history(rules, each, region)]}
            for each, entries in present.items()
            for entry in entries
        ]
        print_json(document)
        return 0
    say(f"Règles en vigueur le {day(when)}", style="bold")
    for each, entries in present.items():
        if entries:
            say(f"\n{each} : {rules.file(each).description}", style="bold")
        for entry in entries:
            _tell_value(entry, whole=key is not None)
    if silent := [each for each, entries in present.items() if not entries]:
        say(f"\nSans valeur ce jour-là : {', '.join(silent)}.")
    if key is not None:
        for each in keys:
            say(f"\nHistoire de {each}, de la plus récente à la plus ancienne", style="bold")
            for entry in history(rules, each, region):
                _tell_value(entry, whole=True)
    return 0


def _tell_value(entry: "Entry", *, whole: bool) -> None:
    """Print a value in two lines: what it is worth and to whom; its status, its days and its source."""
    from caqes_eval.regulation.parameters import shown

    dated, file = entry.dated, entry.file
    if dated.value is None and not dated.missing:
        indented(f"n’existe plus à partir du {day(dated.since)} ({shown.scope_words(dated, file.unit)})", 2)
        indented(shown.source_words(dated.reference), 6)
        return
    if dated.missing:
        value, status = f"À FOURNIR : {dated.missing.what}", "aucune source connue"
    else:
        value = shown.value_words(dated.value, file.unit, file.comparator)
        status = shown.status_words(dated.status, proposed=dated.proposed)
    ends = f"au {day(entry.until)}" if entry.until else "sans fin connue"
    indented(f"{value} ({shown.scope_words(dated, file.unit)})", 2)
    indented(f"[{status}] du {day(dated.since)} {ends}. {shown.source_words(dated.reference)}", 6)
    if whole and dated.note:
        indented(f"Note : {dated.note}", 6)
    if whole and dated.checked:
        indented(f"Relu par {dated.checked.by} le {day(dated.checked.on)}.", 6)


def _check(state: State, rules: "Rules") -> int:
    """Tell how many rules there are and what remains to be confirmed; faults have been raised before."""
    from caqes_eval.pipeline.contracts import check_contracts
    from caqes_eval.regulation.parameters.listing import history

    regions = check_contracts(state.workspace, rules)
    entries = [entry for key, _ in rules.items() for entry in history(rules, key)]
    missing = [entry for entry in entries if entry.dated.missing]
    pending = [entry for entry in entries if entry.dated.status == "to_validate" and not entry.dated.missing]
    summary = {"rules": len(rules.keys()), "values": len(entries), "to_validate": len(pending), "missing": len(missing)}
    if state.as_json:
        print_json({**summary, "regions": regions, "missing_keys": sorted({entry.key for entry in missing})})
        return 0
    say(
        f"{plural(summary['rules'], 'règle')} et {plural(len(entries), 'valeur datée', 'valeurs datées')} : fichiers corrects. "
        f"{plural(len(pending), 'valeur')} à valider, {plural(len(missing), 'valeur')} qu’aucune source ne donne."
    )
    say(f"Contrats de région : {', '.join(regions)}, fichiers corrects.")
    for entry in missing:
        assert entry.dated.missing is not None
        say(f"  • [à fournir] {entry.key} : {entry.dated.missing.what}. En dépend : {entry.dated.missing.waits}.")
    return 0
