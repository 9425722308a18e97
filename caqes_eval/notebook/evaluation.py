"""Opening an evaluation inside a notebook, and gluing its result for the synthesis."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from caqes_eval.families.definition import Family, Measure
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.generics.repertoire import compare_repertoires
from caqes_eval.families.products import Perimeter, by_product, classify, perimeter
from caqes_eval.families.registry import family
from caqes_eval.families.result import FamilyResult, FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import EstablishmentError
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook.inputs import Inputs
from caqes_eval.notebook.scraps import RESULT, glue_json


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """An establishment evaluated for one family: what the page shows.

    Attributes:
        products: its classified products of the year evaluated.
        disagreements: products on which TOP_GEN and the public drug database differ, None when it was not given.
    """

    inputs: Inputs
    family: Family
    products: pd.DataFrame
    perimeter: Perimeter
    disagreements: pd.DataFrame | None
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
    read = Inputs.read(Path(inputs), finess=finess)
    chosen = family(read.context.family)
    repertoire = read.repertoire if read.context.repertoire_source == "bdpm" else None
    products = {year: classify(rows, read.top_gen[year].codes, repertoire) for year, rows in read.products.items()}
    current = products[read.context.year]
    disagreements = None
    if chosen.repertoire and read.repertoire is not None:
        disagreements = compare_repertoires(by_product(current), read.repertoire, read.top_gen[read.context.year].codes)
    left_out = perimeter(current)
    return Evaluation(
        inputs=read,
        family=chosen,
        products=current,
        perimeter=left_out,
        disagreements=disagreements,
        result=_result(read, chosen, products, left_out, disagreements),
    )


def glue(evaluation: Evaluation) -> None:
    """Leave the result record in the notebook, where scrapbook finds it."""
    glue_json(RESULT, evaluation.result.model_dump(mode="json"))


def _result(
    read: Inputs,
    chosen: Family,
    products: dict[int, pd.DataFrame],
    left_out: Perimeter,
    disagreements: pd.DataFrame | None,
) -> FamilyResult:
    context = read.context
    past_year = max(context.past_years, default=None)
    past: tuple[int, list[Measure]] | None = None
    if past_year is not None:
        past = (past_year, chosen.measure(products[past_year]))
    current = products[context.year]
    results = evaluate(
        chosen, chosen.measure(current), period=context.year, rules=read.rules, region=read.region, past=past
    )
    return FamilyResult(
        campaign=context.campaign,
        finess=context.establishment.finess,
        establishment=context.establishment.name,
        family=chosen.code,
        period=str(context.year),
        results=tuple(results),
        actions=tuple(chosen.advise(results, current)),
        findings=(*context.findings, *_perimeter_findings(left_out), *_repertoire_findings(disagreements)),
        sources=context.sources,
        rules=(*read.rules.values(), read.top_gen[context.year]),
    )


def _perimeter_findings(left_out: Perimeter) -> list[FindingRecord]:
    findings = []
    if left_out.not_released_cents or left_out.not_released_boxes:
        share = french.percent(left_out.not_released_share)
        boxes = french.percent(left_out.not_released_box_share)
        findings.append(
            FindingRecord(
                code="part_non_restituee",
                severity=Severity.INFO,
                sentence=(
                    f"{share} des euros remboursés ({boxes} des boîtes) sont « Non restitué » par le secret statistique : "
                    "comptés en euros, absents des taux par produit."
                ),
            )
        )
    if left_out.undecided_boxes:
        findings.append(
            FindingRecord(
                code="repertoire_indecis",
                severity=Severity.TO_CHECK,
                sentence=(
                    f"{french.plural(left_out.undecided_boxes, 'boîte')} de produits absents ou ambigus dans la base "
                    "publique des médicaments ne comptent pas dans les taux du répertoire."
                ),
            )
        )
    return findings


def _repertoire_findings(disagreements: pd.DataFrame | None) -> list[FindingRecord]:
    if disagreements is None or disagreements.empty:
        return []
    count = french.plural(len(disagreements), "produit")
    boxes = french.plural(int(disagreements["boxes"].sum()), "boîte")
    return [
        FindingRecord(
            code="repertoires_en_desaccord",
            severity=Severity.TO_CHECK,
            sentence=(
                f"TOP_GEN et la base publique des médicaments ne disent pas la même chose pour {count} ({boxes}) : "
                "voir le tableau des désaccords."
            ),
        )
    ]
