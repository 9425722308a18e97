"""Opening an evaluation inside a notebook, and gluing its result for the synthesis."""

from dataclasses import dataclass, replace
from pathlib import Path

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Family
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.points import points_of
from caqes_eval.families.registry import family
from caqes_eval.families.result import FamilyResult, FindingRecord
from caqes_eval.foundation.errors import EstablishmentError
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook.inputs import Inputs
from caqes_eval.notebook.scraps import RESULT, glue_json
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.regime import Law

TO_PROVIDE = "parametre_a_fournir"
"""Code of the findings that ask a person for a figure."""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """An establishment evaluated for one family: what the page shows."""

    inputs: Inputs
    family: Family
    case: Case
    result: FamilyResult


def open_evaluation(finess: str, inputs: str = "inputs") -> Evaluation:
    """Read the inputs archived beside the notebook and evaluate.

    Args:
        finess: the establishment the notebook was run for; its rows must be those of the inputs.
        inputs: the folder of inputs, relative to the notebook.

    Raises:
        EstablishmentError: the template was opened without an establishment.
        IntegrityError: the inputs are those of another establishment.
    """
    if not finess:
        raise EstablishmentError(
            "Ceci est un modèle : il n’a pas encore d’établissement.",
            remedy="Lancez « caqes run CAMPAGNE », puis ouvrez le notebook exécuté dans notebooks/runs.",
        )
    return evaluation_of(Inputs.read(Path(inputs), finess=finess))


def evaluation_of(read: Inputs) -> Evaluation:
    """Evaluate inputs that were read."""
    chosen, case, context = family(read.context.family), read.case(), read.context
    results = evaluate(chosen, case, region=read.region)
    answers = chosen.answers(case, results) if read.grid else {}
    result = FamilyResult(
        campaign=context.campaign,
        finess=context.establishment.finess,
        establishment=context.establishment.name,
        family=chosen.code,
        period=str(context.year),
        results=tuple(results),
        points=points_of(read.grid, answers) if read.grid else None,
        amounts=tuple(chosen.amounts(case, results)),
        actions=tuple(chosen.advise(case, results)),
        findings=(*context.findings, *chosen.notice(case), *_figures_to_ask_for(chosen, case)),
        deliveries=context.deliveries,
        sources=context.sources,
        rules=_rules(case.law),
    )
    return Evaluation(inputs=read, family=chosen, case=case, result=result)


def in_brief(evaluation: Evaluation) -> Evaluation:
    """Return an evaluation without the detail of its indicators, which has tables of its own; the whole one is to glue.

    Its results are in the order of the family's definitions.
    """
    order = [definition.code for definition in evaluation.family.definitions]
    kept = sorted(
        (each for each in evaluation.result.results if not each.part), key=lambda each: order.index(each.indicator)
    )
    return replace(evaluation, result=evaluation.result.model_copy(update={"results": tuple(kept)}))


def glue(evaluation: Evaluation) -> None:
    """Leave the result record in the notebook, where scrapbook finds it."""
    glue_json(RESULT, evaluation.result.model_dump(mode="json"))


def _rules(law: Law) -> tuple[Rule, ...]:
    """Return the rules in force for the case, of all that its dossier keeps."""
    return tuple(law.in_force())


def _figures_to_ask_for(chosen: Family, case: Case) -> list[FindingRecord]:
    """Return what no source gives and a person has to, for the indicators that bind the establishment: never guessed."""
    unbound = {contract for contract in chosen.contracts if not case.binds(contract)}
    keys = [key for key in case.law.rules.keys() if not unbound & set(key.split("."))]  # noqa: SIM118 - a method of ours
    return [
        FindingRecord(code=TO_PROVIDE, severity=Severity.TO_CHECK, sentence=told)
        for key in keys
        if (told := case.law.missing(key))
    ]
