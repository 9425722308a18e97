"""Biosimilars: what is counted. Pure functions on classified products (see ``caqes_eval.families.products``).

``rate = biosimilar boxes / (biosimilar + biological reference boxes)``, overall and per molecule (ATC5); CNAM marks both
in TOP_GEN (B and C), an extract says the type of each product. Boxes are not weighted by dose: no source gives it.
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from caqes_eval.families import action_plan
from caqes_eval.families.biosimilars import grant
from caqes_eval.families.biosimilars.extract import READER
from caqes_eval.families.biosimilars.inputs import CONTRACT
from caqes_eval.families.biosimilars.perimeter import STATUSES, Effect, effects, list_of
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.phmev import NAMES, Prescriptions, hidden, prescriptions, witness
from caqes_eval.families.price_gaps import Gaps, price_gaps
from caqes_eval.families.products import boxes
from caqes_eval.foundation import french
from caqes_eval.regulation.parameters.values import ProductGroup

RATE = grant.RATE
SAVINGS = "biosimilars.savings"
GRANT_RATE = "biosimilars.grant_rate"
WITNESS_RATE = "biosimilars.witness_rate"

OVERALL = "Recours aux biosimilaires, toutes molécules"
HIDDEN = "Aucune boîte biologique n’est visible, et le secret statistique d’Open PHMEV cache des produits."
NO_AMOUNT = "L’extraction ne donne pas de montant remboursé par produit."


def measure(case: Case) -> list[Measure]:
    """Count the overall rate, the rate of each molecule met, by ATC code, then what rests on the same products."""
    found = prescriptions(case, READER)
    if found.lacking:
        lacking = [
            Measure(code=code, lacking=found.lacking, label=label) for code, label in ((RATE, OVERALL), (SAVINGS, ""))
        ]
        return [*lacking, *_witness(case, found), action_plan.measure(case, "biosimilars", CONTRACT)]
    biologicals = found.products[found.products["status"].isin(STATUSES)]
    moved = effects(case)
    rates = [overall_rate(found.products), *(_with_effect(each, moved) for each in molecule_rates(biologicals))]
    return [
        *(_cautioned(each, found) for each in rates),
        _cautioned(savings(found), found),
        *(_cautioned(each, found) for each in grant_rates(case, found)),
        *_witness(case, found),
        action_plan.measure(case, "biosimilars", CONTRACT),
    ]


def overall_rate(products: pd.DataFrame) -> Measure:
    """Boxes of biosimilars over boxes of biosimilars and references, all molecules."""
    unknown = boxes(products, "undecided")
    told = (
        f"{french.plural(unknown, 'boîte')} dont le type n’est pas donné ne comptent d’aucun côté." if unknown else ""
    )
    return Measure(
        code=RATE,
        label=OVERALL,
        numerator=boxes(products, "biosimilar"),
        denominator=boxes(products, *STATUSES),
        caution=told,
    )


def molecule_rates(products: pd.DataFrame) -> list[Measure]:
    """Return the same rate for each molecule that has a row flagged biosimilar or reference."""
    return [
        Measure(
            code=f"{RATE}.{atc5}",
            label=f"Recours aux biosimilaires : {molecule_name(rows)}",
            numerator=boxes(rows, "biosimilar"),
            denominator=boxes(rows, *STATUSES),
        )
        for atc5, rows in ((str(code), rows) for code, rows in products.groupby("atc5", sort=True))
        if atc5
    ]


def molecule_name(rows: pd.DataFrame) -> str:
    """Return the name of a molecule and its class; the name alone when an extract gives no class."""
    name, code = min(str(label) for label in rows["atc5_label"]).lower(), str(rows["atc5"].iloc[0])
    return f"{name} ({code})" if code.isupper() and code.lower() != name else name


def savings(found: Prescriptions) -> Measure:
    """Euros saved at most, were every box of a reference the mean biosimilar of its molecule."""
    if boxes(found.products, *STATUSES) and not found.detailed:
        return Measure(
            code=SAVINGS, lacking="L’extraction ne donne que des totaux : ce calcul demande une ligne par produit."
        )
    if hidden(found.products, *STATUSES):
        return Measure(code=SAVINGS, lacking=HIDDEN)
    gaps = savings_gaps(found.products)
    if gaps.unpriced:
        return Measure(code=SAVINGS, lacking=NO_AMOUNT)
    told = (
        f"{french.plural(gaps.left_out, 'boîte')} de référence sans biosimilaire prescrit pour la même molécule n’y "
        "entrent pas, faute de comparaison."
    )
    return counted(SAVINGS, gaps.euros, caution=told if gaps.left_out else "")


def savings_gaps(products: pd.DataFrame) -> Gaps:
    """Return the gap of cost between references and biosimilars, by molecule."""
    return price_gaps(products, replaceable="biological_reference", replacing="biosimilar")


def grant_rates(case: Case, found: Prescriptions) -> list[Measure]:
    """Return t, the rate of each group of the national grant by the list of the year; nothing when no list is known."""
    groups = grant.listed(case)
    if not groups:
        return []
    if not found.detailed and len(found.products):
        return [_grant_measure(code, lacking=grant.NO_LABEL) for code in groups]
    matched = grant.brands(found.products, groups)
    earlier = list_of(case, case.year - 1)
    return [
        _grant_measure(
            code, *grant.of_group(group, matched), caution=_with_earlier_list(case, found, code, earlier or {})
        )
        for code, group in groups.items()
    ]


def _grant_measure(
    code: str, similar: int | None = None, volume: int | None = None, *, lacking: str = "", caution: str = ""
) -> Measure:
    label = f"Taux de biosimilaires de la dotation : {grant.group_name(code)}"
    return Measure(
        code=f"{GRANT_RATE}.{code}",
        label=label,
        numerator=similar,
        denominator=volume,
        lacking=lacking,
        caution=caution,
    )


def _with_earlier_list(case: Case, found: Prescriptions, code: str, earlier: Mapping[str, ProductGroup]) -> str:
    """Say what the rate would be by the list known before, when a referent left or entered it."""
    now = (grant.listed(case) or {}).get(code)
    before = earlier.get(code)
    if now is None or before is None or not set(now.referents) & set(before.referents):
        return ""
    moved = sorted(set(now.referents) ^ set(before.referents))
    if not moved:
        return ""
    similar, volume = grant.of_group(before, grant.brands(found.products, {code: before}))
    rate = french.percent(Fraction(similar, volume)) if volume > 0 else french.ABSENT
    return (
        f"La liste des référents a changé ({', '.join(moved)}) : avec la liste précédente, le taux de {case.year} serait "
        f"de {rate}. Une différence avec une année antérieure peut venir de là."
    )


def _with_effect(measure: Measure, moved: dict[str, Effect]) -> Measure:
    effect = moved.get(measure.code.removeprefix(f"{RATE}."))
    return replace(measure, caution=effect.sentence) if effect else measure


def _cautioned(measure: Measure, found: Prescriptions) -> Measure:
    return replace(measure, caution=" ".join(filter(None, (measure.caution, found.caution))))


def _witness(case: Case, found: Prescriptions) -> list[Measure]:
    """Return the overall rate from the source that does not decide, with its gap."""
    other = witness(case, READER)
    if other is None:
        return []
    seen = overall_rate(other.products)
    decided = None if found.lacking else overall_rate(found.products).value
    told = f"D’après {NAMES[other.origin]}, qui ne décide pas."
    if seen.value is not None and decided is not None:
        told += f" Écart : {french.points(seen.value - decided)}."
    caution = " ".join(filter(None, (told, seen.caution, other.caution)))
    return [replace(seen, code=WITNESS_RATE, label="", caution=caution)]
