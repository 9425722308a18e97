"""``caqes accept``: decide on a finding of the last check, and keep who, when and why."""

from typing import TYPE_CHECKING

import click

from caqes_eval.cli.options import State, json_option, root_option, today
from caqes_eval.cli.output import indented, print_json, say
from caqes_eval.foundation.findings import Severity
from caqes_eval.foundation.french import plural

if TYPE_CHECKING:
    from caqes_eval.pipeline.collection.accept import Decided, Recorded, Review


@click.command("accept")
@click.argument("name", metavar="CAMPAGNE")
@click.option("--finding", metavar="CONSTAT", help="Constat décidé : les huit signes que « caqes check » donne.")
@click.option("--by", metavar="NOM", help="Qui décide.")
@click.option("--reason", metavar="TEXTE", help="Pourquoi.")
@click.option("--refuse", is_flag=True, help="Refuse la correction proposée au lieu de l’accepter.")
@click.option("--list", "listed", is_flag=True, help="Donne les constats à décider et les décisions prises.")
@root_option
@json_option
@click.pass_obj
def accept(
    state: State, /, *, name: str, finding: str | None, by: str | None, reason: str | None, refuse: bool, listed: bool
) -> int:
    """Accepte ou refuse un constat du dernier contrôle : rien n’est corrigé sans cela."""
    from caqes_eval.pipeline.collection.accept import Request, decide, review

    if listed:
        if finding or by or reason or refuse:
            raise click.UsageError("« --list » s’emploie seul : il ne décide de rien.")
        found = review(state.workspace, name)
        print_json(_review_record(found)) if state.as_json else _tell_review(found, name)
        return 0
    asked = {"--finding": finding, "--by": by, "--reason": reason}
    missing = [option for option, given in asked.items() if not (given or "").strip()]
    if missing:
        raise click.UsageError(f"Il manque {', '.join(missing)} (ou « --list », pour voir les constats à décider).")
    assert finding is not None
    assert by is not None
    assert reason is not None
    request = Request(
        finding=finding, decision="refusé" if refuse else "accepté", by=by.strip(), on=today(), reason=reason.strip()
    )
    recorded = decide(state.workspace, name, request)
    if state.as_json:
        print_json(
            {"id": recorded.acceptance.key.id, "again": recorded.again, **recorded.acceptance.model_dump(mode="json")}
        )
    else:
        _tell(recorded, name)
    return 0


def _tell(recorded: "Recorded", name: str) -> None:
    acceptance = recorded.acceptance
    say("Déjà décidé." if recorded.again else "Décision enregistrée.", style="bold")
    indented(recorded.finding.sentence(), 2)
    indented(acceptance.sentence(), 2)
    if acceptance.decision == "refusé":
        effect = "Le constat reste tel quel."
    elif acceptance.proposal:
        effect = f"« {acceptance.value} » sera lu « {acceptance.proposal} », dans ce fichier seulement."
    elif recorded.finding.severity is Severity.BLOCKING:
        effect = "La valeur reste non lue, comme une valeur manquante ; le constat devient « à vérifier »."
    else:
        effect = "Le constat devient une information."
    indented(f"{effect} Relancez « caqes check {name} ».", 2)


def _tell_review(found: "Review", name: str) -> None:
    waiting = [each for each in found.findings if each.to_decide]
    decided = [each for each in found.findings if each.acceptance]
    say(f"{plural(len(waiting), 'constat')} à décider.", style="bold")
    for each in waiting:
        indented(f"{each.id} [{each.finding.severity}] {_hospital(each)}{each.finding.sentence()}", 2)
    if decided:
        say(f"{plural(len(decided), 'constat décidé', 'constats décidés')}.", style="bold")
    for each in decided:
        assert each.acceptance is not None
        indented(f"{each.id} {_hospital(each)}{each.finding.place()}. {each.acceptance.sentence()}", 2)
    if found.without_effect:
        say(
            f"{plural(len(found.without_effect), 'décision')} sans effet : le fichier, la valeur ou la proposition a changé.",
            style="bold",
        )
    for acceptance in found.without_effect:
        indented(f"{acceptance.key.id} {acceptance.finess} fichier {acceptance.file}. {acceptance.sentence()}", 2)
    if waiting:
        say(f"Ensuite : caqes accept {name} --finding {waiting[0].id} --by NOM --reason TEXTE")


def _hospital(decided: "Decided") -> str:
    return f"{decided.file.finess}, " if decided.file.finess else ""


def _review_record(found: "Review") -> dict[str, object]:
    """Return the review as JSON-ready data."""
    return {
        "findings": [
            {
                "id": each.id,
                "finess": each.file.finess,
                "path": each.file.path,
                "to_decide": each.to_decide,
                "decision": each.acceptance.model_dump(mode="json") if each.acceptance else None,
                "finding": each.finding.as_record(),
            }
            for each in found.findings
        ],
        "without_effect": [{"id": each.key.id, **each.model_dump(mode="json")} for each in found.without_effect],
    }
