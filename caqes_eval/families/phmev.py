"""What prescriptions dispensed in town are counted on: the extract of the fund, or Open PHMEV, never both in one rate.

When both say something of the year, a dated rule of the family (``generics.source``) says which one decides; the other is
a witness, shown with the gap. A series never mixes them: an earlier year that the source retained does not have is told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import pandas as pd

from caqes_eval.families import products
from caqes_eval.families.case import Case
from caqes_eval.families.coverage import coverage
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.regulation.calculations.computation import to_cents

Origin = Literal["extraction", "open_phmev", ""]

SOURCES: dict[str, Origin] = {"extraction de l’Assurance maladie": "extraction", "Open PHMEV": "open_phmev"}
"""The texts of the rule that says which source decides."""

NAMES: dict[Origin, str] = {
    "extraction": "extraction de l’Assurance maladie", "open_phmev": "Open PHMEV", "": "aucune source",
}  # fmt: skip

COLUMNS = (
    "finess", "cip13", "label", "atc5", "atc5_label", "top_gen", "boxes", "reimbursed_cents", "base_cents", "source_line",
    "status",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Prescriptions:
    """The classified products of a year, and where they come from.

    Attributes:
        origin: empty when no source says anything of the year.
        products: see :mod:`caqes_eval.families.products`; of totals, one row per status, without code nor label, and
            ``reimbursed_cents`` is None where the source gives no amount.
        lacking: why they cannot be measured, in French.
        caution: what must be said beside the measures, in French.
        detailed: whether a row is a product.
    """

    origin: Origin
    products: pd.DataFrame
    lacking: str = ""
    caution: str = ""
    detailed: bool = True


@dataclass(frozen=True, kw_only=True)
class Reader:
    """How a family reads its extract.

    Attributes:
        extract: code of the input (``extraction.generiques``).
        rule: key of the rule that says which source decides.
        classify: the records of a year to classified products and the fault that keeps from using them, in French.
    """

    extract: str
    rule: str
    classify: Callable[[Case, pd.DataFrame], tuple[pd.DataFrame, str]]


def prescriptions(case: Case, reader: Reader) -> Prescriptions:
    """Return what decides of the rates of a year."""
    chosen = retained(case, reader)
    if chosen == "extraction":
        found = of_extract(case, reader)
    elif chosen == "open_phmev":
        found = of_open_phmev(case)
    else:
        return Prescriptions(origin="", products=_none(), lacking=_nothing_received(case, reader))
    return found


def witness(case: Case, reader: Reader) -> Prescriptions | None:
    """Return what the other source says of the year, None when it says nothing that can be measured."""
    chosen = retained(case, reader)
    if not chosen:
        return None
    found = of_open_phmev(case) if chosen == "extraction" else of_extract(case, reader)
    return found if not found.lacking and len(found.products) else None


def retained(case: Case, reader: Reader) -> Origin:
    """Return the source of the whole series: the one that decides, unless it says nothing of the latest year known."""
    empty = {each.year for each in case.deliveries if each.input == reader.extract and each.state == "déclaré vide"}
    known = {"extraction": {*case.years(reader.extract), *empty}, "open_phmev": set(case.years(products.OPEN_PHMEV))}
    over = [year for years in known.values() for year in years if date(year, 12, 31) < case.law.decision]
    latest = max(over, default=max((year for years in known.values() for year in years), default=case.year))
    # the rule of the latest year, for every year: a series has one source
    first = _deciding(case.at(latest), reader.rule)
    order: tuple[Origin, ...] = ("extraction", "open_phmev") if first == "extraction" else ("open_phmev", "extraction")
    return next((origin for origin in order if latest in known[origin]), "")


def _deciding(case: Case, key: str) -> Origin:
    rule = case.law.rule(key)
    if rule.text not in SOURCES:
        raise ParameterFileError(
            f"La règle « {key} » donne la source « {rule.text} », qui n’existe pas.",
            remedy=f"Sources possibles : {', '.join(SOURCES)}.",
        )
    return SOURCES[rule.text]


def of_open_phmev(case: Case) -> Prescriptions:
    """Return what Open PHMEV says of the year of a case."""
    if case.rows(products.OPEN_PHMEV).empty:
        told = f"Open PHMEV n’a aucune ligne pour l’établissement en {case.year}."
        return Prescriptions(origin="open_phmev", products=_none(), lacking=told)
    try:
        return Prescriptions(origin="open_phmev", products=products.classified(case), caution=_replaced(case))
    except RuleNotFoundError as unknown:
        # the codes of older files are not known: they are not guessed from those of a later year
        return Prescriptions(origin="open_phmev", products=_none(), lacking=unknown.message)


def of_extract(case: Case, reader: Reader) -> Prescriptions:
    """Return what the extract says of the year of a case."""
    rows = case.rows(reader.extract)
    if rows.empty:
        told = "" if case.declared_empty(reader.extract) else _no_extract(case, reader)
        return Prescriptions(origin="extraction", products=_none(), lacking=told)
    covered = coverage(str(period) for period in rows["period"])
    classified, fault = reader.classify(case, rows)
    return Prescriptions(
        origin="extraction",
        products=classified,
        lacking=" ".join(filter(None, (covered.twice, fault))),
        caution=covered.partial,
        detailed=bool((classified["label"] != "").any() or (classified["cip13"] != "").any()),
    )


def hidden(products: pd.DataFrame, *statuses: str) -> bool:
    """Say whether no box of some statuses is seen while secrecy hides products: a zero that nothing proves."""
    seen = products.loc[products["status"].isin(statuses), "boxes"].sum()
    return not seen and bool(products.loc[products["status"] == "not_released", "boxes"].sum())


def given(cell: object) -> object:
    """Return the value of a cell, None when there is none, declared absent or not."""
    return None if isinstance(cell, Absence) else cell


def column(rows: pd.DataFrame, code: str) -> list[object]:
    """Return the values of a column, None where there is none; all None when the table has not the column."""
    return [given(cell) for cell in rows[code]] if code in rows else [None] * len(rows)


def cents(amount: object) -> int | None:
    """Return euros read from an extract as whole cents, None when there are none."""
    return int(to_cents(amount) * 100) if isinstance(amount, int | Decimal | Fraction) else None


def without(values: Iterable[object], what: str) -> str:
    """Say how many lines of an extract lack a figure that nothing replaces; empty when none do."""
    count = sum(not isinstance(value, int | Decimal) for value in values)
    if not count:
        return ""
    return f"{french.plural(count, 'ligne')} de l’extraction sans {what} : rien ne se calcule sans elles."


def frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return records as classified products, None where a column is not given."""
    return pd.DataFrame({code: pd.Series([row.get(code) for row in rows], dtype=object) for code in COLUMNS})


def _none() -> pd.DataFrame:
    return frame([])


def _no_extract(case: Case, reader: Reader) -> str:
    found = case.of(reader.extract)
    if any(not each.usable for each in found):
        return case.lacking(reader.extract)
    other = " Open PHMEV n’est pas mêlé à la série." if case.year in case.years(products.OPEN_PHMEV) else ""
    return f"L’extraction de l’Assurance maladie ne dit rien de {case.year}.{other}"


def _replaced(case: Case) -> str:
    """Say that Open PHMEV stands for an extract that was asked for and cannot be used."""
    refused = [
        each
        for each in case.deliveries
        if each.input.startswith("extraction.") and each.year == case.year and not each.usable
    ]
    if not refused:
        return ""
    reasons = " ".join(each.reason or f"{each.label} ({each.period}) : {each.state}." for each in refused)
    return f"{reasons} Open PHMEV en tient lieu."


def _nothing_received(case: Case, reader: Reader) -> str:
    told = case.lacking(reader.extract)
    return f"{told} Open PHMEV n’a aucune ligne pour l’établissement en {case.year}."
