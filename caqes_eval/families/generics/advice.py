"""Generics: what to do next, drawn from the figures. Pure functions."""

from collections.abc import Sequence

import pandas as pd

from caqes_eval.families.advice import boxes_to_target, named, nothing_to_do, top_products
from caqes_eval.families.case import Case
from caqes_eval.families.generics.extract import READER
from caqes_eval.families.generics.indicators import (
    PENETRATION_RATE,
    REPERTOIRE_RATE,
    SAVINGS_AT_MEDIAN,
    SUBSTITUTION_SAVINGS,
    groups,
    substitution_gaps,
)
from caqes_eval.families.generics.inputs import CONTRACT, EXTRACT
from caqes_eval.families.phmev import prescriptions
from caqes_eval.families.plan_answer import not_sent, plan_steps
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation import french

PRODUCTS_NAMED = 3


def advise(case: Case, results: Sequence[IndicatorResult]) -> list[str]:
    """Return the next steps of an establishment, the most useful first."""
    products = prescriptions(case, READER).products
    by_code = {result.indicator: result for result in results}
    steps = [
        _ask_for_data(case, by_code[REPERTOIRE_RATE]),
        _reach_target(by_code[REPERTOIRE_RATE], products),
        _replace_references(by_code[PENETRATION_RATE], products),
        _costliest_references(case, by_code[SUBSTITUTION_SAVINGS], products),
        _median(by_code[SAVINGS_AT_MEDIAN]),
    ]
    told = [*(step for step in steps if step), *plan_steps(case, CONTRACT)]
    return told or [nothing_to_do(results)]


def _ask_for_data(case: Case, rate: IndicatorResult) -> str:
    if rate.outcome != "données insuffisantes":
        return ""
    who = "à l’Assurance Maladie" if not_sent(case, EXTRACT) else "à qui a envoyé le fichier"
    return f"Données à demander {who} : {rate.reason}"


def _reach_target(rate: IndicatorResult, products: pd.DataFrame) -> str:
    missing = boxes_to_target(rate)
    if rate.outcome != "non atteint" or not missing:
        return ""
    outside = top_products(products, "outside", PRODUCTS_NAMED)
    step = (
        f"Prescription dans le répertoire : {french.plural(missing, 'boîte')} de plus dans le répertoire, à volume égal, "
        "auraient suffi pour l’objectif."
    )
    if outside.empty:
        return step
    return (
        f"{step} Hors répertoire, vos produits les plus prescrits sont {named(outside)} : "
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


def _costliest_references(case: Case, savings: IndicatorResult, products: pd.DataFrame) -> str:
    if not savings.value:
        return ""
    gaps = [gap for gap in substitution_gaps(products, groups(case)).gaps if gap.cents][:PRODUCTS_NAMED]
    dearest = ", ".join(f"{gap.label.lower() or gap.group} ({french.euros(gap.cents / 100, 0)})" for gap in gaps)
    return (
        f"Aux prix de vos propres prescriptions, les princeps qui ont un générique ont coûté "
        f"{french.euros(savings.value, 0)} de plus que lui. Commencez par : {dearest}."
    )


def _median(savings: IndicatorResult) -> str:
    if not savings.value:
        return ""
    return (
        f"Ordre de grandeur, à prescriptions comparables : au coût médian régional par boîte, l’Assurance Maladie "
        f"aurait remboursé {french.euros(savings.value, 0)} de moins. Regardez d’abord vos princeps les plus chers."
    )
