"""Biosimilars: the national grant V × R × t of the year, from the boxes of each brand of its dated list.

The boxes are those that the source counts: nobody here adjusts doses nor follows a patient from one prescriber to the
next, so the amount is an estimate whatever the law says of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from caqes_eval.families.biosimilars.extract import READER
from caqes_eval.families.biosimilars.molecules import brand_of
from caqes_eval.families.case import Case
from caqes_eval.families.phmev import Prescriptions, prescriptions
from caqes_eval.families.products import boxes, identified
from caqes_eval.families.quantities import shown
from caqes_eval.families.result import AmountRecord, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError, ParameterRequiredError, RuleNotFoundError, UserError
from caqes_eval.regulation.calculations.biosimilar_grant import PRODUCTS, biosimilar_grant, no_double_count
from caqes_eval.regulation.calculations.computation import Computation
from caqes_eval.regulation.parameters.values import ProductGroup

CODE = "biosimilars.grant"
RATE = "biosimilars.rate"
FORMULA = "Somme, par groupe, de V × R × t : boîtes du groupe × montant par boîte × part des boîtes biosimilaires"

GROUP_NAMES = {"etanercept": "étanercept", "insulin_glargine": "insuline glargine", "adalimumab": "adalimumab"}
"""The groups of the orders read, in French; another group is called by its own name."""

NO_LABEL = "L’extraction ne donne que des totaux : la dotation demande les boîtes de chaque marque."
HIDDEN = (
    "Aucune boîte des marques de la liste n’est visible, et le secret statistique d’Open PHMEV cache des produits : "
    "zéro n’est pas prouvé."
)
WITHHELD = "Une marque sans aucune ligne est comptée à zéro boîte ; le secret statistique d’Open PHMEV peut en cacher."


@dataclass(frozen=True, kw_only=True)
class Brands:
    """The boxes of each brand of the list of the year, and what is in no list.

    Attributes:
        boxes: by brand of the list, 0 for a brand that was not prescribed.
        unknown: boxes by label of the products of the same molecules that no brand of the list names.
    """

    boxes: dict[str, Decimal]
    unknown: dict[str, int]


def group_name(code: str) -> str:
    """Return the French name of a group of the grant."""
    return GROUP_NAMES.get(code, code.replace("_", " "))


def listed(case: Case) -> dict[str, ProductGroup] | None:
    """Return the groups of the list of the year, None when no source gives it."""
    try:
        found = case.law.find(PRODUCTS)
    except ParameterRequiredError:
        return None
    return None if found is None else dict(found.products)


def brands(products: pd.DataFrame, groups: dict[str, ProductGroup]) -> Brands:
    """Match products to the brands of a list by their labels, never by their status, which follows another list."""
    names = [brand for group in groups.values() for brand in (*group.biosimilars, *group.referents)]
    classes = {group.atc for group in groups.values()}
    counted, unknown = dict.fromkeys(names, Decimal(0)), dict[str, int]()
    for row in identified(products).to_dict("records"):
        brand = brand_of(str(row["label"]), names)
        if brand:
            counted[brand] += int(row["boxes"])
        elif row["atc5"] in classes and row["boxes"]:
            unknown[str(row["label"])] = unknown.get(str(row["label"]), 0) + int(row["boxes"])
    return Brands(boxes=counted, unknown=dict(sorted(unknown.items(), key=lambda item: (-item[1], item[0]))))


def of_group(group: ProductGroup, counted: Brands) -> tuple[int, int]:
    """Return the boxes of biosimilars of a group, and its boxes in all."""
    similar = sum(counted.boxes[brand] for brand in group.biosimilars)
    return int(similar), int(similar + sum(counted.boxes[brand] for brand in group.referents))


def grants(case: Case, _: Iterable[IndicatorResult]) -> list[AmountRecord]:
    """Return the grant of the year as an estimate, or why it cannot be computed."""
    found = prescriptions(case, READER)
    blank = AmountRecord(
        code=CODE, indicator=RATE, label="Dotation nationale pour les biosimilaires délivrés en ville", amount=None,
        nature="estimation", formula=FORMULA, status="to_validate",
    )  # fmt: skip
    if fault := _fault(case, found):
        return [blank.model_copy(update={"reason": fault})]
    groups = listed(case)
    counted = brands(found.products, groups) if groups else Brands(boxes={}, unknown={})
    if (
        groups
        and case.indicators != frozenset()
        and not any(counted.boxes.values())
        and boxes(found.products, "not_released")
    ):
        return [blank.model_copy(update={"reason": HIDDEN})]
    try:
        computed = biosimilar_grant(case.law, boxes=counted.boxes, signatory=case.indicators != frozenset())
    except (ParameterRequiredError, RuleNotFoundError, InputValueError) as absent:
        steps = _volumes(groups or {}, counted)
        return [blank.model_copy(update={"reason": absent.message, "steps": steps})]
    return [blank.model_copy(update=_told(case, computed, counted, found))]


def _fault(case: Case, found: Prescriptions) -> str:
    if case.indicators == frozenset():
        return ""
    return found.lacking or ("" if found.detailed or found.products.empty else NO_LABEL)


def _told(case: Case, computed: Computation, counted: Brands, found: Prescriptions) -> dict[str, object]:
    if computed.nature == "sans objet":
        return {"amount": computed.amount, "nature": computed.nature, "reason": " ".join(computed.reserves)}
    said = [*computed.reserves, *unknown_told(case, counted), *_twice(case), found.caution]
    if found.origin == "open_phmev":
        said.append(WITHHELD)
    if case.indicators is None:
        said.append("La dotation suppose qu’un contrat a été signé pour l’année : rien de reçu ne le dit.")
    steps = tuple(f"{_french(step.label)} : {_figure(step.value, step.unit)}" for step in computed.steps)
    return {
        "amount": computed.amount,
        "steps": steps,
        "status": computed.status,
        "reason": " ".join(filter(None, said)),
    }


def unknown_told(case: Case, counted: Brands) -> list[str]:
    """Say which products of the molecules of the grant are in no list, and are not counted."""
    if not counted.unknown:
        return []
    names = ", ".join(
        f"{label or 'sans libellé'} ({french.plural(count, 'boîte')})" for label, count in counted.unknown.items()
    )
    return [f"Hors de la liste de la dotation {case.year}, non comptés : {names}."]


def _twice(case: Case) -> list[str]:
    """Return what the law says of an incentive on the same indicator."""
    groups = listed(case) or {}
    try:
        judged = no_double_count(case.law, indicators={"biosimilaires": tuple(groups)})
    except UserError as absent:
        return [absent.message]
    return (
        [] if judged.respected else ["L’intéressement du contrat ne peut pas payer une seconde fois les mêmes groupes."]
    )


def _volumes(groups: dict[str, ProductGroup], counted: Brands) -> tuple[str, ...]:
    told = []
    for code, group in groups.items():
        similar, volume = of_group(group, counted)
        share = french.percent(Fraction(similar, volume)) if volume > 0 else french.ABSENT
        told.append(f"Groupe « {group_name(code)} » : V = {shown(volume, 'boîte')}, t = {share}")
    return tuple(told)


def _french(label: str) -> str:
    for code in GROUP_NAMES:
        label = label.replace(f"« {code} »", f"« {group_name(code)} »")
    return label


def _figure(value: Decimal | Fraction | int, unit: str) -> str:
    if unit == "proportion":
        return french.percent(value, 2)
    return french.euros(value) if unit == "€" else shown(value, "boîte")
