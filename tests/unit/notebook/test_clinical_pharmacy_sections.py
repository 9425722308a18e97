"""Clinical pharmacy: its sections render, escape what comes from a file, and say in words what the figure draws."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from clinical_pharmacy_case import answered, case, diagnosed, year_of

from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.family import FAMILY
from caqes_eval.families.clinical_pharmacy.rates import RATES
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.result import FamilyResult
from caqes_eval.notebook.evaluation import Evaluation, in_brief
from caqes_eval.notebook.families import clinical_pharmacy as page
from caqes_eval.notebook.history import history_table
from caqes_eval.notebook.sections import results_table

HOSTILE = "<script>alert('65 ans')</script> =1+1 $x_$"
SECTIONS = [
    page.way_of_counting, page.populations_table, page.by_champ_table, page.by_champ_figure, page.progress_table,
    page.nominative_table,
]  # fmt: skip
TWO_YEARS = [
    *year_of(answered("MCO"), answered("SMR", bmo=None, ppp_eligible=12), answered("PSY", bmo=201)),
    *year_of(answered("MCO", 2024, bmo=80)),
]


def evaluation(one: Case) -> Evaluation:
    result = FamilyResult(
        campaign="demo", finess=one.finess, establishment="CH", family=FAMILY.code, period=str(one.year),
        results=tuple(evaluate(FAMILY, one, region={})), actions=(), findings=(), sources=(), rules=(),
    )  # fmt: skip
    context: Any = SimpleNamespace(context=SimpleNamespace(year=one.year))
    return Evaluation(inputs=context, family=FAMILY, case=one, result=result)


def cells(html: str) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    rows = [[cell.get_text().replace("\u202f", " ") for cell in row.find_all(["th", "td"])]
            for row in BeautifulSoup(html, "html.parser").find_all("tr")]  # fmt: skip
    return {row[0]: row[1:] for row in rows}


def image(html: str) -> Tag:
    found = BeautifulSoup(html, "html.parser").img
    assert found is not None
    return found


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    "one",
    [
        case(),
        case(TWO_YEARS, [diagnosed(), diagnosed(2024)]),
        case([], []),
        case([answered("MCO"), answered("MCO", bmo=91)], [diagnosed(), diagnosed(done=None)]),
        case(year_of(answered("MCO", target_population=HOSTILE, eligible=0, bmo=0, beds=0, beds_nominative=0))),
        case([], [], deliveries=[{"input": "clinical_pharmacy.activite", "label": "A", "period": "2025", "state": "déclaré vide"}]),
    ],
    ids=["one champ", "two years", "nothing", "twice", "hostile", "declared empty"],
)  # fmt: skip
def test_a_section_renders_and_is_the_same_each_time(section, one):
    block = section(evaluation(one))
    assert block == section(evaluation(one))
    assert "<script" not in block.html
    assert "None" not in block.text
    assert "nan" not in block.text.lower().split()


def test_what_the_establishment_wrote_is_shown_as_text():
    block = page.populations_table(evaluation(case(year_of(answered("MCO", target_population=HOSTILE)))))
    assert cells(block.html)["MCO"][0].replace("\u202f", " ") == HOSTILE
    assert BeautifulSoup(block.html, "html.parser").script is None


def test_the_populations_say_what_each_champ_answered():
    shown = cells(page.populations_table(evaluation(case(TWO_YEARS))).html)
    assert shown["MCO"] == ["65 ans et plus", "200", "120", "80", "14 sur 14", "aucune"]
    assert shown["SMR"] == ["65 ans et plus", "200", "120", "80", "13 sur 14", "Bilans médicamenteux à l’entrée"]
    assert shown["HAD"][0] == "champ déclaré « sans objet »"


def test_the_table_by_champ_holds_both_numbers_or_says_why_there_are_none():
    shown = cells(page.by_champ_table(evaluation(case(TWO_YEARS))).html)
    assert shown["Bilans médicamenteux à l’entrée"] == [
        "45,0 % (90 sur 200)", "données insuffisantes", "données insuffisantes", "non concerné", "non concerné",
        "45,0 % (90 sur 200)",
    ]  # fmt: skip
    assert shown["Conciliations de sortie"][-1] == "25,0 % (90 sur 360)"
    assert shown["Plans pharmaceutiques personnalisés transmis"] == [
        "10 PPP",
        "10 PPP",
        "10 PPP",
        "non concerné",
        "non concerné",
        "30 PPP",
    ]
    assert len(shown) == 1 + len(RATES) + 1


def test_the_words_of_the_figure_are_the_figures_of_the_table():
    block = evaluation(case(TWO_YEARS))
    alt = str(image(page.by_champ_figure(block).html)["alt"]).replace("\u202f", " ")
    table = cells(page.by_champ_table(block).html)
    champs = ["MCO", "SMR", "PSY", "HAD", "USLD"]
    wanted = {
        rate.short: {
            champ: re.match(r"[0-9,]+ %", cell)[0]  # type: ignore[index]
            for champ, cell in zip(champs, table[rate.label], strict=False)
            if "%" in cell
        }
        for rate in RATES
    }
    said = {
        label: dict(re.findall(r"(MCO|SMR|PSY|HAD|USLD) ([0-9,]+ %)", values))
        for label, values in re.findall(r"([^.]+?) : ([^.]+)\.", alt)
    }
    assert {label.strip(): values for label, values in said.items()} == wanted


def test_a_rate_of_few_cases_is_marked_and_has_its_interval():
    few = evaluation(case(year_of(answered("MCO", ppp_eligible=29, ppp=0))))
    many = evaluation(case(year_of(answered("MCO", ppp_eligible=30, ppp=0))))
    label = "Patients éligibles qui ont un plan pharmaceutique personnalisé"
    # Wilson, none of 29: 1,96² / (29 + 1,96²) = 11,7 %
    assert cells(page.by_champ_table(few).html)[label][0] == "0,0 % [0,0 % à 11,7 %] (0 sur 29)"
    assert cells(page.by_champ_table(many).html)[label][0] == "0,0 % (0 sur 30)"
    assert "moins de 30 cas" in page.by_champ_figure(few).text
    assert "moins de 30 cas" not in page.by_champ_figure(many).text
    assert "(peu de cas)" in str(image(page.by_champ_figure(few).html)["alt"])


def test_the_figure_changes_with_a_value_and_grows_with_the_champs():
    one, other, both = (
        image(page.by_champ_figure(evaluation(case(rows))).html)["src"]
        for rows in (
            year_of(answered("MCO")),
            year_of(answered("MCO", bmo=91)),
            year_of(answered("MCO"), answered("SMR")),
        )
    )
    assert len({one, other, both}) == 3


def test_without_a_rate_a_sentence_stands_for_the_figure():
    block = page.by_champ_figure(evaluation(case([], [])))
    assert "Pas de figure" in block.text
    assert "<img" not in block.html


def test_the_progress_is_that_of_the_champs_known_in_both_years():
    shown = cells(page.progress_table(evaluation(case(TWO_YEARS, [diagnosed(), diagnosed(2024)]))).html)
    champs, before, now, gain, target, verdict, _ = shown["Bilans médicamenteux à l’entrée"]
    assert (champs, before, now, gain) == ("MCO", "40,0 % (80 sur 200)", "45,0 % (90 sur 200)", "+5 points")
    assert (target, verdict) == ("≥ 5 points (à valider)", "✔ atteint")


def test_the_results_without_detail_keep_every_indicator_once():
    whole = in_brief(evaluation(case(TWO_YEARS)))
    codes = [result.indicator for result in whole.result.results]
    assert codes == [definition.code for definition in FAMILY.definitions]
    assert "MCO" not in results_table(whole).html
    assert "45,0" in history_table(whole).html


def test_the_conditions_of_nominative_dispensing_are_shown():
    shown = cells(page.nominative_table(evaluation(case())).html)
    assert shown["Délivrance nominative"] == ["75,0 %", "≥ 100,0 % (à valider)", "✘ non"]
    assert shown["Plan d’actions complet"] == ["0,0 %", "≥ 100,0 % (à valider)", "✘ non"]
