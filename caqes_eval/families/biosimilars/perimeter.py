"""Biosimilars: what changed of the products counted, so that a jump of a rate by perimeter is not taken for progress.

A product moved when one year counts it and the other, which names it, does not; or when its brand left or entered the list
of the national grant (Toujeo in 2023). The rates of both years are then told without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from caqes_eval.families.biosimilars.extract import READER
from caqes_eval.families.biosimilars.molecules import brand_of
from caqes_eval.families.case import Case
from caqes_eval.families.phmev import prescriptions
from caqes_eval.families.products import boxes
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterRequiredError
from caqes_eval.regulation.calculations.biosimilar_grant import PRODUCTS
from caqes_eval.regulation.parameters.values import ProductGroup

STATUSES = ("biosimilar", "biological_reference")
FIRST_LIST = 2018
PREVIOUS = "biosimilar_grant.previous_products"


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What moved in a molecule between two years, and its rate with and without it.

    Attributes:
        molecule: its code; ``label``: its name.
        earlier, year: the years compared.
        products: labels of what moved.
        before, now: rates as counted each year; ``constant_before``, ``constant_now``: without what moved.
    """

    molecule: str
    label: str
    earlier: int
    year: int
    products: tuple[str, ...]
    before: Fraction | None
    now: Fraction | None
    constant_before: Fraction | None
    constant_now: Fraction | None

    @property
    def sentence(self) -> str:
        """It, in French."""
        moved = ", ".join(self.products)
        return (
            f"Périmètre : {moved} n’est pas compté de la même façon en {self.earlier} et en {self.year}. "
            f"Le taux va de {french.percent(self.before)} à {french.percent(self.now)} ; "
            f"sans ce qui a changé, de {french.percent(self.constant_before)} à {french.percent(self.constant_now)}."
        )


def effects(case: Case) -> dict[str, Effect]:
    """Return, by molecule, what moved since the latest earlier year that can be counted."""
    known = {*case.years(READER.extract), *case.years("open_phmev")}
    now = prescriptions(case, READER)
    for year in sorted((year for year in known if year < case.year), reverse=True):
        before = prescriptions(case.at(year), READER)
        if now.lacking or before.lacking:
            continue
        moved = moved_between(before.products, now.products, changed_brands(case, year))
        return _effects(before.products, now.products, moved, year, case.year)
    return {}


def moved_between(before: pd.DataFrame, now: pd.DataFrame, brands: Iterable[str] = ()) -> frozenset[str]:
    """Return the names (CIP13, else label) of the products that one year counts as biologicals and the other does not."""
    first, second = _statuses(before), _statuses(now)
    listed = tuple(brands)
    counted = {name for each in (first, second) for name, (status, _) in each.items() if status in STATUSES}
    moved = {
        name
        for name in counted & set(first) & set(second)
        if (first[name][0] in STATUSES) != (second[name][0] in STATUSES)
    }
    by_list = {name for name in counted if listed and brand_of(({**first, **second})[name][1], listed)}
    return frozenset(moved | by_list)


def changed_brands(case: Case, earlier: int) -> tuple[str, ...]:
    """Return the referents that left or entered the list of the national grant since an earlier year.

    A new biosimilar is no change of perimeter: it adds what was not sold. A year whose list no source gives takes the
    latest known before it.
    """
    then, today = list_of(case, earlier), list_of(case, case.year)
    if then is None or today is None:
        return ()
    changed: list[str] = []
    for name in sorted({*then, *today}):
        old = set(then[name].referents) if name in then else set()
        new = set(today[name].referents) if name in today else set()
        # lists without a common referent are those of two regions, not of two years
        changed += sorted(old ^ new) if old & new else []
    return tuple(changed)


def list_of(case: Case, year: int) -> Mapping[str, ProductGroup] | None:
    """Return the list of the grant of a year, else the latest known before it; None when none is."""
    for each in range(year, FIRST_LIST - 1, -1):
        law = case.at(each).law
        try:
            found = law.find(PRODUCTS)
        except ParameterRequiredError:
            continue
        if found is not None:
            return found.products
    # a dossier keeps the rules of its own years: what came before them is a rule of the year
    before = case.law.find(PREVIOUS)
    if before is None or before.reference.date is None:
        return None
    # the order of 2019 says nothing of 2018
    return before.products if before.reference.date.year <= year < before.since.year else None


def _effects(
    before: pd.DataFrame, now: pd.DataFrame, moved: frozenset[str], earlier: int, year: int
) -> dict[str, Effect]:
    found = {}
    for molecule in sorted({str(code) for code in [*before["atc5"], *now["atc5"]] if code}):
        old, new = before[before["atc5"] == molecule], now[now["atc5"] == molecule]
        inside = [name for name in sorted(_statuses(old).keys() | _statuses(new).keys()) if name in moved]
        if not inside:
            continue
        labels = {**_statuses(old), **_statuses(new)}
        found[molecule] = Effect(
            molecule=molecule,
            label=min(str(label) for label in [*old["atc5_label"], *new["atc5_label"]]),
            earlier=earlier,
            year=year,
            products=tuple(labels[name][1] or name for name in inside),
            before=rate(old),
            now=rate(new),
            constant_before=rate(_without(old, moved)),
            constant_now=rate(_without(new, moved)),
        )
    return found


def rate(products: pd.DataFrame) -> Fraction | None:
    """Return the share of biosimilars, None when there is no biological."""
    volume = boxes(products, *STATUSES)
    return Fraction(boxes(products, "biosimilar"), volume) if volume > 0 else None


def _statuses(products: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return status and label by name of product; totals, which name none, are left out."""
    ordered = products.sort_values(["cip13", "label", "status"])
    return {
        str(row["cip13"] or row["label"]): (str(row["status"]), str(row["label"]))
        for row in ordered.to_dict("records")
        if row["cip13"] or row["label"]
    }


def _without(products: pd.DataFrame, moved: frozenset[str]) -> pd.DataFrame:
    names = [str(row["cip13"] or row["label"]) for row in products.to_dict("records")]
    return products[[name not in moved for name in names]]
