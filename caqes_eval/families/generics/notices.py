"""Generics: what is remarkable in the data, beside what the reading of the files found."""

import pandas as pd

from caqes_eval.families.case import Case
from caqes_eval.families.generics.extract import READER
from caqes_eval.families.generics.indicators import at_constant_repertoire, repertoire_rate
from caqes_eval.families.generics.repertoire import compare_repertoires
from caqes_eval.families.phmev import Prescriptions, prescriptions
from caqes_eval.families.phmev_notices import finding, not_released, replaced, undecided
from caqes_eval.families.products import OPEN_PHMEV, TOP_GEN, by_product
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.foundation.findings import Severity


def notice(case: Case) -> list[FindingRecord]:
    """Return what a reader must know before comparing: secrecy, undecided products, repertoires that disagree or change."""
    found = prescriptions(case, READER)
    return [
        *not_released(found),
        *undecided(found),
        *replaced(found),
        *_disagreements(case),
        *_perimeter_effect(case, found),
    ]


def disagreements(case: Case) -> pd.DataFrame | None:
    """Return the products on which TOP_GEN and the drug database differ, None when there are not both for the year."""
    rows = case.rows(OPEN_PHMEV)
    if case.repertoire is None or rows.empty:
        return None
    try:
        codes = case.law.rule(TOP_GEN).codes
    except RuleNotFoundError:
        return None
    return compare_repertoires(by_product(rows), case.repertoire, codes)


def _disagreements(case: Case) -> list[FindingRecord]:
    differing = disagreements(case)
    if differing is None or differing.empty:
        return []
    count = french.plural(len(differing), "produit")
    boxes = french.plural(int(differing["boxes"].sum()), "boîte")
    told = (
        f"TOP_GEN et la base publique des médicaments ne disent pas la même chose pour {count} ({boxes}) : "
        "voir le tableau des désaccords."
    )
    return [finding("repertoires_en_desaccord", Severity.TO_CHECK, told)]


def _perimeter_effect(case: Case, found: Prescriptions) -> list[FindingRecord]:
    """Say when the rate of the year and that of a constant repertoire do not move alike since the year before."""
    before = prescriptions(case.at(case.year - 1), READER)
    if case.repertoire is None or case.repertoire_source == "bdpm" or found.lacking or before.lacking:
        return []
    if not found.detailed or not before.detailed:
        return []
    yearly = [repertoire_rate(each.products).value for each in (before, found)]
    fixed = [repertoire_rate(at_constant_repertoire(case, each)).value for each in (before, found)]
    if None in yearly or None in fixed:
        return []
    moved, real = (rates[1] - rates[0] for rates in (yearly, fixed))  # type: ignore[operator]
    if french.points(moved) == french.points(real):
        return []
    told = (
        f"Depuis {case.year - 1}, le taux de prescription dans le répertoire change de {french.points(moved)} ; à répertoire "
        f"constant, de {french.points(real)}. La différence vient des produits entrés au répertoire ou qui en sont sortis."
    )
    return [finding("effet_de_perimetre", Severity.TO_CHECK, told)]
