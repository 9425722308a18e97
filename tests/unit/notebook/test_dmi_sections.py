"""The sections of the DMI page: what a file holds is text, figures say what their table says, absences are told."""

import re
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

import caqes_eval.notebook as page
from caqes_eval.families.dmi import audit, mapping
from caqes_eval.families.dmi.family import FAMILY
from caqes_eval.notebook import evaluation as evaluation_module
from caqes_eval.notebook.evaluation import Evaluation, evaluation_of
from caqes_eval.notebook.families import dmi
from caqes_eval.notebook.inputs import Context, EstablishmentCard, Inputs
from caqes_eval.regulation.archive import archived
from tests.indicators.examples import FINESS, case_of

HOSTILE = "<script>alert(1)</script> $x$ & « ça »"
YEAR = {"year": 2025, "period": "2025"}
ANSWERS = ("yes", "partly", "no", "na", None, "yes", "yes")
SAID = ("yes", "partial", "no", "na", None, "yes")
Row = dict[str, Any]

MAPPING: list[Row] = [
    {**YEAR, "file": file, "axis": axis.code, "number": number, "answer": ANSWERS[(number + shift) % 7]}
    for shift, file in enumerate(("a.xlsx", "b.xlsx"))
    for axis in mapping.AXES
    for number in range(1, axis.items + 1)
]
UNITS: list[Row] = [
    {**YEAR, "file": "a.xlsx", "tool": "interdiag", "unit": HOSTILE, "mapped_on": date(2025, 10, 2)},
    {**YEAR, "file": "b.xlsx", "tool": "interdiag", "unit": "Bloc"},
]
RECORDS: list[Row] = [
    {
        **YEAR, "record": HOSTILE if number == 1 else str(number), "perimeter": "radiology", "management": "loan",
        "intra_ghs": number % 2 == 0, "udi": "03400935612342" if number == 2 else "03400935612343" if number == 3 else None,
        **{code: SAID[(number + rank) % 6] for rank, code in enumerate(audit.CRITERIA)},
    }
    for number in range(1, 8)
]  # fmt: skip
SYSTEM: Row = {**YEAR, "external_base": True, "external_base_name": HOSTILE, "aidc_pharmacy_quantity": 3,
               "indication_mode": "free_text", "aidc_theatre": False}  # fmt: skip
DEVICES: list[Row] = [
    {"year": year, "period": str(year), "month": 1, "finess_geo": FINESS, "lpp": f"31111{rank:02}", "quantity": rank + 1,
     "amount": 100 * (rank + 1), "lines": 1}
    for year in (2024, 2025) for rank in range(20)
]  # fmt: skip
FULL = {
    "dmi_mapping.cartographie": MAPPING, "dmi_mapping.identification": UNITS, "dmi_audit.dossiers": RECORDS,
    "dmi_audit.systeme_information": [SYSTEM], "pmsi.dmi": DEVICES,
}  # fmt: skip
SECTIONS = [getattr(dmi, name) for name in dmi.__all__]
COMMON = [
    page.results_table, page.figure, page.history_table, page.history_figure, page.actions, page.cautions,
    page.what_is_measured, page.calculations, page.rules_table, page.points_table, page.deliveries_table,
]  # fmt: skip


@pytest.fixture(autouse=True)
def _known_family(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation_module, "family", lambda _: FAMILY)


def evaluated(tables: dict[str, list[Row]], region: str = "paca") -> Evaluation:
    case = case_of({"year": 2025, "region": region, "tables": tables, "indicators": ["dmi"]})
    context = Context(
        campaign="c", campaign_title="Campagne", year=2025, evaluation_date="2026-03-31", family="dmi",
        establishment=EstablishmentCard(finess=FINESS, name="CH", city="Ville", category="CH"), indicators=("dmi",),
        minimum_establishments=11, repertoire_source="top_gen", repertoire_date=None, sources=(), findings=(),
        tool_version="1",
    )  # fmt: skip
    # the law that a dossier keeps: what the family declares must be enough
    law = archived(case.law, FAMILY.laws, since=date(2021, 1, 1))
    return evaluation_of(Inputs(context=context, law=law, region={}, tables=dict(case.tables)))


