"""Generics: what to do next, drawn from the figures. Pure functions."""

from collections.abc import Sequence

import pandas as pd

from caqes_eval.families.advice import boxes_to_target, named, nothing_to_do, top_products
from caqes_eval.families.generics.indicators import PENETRATION_RATE, REPERTOIRE_RATE, SAVINGS_AT_MEDIAN
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

PRODUCTS_NAMED = 3


def advise(results: Sequence[IndicatorResult], products: pd.DataFrame) -> list[str]:
    """Return the next steps of an establishment, the most useful first."""
    by_code = {result.indicator: result for result in results}
    steps = [
        _reach_target(by_code[REPERTOIRE_RATE], products),
        _replace_references(by_code[PENETRATION_RATE], products),
    ]
    savings = by_code[SAVINGS_AT_MEDIAN]
    if savings.value:
        steps.append(
            f"Ordre de grandeur, à prescriptions comparables : au coût médian régional par boîte, l’Assurance Maladie "
            f"aurait remboursé {french.euros(savings.value, 0)} de moins. Regardez d’abord vos princeps les plus chers."
        )
    return [step for step in steps if step] or [nothing_to_do(results)]


def _reach_target(rate: IndicatorResult, products: pd.DataFrame) -> str:
    missing = boxes_to_target(rate)
    if rate.outcome != "non atteint" or not missing:
        return ""
    outside = named(top_products(products, "outside", PRODUCTS_NAMED))
    return (
        f"Prescription dans le répertoire : {french.plural(missing, 'boîte')} de plus dans le répertoire, à volume égal, "
        f"auraient suffi pour l’objectif. Hors répertoire, vos produits les plus prescrits sont {outside} : "
        "tous n’ont pas d’alternative dans le répertoire, regardez ceux qui en ont une."
    )


def _replace_references(rate: IndicatorResult, products: pd.DataFrame) -> str:
    references = top_products(products, "reference", PRODUCTS_NAMED)
    if rate.value is None or references.empty:
        return ""
    count = int((rate.denominator or 0) - (rate.numerator or 0))
    return (
        f"{french.plural(count, 'boîte')} de princeps ont un générique au répertoire retenu. Les plus prescrits : {named(references)}. "
        "Prescrivez en DCI et paramétrez le livret pour proposer le générique."
        if count > 1
        else f"Une boîte de princeps a un générique : {named(references)}."
    )
