"""Generics: what is counted. Pure functions on classified products (see ``caqes_eval.families.products``).

Sources: rate of prescription within the repertoire, CSS R.162-43-3 1° bis (abrogated in 2017, still the only primary
formula) and note méthodologique CAQOS 2015; the others are usual readings without a text.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.generics.extract import READER
from caqes_eval.families.generics.inputs import CONTRACT
from caqes_eval.families.phmev import NAMES, Prescriptions, hidden, prescriptions, witness
from caqes_eval.families.price_gaps import Gaps, price_gaps
from caqes_eval.families.products import REPERTOIRE, boxes, cents, identified
from caqes_eval.foundation import french

REPERTOIRE_RATE = "generics.repertoire_rate"
CONSTANT_RATE = "generics.constant_repertoire_rate"
PENETRATION_RATE = "generics.penetration_rate"
EUROS_PER_BOX = "generics.euros_per_box"
SUBSTITUTION_SAVINGS = "generics.substitution_savings"
SAVINGS_AT_MEDIAN = "generics.savings_at_median"
WITNESS_RATE = "generics.witness_repertoire_rate"
WITNESS_PENETRATION = "generics.witness_penetration_rate"
REFERENTIAL = "generics.repertoire_referential"

Count = Callable[[pd.DataFrame], Measure]

NO_AMOUNT = "L’extraction ne donne pas de montant remboursé par produit."
NO_PRODUCT = "L’extraction ne donne que des totaux : ce calcul demande une ligne par produit."
HIDDEN = "Aucune boîte du répertoire n’est visible, et le secret statistique d’Open PHMEV cache des produits."
KIND_UNKNOWN = "L’extraction ne dit pas, dans le répertoire, ce qui est générique et ce qui est princeps."


def measure(case: Case) -> list[Measure]:
    """Count the measures of the family for one establishment and one year."""
    found = prescriptions(case, READER)
    return [
        _said(REPERTOIRE_RATE, found, repertoire_rate),
        *_constant(case, found),
        _said(PENETRATION_RATE, found, penetration_rate),
        _said(EUROS_PER_BOX, found, euros_per_box),
        _said(SUBSTITUTION_SAVINGS, found, lambda products: substitution_savings(products, groups(case))),
        *_witnesses(case, found),
        action_plan.measure(case, "generics", CONTRACT),
    ]


def repertoire_rate(products: pd.DataFrame) -> Measure:
    """Boxes of the repertoire (generics and their references) over the boxes of all identified medicines.

    A product whose place in the repertoire is undecided counts on neither side.
    """
    named = identified(products)
    return Measure(
        code=REPERTOIRE_RATE,
        numerator=boxes(named, *REPERTOIRE),
        denominator=int(named.loc[named["status"] != "undecided", "boxes"].sum()),
        caution=_undecided(boxes(named, "undecided")),
    )


def penetration_rate(products: pd.DataFrame) -> Measure:
    """Boxes of generics over boxes of the repertoire."""
    if boxes(products, "repertoire"):
        return Measure(code=PENETRATION_RATE, lacking=KIND_UNKNOWN)
    return Measure(
        code=PENETRATION_RATE,
        numerator=boxes(products, "generic"),
        denominator=boxes(products, *REPERTOIRE),
    )


def euros_per_box(products: pd.DataFrame) -> Measure:
    """Reimbursed euros per box of the repertoire."""
    inside = products[products["status"].isin(REPERTOIRE)]
    if inside["reimbursed_cents"].isna().any():
        return Measure(code=EUROS_PER_BOX, lacking=NO_AMOUNT)
    return Measure(
        code=EUROS_PER_BOX,
        numerator=cents(products, *REPERTOIRE),
        denominator=boxes(products, *REPERTOIRE),
        scale=100,
    )


def substitution_savings(products: pd.DataFrame, known: Mapping[str, str]) -> Measure:
    """Euros saved were every box of a reference product a generic of its group, at the costs of this hospital."""
    if (boxes(products, *REPERTOIRE) and not (products["label"] != "").any()) or boxes(products, "repertoire"):
        return Measure(code=SUBSTITUTION_SAVINGS, lacking=NO_PRODUCT)
    if hidden(products, *REPERTOIRE):
        return Measure(code=SUBSTITUTION_SAVINGS, lacking=HIDDEN)
    gaps = substitution_gaps(products, known)
    if gaps.unpriced:
        return Measure(code=SUBSTITUTION_SAVINGS, lacking=NO_AMOUNT)
    return counted(SUBSTITUTION_SAVINGS, gaps.euros, caution=_left_out(gaps))


def substitution_gaps(products: pd.DataFrame, known: Mapping[str, str]) -> Gaps:
    """Return the gap of cost between references and generics, by generic group, else by molecule."""
    return price_gaps(products, replaceable="reference", replacing="generic", groups=known)


def groups(case: Case) -> dict[str, str]:
    """Return the generic group of each product that has one and only one in the drug database."""
    if case.repertoire is None or "groups" not in case.repertoire:
        return {}
    return {
        str(cip13): f"groupe {group}"
        for cip13, group in zip(case.repertoire["cip13"], case.repertoire["groups"], strict=True)
        if group and "+" not in str(group)
    }


def at_constant_repertoire(case: Case, found: Prescriptions) -> pd.DataFrame:
    """Return the products with the status that the drug database of one date gives them, the same for every year."""
    assert case.repertoire is not None, "there is no repertoire to hold constant"
    known = dict(zip(case.repertoire["cip13"], case.repertoire["status"], strict=True))
    kept = found.products["status"].isin(["not_released", "fee", "biosimilar", "biological_reference"])
    status = [known.get(str(cip13), "undecided").replace("ambiguous", "undecided") for cip13 in found.products["cip13"]]
    fixed = found.products["status"].where(kept, pd.Series(status, index=found.products.index, dtype=object))
    return found.products.assign(status=fixed)


def _constant(case: Case, found: Prescriptions) -> list[Measure]:
    """Return the rate of the repertoire at one date, beside that of the year; nothing without a drug database."""
    if case.repertoire is None or case.repertoire_source == "bdpm":
        return []
    if not found.lacking and not found.detailed:
        return [Measure(code=CONSTANT_RATE, lacking=NO_PRODUCT)]
    return [
        replace(
            _said(CONSTANT_RATE, found, lambda _: repertoire_rate(at_constant_repertoire(case, found))),
            code=CONSTANT_RATE,
        )
    ]


def _witnesses(case: Case, found: Prescriptions) -> list[Measure]:
    """Return the same rates from the source that does not decide, each with its gap."""
    other = witness(case, READER)
    if other is None:
        return []
    pairs = ((WITNESS_RATE, repertoire_rate), (WITNESS_PENETRATION, penetration_rate))
    measures = []
    for code, count in pairs:
        seen, decided = count(other.products), None if found.lacking else count(found.products).value
        told = f"D’après {NAMES[other.origin]}, qui ne décide pas."
        if seen.value is not None and decided is not None:
            told += f" Écart : {french.points(seen.value - decided)}."
        measures.append(replace(seen, code=code, caution=" ".join(filter(None, (told, other.caution)))))
    return measures


def _said(code: str, found: Prescriptions, count: Count) -> Measure:
    """Count on what decides, or say why nothing can be."""
    if found.lacking:
        return Measure(code=code, lacking=found.lacking)
    measure = count(found.products)
    return replace(measure, caution=" ".join(filter(None, (measure.caution, found.caution))))


def _undecided(count: int) -> str:
    if not count:
        return ""
    return f"{french.plural(count, 'boîte')} dont la place au répertoire n’est pas connue ne comptent d’aucun côté."


def _left_out(gaps: Gaps) -> str:
    if not gaps.left_out:
        return ""
    told = french.plural(gaps.left_out, "boîte")
    return f"{told} de princeps sans générique prescrit dans le même groupe n’y entrent pas, faute de comparaison."
