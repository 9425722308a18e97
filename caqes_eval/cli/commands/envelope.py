"""``caqes envelope``: a regional envelope shared between the hospitals of a file."""

import re
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caqes_eval.campaign.model import FIRST_YEAR, LAST_YEAR
from caqes_eval.campaign.region.envelopes import SHARING_MODES
from caqes_eval.cli.options import FILE, Between, State, json_option, root_option
from caqes_eval.cli.output import indented, print_json, say
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.french import euros, plural
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.foundation.reading import parse_euros

if TYPE_CHECKING:
    from caqes_eval.pipeline.envelope import SharedEnvelope

_NUMBER = re.compile(r"[0-9]{1,15}(?:[.,][0-9]{1,6})?")


def _euros(_context: click.Context, _parameter: click.Parameter, typed: str | None) -> Decimal | None:
    if typed is None:
        return None
    try:
        amount = parse_euros(typed)
    except InputValueError as error:
        raise click.BadParameter(f"{error.message} {error.remedy}") from None
    if amount < 0:
        raise click.BadParameter("un montant positif est attendu.")
    return amount


def _number(typed: str) -> Decimal:
    if not _NUMBER.fullmatch(typed):
        raise click.BadParameter(f"« {typed} » n’est pas un nombre positif.")
    return Decimal(typed.replace(",", "."))


def _points(_context: click.Context, _parameter: click.Parameter, typed: str | None) -> Decimal | None:
    return None if typed is None else _number(typed)


def _brackets(
    _context: click.Context, _parameter: click.Parameter, typed: tuple[str, ...]
) -> str | list[dict[str, Decimal]] | None:
    """Read ``100=1``, then ``3`` for the last bracket; or ``quartiles`` alone."""
    if not typed:
        return None
    if typed == ("quartiles",):
        return "quartiles"
    brackets = []
    for each in typed:
        limit, separator, parts = each.rpartition("=")
        brackets.append({"parts": _number(parts)} | ({"up_to": _number(limit)} if separator else {}))
    return brackets


@click.command("envelope")
@click.argument("region", metavar="RÉGION")
@click.argument("family", metavar="FAMILLE")
@click.argument("year", metavar="ANNÉE", type=Between(FIRST_YEAR, LAST_YEAR))
@click.option("--territory", metavar="CODE", help="Territoire de la région (par défaut : le seul qu’elle a).")
@click.option(
    "--points", metavar="FICHIER", type=FILE, required=True, help="Établissements, points et activité, en CSV."
)
@click.option("--compare", metavar="FICHIER", type=FILE, help="Autre fichier de points : dit qui gagne et qui perd.")
@click.option("--envelope", "amount", metavar="EUROS", callback=_euros, help="Essaie ce montant.")
@click.option("--mode", type=click.Choice(SHARING_MODES), help="Essaie cette façon de partager.")
@click.option("--points-max", metavar="NOMBRE", callback=_points, help="Essaie ce maximum de points.")
@click.option(
    "--bracket",
    "brackets",
    metavar="LIMITE=PARTS",
    multiple=True,
    callback=_brackets,
    help="Essaie ces tranches d’activité (répétable ; la dernière sans LIMITE=), ou le seul mot quartiles.",
)
@click.option("--floor", metavar="EUROS", callback=_euros, help="Essaie ce plancher.")
@click.option("--cap", metavar="EUROS", callback=_euros, help="Essaie ce plafond.")
@root_option
@json_option
@click.pass_obj
def envelope(
    state: State,
    /,
    *,
    region: str,
    family: str,
    year: int,
    territory: str | None,
    points: Path,
    compare: Path | None,
    amount: Decimal | None,
    **sharing: Any,  # noqa: ANN401 - the keys of a rule, each with its type
) -> int:
    """Répartit une enveloppe régionale entre les établissements, au centime."""
    from caqes_eval.pipeline.envelope import EnvelopeRequest, share_envelope

    shared = share_envelope(
        state.workspace,
        EnvelopeRequest(
            region=region,
            family=family,
            year=year,
            territory=territory,
            points=points,
            compare=compare,
            amount=amount,
            sharing={key: value for key, value in sharing.items() if value is not None},
        ),
    )
    if state.as_json:
        print_json(shared.as_record())
        return 0
    _tell(shared)
    return 0


def _tell(shared: "SharedEnvelope") -> None:
    allocation = shared.allocation
    title = f"Enveloppe « {shared.family} » {shared.year}, {shared.territory}"
    say(f"{title} : {euros(allocation.envelope)}", style="bold")
    if shared.simulation:
        say(f"SIMULATION : {' ; '.join(shared.simulation)}.", style="bold")
    if shared.source:
        indented(f"[{STATUS_LABELS[shared.source.status]}] {shared.source.reference.sentence()}", 2)
    for share in allocation.shares:
        say(f"\n{share.finess} : {euros(share.amount)}", style="bold")
        indented(share.why, 2)
        indented(f"Calcul : {share.formula}", 6)
    count = plural(len(allocation.shares), "établissement")
    say(f"\nTotal : {euros(allocation.total)} pour {count}, égal à l’enveloppe.", style="bold")
    indented(allocation.formula, 2)
    for reserve in shared.reserves:
        indented(f"Réserve : {reserve}", 2)
    if shared.changes is not None:
        _tell_changes(shared)


def _tell_changes(shared: "SharedEnvelope") -> None:
    assert shared.changes is not None
    say("\nAvec le fichier comparé", style="bold")
    if not shared.changes:
        indented("Aucun montant ne change.", 2)
    for change in shared.changes:
        indented(f"{'Gagne' if change.gain > 0 else 'Perd'} : {change.sentence()}", 2)
