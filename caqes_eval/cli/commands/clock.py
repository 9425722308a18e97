"""``caqes clock``: every legal delay of a procedure, from the dates known so far."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from caqes_eval.cli.options import State, day_option, json_option, root_option, today
from caqes_eval.cli.output import indented, print_json, say
from caqes_eval.foundation.errors import InputValueError, OutputError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.foundation.french import day
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.identifiers import check_finess
from caqes_eval.regulation.procedure.dates import ContractProposalDates, EvaluationDates, ProcedureDates

if TYPE_CHECKING:
    from caqes_eval.regulation.procedure.clock import Clock
    from caqes_eval.regulation.procedure.steps import ProcedureStep

_REHEARSE = "Corrigez la date ; pour essayer une date à venir, donnez « --on » : ce jour-là ou un jour plus tardif."

Command = Callable[..., Any]


@click.group("clock", subcommand_metavar="PROCÉDURE [ARGUMENTS]...")
@root_option
@json_option
def clock() -> None:
    """Donne les délais légaux d’une procédure, d’après les dates connues."""


def _option(field: str) -> str:
    return f"--{field.replace('_', '-')}"


def _procedure_options(model: type[ProcedureDates]) -> Callable[[Command], Command]:
    """Add what the commands share, and one option per date of a procedure, in its order."""
    options: list[Callable[[Command], Command]] = [
        click.argument("finess", metavar="FINESS"),
        *(
            day_option(_option(name), help=f"{event.label[0].upper()}{event.label[1:]}.")
            for name, event in model.events().items()
        ),
        click.option(
            "--remedies-stated/--no-remedies-stated",
            default=None,
            help="La décision mentionne, ou non, les voies et délais de recours (par défaut : pas vérifié).",
        ),
        day_option("--on", help="Jour où l’état de chaque étape est lu (par défaut : aujourd’hui)."),
        click.option(
            "--ics",
            metavar="FICHIER",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Écrit aussi les échéances dans un fichier que tout agenda sait ouvrir.",
        ),
        click.option(
            "--case", metavar="TEXTE", help="Avec --ics, ce qui distingue cette procédure (2025, avenant 2024)."
        ),
        click.option("--force", is_flag=True, help="Remplace le fichier donné par --ics s’il existe."),
        root_option,
        json_option,
        click.pass_obj,
    ]

    def add(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


@dataclass(frozen=True, kw_only=True)
class _Diary:
    """Where the ``.ics`` file goes, checked before anything is computed."""

    path: Path
    case: str


@clock.command("evaluation")
@_procedure_options(EvaluationDates)
def evaluation(state: State, /, finess: str, **options: Any) -> int:  # noqa: ANN401 - one per field of the model
    """Délais d’une évaluation annuelle du contrat."""
    from caqes_eval.regulation.procedure.clock import evaluation as compute

    return _run(state, finess, EvaluationDates, compute, options)


@clock.command("contract")
@_procedure_options(ContractProposalDates)
def contract(state: State, /, finess: str, **options: Any) -> int:  # noqa: ANN401 - one per field of the model
    """Délais d’une proposition de contrat ou d’avenant."""
    from caqes_eval.regulation.procedure.clock import contract_proposal

    return _run(state, finess, ContractProposalDates, contract_proposal, options)


def _run(
    state: State,
    typed: str,
    model: type[ProcedureDates],
    compute: Callable[..., "Clock"],
    options: dict[str, Any],
) -> int:
    from caqes_eval.regulation.parameters.rules import Rules

    diary = _diary(options["ics"], options["case"], force=options["force"])
    finess = _finess(typed)
    known = {name: _date(options[name]) for name in model.events()}
    dates = model.model_validate({**known, "remedies_stated": options["remedies_stated"]})
    rules = Rules.load(state.workspace.regulation)
    try:
        found = compute(rules, dates, today=_date(options["on"]) or today())
    except InputValueError as error:
        raise _in_options(error, model) from None
    if diary:
        _write(diary, found, finess)
    if state.as_json:
        print_json(_record(found, finess))
        return 0
    _tell(found, finess)
    if diary:
        say(f"\nAgenda écrit : {diary.path}. Importez-le dans votre agenda.")
    return 0


def _date(value: datetime | None) -> date | None:
    return value.date() if value else None


def _diary(path: Path | None, case: str | None, *, force: bool) -> _Diary | None:
    if path is None:
        if case is not None or force:
            raise click.UsageError("--case et --force ne servent qu’avec --ics.")
        return None
    if case is None or not case.strip():
        raise click.UsageError("--ics demande --case : l’année évaluée (2025) ou le nom de l’avenant.")
    if path.exists() and not force:
        raise OutputError(
            f"Le fichier {path} existe déjà : il n’est pas remplacé.",
            remedy="Donnez un autre nom, ou ajoutez « --force » pour le remplacer.",
        )
    return _Diary(path=path, case=case)


def _finess(typed: str) -> str:
    check = check_finess(typed)
    if check.value is None:
        proposals = f" Propositions : {', '.join(check.proposals)}." if check.proposals else ""
        raise InputValueError(
            f"« {typed} » n’est pas un FINESS. {check.reason}",
            remedy=f"Vérifiez le numéro de l’établissement.{proposals}",
        )
    return check.value


def _in_options(error: InputValueError, model: type[ProcedureDates]) -> InputValueError:
    """Return an error about dates with the names of the options instead of those of the fields."""
    fields = re.compile(rf"\b(?:{'|'.join(model.events())})\b")

    def renamed(text: str) -> str:
        return fields.sub(lambda found: _option(found[0]), text)

    findings = [
        replace(
            finding,
            key=renamed(finding.key or ""),
            message=renamed(finding.message),
            remedy=_REHEARSE if finding.code == "date_a_venir" else renamed(finding.remedy),
        )
        for finding in error.findings
    ]
    return InputValueError(error.message, remedy=error.remedy, findings=findings)


def _write(diary: _Diary, found: "Clock", finess: str) -> None:
    from caqes_eval.regulation.procedure.calendar_file import calendar

    write_atomically(diary.path, calendar(found, finess=finess, name=f"FINESS {finess}", case=diary.case))


def _record(found: "Clock", finess: str) -> dict[str, object]:
    return {
        "procedure": found.procedure,
        "finess": finess,
        "on": _iso(found.today),
        "status": found.status,
        "steps": [_step_record(step) for step in found.steps],
        "reserves": list(found.reserves),
    }


def _step_record(step: "ProcedureStep") -> dict[str, object]:
    return {
        "code": step.code,
        "label": step.label,
        "actor": step.actor,
        "opens": _iso(step.opens),
        "due": _iso(step.due),
        "waits_for": step.waits_for,
        "done": _iso(step.done),
        "progress": step.progress,
        "formula": step.formula,
        "reference": step.rule.reference.model_dump(mode="json") if step.rule else None,
        "status": step.rule.status if step.rule else None,
        "reserves": list(step.reserves),
    }


def _iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _tell(found: "Clock", finess: str) -> None:
    say(found.label, style="bold")
    say(f"Établissement {finess}, état au {day(found.today)}")
    for step in found.steps:
        say(f"\n{step.label}", style="bold")
        _tell_step(step)
    say("\nÀ savoir", style="bold")
    for reserve in found.reserves:
        indented(reserve, 2)


def _tell_step(step: "ProcedureStep") -> None:
    """Print a step: who, when and where it stands; then what is awaited, the arithmetic, its source, its reserves."""
    progress = f" ({step.progress})" if step.progress and step.progress != "fait" else ""
    indented(f"{step.actor} : {_when(step)}{progress}", 2)
    if step.waits_for:
        indented(f"Dans l’attente de : {step.waits_for}", 6)
    if step.formula:
        indented(f"Calcul : {step.formula}", 6)
    if step.rule:
        indented(f"[{STATUS_LABELS[step.rule.status]}] {step.rule.reference.sentence()}", 6)
    for reserve in step.reserves:
        indented(f"Réserve : {reserve}", 6)


def _when(step: "ProcedureStep") -> str:
    parts = []
    if step.opens and step.due:
        parts.append(f"du {day(step.opens)} au {day(step.due)}")
    elif step.opens:
        parts.append(f"à partir du {day(step.opens)}")
    if step.done:
        parts.append(f"fait le {day(step.done)}")
    return ", ".join(parts) or "pas encore de date"
