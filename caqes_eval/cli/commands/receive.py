"""``caqes receive``: files received from the hospitals, kept and written in the register of receipts."""

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from caqes_eval.campaign.receipts import OUTCOMES, Outcome
from caqes_eval.cli.options import FILE, State, day_option, json_option, root_option, today
from caqes_eval.cli.output import print_json, say
from caqes_eval.foundation.french import day

if TYPE_CHECKING:
    from caqes_eval.pipeline.collection.receive import Recorded


@click.command("receive")
@click.argument("name", metavar="CAMPAGNE")
@click.argument("files", metavar="FICHIER...", type=FILE, nargs=-1, required=True)
@click.option("--finess", metavar="FINESS", help="L’établissement, si le fichier n’est pas un de nos formulaires.")
@click.option(
    "--form", metavar="CODE", help="Le formulaire (mo_initiations…), ou preuve, pmsi, extraction_am, totaux_atih."
)
@click.option("--period", metavar="PÉRIODE", help="La période : 2025, « S2 2025 ».")
@day_option("--received-on", help="Jour de réception (par défaut : aujourd’hui).")
@click.option("--outcome", type=click.Choice(OUTCOMES), help="Ce qu’il en est (par défaut : reçu).")
@click.option(
    "--note", metavar="TEXTE", default="", help="Une note ; la relance d’un incomplet ou d’un refusé la cite."
)
@click.option("--by", metavar="NOM", help="Qui inscrit (par défaut : votre session).")
@root_option
@json_option
@click.pass_obj
def receive(
    state: State,
    /,
    *,
    name: str,
    files: tuple[Path, ...],
    finess: str | None,
    form: str | None,
    period: str | None,
    received_on: datetime | None,
    outcome: Outcome | None,
    note: str,
    by: str | None,
) -> int:
    """Inscrit des fichiers reçus, ou juge de nouveau un fichier déjà inscrit ; l’original n’est pas touché."""
    from caqes_eval.pipeline.collection.receive import receive
    from caqes_eval.pipeline.collection.whose import Given

    given = Given(
        finess=finess, form=form, period=period, received_on=received_on.date() if received_on else None,
        outcome=outcome, note=note, by=_session() if by is None else by,
    )  # fmt: skip
    recorded = receive(state.workspace, name, files, given, today=today())
    if state.as_json:
        print_json([_record(each) for each in recorded])
        return 0
    for each in recorded:
        say(f"  • {_sentence(each)}")
        for finding in each.findings:
            say(f"    [{finding.severity}] {finding.sentence()}")
    say(f"Ensuite : caqes status {name}")
    return 0


def _session() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _sentence(done: "Recorded") -> str:
    receipt = done.receipt
    whose = f"{receipt.finess}, {receipt.form}, {receipt.period}"
    kept = f"gardé sous {receipt.finess}/{receipt.file}" if done.kept else "non gardé"
    parts = [
        {
            "inscrit": f"{done.name} : {receipt.outcome} le {day(receipt.received_on)}, inscrit ({whose}), {kept}.",
            "jugé": f"{done.name} : déjà inscrit ({whose}), maintenant {receipt.outcome}.",
            "déjà inscrit": f"{done.name} : déjà inscrit ({whose}), {receipt.outcome}, reçu le {day(receipt.received_on)}. "
            "Rien n’est ajouté.",
        }[done.said]
    ]
    if done.replaced:
        parts.append(f"Il remplace {done.replaced.file}, reçu le {day(done.replaced.received_on)}.")
    if done.newer:
        parts.append(f"{done.newer.file}, reçu plus tard ({day(done.newer.received_on)}), reste celui qui compte.")
    parts += [
        f"Attention : le même contenu est inscrit pour {finess}, {form}, {period} ; vérifiez qu’il n’a pas été joint par erreur."
        for finess, form, period in dict.fromkeys(each.case for each in done.elsewhere)
    ]
    return " ".join(parts)


def _record(done: "Recorded") -> dict[str, object]:
    return {
        "file": done.name,
        "result": done.said,
        "receipt": done.receipt.model_dump(mode="json"),
        "replaced": done.replaced.model_dump(mode="json") if done.replaced else None,
        "newer": done.newer.model_dump(mode="json") if done.newer else None,
        "kept": done.kept,
        "findings": [finding.as_record() for finding in done.findings],
        "elsewhere": [each.model_dump(mode="json") for each in done.elsewhere],
    }
