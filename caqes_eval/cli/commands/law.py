"""``caqes law``: the parameters of the law and of the contracts, in force on a date, and their history."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from caqes_eval.cli.options import State, day_option, json_option, root_option, today
from caqes_eval.cli.output import indented, print_findings, print_json, say
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.french import day, plural
from caqes_eval.foundation.shipped import shipped

if TYPE_CHECKING:
    from caqes_eval.campaign.region import Region
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
    from caqes_eval.regulation.parameters.rule import Subject
    from caqes_eval.regulation.parameters.rules import Rules

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
    """Tell how many rules there are and what remains to be confirmed or found.

    Raises:
        ParameterFileError: with every fault of the rules and of the region files.
    """
    from caqes_eval.pipeline.region_parts import region_missing
    from caqes_eval.regulation.parameters.listing import history

    regions, findings = _checked(state, rules)
    entries = [entry for key, _ in rules.items() for entry in history(rules, key)]
    missing = [entry for entry in entries if entry.dated.missing]
    pending = [entry for entry in entries if entry.dated.status == "to_validate" and not entry.dated.missing]
    counts = {"rules": len(rules.keys()), "values": len(entries), "to_validate": len(pending), "missing": len(missing)}
    if not state.as_json:
        _tell_check(counts, regions, findings, pending, missing)
        return 0
    print_json({
        **counts,
        "to_validate_keys": _keys(pending),
        "missing_keys": _keys(missing),
        "regions": [
            {"code": each.code, "name": each.name, "missing": [lack.as_record() for lack in region_missing(each)]}
            for each in regions
        ],
        "findings": [finding.as_record() for finding in findings],
    })  # fmt: skip
    return 0


def _keys(entries: "list[Entry]") -> list[str]:
    return sorted({entry.key for entry in entries})


def _checked(state: State, rules: "Rules") -> "tuple[tuple[Region, ...], list[Finding]]":
    """Return the regions and what is to be checked; what blocks is raised, all at once."""
    from caqes_eval.pipeline.contracts import check_contracts, read_regions
    from caqes_eval.pipeline.law_check import check_law
    from caqes_eval.regulation.parameters.rules import Rules

    regions: tuple[Region, ...] | None = None
    faults: tuple[Finding, ...] = ()
    try:
        regions = read_regions(state.workspace)
    except ParameterFileError as error:
        faults = error.findings
    folder = shipped("regulation")
    pattern = rules if folder == state.workspace.regulation else Rules.load(folder)
    findings = check_law(rules, pattern, regions, today())
    if not any(finding.severity is Severity.BLOCKING for finding in findings):
        # a contract is held to sound rules only; the faults of region files are told again with those of contracts
        try:
            check_contracts(state.workspace, rules)
        except ParameterFileError as error:
            faults = error.findings
    blocking = [finding for finding in (*findings, *faults) if finding.severity is Severity.BLOCKING]
    if blocking or regions is None:
        raise ParameterFileError(
            "Des fichiers de règles ou de régions sont à corriger.",
            remedy="Corrigez ces fichiers, puis relancez « caqes law --check ».",
            findings=(*findings, *faults),
        )
    return regions, findings


def _tell_check(
    counts: dict[str, int],
    regions: "tuple[Region, ...]",
    findings: list[Finding],
    pending: "list[Entry]",
    missing: "list[Entry]",
) -> None:
    """Print what was counted, what is to be checked, then what no source gives: of the law, then of each region."""
    from caqes_eval.pipeline.region_parts import region_missing

    values = plural(counts["values"], "valeur datée", "valeurs datées")
    say(
        f"{plural(counts['rules'], 'règle')} et {values} : fichiers corrects. {plural(len(pending), 'valeur')} à valider, "
        f"{plural(len(missing), 'valeur')} qu’aucune source ne donne."
    )
    say(f"Contrats de région : {', '.join(each.name for each in regions)}, fichiers corrects.")
    print_findings(findings)
    say("\nRègles à valider", style="bold")
    indented(f"{', '.join(_keys(pending)) or 'aucune'}.", 2)
    say("\nRègles à fournir", style="bold")
    # two regions may wait for the same figure
    for key, lack in dict.fromkeys((entry.key, entry.dated.missing) for entry in missing):
        assert lack is not None
        indented(f"• [à fournir] {key} : {lack.what}. En dépend : {lack.waits}.", 2)
    for region in regions:
        if lacking := region_missing(region):
            say(f"\nContrat à compléter : {region.name} ({region.code}.yml)", style="bold")
        for each in lacking:
            place, told = " ; ".join(each.parts), each.missing
            indented(f"• [à fournir] {place} : {told.what}. Où : {told.where}. En dépend : {told.waits}.", 2)
