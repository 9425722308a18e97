"""The sections of the generics page: hostile text is escaped, figures say in words what their table says."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from law import case_of_products, law_of
from products_table import products, with_molecule

from caqes_eval.families.case import Case
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.generics.family import FAMILY
from caqes_eval.notebook.families import generics
from tests.indicators.examples import table

HOSTILE = "<script>alert(1)</script> $x^2$ & Cie"
SECTIONS = (
    "perimeter_table",
    "witness_table",
    "constant_table",
    "constant_figure",
    "savings_table",
    "repertoire_table",
)
BEFORE = products(("A", "0", 100, 5_000), ("B", "1", 300, 6_000), ("C", "0", 600, 100))
AFTER = products(("A", "4", 100, 5_000), ("B", "1", 300, 6_000), ("C", "0", 590, 100), ("9999999999999", "9", 10, 70))
DATABASE = pd.DataFrame(
    {"cip13": ["A", "B", "C"], "status": ["reference", "generic", "reference"], "groups": ["1", "1", ""]}
)


def page(case: Case) -> SimpleNamespace:
    context = SimpleNamespace(repertoire_date="2026-05-26", repertoire_source=case.repertoire_source, year=case.year)
    result = SimpleNamespace(results=evaluate(FAMILY, case, region={}))
    return SimpleNamespace(case=case, family=FAMILY, result=result, inputs=SimpleNamespace(context=context))


def two_years(**more: object) -> SimpleNamespace:
    labelled = AFTER.assign(label=[HOSTILE, "GENERIQUE", "AUTRE", "Non restitué"])
    tables = {"extraction.generiques": table([
        {"year": 2025, "period": "2025", "boxes": 1000, "repertoire_boxes": 450, "generic_boxes": 300},
    ])} if more.pop("extract", False) else {}  # fmt: skip
    case = case_of_products(
        with_molecule(labelled, ["A02BC01", "A02BC01", "B01AF02", ""]), year=2025, law=law_of(2025), before=BEFORE,
        repertoire=DATABASE, tables=tables, **more,
    )  # fmt: skip
    return page(case)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_without_data_says_so(section: str) -> None:
    block = getattr(generics, section)(page(Case(finess="990780017", year=2025, law=law_of(2025))))
    assert block.text
    assert "<table" not in block.html
    assert "<img" not in block.html


@pytest.mark.parametrize("section", SECTIONS)
def test_hostile_labels_are_escaped(section: str) -> None:
    html = getattr(generics, section)(two_years()).html + generics.top_products_table(two_years(), "reference").html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_two_repertoires_stand_side_by_side_year_by_year() -> None:
    lines = plain(generics.constant_table(two_years()).text).splitlines()
    assert "26/05/2026" in lines[0]
    # 2024: 300/1000 by TOP_GEN; every product is of the repertoire for the database
    assert lines[2:] == ["2024 | 30,0 % | 100,0 % | −70,0 points", "2025 | 40,4 % | 100,0 % | −59,6 points"]


def test_the_figure_says_the_numbers_of_its_table() -> None:
    shown, drawn = generics.constant_table(two_years()), generics.constant_figure(two_years())
    told = set(re.findall(r"[0-9]+,[0-9] %", plain(drawn.text)))
    assert told == {"30,0 %", "40,4 %", "100,0 %"}
    assert told <= set(re.findall(r"[0-9]+,[0-9] %", plain(shown.text)))
    assert drawn == generics.constant_figure(two_years())


def test_the_perimeter_shows_what_secrecy_hides() -> None:
    lines = plain(generics.perimeter_table(two_years()).text).splitlines()
    assert "Médicaments identifiés | 990 | 111,00 €" in lines
    assert "Non restitué (secret statistique), hors des taux | 10 | 0,70 €" in lines


def test_the_witness_shows_its_gap() -> None:
    lines = plain(generics.witness_table(two_years(extract=True)).text).splitlines()
    # 450/1000 decides, 400/990 beside it
    assert lines[2] == "Prescription dans le répertoire des génériques | 45,0 % | 40,4 % | −4,6 points"
    assert "aucune autre source" in generics.witness_table(two_years()).text.lower()


def test_totals_are_described_without_products() -> None:
    page_of_totals = two_years(extract=True)
    lines = plain(generics.perimeter_table(page_of_totals).text).splitlines()
    assert {"Générique | 300 | —", "Princeps ayant un générique | 150 | —", "Hors répertoire | 550 | —"} == set(
        lines[2:]
    )
    assert "Aucun produit" in generics.top_products_table(page_of_totals, "reference").text


def test_savings_are_told_by_group() -> None:
    lines = plain(generics.savings_table(two_years()).text).splitlines()
    # 100 boxes, 50,00 € / 100 and 60,00 € / 300: (0,50 − 0,20) × 100
    assert lines[2] == "molecule a02bc01 | 100 | 0,50 € | 0,20 € | 30,00 €"


def test_disagreements_name_both_statuses() -> None:
    lines = plain(generics.repertoire_table(two_years()).text).splitlines()
    assert "TOP_GEN décide" in lines[0]
    assert lines[2] == "AUTRE | C | hors répertoire | princeps ayant un générique | 590"
