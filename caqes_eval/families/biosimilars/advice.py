"""Biosimilars: what to do next, drawn from the figures. Pure functions."""

from collections.abc import Sequence

import pandas as pd

from caqes_eval.families.advice import boxes_to_target, named, nothing_to_do, top_products
from caqes_eval.families.biosimilars.indicators import RATE
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

PRODUCTS_NAMED = 2


def advise(results: Sequence[IndicatorResult], products: pd.DataFrame) -> list[str]:
    """Return the next steps of an establishment: molecules below their objective, the most boxes to gain first."""
    molecules = [result for result in results if result.indicator != RATE and result.outcome == "non atteint"]
    molecules.sort(key=lambda result: (-(boxes_to_target(result) or 0), result.indicator))
    steps = [_molecule_step(result, products) for result in molecules]
    small = [result for result in results if result.indicator != RATE and result.outcome == "petit volume"]
    if small:
        names = ", ".join(result.indicator.removeprefix(f"{RATE}.") for result in small)
        steps.append(f"Volumes trop petits pour être jugés ({names}) : suivez-les sans en tirer de conclusion.")
    return steps or [nothing_to_do(results)]


def _molecule_step(result: IndicatorResult, products: pd.DataFrame) -> str:
    atc5 = result.indicator.removeprefix(f"{RATE}.")
    references = top_products(products[products["atc5"] == atc5], "biological_reference", PRODUCTS_NAMED)
    missing = boxes_to_target(result) or 0
    molecule = result.label.split(" : ")[-1]
    heading = "Références les plus prescrites" if len(references) > 1 else "Référence la plus prescrite"
    return (
        f"{molecule[:1].upper()}{molecule[1:]} : {french.percent(result.value)} de biosimilaires ; "
        f"{french.plural(missing, 'boîte')} de référence à remplacer pour l’objectif. "
        f"{heading} : {named(references)}. "
        "Proposez le biosimilaire à l’initiation, puis aux renouvellements."
    )
