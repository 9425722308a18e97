"""What the notebook of an establishment reads: its contract, the results of its family notebooks, what is still awaited."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from caqes_eval.families.result import AmountRecord, FamilyResult, IndicatorResult, Record
from caqes_eval.foundation.errors import EstablishmentError, IntegrityError
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.notebook.inputs import EstablishmentCard
from caqes_eval.regulation.parameters.rule import Rule

INDEX = "index.json"
Standing = Literal[
    "atteint", "non atteint", "sans objectif", "données insuffisantes", "non calculable", "non évalué"
]  # fmt: skip
"""Where an indicator of the contract stands, all its judged results together."""


class IndicatorLine(Record):
    """An indicator of the contract that binds the establishment."""

    code: str
    label: str
    level: str
    volet: int | None
    family: str | None


class FamilyLine(Record):
    """A family: its evaluation, or why there is none.

    Attributes:
        notebook, notebook_sha256: the executed notebook it comes from; empty without one.
        result: the file of its result, beside the index; empty without one.
    """

    code: str
    title: str
    status: str
    message: str = ""
    notebook: str = ""
    notebook_sha256: str = ""
    result: str = ""
    result_sha256: str = ""


class DeadlineLine(Record):
    """Something asked of the establishment, and by when."""

    object: str
    indicators: tuple[str, ...]
    period: str
    expected: Day | None
    strict: Day | None
    status: str


class EstablishmentIndex(Record):
    """The content of ``inputs/index.json``."""

    version: Literal[1] = 1
    campaign: str
    campaign_title: str
    contract: str
    contract_status: str
    year: int
    evaluation_date: Day
    establishment: EstablishmentCard
    indicators: tuple[IndicatorLine, ...]
    families: tuple[FamilyLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    shares: tuple[AmountRecord, ...] = ()
    procedure: tuple[Rule, ...] = ()
    tool_version: str


@dataclass(frozen=True, kw_only=True)
class EstablishmentEvaluation:
    """An establishment, all its families together."""

    index: EstablishmentIndex
    results: tuple[FamilyResult, ...]

    def of(self, indicator: str) -> tuple[IndicatorResult, ...]:
        """Return the results of an indicator of the contract, those that judge it first."""
        own = [
            each for result in self.results for each in result.results if each.contract == indicator and not each.part
        ]
        return tuple(sorted(own, key=lambda each: not _judges(each)))

    def standing(self, indicator: str) -> Standing:
        """Return where an indicator stands: a référentiel decides before objectives, an objective missed before one met."""
        own = self.of(indicator)
        judged = [each for each in own if each.conditions] or [each for each in own if _judges(each)]
        if not own:
            return "non évalué"
        outcomes = {each.outcome for each in judged}
        for outcome in ("non atteint", "données insuffisantes", "non calculable"):
            if outcome in outcomes:
                return outcome
        if "atteint" in outcomes:
            return "atteint"
        # nothing judges it: say first what is lacking
        return "données insuffisantes" if all(_lacks(each) for each in own) else "sans objectif"


def _judges(result: IndicatorResult) -> bool:
    return bool(result.conditions) or result.target is not None


def _lacks(result: IndicatorResult) -> bool:
    return result.outcome == "données insuffisantes"


def open_establishment(finess: str, inputs: str = "inputs") -> EstablishmentEvaluation:
    """Read what was archived beside the notebook.

    Args:
        finess: the establishment the notebook was run for.
        inputs: the folder of inputs, relative to the notebook.

    Raises:
        EstablishmentError: the template was opened without an establishment.
        IntegrityError: a result is of another establishment, or is not the one that was gathered.
    """
    if not finess:
        raise EstablishmentError(
            "Ceci est un modèle : il n’a pas encore d’établissement.",
            remedy="Lancez « caqes run CAMPAGNE », puis ouvrez le notebook exécuté dans notebooks/runs.",
        )
    folder = Path(inputs)
    index = EstablishmentIndex.model_validate_json((folder / INDEX).read_bytes())
    results = tuple(_result(folder, line, finess) for line in index.families if line.result)
    if index.establishment.finess != finess:
        raise _not_its_own(index.establishment.finess, finess)
    return EstablishmentEvaluation(index=index, results=results)


def _result(folder: Path, line: FamilyLine, finess: str) -> FamilyResult:
    content = (folder / line.result).read_bytes()
    if sha256_bytes(content) != line.result_sha256:
        raise IntegrityError(
            f"Le résultat « {line.title} » a changé depuis qu’il a été rassemblé.",
            remedy="Relancez « caqes run » : la page de l’établissement sera refaite.",
        )
    result = FamilyResult.model_validate(json.loads(content))
    if result.finess != finess:
        raise _not_its_own(result.finess, finess)
    return result


def _not_its_own(found: str, finess: str) -> IntegrityError:
    return IntegrityError(
        f"Les données de ce dossier sont celles de {found}, pas de l’établissement {finess}.",
        remedy="Relancez l’évaluation avec « caqes run » ; ne déplacez pas les fichiers d’un dossier à l’autre.",
    )
