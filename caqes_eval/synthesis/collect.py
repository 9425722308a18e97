"""Reading the results that executed notebooks carry, and confronting them with their archived copies."""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from caqes_eval.execution.scraps import json_scraps
from caqes_eval.families.result import FamilyResult, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.notebook.scraps import RESULT, glue_json
from caqes_eval.synthesis.index import Entry, Index

FAULTS_TOLD = 5


@dataclass(frozen=True, kw_only=True)
class RegionalSynthesis:
    """A campaign gathered: its index and the results of its executed notebooks."""

    index: Index
    results: tuple[FamilyResult, ...]

    def of(self, indicator: str) -> list[tuple[FamilyResult, IndicatorResult]]:
        """Return the results of one indicator, with the evaluation each belongs to."""
        return [(each, result) for each in self.results for result in each.results if result.indicator == indicator]

    def indicators(self) -> list[str]:
        """Return the indicators met, in the order of the notebooks."""
        return list(dict.fromkeys(result.indicator for each in self.results for result in each.results))


def open_synthesis(index: str) -> RegionalSynthesis:
    """Read the executed notebooks of a campaign.

    Args:
        index: path of ``index.json``, relative to the notebook.

    Raises:
        IntegrityError: a notebook was changed after its execution, or does not say what its archived result says;
            every such dossier is named.
    """
    read = Index.model_validate_json(Path(index).read_bytes())
    results: list[FamilyResult] = []
    faults: list[Finding] = []
    for entry in read.entries:
        found = _read(entry)
        if isinstance(found, str):
            faults.append(
                Finding(
                    code="dossier_altere", severity=Severity.BLOCKING, file=f"{entry.finess}/{entry.family}",
                    message=found, remedy="relancez « caqes run », qui en fera une nouvelle version.",
                )
            )  # fmt: skip
        else:
            results.append(found)
    if faults:
        told = ", ".join(fault.file for fault in faults[:FAULTS_TOLD]) + (" …" if len(faults) > FAULTS_TOLD else "")
        raise IntegrityError(
            f"{french.plural(len(faults), 'dossier')} à refaire pour la synthèse ({faults[0].message}) : {told}. "
            "Relancez « caqes run » sans restriction.",
            findings=faults,
        )
    return RegionalSynthesis(index=read, results=tuple(results))


def glue(synthesis: RegionalSynthesis) -> None:
    """Leave the gathered results in the notebook."""
    record = {
        "campaign": synthesis.index.campaign,
        "evaluations": len(synthesis.results),
        "missing": len(synthesis.index.missing),
        "results": [
            {
                "finess": each.finess,
                "family": each.family,
                "indicator": result.indicator,
                "value": None if result.value is None else str(result.value),
                "outcome": result.outcome,
            }
            for each in synthesis.results
            for result in each.results
        ],
    }
    glue_json(RESULT, record)


def _read(entry: Entry) -> FamilyResult | str:
    """Return the result glued in a notebook, or what is wrong with it."""
    content = Path(entry.notebook).read_bytes()
    if sha256_bytes(content) != entry.notebook_sha256:
        return "le notebook a été modifié pendant la synthèse."
    glued = json_scraps(json.loads(content)).get(RESULT)
    if glued is None:
        return "le notebook ne contient plus son résultat."
    if glued != json.loads(Path(entry.result).read_text(encoding="utf-8")):
        return "le résultat du notebook n’est pas celui qui a été archivé."
    try:
        return FamilyResult.model_validate_json(json.dumps(glued))
    except ValidationError:
        return "le résultat du notebook n’a pas la forme attendue."
