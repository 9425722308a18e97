"""The sections of the national indicators: what is shown, what stays out, what the figure says."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from bs4 import BeautifulSoup

import caqes_eval.notebook as page
from caqes_eval.families.national.family import FAMILY
from caqes_eval.notebook import evaluation as evaluation_module
from caqes_eval.notebook.evaluation import Evaluation, evaluation_of
from caqes_eval.notebook.families import national
from caqes_eval.notebook.inputs import Context, EstablishmentCard, Inputs
from caqes_eval.regulation.archive import archived
from tests.indicators.examples import FINESS, case_of

HOSTILE = "<script>alert(1)</script> $x$ & « ça »"
IPP = {"year": 2025, "period": "2025", "label": HOSTILE, "boxes": 9000, "amount": 96000, "previous_amount": 100000}
PERFADOM = {"year": 2025, "period": "2025", "system": "diffuser", "amount": 120, "previous_amount": 100}
SURGERY = {"year": 2025, "period": "2025", "act_family": HOSTILE, "surgical_stays": 40, "outpatient_stays": 10}
PHMEV = {
    "year": 2025, "period": "2025", "cip13": "3400949720880", "atc5": "A02BC05", "boxes": 8000, "reimbursed_cents": 1250,
}  # fmt: skip
WITHHELD = {**PHMEV, "cip13": "9999999999999", "atc5": "9999999", "boxes": 12, "reimbursed_cents": 345}


@pytest.fixture(autouse=True)
def _known_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation_module, "family", lambda _: FAMILY)


def evaluated(tables: dict[str, list[dict[str, Any]]], indicators: list[str], year: int = 2025) -> Evaluation:
    case = case_of({"year": year, "region": "paca", "tables": tables, "indicators": indicators})
    context = Context(
        campaign="c", campaign_title="Campagne", year=year, evaluation_date=f"{year + 1}-03-31", family="national",
        establishment=EstablishmentCard(finess=FINESS, name="CH", city="Ville", category="CH"),
        indicators=tuple(indicators), minimum_establishments=11, repertoire_source="top_gen", repertoire_date=None,
        sources=(), findings=(), tool_version="1",
    )  # fmt: skip
    # the law that a dossier keeps: what the family declares must be enough
    law = archived(case.law, FAMILY.laws, since=date(year - 4, 1, 1))
    return evaluation_of(Inputs(context=context, law=law, region={}, tables=dict(case.tables)))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.fixture(name="full")
def _full() -> Evaluation:
    tables = {
        "extraction.ipp": [IPP],
        "extraction.perfadom": [PERFADOM],
        "extraction.chirurgie_ambulatoire": [
            SURGERY,
            {**SURGERY, "year": 2024, "period": "2024", "outpatient_stays": 8},
        ],
        "open_phmev": [PHMEV, WITHHELD],
    }
    return evaluated(tables, ["ipp", "perfadom", "chirurgie_ambulatoire", "epa"])


SECTIONS = [
    national.results_table, national.not_in_contract, national.details_table, national.witness_table,
    national.change_table, national.change_figure, page.results_table, page.conditions_table, page.amounts_table,
    page.history_table, page.history_figure, page.actions, page.cautions, page.what_is_measured, page.calculations,
    page.rules_table, page.deliveries_table, page.points_table,
]  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
@pytest.mark.parametrize("bound", [[], ["ezetimibe"], ["ipp", "perfadom", "pansements", "epa", "rehospitalisation_ic"]])
def test_every_section_renders_without_data(section, bound):
    block = section(national.of_the_contract(evaluated({}, bound)))
    assert block.text
    assert "None" not in block.html
    assert "nan" not in BeautifulSoup(block.html, "html.parser").get_text().lower().split()


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_what_comes_from_a_file_is_text(full, section):
    assert "<script>" not in section(full).html


def test_a_name_from_a_file_is_shown_as_it_is(full):
    soup = BeautifulSoup(national.details_table(full).html, "html.parser")
    assert HOSTILE in soup.get_text().replace("\u202f", " ")


def test_what_is_not_in_the_contract_takes_one_line(full):
    told = plain(national.not_in_contract(full).text)
    assert told == (
        "Pas au contrat de l’établissement pour l’année évaluée : Pansements, Ézétimibe, Réhospitalisations, insuffisance "
        "cardiaque."
    )
    for section in (national.results_table, national.change_table, page.what_is_measured, page.calculations):
        shown = section(national.of_the_contract(full)).text
        assert "Pansements" not in shown
        assert "zétimibe" not in shown


def test_neither_rules_nor_questions_of_what_does_not_bind_are_shown(full):
    held = national.of_the_contract(full).result
    assert any("epa" in rule.key or "ipp" in rule.key for rule in held.rules)
    assert not any("pansements" in rule.key for rule in held.rules)
    asked = [each.sentence for each in held.findings if each.code == "parametre_a_fournir"]
    assert any("referentials.epa" in sentence for sentence in asked)
    assert not any("pansements" in sentence for sentence in asked)
    everything = [each.sentence for each in full.result.findings]
    assert not any("referentials.pansements" in sentence for sentence in everything)


def test_the_whole_result_is_kept_for_the_synthesis(full):
    outcomes = {each.indicator: each.outcome for each in full.result.results}
    assert outcomes["pansements.spending"] == "non concerné"


def test_nothing_of_the_contract_is_a_sentence():
    assert "Aucun de ces indicateurs" in national.results_table(evaluated({}, [])).text


def test_all_of_the_contract_is_told():
    assert "Tous les indicateurs" in national.not_in_contract(evaluated({}, list(FAMILY.contracts))).text


def test_the_table_of_two_years(full):
    rows = [
        [cell.get_text().replace("\u202f", " ") for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(national.change_table(full).html, "html.parser").find_all("tr")
    ]
    assert rows[0] == ["Indicateur", "2024", "2025", "Évolution"]
    assert ["IPP : dépense remboursée", "100 000,00 €", "96 000,00 €", "−4,0 %"] in rows
    assert ["PERFADOM : deux systèmes", "100,00 €", "120,00 €", "+20,0 %"] in rows
    assert ["Chirurgie ambulatoire : taux", "20,0 %", "25,0 %", "+5,0 points"] in rows


def test_the_figure_says_what_the_table_does(full):
    image = BeautifulSoup(national.change_figure(full).html, "html.parser").img
    assert image is not None
    alt, table = plain(str(image["alt"])), plain(national.change_table(full).text)
    for each in national.compared(full):
        for value in (each.previous, each.current):
            if value is not None and each.current is not None and each.previous is not None:
                shown = plain(national.values.in_unit(value, each.unit))
                assert shown in alt
                assert shown in table
    assert "IPP : dépense remboursée : 100 000,00 € en 2024, 96 000,00 € en 2025 (−4,0 %)." in alt


def test_the_same_figures_give_the_same_image(full):
    assert national.change_figure(full) == national.change_figure(full)
    other = evaluated({"extraction.ipp": [{**IPP, "amount": 50000}]}, ["ipp"])
    assert national.change_figure(other).html != national.change_figure(full).html


@pytest.mark.parametrize(("before", "now"), [(0, 0), (0, 5), (5, 0)])
def test_a_zero_is_drawn_and_has_no_change_to_divide(before, now):
    shown = evaluated({"extraction.ipp": [{**IPP, "amount": now, "previous_amount": before}]}, ["ipp"])
    assert "<img" in national.change_figure(shown).html
    (found,) = national.compared(shown)
    assert found.change == (None if before == 0 else Fraction(now - before, before))


def test_without_the_year_before_a_sentence_stands_for_the_figure():
    shown = evaluated({"extraction.ipp": [{**IPP, "previous_amount": None}]}, ["ipp"])
    assert "Pas de figure" in national.change_figure(shown).text
    assert "non connu" in national.change_table(shown).text


def test_the_witness_stands_beside_the_extract(full):
    rows = [
        [cell.get_text().replace("\u202f", " ") for cell in row.find_all(["th", "td"])]
        for row in BeautifulSoup(national.witness_table(full).html, "html.parser").find_all("tr")
    ]
    assert rows[1] == ["IPP : boîtes", "9 000", "8 000", "12"]
    assert rows[2] == ["IPP : remboursé", "96 000,00 €", "12,50 €", "3,45 €"]
    assert len(rows) == 3


def test_savings_are_shown_without_any_rate(full):
    told = plain(page.amounts_table(full).text)
    assert "Économies constatées : IPP" in told
    assert "4 000,00 €" in told
    assert "non calculable" in told


def test_the_conditions_of_the_two_references(full):
    told = plain(page.conditions_table(full).text)
    assert "9 000 boîtes" in told
    assert "< 8 500 boîtes (à valider)" in told
    assert "< 80,0 % (à valider)" in told


def test_results_go_indicator_by_indicator_with_the_plan_last(full):
    # of a long list, what is judged is shown, in the same order, and what is only told folded when there is no room
    soup = BeautifulSoup(national.results_table(full).html, "html.parser")
    shown, folded = ([plain(row.th.get_text()) for row in body.find_all("tr")] for body in soup.find_all("tbody"))
    ipp = shown.index("IPP : évolution de la dépense")
    assert ipp < shown.index("IPP : référentiel national") < shown.index("Plan d’actions : IPP")
    assert shown.index("Plan d’actions : IPP") < shown.index("PERFADOM : évolution de la dépense")
    assert len(shown) == 12
    assert "PERFADOM : dépense remboursée" in folded
    assert not any(label.endswith("référentiel national") for label in folded)
    assert soup.details.summary.get_text().startswith("Autres mesures")
