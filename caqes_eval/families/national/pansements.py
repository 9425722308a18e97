"""Dressings prescribed at the hospital and dispensed in town: spending, its change, spending per patient.

Source: order of 23 February 2022, art. 1-I, 6°. Its threshold and target were not read (law.md §2.4): missing rules, that a
region can give.
"""

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Definition, Measure
from caqes_eval.families.extracts import Figure, by_text, total, year_rows
from caqes_eval.families.national import inputs
from caqes_eval.families.national.indicator import ByCode, Compared, Indicator
from caqes_eval.families.national.spending import (
    AMOUNT,
    Spent,
    advise_change,
    change_definition,
    change_measure,
    figure_measure,
    ratio_measure,
    spending_definition,
    spent,
)
from caqes_eval.foundation import french

CONTRACT, NAME, CODE = "pansements", "Pansements", inputs.PANSEMENTS.code
DETAIL = ("lpp", "label")
DRESSINGS_NAMED = 3
_TWICE = (
    "Les patients sont comptés par produit ou par période : un patient de deux lignes compterait deux fois, la dépense par "
    "patient n’est pas calculée."
)

DEFINITIONS = (
    spending_definition(CONTRACT, NAME, "pansements", target="referentials.pansements.respected_if.amount"),
    change_definition(CONTRACT, NAME),
    Definition(
        code="pansements.per_patient", contract=CONTRACT, label=f"{NAME} : dépense par patient",
        numerator="montant remboursé", denominator="patients", divided="patient", unit="€/patient", direction="lower",
        why="Distingue plus de patients de traitements plus chers.",
    ),
)  # fmt: skip


def _spent(case: Case) -> Spent:
    return spent(case, CODE, detail=DETAIL)


def _patients(case: Case) -> Figure:
    """Return the patients, known only when no line can count one twice: one line a site."""
    read = year_rows(case, CODE, detail=DETAIL)
    found = total(read, "patients", "le nombre de patients")
    sites = {str(row.get("finess")) for row in read.rows.to_dict("records")}
    return Figure(None, _TWICE) if found.value is not None and len(read.rows) > len(sites) else found


def measure(case: Case) -> list[Measure]:
    """Count the spending, its change, the spending per patient."""
    money = _spent(case)
    return [
        figure_measure("pansements.spending", money.current),
        change_measure("pansements.change", money),
        ratio_measure("pansements.per_patient", money.current, _patients(case)),
    ]


def advise(case: Case, results: ByCode) -> list[str]:
    """Return what the change asks for, and the dressings whose spending rose most."""
    change = results.get("pansements.change")
    steps = advise_change(NAME, change, _spent(case)) if change else []
    risen = _risen(case) if steps else ""
    return [f"{steps[0]} {risen}", *steps[1:]] if risen else steps


def _risen(case: Case) -> str:
    now = by_text(year_rows(case, CODE, detail=DETAIL), ("label", "lpp"))
    before = by_text(year_rows(case.at(case.year - 1), CODE, detail=DETAIL), ("label", "lpp"))
    rises = []
    for text, rows in now.items():
        own = total(before[text], AMOUNT, "") if text in before else total(rows, f"previous_{AMOUNT}", "")
        spending = total(rows, AMOUNT, "")
        if text and own.value is not None and spending.value is not None and spending.value > own.value:
            rises.append((spending.value - own.value, text))
    first = sorted(rises, key=lambda rise: (-rise[0], rise[1]))[:DRESSINGS_NAMED]
    named = ", ".join(f"{text} (+{french.euros(rise)})" for rise, text in first)
    return f"Les plus fortes hausses : {named}." if named else ""


def compared(case: Case) -> list[Compared]:
    """Return the spending of the two years."""
    money = _spent(case)
    return [
        Compared(label=f"{NAME} : dépense remboursée", unit="€", previous=money.previous.value, current=money.current.value)
    ]  # fmt: skip


INDICATOR = Indicator(
    contract=CONTRACT, name=NAME, definitions=DEFINITIONS, measure=measure, advise=advise, compared=compared, spending=_spent
)  # fmt: skip
