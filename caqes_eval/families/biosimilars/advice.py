"""Biosimilars: what to do next, drawn from the figures. Pure functions."""

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from caqes_eval.families.advice import boxes_to_target, named, nothing_to_do, top_products
from caqes_eval.families.biosimilars.extract import READER
from caqes_eval.families.biosimilars.indicators import RATE, savings_gaps
from caqes_eval.families.biosimilars.inputs import CONTRACT, EXTRACT
from caqes_eval.families.case import Case
from caqes_eval.families.phmev import prescriptions
from caqes_eval.families.plan_answer import not_sent, plan_steps
from caqes_eval.families.price_gaps import Gap
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

PRODUCTS_NAMED = 2


def advise(case: Case, results: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps of an establishment: molecules below their objective, the most boxes to gain first."""
    products = prescriptions(case, READER).products
    overall = next(result for result in results if result.indicator == RATE)
    parts = [result for result in results if result.indicator.startswith(f"{RATE}.")]
    molecules = [result for result in parts if result.outcome == "non atteint"]
    molecules.sort(key=lambda result: (-(boxes_to_target(result) or 0), result.indicator))
    gaps = {gap.group: gap for gap in savings_gaps(products).gaps}
    steps = [_molecule_step(result, products, gaps) for result in molecules]
    if overall.outcome == "données insuffisantes":
        who = "à l’Assurance Maladie" if not_sent(case, EXTRACT) else "à qui a envoyé le fichier"
        steps.append(f"Données à demander {who} : {overall.reason}")
    small = [result for result in parts if result.outcome == "petit volume"]
    if small:
        names = ", ".join(result.label.split(" : ")[-1] for result in small)
        steps.append(f"Volumes trop petits pour être jugés ({names}) : suivez-les sans en tirer de conclusion.")
    return [*steps, *plan_steps(case, CONTRACT)] or [nothing_to_do(results)]


def _molecule_step(result: IndicatorResult, products: pd.DataFrame, gaps: dict[str, Gap]) -> str:
    code = result.indicator.removeprefix(f"{RATE}.")
    references = top_products(products[products["atc5"] == code], "biological_reference", PRODUCTS_NAMED)
    missing = boxes_to_target(result) or 0
    molecule = french.capital(result.label.split(" : ")[-1])
    step = (
        f"{molecule} : {french.percent(result.value)} de biosimilaires ; "
        f"{french.plural(missing, 'boîte')} de référence à remplacer pour l’objectif{_saving(gaps.get(code), missing)}. "
    )
    if len(references):
        heading = "Références les plus prescrites" if len(references) > 1 else "Référence la plus prescrite"
        step += f"{heading} : {named(references)}. "
    return f"{step}Proposez le biosimilaire à l’initiation, puis aux renouvellements."


def _saving(gap: Gap | None, missing: int) -> str:
    """Return what replacing so many boxes would have saved, at the costs of this hospital."""
    if gap is None or gap.dear <= gap.cheap:
        return ""
    euros = Fraction(gap.dear - gap.cheap) * missing / 100
    return f", soit environ {french.euros(euros, 0)} aux prix de vos prescriptions"
