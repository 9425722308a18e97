"""``caqes status``: what was expected from whom, by when, and where it stands."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import click
from rich.cells import set_cell_size

from caqes_eval.cli.options import State, day_option, json_option, root_option, today
from caqes_eval.cli.output import console, indented, print_json, say
from caqes_eval.foundation.french import day, plural

if TYPE_CHECKING:
    from caqes_eval.pipeline.collection.matrix import Cell
    from caqes_eval.pipeline.collection.reminder import Reminder
    from caqes_eval.pipeline.collection.status import Status

SIGNS: Mapping[str, str] = {
    "attendu": "a",
    "reçu": "R",
    "reçu en retard": "T",
    "hors délai": "H",
    "non transmis": "N",
    "incomplet": "I",
    "refusé": "X",
    "validé": "V",
    "sans objet": "",
}
"""One letter per state: it stays readable without colours, in a mail, on paper."""

_OVERDUE = "!"
_FINESS = 9
_COLUMN = 4
_SHORTEST_NAME = 12
_RULE = "─" * 72


@click.command("status")
@click.argument("name", metavar="CAMPAGNE")
@click.option("--finess", metavar="FINESS", help="Un seul établissement, avec toute l’histoire de ses retours.")
@click.option("--form", metavar="CODE", help="Un seul formulaire (mo_initiations, dmi_audit…).")
@click.option("--late", is_flag=True, help="Seulement ce qui est en retard.")
@click.option("--remind", is_flag=True, help="Écrit, pour chaque établissement, une relance prête à coller.")
@day_option("--on", help="Jour où l’état des retours est lu (par défaut : aujourd’hui).")
@root_option
@json_option
@click.pass_obj
def status(
    state: State, /, *, name: str, finess: str | None, form: str | None, late: bool, remind: bool, on: datetime | None
) -> int:
    """Dit qui devait envoyer quoi, pour quand, et où en est chaque retour."""
    from caqes_eval.pipeline.collection.status import status_of

    when = on.date() if on else today()
    found = status_of(state.workspace, name, today=when, finess=finess, form=form, late=late)
    if state.as_json:
        print_json(_record(found))
    elif remind:
        _tell_reminders(found.reminders())
    else:
        _tell(found, name, finess=finess, late=late)
    return 0


def _tell(found: "Status", name: str, *, finess: str | None, late: bool) -> None:
    matrix = found.matrix
    say(f"Retours de la campagne « {name} » au {day(matrix.today)}", style="bold")
    if not matrix.cells:
        say("Rien n’est en retard." if late else "Aucun retour n’est attendu ici.")
    elif finess is not None or late:
        # a part of the matrix alone would show as « sans objet » what it leaves out
        for each in matrix.hospitals():
            _tell_hospital(found, matrix.of(each), history=finess is not None)
    else:
        for line in table(found, console().width):
            say(line)
        _tell_legend(found)
    _tell_aside(found, everyone=finess is None and not late)


def table(found: "Status", width: int) -> list[str]:
    """Return the lines of the matrix: hospitals in rows, forms in numbered columns, most overdue first.

    Args:
        found: the returns.
        width: of the terminal, in signs; names are cut so that a line holds in it.
    """
    matrix = found.matrix
    columns = matrix.columns()
    room = max(_SHORTEST_NAME, width - _FINESS - 2 - _COLUMN * len(columns))
    heading = "".join(f"{rank:>{_COLUMN}}" for rank in range(1, len(columns) + 1))
    lines = [f"{'FINESS':<{_FINESS}} {'Établissement':<{room}}{heading}"]
    cells = {(cell.expected.finess, cell.expected.form, cell.expected.period): cell for cell in matrix.cells}
    for finess in matrix.hospitals():
        name = set_cell_size(matrix.of(finess)[0].expected.name, room)
        lines.append(f"{finess:<{_FINESS}} {name}" + "".join(_sign(cells.get((finess, *column))) for column in columns))
    received = [[cell for cell in matrix.cells if _column(cell) == column] for column in columns]
    for label, count in (
        ("demandés", [len(each) for each in received]),
        ("manquent encore", [sum(cell.awaited for cell in each) for each in received]),
    ):
        lines.append(f"{'':<{_FINESS}} {label:>{room}}" + "".join(f"{each:>{_COLUMN}}" for each in count))
    return [line.rstrip() for line in lines]


def _sign(cell: "Cell | None") -> str:
    if cell is None:
        return " " * _COLUMN
    # the letters of a column stand under each other, with or without a mark
    return f"{SIGNS[cell.state]:>{_COLUMN}}" if not cell.overdue else f"{_OVERDUE + SIGNS[cell.state]:>{_COLUMN}}"


def _column(cell: "Cell") -> tuple[str, str]:
    return cell.expected.form, cell.expected.period


def _tell_legend(found: "Status") -> None:
    from caqes_eval.pipeline.collection.reminder import due_words, period_label

    matrix = found.matrix
    say("\nColonnes", style="bold")
    for rank, (form, period) in enumerate(matrix.columns(), start=1):
        dues = dict.fromkeys(
            due_words(cell.expected.deadline) for cell in matrix.cells if _column(cell) == (form, period)
        )
        due = dues.popitem()[0] if len(dues) == 1 else "échéance selon l’établissement"
        indented(f"{rank} : {found.forms[form].label} ({form}), {period_label(period)}, {due}", 2)
    counts = matrix.counts()
    say("\nSignes", style="bold")
    told = ", ".join(f"{SIGNS[state]} {state} ({count})" for state, count in counts.items())
    indented(f"{told}. Case vide : sans objet, l’établissement n’est pas ciblé.", 2)
    if overdue := sum(cell.overdue for cell in matrix.cells):
        indented(f"{_OVERDUE} date dépassée, encore à envoyer ({overdue}).", 2)


def _tell_hospital(found: "Status", cells: "tuple[Cell, ...]", *, history: bool) -> None:
    from caqes_eval.pipeline.collection.reminder import due_words, period_label

    say(f"\n{cells[0].expected.finess} {cells[0].expected.name}", style="bold")
    for cell in cells:
        form = found.forms[cell.expected.form].label
        mark = ", date dépassée" if cell.overdue else ""
        late = f", {cell.timing}" if cell.receipt and cell.timing not in ("reçu", cell.state) else ""
        indented(f"{form}, {period_label(cell.expected.period)} : {cell.state}{late}{mark}", 2)
        for deadline in cell.expected.deadlines:
            indented(f"{deadline.object} : {due_words(deadline)}", 6)
        if not cell.expected.deadlines:
            indented(due_words(None), 6)
        for receipt in cell.history if history else ():
            note = f" ({receipt.note})" if receipt.note else ""
            by = f", par {receipt.by}" if receipt.by else ""
            indented(f"{receipt.outcome}, fichier {receipt.file} reçu le {day(receipt.received_on)}{by}{note}", 6)


def _tell_aside(found: "Status", *, everyone: bool) -> None:
    """Tell what the matrix does not show: receipts that nobody expected, or dated later; hospitals asked for nothing."""
    matrix = found.matrix
    if matrix.outside:
        say("\nReçu sans être attendu ici (établissement non ciblé, autre période, ou pièce) :")
        for receipt in matrix.outside:
            indented(f"{receipt.finess}, {receipt.form}, {receipt.period} : {receipt.outcome}, {receipt.file}", 2)
    if matrix.later:
        later = plural(len(matrix.later), "ligne du registre a une date", "lignes du registre ont une date")
        say(f"\nNon compté : {later} de réception postérieure au {day(matrix.today)}.")
    if everyone and found.idle:
        say(f"\nÉtablissements de la campagne qui n’ont rien à envoyer : {', '.join(found.idle)}.")


def _tell_reminders(reminders: "tuple[Reminder, ...]") -> None:
    if not reminders:
        say("Aucune relance : rien ne reste à envoyer sur une période terminée.")
    for reminder in reminders:
        say(f"{_RULE}\n{reminder.text}")
        for note in reminder.withheld:
            say(f"Note non citée, elle parle d’un autre établissement : « {note} ».", error=True)


def _record(found: "Status") -> dict[str, object]:
    matrix = found.matrix
    return {
        "campaign": found.campaign.name,
        "region": found.region.code,
        "on": matrix.today.isoformat(),
        "counts": matrix.counts(),
        "returns": [_cell_record(cell) for finess in matrix.hospitals() for cell in matrix.of(finess)],
        "outside": [receipt.model_dump(mode="json") for receipt in matrix.outside],
        "later": [receipt.model_dump(mode="json") for receipt in matrix.later],
        "idle": list(found.idle),
        "reminders": [
            {"finess": each.finess, "name": each.name, "text": each.text, "withheld": list(each.withheld)}
            for each in found.reminders()
        ],
    }


def _cell_record(cell: "Cell") -> dict[str, object]:
    return {
        "finess": cell.expected.finess,
        "name": cell.expected.name,
        "form": cell.expected.form,
        "indicators": list(cell.expected.indicators),
        "period": cell.expected.period,
        "deadlines": [
            {"object": each.object, "expected": _iso(each.expected), "strict": _iso(each.strict), "status": each.status}
            for each in cell.expected.deadlines
        ],
        "state": cell.state,
        "timing": cell.timing,
        "overdue": cell.overdue,
        "late": cell.late,
        "history": [receipt.model_dump(mode="json") for receipt in cell.history],
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None
