"""Generics: the extract, the constant repertoire, what is told and what is advised."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import case_of_products, law_of
from products_table import products, with_molecule

from caqes_eval.families.case import Case, Delivery
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.generics import indicators
from caqes_eval.families.generics.extract import READER, status
from caqes_eval.families.generics.family import FAMILY
from caqes_eval.families.phmev import retained
from tests.indicators.examples import table

NEVER_SENT = Delivery(input="extraction.generiques", label="Extraction", period="2025", state="non transmis")


def extract(*rows: dict) -> Case:
    """A case of 2025 whose only rows are those of an extract."""
    return Case(
        finess="990780017",
        year=2025,
        law=law_of(2025),
        tables={"extraction.generiques": table([{"year": 2025, "period": "2025", **row} for row in rows])},
    )


def measured(case: Case) -> dict:
    return {measure.code: measure for measure in FAMILY.measure(case)}


line = st.fixed_dictionaries({
    "cip13": st.sampled_from(["3400930000011", "3400930000028", "3400930000035", None]),
    "label": st.sampled_from(["UN", "DEUX", "TROIS"]),
    "atc": st.sampled_from(["A02BC01", "C10AA05", None]),
    "product_type": st.sampled_from(["generic", "reference", "outside"]),
    "boxes": st.integers(0, 500),
    "amount": st.integers(0, 10_000).map(Decimal),
})  # fmt: skip


@given(st.lists(line, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(rows: list[dict], random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert FAMILY.measure(extract(*rows)) == FAMILY.measure(extract(*shuffled))


@given(st.lists(line, min_size=1, max_size=6), st.integers(0, 500), st.integers(0, 10_000))
def test_a_line_split_in_two_changes_nothing(rows: list[dict], boxes: int, amount: int) -> None:
    first = rows[0]
    whole = {**first, "boxes": first["boxes"] + boxes, "amount": first["amount"] + amount}
    rest = {**first, "boxes": boxes, "amount": Decimal(amount)}
    assert FAMILY.measure(extract(whole, *rows[1:])) == FAMILY.measure(extract(first, rest, *rows[1:]))


@pytest.mark.parametrize(
    ("kind", "inside", "expected"),
    [
        ("generic", None, "generic"), ("reference", True, "reference"), ("outside", False, "outside"),
        ("generic", False, "undecided"), ("outside", True, "undecided"), (None, True, "repertoire"),
        (None, False, "outside"), (None, None, "undecided"),
    ],
)  # fmt: skip
def test_the_status_of_a_line(kind, inside, expected) -> None:
    assert status(kind, inside) == expected


# A enters the repertoire in 2025: code 0 then 4; the drug database of today says reference for both years
BEFORE = products(("A", "0", 100, 100), ("B", "1", 300, 100), ("C", "0", 600, 100))
AFTER = products(("A", "4", 100, 100), ("B", "1", 300, 100), ("C", "0", 600, 100))
DATABASE = pd.DataFrame(
    {"cip13": ["A", "B", "C"], "status": ["reference", "generic", "outside"], "groups": ["1", "1", ""]}
)


def entered(repertoire: pd.DataFrame | None = DATABASE, **more: str) -> Case:
    return case_of_products(AFTER, year=2025, law=law_of(2025), before=BEFORE, repertoire=repertoire, **more)


def test_a_product_that_enters_the_repertoire_is_no_progress_at_constant_repertoire() -> None:
    case = entered()
    results = {result.indicator: result for result in evaluate(FAMILY, case, region={})}
    # 30 % then 40 % by the repertoire of each year, 40 % both years by one repertoire
    assert results[indicators.REPERTOIRE_RATE].past.change == Fraction(1, 10)
    assert results[indicators.CONSTANT_RATE].value == Fraction(4, 10)
    assert results[indicators.CONSTANT_RATE].past.change == 0
    assert FAMILY.answers(case, list(results.values()))["objectif"] == "non_atteint"
    (told,) = [found.sentence for found in FAMILY.notice(case) if found.code == "effet_de_perimetre"]
    assert "+10,0 points" in told
    assert "constant, de 0,0 point." in told


def test_without_a_drug_database_the_repertoire_of_the_year_is_all_there_is() -> None:
    case = entered(repertoire=None)
    results = evaluate(FAMILY, case, region={})
    assert indicators.CONSTANT_RATE not in {result.indicator for result in results}
    assert FAMILY.answers(case, results)["objectif"] == "progres"
    assert [found.code for found in FAMILY.notice(case)] == []


def test_when_the_drug_database_decides_the_rate_itself_is_constant() -> None:
    results = {result.indicator: result for result in evaluate(FAMILY, entered(repertoire_source="bdpm"), region={})}
    assert indicators.CONSTANT_RATE not in results
    assert results[indicators.REPERTOIRE_RATE].past.change == 0


def test_savings_compare_inside_a_generic_group_before_a_molecule() -> None:
    rows = with_molecule(products(("A", "4", 10, 5_000), ("B", "1", 20, 4_000), ("C", "1", 10, 100)), ["A02BC01"] * 3)
    database = pd.DataFrame(
        {"cip13": ["A", "B", "C"], "status": ["reference", "generic", "generic"], "groups": ["7", "7", "8"]}
    )
    # by group: 10 × (5,00 − 2,00); by molecule the generics would cost 4 100 / 30
    assert measured(case_of_products(rows, repertoire=database))[indicators.SUBSTITUTION_SAVINGS].value == 30
    by_molecule = 10 * (Fraction(500) - Fraction(4_100, 30)) / 100
    found = measured(case_of_products(rows))[indicators.SUBSTITUTION_SAVINGS].value
    assert abs(found - by_molecule) <= Fraction(1, 200)


def test_notices_say_what_secrecy_hides_and_what_the_two_repertoires_dispute() -> None:
    rows = products(("A", "0", 10, 1_000), ("B", "1", 20, 2_000), ("9999999999999", "9", 10, 1_000))
    database = pd.DataFrame({"cip13": ["A", "B"], "status": ["generic", "generic"], "groups": ["1", "1"]})
    found = {each.code: each.sentence for each in FAMILY.notice(case_of_products(rows, repertoire=database))}
    assert set(found) == {"part_non_restituee", "repertoires_en_desaccord"}
    # 10,00 € of 40,00 €, 10 boxes of 40
    assert found["part_non_restituee"].count("25,0") == 2
    assert "1 produit (10 boîtes)" in found["repertoires_en_desaccord"]


def test_notices_say_which_boxes_the_drug_database_leaves_undecided() -> None:
    rows = products(("A", "1", 10, 1), ("B", "1", 30, 1))
    database = pd.DataFrame({"cip13": ["A"], "status": ["generic"], "groups": ["1"]})
    found = FAMILY.notice(case_of_products(rows, repertoire=database, repertoire_source="bdpm"))
    assert [each.sentence[:9] for each in found if each.code == "repertoire_indecis"] == ["30 boîtes"]


def test_savings_that_secrecy_hides_are_not_a_zero() -> None:
    found = measured(case_of_products(products(("9999999999999", "9", 50, 900))))[indicators.SUBSTITUTION_SAVINGS]
    assert (found.value, "secret statistique" in found.lacking) == (None, True)
    assert measured(case_of_products(products(("A", "0", 5, 1))))[indicators.SUBSTITUTION_SAVINGS].value == 0


def test_a_series_has_one_source() -> None:
    """2024 is in Open PHMEV alone, 2025 in both: the extract decides, of both years."""
    rows = pd.DataFrame({"year": [2025], "period": ["2025"], "boxes": [10], "repertoire_boxes": [5]}, dtype=object)
    case = case_of_products(AFTER, year=2025, law=law_of(2025), before=BEFORE, tables={"extraction.generiques": rows})
    assert {retained(case, READER), retained(case.at(2024), READER)} == {"extraction"}


def test_a_year_that_is_not_over_does_not_choose_the_source() -> None:
    ahead = pd.DataFrame({"year": [2026], "period": ["2026-S1"], "boxes": [10], "repertoire_boxes": [5]}, dtype=object)
    case = case_of_products(AFTER, year=2025, law=law_of(2025), tables={"extraction.generiques": ahead})
    assert retained(case, READER) == "open_phmev"


def test_codes_of_an_older_file_are_not_guessed() -> None:
    measure = measured(case_of_products(AFTER, year=2023, law=law_of(2023)))[indicators.REPERTOIRE_RATE]
    assert (measure.value, "TOP_GEN" in measure.lacking) == (None, True)


def test_advice_names_the_boxes_the_products_and_the_euros() -> None:
    rows = with_molecule(
        products(("A", "4", 10, 5_000), ("B", "1", 20, 4_000), ("C", "0", 70, 100)), ["A02BC01", "A02BC01", "B01AF02"]
    )
    case = case_of_products(rows)
    first, second, third = FAMILY.advise(case, evaluate(FAMILY, case, region={}))
    # 49 % of 100 is 49: 19 more than 30
    assert "19 boîtes" in first
    assert "PRODUIT C (70 boîtes)" in first
    assert "10 boîtes de princeps" in second
    assert third.replace("\u202f", " ").endswith("30 € de plus que lui. Commencez par : molecule a02bc01 (30 €).")


def test_advice_asks_for_what_never_came() -> None:
    case = Case(finess="990780017", year=2025, law=law_of(2025), deliveries=(NEVER_SENT,))
    (step,) = FAMILY.advise(case, evaluate(FAMILY, case, region={}))
    assert "à l’Assurance Maladie" in step
    assert "non transmis" in step


def test_advice_follows_the_plan() -> None:
    plan = {"year": 2025, "period": "2025", "indicator": "generiques", "action": "Livret", "owner": None,
            "due": date(2026, 1, 31), "state": "under_way"}  # fmt: skip
    case = case_of_products(AFTER, year=2025, law=law_of(2025), tables={"action_plan.plan_actions": table([plan])})
    steps = FAMILY.advise(case, evaluate(FAMILY, case, region={}))
    assert any("complétez le pilote (1 ligne)" in step for step in steps)
    assert any("1 action en retard" in step and "31/01/2026" in step for step in steps)
