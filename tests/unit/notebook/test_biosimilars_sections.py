"""The sections of the biosimilars page: hostile text is escaped, figures say in words what their table says."""

import re
from decimal import Decimal
from types import SimpleNamespace

import pytest
from law import law_of

from caqes_eval.families.biosimilars.family import FAMILY
from caqes_eval.families.case import Case
from caqes_eval.families.evaluation import evaluate
from caqes_eval.notebook.families import biosimilars
from tests.indicators.examples import table

HOSTILE = "HUMIRA <img src=x onerror=alert(1)> $x$"
SECTIONS = (
    "molecules_table", "molecules_figure", "perimeter_table", "witness_table", "grant_table", "perimeter_changes_table",
)  # fmt: skip


def row(molecule: str, label: str, kind: str, boxes: int, amount: int, year: int = 2019) -> dict:
    return {
        "year": year, "period": str(year), "molecule": molecule, "label": label, "product_type": kind, "boxes": boxes,
        "amount": Decimal(amount),
    }  # fmt: skip


ROWS = (
    row("adalimumab", HOSTILE, "reference", 25, 10_000),
    row("adalimumab", "HULIO 40 MG", "biosimilar", 75, 22_500),
    row("insuline glargine", "LANTUS", "reference", 10, 100),
    row("insuline glargine", "SEMGLEE <b>", "biosimilar", 5, 40),
)


def page(*rows: dict, year: int = 2019, region: str | None = None) -> SimpleNamespace:
    tables = {"extraction.biosimilaires": table(list(rows))} if rows else {}
    case = Case(finess="990780017", year=year, law=law_of(year, region), tables=tables)
    context = SimpleNamespace(repertoire_date=None, repertoire_source="top_gen", year=year)
    result = SimpleNamespace(results=evaluate(FAMILY, case, region={}))
    return SimpleNamespace(case=case, family=FAMILY, result=result, inputs=SimpleNamespace(context=context))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_without_data_says_so(section: str) -> None:
    block = getattr(biosimilars, section)(page())
    assert block.text
    assert "<table" not in block.html
    assert "<img" not in block.html


def test_hostile_labels_are_escaped() -> None:
    shown = page(*ROWS)
    html = "".join(
        [*(getattr(biosimilars, section)(shown).html for section in SECTIONS if section != "molecules_figure"),
         biosimilars.top_products_table(shown, "biological_reference", "biosimilar").html]
    )  # fmt: skip
    assert "<img src=x" not in html
    assert "<b>" not in html
    assert "&lt;img src=x" in html


def test_each_molecule_has_its_line() -> None:
    lines = plain(biosimilars.molecules_table(page(*ROWS)).text).splitlines()
    # adalimumab: 25 × (400 − 300); no objective is known for 2019
    assert any(line.startswith("adalimumab (L04AB04) | 75 | 25 | 75,0 % |") for line in lines)
    assert any(line.endswith("| — | 2 500,00 €") for line in lines)


def test_boxes_to_replace_are_told_under_the_objective() -> None:
    rows = [{**each, "year": 2025, "period": "2025"} for each in ROWS]
    lines = plain(biosimilars.molecules_table(page(*rows, year=2025, region="paca")).text).splitlines()
    (line,) = [line for line in lines if line.startswith("adalimumab")]
    # 80 % of 100 boxes is 80: 5 more than 75
    assert line.split(" | ")[-2] == "5"


def test_the_figure_says_the_numbers_of_its_table() -> None:
    shown, drawn = biosimilars.molecules_table(page(*ROWS)), biosimilars.molecules_figure(page(*ROWS))
    told = set(re.findall(r"[0-9]+,[0-9] %", plain(drawn.text)))
    assert told == {"75,0 %", "33,3 %"}
    assert told <= set(re.findall(r"[0-9]+,[0-9] %", plain(shown.text)))
    assert drawn == biosimilars.molecules_figure(page(*ROWS))


def test_the_grant_shows_every_brand_of_the_list_and_those_of_none() -> None:
    lines = plain(biosimilars.grant_table(page(*ROWS)).text).splitlines()
    assert "adalimumab | Hulio | biosimilaire | 75" in lines
    assert "adalimumab | Humira | référent | 25" in lines
    assert "adalimumab | Imraldi | biosimilaire | 0" in lines
    assert "adalimumab | toutes | V ; t = 75,0 % | 100" in lines
    assert "hors liste | SEMGLEE <b> | non compté | 5" in lines
    assert "étanercept | toutes | V ; t = — | 0" in lines


def test_a_year_without_list_says_so() -> None:
    rows = [{**each, "year": 2025, "period": "2025"} for each in ROWS]
    assert "aucune source connue" in biosimilars.grant_table(page(*rows, year=2025, region="paca")).text


def test_toujeo_is_shown_as_what_changed() -> None:
    glargine = "insuline glargine"
    rows = [
        row(glargine, "ABASAGLAR", "biosimilar", 20, 1, 2022), row(glargine, "TOUJEO", "reference", 20, 1, 2022),
        row(glargine, "LANTUS", "reference", 20, 1, 2022), row(glargine, "ABASAGLAR", "biosimilar", 20, 1, 2023),
        row(glargine, "LANTUS", "reference", 20, 1, 2023),
    ]  # fmt: skip
    lines = plain(biosimilars.perimeter_changes_table(page(*rows, year=2023, region="paca")).text).splitlines()
    assert lines[2] == "insuline glargine | TOUJEO | 2022 → 2023 | 33,3 % → 50,0 % | 50,0 % → 50,0 %"
