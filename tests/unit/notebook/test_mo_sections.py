"""The sections of the MO page: hostile text is escaped, figures say in words what their table says, absences are told."""

import re
from types import SimpleNamespace

import pytest

from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.mo.family import FAMILY
from caqes_eval.notebook.families import mo
from tests.indicators.examples import case_of

SECTIONS = (
    "results_table", "position", "details_table", "objective_table", "exhaustiveness_table", "products_table", "dci_table",
    "dci_figure", "indications_table", "anomalies_table", "computed_table", "years_table", "years_figure",
)  # fmt: skip
HOSTILE = "<script>alert(1)</script> & $x$"
MED = {"year": 2025, "period": "2025", "month": 3, "ucd": "9000001"}
LINES = [
    {**MED, "indication": "I999999", "quantity": 14, "amount": 200},
    {**MED, "indication": "I999997", "quantity": 6, "amount": 100},
    {**MED, "indication": "I000009", "quantity": 80, "amount": 700, "lines": 2},
    {**MED, "year": 2023, "period": "2023", "indication": "I999999", "quantity": 30, "amount": 300},
    {**MED, "year": 2023, "period": "2023", "indication": "I000001", "quantity": 70, "amount": 500},
]
BEGUN = {"year": 2025, "period": "2025-S1", "declared_code": "I999999", "argued": True, "argument_type": "rcp"}
INITIATIONS = [
    {**BEGUN, "dci": "IgIV", "level_1": "cancer", "level_2": "CBNPC", "ucd7": "9000001"},
    {**BEGUN, "dci": "Ig", "level_1": "cancer", "level_2": "cancer bronchique non à petites cellules"},
    {**BEGUN, "dci": HOSTILE, "level_1": "cancer", "level_2": HOSTILE},
    {**BEGUN, "dci": "rituximab", "declared_code": "I999997"},
]
ANOMALY = {
    "year": 2025, "period": "2025-S1", "month": "mars 2025", "ucd7": "9000001", "anomaly": "pair_absent", "cause": "entry",
    "quantity": 2, "amount": 30.5, "product": HOSTILE,
}  # fmt: skip
REFERENCE = {"year": 2025, "period": "2025", "ucd7": "9000001", "indication": "I999997", "inscription": True}
FULL = {
    "pmsi.med": LINES,
    "mo_initiations.initiations": INITIATIONS,
    "mo_anomalies.anomalies": [{**ANOMALY, "amount": 30}],
    "les_reference": [REFERENCE],
}


def page(tables: dict, region: str = "val-de-brume", **more: object) -> SimpleNamespace:
    case = case_of({"year": 2025, "region": region, "tables": tables, **more})
    return SimpleNamespace(case=case, family=FAMILY, result=SimpleNamespace(results=evaluate(FAMILY, case, region={})))


def text(section: str, tables: dict, **more: object) -> str:
    return getattr(mo, section)(page(tables, **more)).text.replace("\u202f", " ")


def alt(section: str, tables: dict) -> str:
    html = getattr(mo, section)(page(tables)).html.replace("\u202f", " ")
    return re.search(r'alt="([^"]*)"', html)[1]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_without_data_says_so(section):
    block = getattr(mo, section)(page({}))
    assert block.text
    assert "<img" not in block.html
    assert "nan" not in block.text.lower()


@pytest.mark.parametrize("section", SECTIONS)
def test_a_text_of_a_file_is_never_code_and_two_runs_give_the_same_bytes(section):
    first, second = (getattr(mo, section)(page(FULL)).html for _ in range(2))
    assert "<script" not in first
    assert first == second


def test_results_leave_the_details_to_their_own_sections():
    shown = text("results_table", FULL)
    assert "Taux d’I999 en UCD | 14,0 % | < 15,0 % (à valider) | ✔ atteint" in shown
    assert "S1 2025" not in shown
    assert "Taux d’I999 en UCD, S1 2025 | 14,0 %" in text("details_table", FULL)


def test_the_objective_is_shown_under_every_way_of_counting():
    lines = [
        {**MED, "indication": "I999999", "quantity": 15, "amount": 10},
        {**MED, "indication": "I1", "quantity": 85, "amount": 90},
    ]
    shown = text("objective_table", {"pmsi.med": lines}, region="paca").splitlines()
    assert shown[2].startswith("En UCD | 15,00 % | < 15 % | ✘ pas sous l’objectif")
    assert shown[3].startswith("En euros | 10,00 % | < 15 % | ✔ sous l’objectif")
    assert shown[4].startswith(
        "Jugement |  | < 15 % | ○ sans objectif | Tous les calculs possibles ne sont pas du même côté"
    )


def test_the_two_witnesses_stand_side_by_side_and_are_not_divided():
    first, second = text("exhaustiveness_table", FULL).splitlines()[2:]
    assert first == "S1 2025 | 14 UCD | 200,00 € | 3 | —"
    assert second.startswith("S2 2025 | 0 UCD | 0,00 € | non connu | ")


def test_substances_are_gathered_and_what_was_declared_stays_beside():
    shown = text("dci_table", FULL)
    assert "immunoglobuline humaine normale | Ig ; IgIV | 2 | 66,7 %" in shown
    assert "à part, 1 initiation en AMM miroir" in shown


def test_the_rest_of_the_substances_is_on_one_line():
    rows = [{**BEGUN, "dci": f"molécule {letter}"} for letter in "abcdefghijkl"]
    assert "2 autres DCI |  | 2 | 16,7 %" in text("dci_table", {"mo_initiations.initiations": rows})


def test_indications_show_their_common_name_and_what_was_declared():
    shown = text("indications_table", FULL)
    assert (
        "Cancer | Cancer bronchique non à petites cellules | — | — | Cancer > CBNPC ; "
        "Cancer > cancer bronchique non à petites cellules | 2" in shown
    )


def test_anomalies_are_shown_by_kind_and_cause_then_computed():
    assert "Association UCD indication incorrecte | Saisie | 1 | 2 UCD | 30,00 € | 0" in text("anomalies_table", FULL)
    computed = text("computed_table", FULL)
    assert "Association UCD indication incorrecte | 9000001 | I000009 | 03/2025 | 2 | 80 UCD | 700,00 €" in computed


def test_the_years_show_the_break_and_what_reads_across_it():
    shown = text("years_table", FULL)
    assert "Rupture du 14/08/2024" in shown
    assert "2023 | 100 UCD | 30 UCD | 30,0 % | 0 UCD | 30,0 % | 800 € | — | 300 € | 37,5 %" in shown
    assert "2025 | 100 UCD | 14 UCD | 14,0 % | 6 UCD | 20,0 % | 1 000 € | — | 200 € | 20,0 %" in shown
    two = [*LINES, {**MED, "year": 2024, "period": "2024", "indication": "I1", "quantity": 1, "amount": 800}]
    assert "1 000 € | +25,0 % | 200 €" in text("years_table", {"pmsi.med": two})


@pytest.mark.parametrize(("figure", "table"), [("years_figure", "years_table"), ("dci_figure", "dci_table")])
def test_every_number_of_a_figure_is_in_its_table(figure, table):
    told, shown = alt(figure, FULL), text(table, FULL)
    numbers = re.findall(r"[0-9]+,[0-9] %", told.split("Objectif")[0]) or re.findall(r"normale ([0-9]+)", told)
    assert numbers
    assert all(number in shown for number in numbers)


def test_the_figure_of_the_years_says_the_break_in_words():
    told = alt("years_figure", FULL)
    assert "30,0 % en 2023, 14,0 % en 2025" in told
    assert "Rupture du 14/08/2024" in told