@pytest.fixture(scope="module", name="full")
def _full() -> Evaluation:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluation_module, "family", lambda _: FAMILY)
        return evaluated(FULL)


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def lines(block: Any) -> list[list[str]]:
    rows = BeautifulSoup(block.html, "html.parser").find_all("tr")
    return [[plain(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in rows]


@pytest.mark.parametrize("section", [*SECTIONS, *COMMON], ids=lambda section: section.__name__)
@pytest.mark.parametrize("region", ["paca", "cotes-d-ambre"])
def test_every_section_renders_without_data(section, region):
    block = section(evaluated({}, region))
    assert block.text
    assert "None" not in block.html
    assert "nan" not in BeautifulSoup(block.html, "html.parser").get_text().lower().split()


@pytest.mark.parametrize("section", [*SECTIONS, *COMMON], ids=lambda section: section.__name__)
def test_what_comes_from_a_file_is_text(full, section):
    block = section(full)
    assert "<script>" not in block.html
    assert "None" not in block.html
    assert "'" not in block.text


def test_every_section_shows_a_table_or_an_image_when_all_was_received(full):
    for section in SECTIONS:
        assert re.search("<table|<img", section(full).html), section.__name__


def test_the_axes_and_their_sum(full):
    rows = lines(dmi.mapping_table(full))
    assert len(rows) == 1 + 12 + 1
    whole = mapping.tally(mapping.diagnosis(full.case).units)
    assert rows[-1][:3] == ["Ensemble", "154", str(whole.answered)]
    assert rows[-1][4:8] == [str(each) for each in (whole.yes, whole.partly, whole.no, whole.not_applicable)]
    # three items, numbered 1 to 3: in a, answers 1 to 3 (partly, no, na); in b, 2 to 4 (no, na, blank)
    assert rows[12] == ["Connectiques sécurisées", "6", "5", "83,3 %", "0", "1", "2", "2", "16,7 %", "non montrée"]


def test_units_are_shown_apart_then_together(full):
    rows = lines(dmi.units_table(full))
    assert [row[0] for row in rows] == ["Unité", plain(HOSTILE), "Bloc", "Ensemble"]
    assert rows[1][1:3] == ["InterDiag", "02/10/2025"]
    assert len(lines(dmi.units_by_axis_table(full))[0]) == 4
    one = evaluated({"dmi_mapping.cartographie": MAPPING[:77]})
    assert "Une seule unité" in dmi.units_by_axis_table(one).text


def alt(block: Any) -> str:
    image = BeautifulSoup(block.html, "html.parser").img
    assert image is not None
    return plain(str(image["alt"]))


def test_the_figure_of_axes_says_what_the_table_does(full):
    told = alt(dmi.mapping_figure(full))
    for row in lines(dmi.mapping_table(full))[1:]:
        assert f"{row[0]} : maîtrise {row[8]}, complétude {row[3]}." in told


def test_the_figure_of_criteria_says_what_the_table_does(full):
    told = alt(dmi.criteria_figure(full))
    for row in lines(dmi.criteria_table(full))[1:]:
        label, yes, partial, no, na, blank, _ = row
        assert f"{label} : oui {yes}, partiel {partial}, non {no}, non applicable {na}, sans réponse {blank}." in told


def test_rates_of_the_audit_are_those_of_the_results(full):
    assert "pas de cible, choix fait par l’établissement" in plain(dmi.blocks_table(full).text)
    rows = lines(dmi.blocks_table(full))
    assert [row[0] for row in rows[1:]] == [
        "Réception et délivrance", "Service utilisateur", "Information du patient", "Tous les blocs",
    ]  # fmt: skip
    # seven records; the first criterion: partial, no, na, blank, yes, yes, partial
    assert lines(dmi.criteria_table(full))[1][1:6] == ["2", "2", "1", "1", "1"]
    assert "40,0 % [" in lines(dmi.criteria_table(full))[1][6]


def test_neither_lot_nor_device_code_is_shown(full):
    rows = lines(dmi.udi_table(full))
    assert [row[:3] for row in rows[1:]] == [["2", "GTIN-14", "✔ juste"], ["3", "GTIN-14", "✘ refusé"]]
    assert "03400935612342" not in dmi.udi_table(full).html


def test_themes_are_those_of_the_region_with_the_records_audited(full):
    rows = {row[0]: row for row in lines(dmi.themes_table(full))[1:]}
    assert len(rows) == 5
    assert rows["Radiologie interventionnelle : remise de la carte d’implant"][2] == "7"
    assert rows["Chambres implantables et PICC"][2] == "0"
    assert len(lines(dmi.themes_table(evaluated(FULL, "val-de-brume")))) == 1 + 2
    assert "Aucun thème" in dmi.themes_table(evaluated(FULL, "cotes-d-ambre")).text
    # nothing audited is not zero audited
    assert {row[2] for row in lines(dmi.themes_table(evaluated({})))[1:]} == {"—"}


def test_volumes_add_up_to_the_indicator(full):
    rows = lines(dmi.volumes_table(full))
    assert rows[1] == ["3111119", "20", "2 000,00 €"]
    assert rows[16] == ["5 autres codes", "15", "1 500,00 €"]
    assert rows[-1] == ["Ensemble", "210", "21 000,00 €"]
    assert next(each for each in full.result.results if each.indicator == "dmi.implants").value == 210


def test_perimeters_and_the_answers_of_the_system(full):
    assert lines(dmi.perimeters_table(full))[1:] == [
        ["Radiologie interventionnelle", "7", "0", "0", "7", "3"], ["Ensemble", "7", "0", "0", "7", "3"],
    ]  # fmt: skip
    told = dict(lines(dmi.system_table(full))[1:])
    assert told["Base de données externe : préciser"] == plain(HOSTILE)
    assert told["Indications de pose : mode de saisie"] == "Texte libre"
    assert told["AIDC bloc opératoire : équipement"] == "non"
    assert told["Logiciel DPI"] == "—"


def test_an_amount_not_known_leaves_no_total():
    devices = [{**DEVICES[20], "amount": None}, DEVICES[21]]
    rows = lines(dmi.volumes_table(evaluated({"pmsi.dmi": devices})))
    assert rows[-1] == ["Ensemble", "3", "—"]


def test_the_page_in_brief_leaves_the_details_to_their_own_tables(full):
    brief = page.in_brief(full)
    assert [row[0] for row in lines(page.results_table(brief))[1:]] == [
        "Cartographie du circuit", "Taux de maîtrise (InterDiag)", "Complétude de la cartographie",
        "Audit de la traçabilité et de l’information du patient", "Dossiers audités", "Audit : tous les critères",
        "Dossiers avec toutes les données réglementaires", "Identifiants uniques (IUD) justes",
        "DMI posés dans l’année (liste en sus)", "Montant des DMI posés (liste en sus)", "Plan d’actions : DMI",
    ]  # fmt: skip
    # the whole is what the synthesis gets
    assert len(full.result.results) == 11 + 12 + 12 + 3 + 14
