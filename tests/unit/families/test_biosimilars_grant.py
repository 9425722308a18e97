"""Biosimilars: levels of the grid, the grant and its brands, what changed of the products counted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law import RULES, case_of_products, law_of
from products_table import products, with_molecule

from caqes_eval.families.biosimilars.family import FAMILY
from caqes_eval.families.biosimilars.molecules import brand_of, molecule_code
from caqes_eval.families.biosimilars.perimeter import effects, list_of
from caqes_eval.families.case import Case, Delivery
from caqes_eval.families.evaluation import evaluate
from caqes_eval.regulation.archive import archived
from tests.indicators.examples import table

NEVER_SENT = Delivery(input="extraction.biosimilaires", label="Extraction", period="2025", state="non transmis")


def extract(*rows: dict, year: int = 2025, region: str | None = "paca", **more: object) -> Case:
    """A case whose only rows are those of an extract; a row may be of an earlier year."""
    dated = [{"year": year, "period": str(row.get("year", year)), **row} for row in rows]
    tables = {"extraction.biosimilaires": table(dated)} if dated else {}
    return Case(finess="990780017", year=year, law=law_of(year, region), tables=tables, **more)


def total(molecule: str, boxes: int, biosimilar: int, **more: int) -> dict:
    return {"molecule": molecule, "boxes": boxes, "biosimilar_boxes": biosimilar, **more}


def product(label: str, kind: str, boxes: int, molecule: str = "insuline glargine", **more: object) -> dict:
    return {"molecule": molecule, "label": label, "product_type": kind, "boxes": boxes, **more}


def levels(case: Case) -> object:
    return FAMILY.answers(case, evaluate(FAMILY, case, region={}))["molecules"]


ADA, ETA, USTE = "adalimumab", "étanercept", "ustékinumab"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # étanercept L04AB01, then adalimumab L04AB04, then ustékinumab L04AC05
        ([total(ADA, 100, 80), total(ETA, 20, 16)], ("atteint", "atteint")),
        ([total(ADA, 100, 80), total(ETA, 19, 0)], ("atteint",)),
        ([total(ADA, 100, 79)], None),
        ([total(ADA, 1000, 500, year=2024), total(ADA, 1000, 550)], ("progres",)),
        ([total(ADA, 1000, 501, year=2024), total(ADA, 1000, 550)], ("non_atteint",)),
        ([total(ADA, 1000, 100, year=2023), total(ADA, 1000, 550)], None),
        # a molecule that the year before does not let compare made no progress
        ([total(ADA, 1000, 900, year=2024), total(USTE, 1000, 100)], ("non_atteint",)),
        ([total(ADA, 5, 5)], None),
    ],
)  # fmt: skip
def test_the_level_of_each_molecule(rows: list[dict], expected: object) -> None:
    assert levels(extract(*rows)) == expected


def test_an_extract_that_never_came_is_not_transmitted_unless_open_phmev_has_the_year() -> None:
    assert levels(extract(deliveries=(NEVER_SENT,))) == ("non_transmis",)
    rows = with_molecule(products(("A", "B", 80, 1), ("B", "C", 20, 1)), ["L04AB04"] * 2)
    case = case_of_products(rows, year=2025, law=law_of(2025), deliveries=(NEVER_SENT,))
    assert levels(case) == ("atteint",)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("LANTUS SOLOSTAR 300U SOL INJ STY 5", "Lantus"),
        ("Insuline glargine (LANTUS®) 100 UI/ml", "Lantus"),
        ("TOUJEO 300 UNITES/ML", ""),
        ("LANTUSOL", ""),
        ("LANTUS ou TOUJEO", "Lantus"),
        ("LANTUS OU ABASAGLAR", ""),
        ("", ""),
    ],
)
def test_a_brand_is_found_as_a_whole_word_and_only_when_it_is_alone(label: str, expected: str) -> None:
    assert brand_of(label, ["Lantus", "Abasaglar"]) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Étanercept", "L04AB01"), (" ETANERCEPT ", "L04AB01"), ("l04ab01", "L04AB01"), ("Inconnu mab", "inconnu_mab"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_code_of_a_molecule(name: str, code: str) -> None:
    assert molecule_code(name) == code


def test_the_grant_tells_the_brands_that_no_list_knows_and_what_it_supposes() -> None:
    case = extract(
        product("BENEPALI", "biosimilar", 60, ETA), product("ENBREL", "reference", 40, ETA),
        product("NEPEXTO", "biosimilar", 7, ETA), year=2019,
    )  # fmt: skip
    (amount,) = FAMILY.amounts(case, [])
    # Nepexto is in no list before 2023: 100 × 30 × 3/5
    assert (amount.amount, amount.nature) == (Decimal("1800.00"), "estimation")
    assert "NEPEXTO (7 boîtes)" in amount.reason
    assert "rien de reçu ne le dit" in amount.reason
    assert "seconde fois" in amount.reason
    assert any("étanercept" in step and "60,00" in step for step in amount.steps)
    assert [found.code for found in FAMILY.notice(case)] == ["marque_hors_liste"]


def test_an_amount_per_box_that_no_source_gives_leaves_the_volumes() -> None:
    case = extract(product("BENEPALI", "biosimilar", 60, ETA), product("ENBREL", "reference", 40, ETA), year=2023)
    (amount,) = FAMILY.amounts(case, [])
    assert amount.amount is None
    assert "montant par boîte" in amount.reason
    assert "V = 100 boîtes, t = 60,0" in amount.steps[0]


def test_toujeo_leaves_and_the_jump_is_told_with_the_rates_without_it() -> None:
    lantus, toujeo = product("LANTUS", "reference", 10), product("TOUJEO", "reference", 10)
    abasaglar = product("ABASAGLAR", "biosimilar", 20)
    case = extract(
        {**abasaglar, "year": 2022}, {**lantus, "year": 2022}, {**toujeo, "year": 2022}, abasaglar, lantus, year=2023
    )
    effect = effects(case)["A10AE04"]
    # with Toujeo 20/40 in 2022, without it 20/30 both years: nothing moved
    assert effect.products == ("TOUJEO",)
    assert (effect.before, effect.now) == (Fraction(1, 2), Fraction(2, 3))
    assert effect.constant_before == effect.constant_now == Fraction(2, 3)
    results = {result.indicator: result for result in evaluate(FAMILY, case, region={})}
    assert "TOUJEO" in results["biosimilars.rate.A10AE04"].caution
    assert [found.code for found in FAMILY.notice(case)] == ["perimetre_change"]


def test_a_dossier_that_keeps_the_rules_of_its_own_years_tells_it_too() -> None:
    lantus, toujeo = product("LANTUS", "reference", 10), product("TOUJEO", "reference", 10)
    abasaglar = product("ABASAGLAR", "biosimilar", 20)
    whole = extract({**abasaglar, "year": 2022}, {**toujeo, "year": 2022}, abasaglar, lantus, toujeo, year=2023)
    kept = replace(whole, law=archived(whole.law, FAMILY.laws, since=date(2022, 1, 1)).law())
    assert effects(kept) == effects(whole) != {}
    assert FAMILY.measure(kept) == FAMILY.measure(whole)


def test_the_list_before_is_the_one_that_was_in_force() -> None:
    before = RULES.on("biosimilar_grant.previous_products", date(2023, 6, 30))
    assert before.products == RULES.on("biosimilar_grant.products", date(2019, 6, 30)).products


def test_a_year_whose_list_no_source_gives_takes_the_latest_known_before() -> None:
    case = extract(year=2023)
    assert list_of(case, 2022)["insulin_glargine"].referents == ("Lantus", "Toujeo")
    assert list_of(case, 2023)["insulin_glargine"].referents == ("Lantus",)
    assert list_of(case, 2018) is None


def test_a_product_that_open_phmev_stops_marking_is_told() -> None:
    before = with_molecule(products(("A", "C", 50, 1), ("B", "B", 50, 1)), ["L04AB04"] * 2)
    after = with_molecule(products(("A", "0", 50, 1), ("B", "B", 50, 1)), ["L04AB04"] * 2)
    case = case_of_products(after, year=2025, law=law_of(2025), before=before)
    effect = effects(case)["L04AB04"]
    assert (effect.before, effect.now, effect.constant_before) == (Fraction(1, 2), 1, 1)


def test_a_new_biosimilar_changes_no_perimeter() -> None:
    case = extract(
        {**product("HUMIRA", "reference", 50, ADA), "year": 2024}, product("HUMIRA", "reference", 40, ADA),
        product("YUFLYMA", "biosimilar", 10, ADA),
    )  # fmt: skip
    assert effects(case) == {}


WITHHELD = ("9999999999999", "9", 50, 900)


def test_a_withheld_product_is_no_brand_that_a_list_forgets() -> None:
    rows = with_molecule(products(("A", "B", 30, 1), WITHHELD), ["L04AB01", "L04AB01"]).assign(
        label=["ETANOBRUM", "Non restitué"]
    )
    case = case_of_products(rows, year=2025, law=law_of(2025, "val-de-brume"))
    assert "marque_hors_liste" not in {found.code for found in FAMILY.notice(case)}
    assert FAMILY.amounts(case, [])[0].amount == Decimal("600.00")


def test_what_secrecy_hides_wholly_is_not_a_zero() -> None:
    case = case_of_products(products(WITHHELD), year=2025, law=law_of(2025, "val-de-brume"))
    results = {result.indicator: result for result in evaluate(FAMILY, case, region={})}
    assert (results["biosimilars.savings"].value, results["biosimilars.savings"].outcome) == (
        None,
        "données insuffisantes",
    )
    (amount,) = FAMILY.amounts(case, [])
    assert (amount.amount, "secret statistique" in amount.reason) == (None, True)
    # without anything hidden, no box is a zero
    seen = case_of_products(products(("A", "1", 5, 1)), year=2025, law=law_of(2025, "val-de-brume"))
    assert FAMILY.amounts(seen, [])[0].amount == 0


line = st.builds(
    product,
    st.sampled_from(["HUMIRA", "AMGEVITA", "HULIO", "TOUJEO", ""]),
    st.sampled_from(["biosimilar", "reference"]),
    st.integers(0, 400),
    st.sampled_from(["adalimumab", "étanercept", "insuline glargine"]),
    amount=st.integers(0, 9_000).map(Decimal),
)


@given(st.lists(line, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(rows: list[dict], random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = extract(*rows, year=2019), extract(*shuffled, year=2019)
    assert FAMILY.measure(first) == FAMILY.measure(second)
    assert FAMILY.amounts(first, []) == FAMILY.amounts(second, [])


@given(st.lists(line, min_size=1, max_size=6), st.integers(0, 400), st.integers(0, 9_000))
def test_a_line_split_in_two_changes_nothing(rows: list[dict], boxes: int, amount: int) -> None:
    first = rows[0]
    whole = {**first, "boxes": first["boxes"] + boxes, "amount": first["amount"] + amount}
    rest = {**first, "boxes": boxes, "amount": Decimal(amount)}
    one, two = extract(whole, *rows[1:], year=2019), extract(first, rest, *rows[1:], year=2019)
    assert FAMILY.measure(one) == FAMILY.measure(two)
    assert FAMILY.amounts(one, []) == FAMILY.amounts(two, [])


def test_advice_says_the_euros_of_the_boxes_to_replace() -> None:
    case = extract(
        product("HUMIRA", "reference", 30, ADA, amount=Decimal(12_000)),
        product("HULIO", "biosimilar", 10, ADA, amount=Decimal(3_000)),
    )
    (step,) = FAMILY.advise(case, evaluate(FAMILY, case, region={}))
    # 32 − 10 boxes, each 400 − 300 €
    assert "22 boîtes" in step
    assert "soit environ 2\u202f200\u202f€" in step
