"""``caqes check``: every file received read, every fault told at once, each hospital's copy written."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from caqes_eval.cli.options import State, json_option, root_option, today
from caqes_eval.cli.output import FINDINGS_SHOWN, print_json, say
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.findings import Finding, Severity, finding_id
from caqes_eval.foundation.french import plural

if TYPE_CHECKING:
    from caqes_eval.intake.returns.record import FileRecord


@click.command("check")
@click.argument("name", metavar="CAMPAGNE")
@root_option
@json_option
@click.pass_obj
def check(state: State, /, name: str) -> int:
    """Contrôle tous les fichiers reçus : constats à l’écran, classeur pour l’analyste, copie annotée par établissement."""
    from caqes_eval.pipeline.collection.check import check_campaign

    checked = check_campaign(state.workspace, name, today=today())
    each = [
        (file, finding) for file, left in zip(checked.record.files, checked.remaining, strict=True) for finding in left
    ]
    counts = Counter(finding.severity for _, finding in each)
    code = InputValueError.exit_code if counts[Severity.BLOCKING] else 0
    shown = state.workspace.shown
    if state.as_json:
        print_json(
            {
                "campaign": name,
                "files": len(checked.record.files),
                "accepted": checked.accepted,
                "analyst": shown(checked.analyst),
                "returned": [shown(path) for path in checked.returned],
                "findings": [
                    {"id": finding_id(finding, file.sha256), "finess": file.finess, "form": file.form}
                    | finding.as_record()
                    for file, finding in each
                ],
                "exit_code": code,
            }
        )
        return code
    say(
        f"{plural(len(checked.record.files), 'fichier contrôlé', 'fichiers contrôlés')} : "
        f"{plural(counts[Severity.BLOCKING], 'constat bloquant', 'constats bloquants')}, "
        f"{counts[Severity.TO_CHECK]} à vérifier, {plural(counts[Severity.INFO], 'information')}, "
        f"{plural(checked.accepted, 'réparation acceptée', 'réparations acceptées')}."
    )
    told = list(_grouped([(file, finding) for file, finding in each if finding.severity is not Severity.INFO]))
    told.sort(key=lambda pair: (pair[1].severity is not Severity.BLOCKING, pair[0].finess or ""))
    for file, finding in told[:FINDINGS_SHOWN]:
        number = finding_id(finding, file.sha256)
        say(f"  • [{finding.severity}] {number}, {file.finess or 'établissement inconnu'} : {finding.sentence()}")
    if len(told) > FINDINGS_SHOWN:
        say(f"  … et {plural(len(told) - FINDINGS_SHOWN, 'autre')} dans le classeur.")
    say(f"Tous les constats : {shown(checked.analyst)}")
    if checked.returned:
        say(
            f"Copies à renvoyer : {plural(len(checked.returned), 'classeur')} dans {shown(checked.returned[0].parents[1])}"
        )
    say(f"Une proposition certaine s’accepte avec « caqes accept {name} --finding CONSTAT --by NOM --reason TEXTE ».")
    return code


def _grouped(told: list[tuple["FileRecord", Finding]]) -> Iterator[tuple["FileRecord", Finding]]:
    """Yield a fault of a column once, with the number of its cells: the workbooks tell each."""
    groups: dict[tuple[object, ...], list[tuple[FileRecord, Finding]]] = {}
    for file, finding in told:
        groups.setdefault((file.path, finding.sheet, finding.column, finding.code), []).append((file, finding))
    for group in groups.values():
        file, first = group[0]
        yield file, replace(first, count=sum(finding.count for _, finding in group))
