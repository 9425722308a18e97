"""MO: next steps are drawn from the figures, levels from the grids of the regions, findings from the data."""

from datetime import date

import pytest

from caqes_eval.campaign.region.region import Region
from caqes_eval.families.definition import Family
from caqes_eval.families.evaluation import evaluate
from caqes_eval.families.mo.answers import answers, levels
from caqes_eval.families.mo.family import FAMILY
from caqes_eval.families.points import points_of
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.shipped import shipped
from tests.indicators.examples import case_of

MED = {"year": 2025, "period": "2025", "month": 3, "ucd": "9000001", "amount": 1}
BEGUN = {"year": 2025, "period": "2025-S1", "dci": "rituximab", "ucd7": "9000001", "declared_code": "I999999",
         "file": "recueil.xlsx"}  # fmt: skip
FILLED = {"argued": True, "argument_type": "rcp"}


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def advice(**content: object) -> str:
    case = case_of({"year": 2025, "region": "val-de-brume", **content})
    return plain("\n".join(FAMILY.advise(case, evaluate(FAMILY, case, region={}))))


def rates(off: int, inside: int) -> list[dict]:
    return [{**MED, "indication": "I999999", "quantity": off}, {**MED, "indication": "I000001", "quantity": inside}]


def test_the_units_over_the_objective_and_their_products_are_told():
    # 20 of 100: 14 at most is below 15 %, so 6 too many
    told = advice(tables={"pmsi.med": rates(20, 80), "mo_initiations.initiations": [{**BEGUN, **FILLED}]})
    assert "Taux d’I999 de 20,0 % en UCD : 6 UCD de trop" in told
    assert "rituximab (UCD 9000001) 20 UCD" in told
    assert "20 UCD I999999 de médicaments qui admettent l’AMM miroir" in told
    assert "le taux serait de 0,0 % au lieu de 20,0 %" in told


def test_nothing_is_too_many_under_the_objective():
    assert "de trop" not in advice(tables={"pmsi.med": rates(14, 86)})
    assert "1 UCD de trop" in advice(tables={"pmsi.med": rates(15, 85)})


def test_the_rows_without_argument_are_named():
    rows = [
        {**BEGUN, **FILLED, "source_row": 2},
        {**BEGUN, "argued": False, "argument_type": "none", "source_row": 3},
        {**BEGUN, "dci": "IgIV", "source_row": 5},
        {**BEGUN, "dci": "Ig", "source_row": 7},
    ]
    told = advice(tables={"mo_initiations.initiations": rows})
    assert "3 initiations hors AMM sur 4 sans argumentaire : immunoglobuline humaine normale (2), rituximab (1)" in told
    assert "Lignes 3, 5, 7 de recueil.xlsx." in told


def test_late_corrections_and_lines_without_action_are_told():
    row = {"year": 2025, "period": "2025-S1", "month": "mars 2025", "ucd7": "9000001", "anomaly": "pair_absent",
           "product": "MABTHERA", "quantity": 1, "amount": 100, "cause": "setting", "action": "Paramétrer", "owner": "PUI",
           "state": "to_do", "file": "anomalies.xlsx", "source_row": 4}  # fmt: skip
    rows = [
        {**row, "due": date(2026, 3, 30)},
        {**row, "month": "avril 2025", "owner": None, "source_row": 9, "due": date(2026, 3, 31)},
    ]
    told = advice(tables={"mo_anomalies.anomalies": rows}, evaluation_date=date(2026, 3, 31))
    assert "200,00 € en jeu sur 2 lignes. Première cause : paramétrage (2)" in told
    assert "1 anomalie sans action, responsable ou statut. Ligne 9 de anomalies.xlsx." in told
    assert "1 correction d’anomalie en retard, la plus ancienne au 30/03/2026 (MABTHERA)" in told


def test_a_return_that_is_missing_is_asked_for():
    told = advice(
        deliveries=[
            {
                "input": "mo_initiations.initiations",
                "label": "Initiations",
                "period": "2025-S2",
                "state": "non transmis",
            }
        ]
    )
    assert "Envoyez le recueil I999 (2025-S2) : non transmis" in told


def test_off_label_units_and_a_declared_zero_are_to_be_confirmed():
    empty = [
        {
            "input": "mo_initiations.initiations",
            "label": "Initiations",
            "period": f"2025-S{half}",
            "state": "déclaré vide",
        }
        for half in (1, 2)
    ]
    told = advice(tables={"pmsi.med": rates(1, 99)}, deliveries=empty)
    assert "S1 2025 : Des I999999 au PMSI, et « aucune initiation » est déclaré" in told
    assert "S2 2025" not in told


def test_an_establishment_that_is_not_bound_is_asked_nothing():
    assert "de trop" not in advice(indicators=["dmi"], tables={"pmsi.med": rates(90, 10)})


def test_all_is_well():
    told = advice(
        tables={"pmsi.med": rates(1, 99), "mo_initiations.initiations": [{**BEGUN, **FILLED, "dci": "nivolumab"}]}
    )
    assert told.startswith("Rien à corriger")


def findings(**content: object) -> dict[str, str]:
    case = case_of({"region": "paca", **content})
    return {found.code: plain(found.sentence) for found in FAMILY.notice(case)}


def test_a_part_above_its_whole_blocks():
    totals = {
        "year": 2024,
        "period": "2024",
        "ucd": 512788,
        "ucd_i999": 75940,
        "amount": 20388741,
        "amount_i999": 66282458,
    }
    found = findings(year=2024, tables={"totaux_atih.totaux": [totals]})
    assert "66 282 458,00 €" in found["mo_partie_superieure_au_tout"]
    assert "20 388 741,00 €" in found["mo_partie_superieure_au_tout"]


def test_two_witnesses_that_disagree_are_told_with_both_figures():
    totals = {"year": 2025, "period": "2025", "ucd": 101, "ucd_i999": 20, "amount": 2, "amount_i999": 1}
    found = findings(year=2025, tables={"pmsi.med": rates(20, 80), "totaux_atih.totaux": [totals]})
    assert "100 UCD d’après le PMSI reçu, 101 UCD d’après les totaux de l’ATIH" in found["mo_temoin_discordant"]


def test_a_year_that_stops_in_march_and_the_break_of_2024_are_told():
    before = [{**row, "year": 2024, "period": "2024", "month": 12} for row in rates(30, 70)]
    found = findings(year=2025, tables={"pmsi.med": [*before, *rates(20, 80)]})
    assert "s’arrête en mars 2025" in found["mo_pmsi_incomplet"]
    assert "rupture du 14/08/2024" in found["mo_rupture_connue"]


def test_a_series_that_jumps_is_told_where_no_break_explains_it():
    before = [{**row, "year": 2022, "period": "2022", "month": 12} for row in rates(30, 70)]
    now = [{**row, "year": 2023, "period": "2023", "month": 12} for row in rates(30, 700)]
    assert "UCD de la liste en sus" in findings(year=2023, tables={"pmsi.med": [*before, *now]})["mo_serie_rompue"]


GRIDS = [
    (region.code, territory.code, grid)
    for region in map(Region.load, sorted(shipped("regions").glob("*.yml")))
    for territory in region.territories
    for grid in region.grids
    if grid.family == "mo"
]
CASES = {
    "tout va bien": {"pmsi.med": rates(1, 99), "mo_initiations.initiations": [{**BEGUN, **FILLED}]},
    "rien ne va": {"pmsi.med": rates(50, 50), "mo_initiations.initiations": [{**BEGUN, "argued": False}]},
    "en partie": {
        "pmsi.med": rates(9, 91),
        "mo_initiations.initiations": [{**BEGUN, **FILLED}, {**BEGUN, "argued": False}],
    },
    "rien": {},
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("region", "territory", "grid"), GRIDS, ids=[each[1] for each in GRIDS])
def test_every_level_is_one_of_the_grid(region, territory, grid, name):
    anomaly = {
        "year": 2025,
        "period": "2025-S1",
        "month": "mars 2025",
        "ucd7": "9",
        "anomaly": "pair_absent",
        "quantity": 1,
        "amount": 1,
    }
    case = case_of(
        {
            "year": 2025,
            "region": territory,
            "tables": {**CASES[name], **({"mo_anomalies.anomalies": [anomaly]} if CASES[name] else {})},
        }
    )
    given = answers(case, evaluate(FAMILY, case, region={}))
    assert {item.code for item in grid.items} <= set(given)
    scored = points_of(grid, given)
    if name == "tout va bien":
        earned = {item.code: item.points for item in scored.items}
        assert earned["argumentaires"] == next(item.points for item in grid.items if item.code == "argumentaires")
    if name == "rien":
        assert scored.points is None


def test_all_the_grids_of_the_regions_are_there():
    assert {each[1] for each in GRIDS} == {"paca", "corse", "val-de-brume", "cotes-d-ambre"}


def test_levels_that_cannot_be_read_are_refused():
    case = case_of({"year": 2025, "region": "paca"})
    for text in ("tous", "tous >= 100 %", "tous => 1", "tous >= 2"):
        damaged = case.law.rules.file("mo.argued_share.levels")
        values = tuple(value.model_copy(update={"value": text}) for value in damaged.values)
        files = dict(case.law.rules.items()) | {"mo.argued_share.levels": damaged.model_copy(update={"values": values})}
        law = type(case.law)(
            rules=type(case.law.rules)(files),
            activity=case.law.activity,
            decision=case.law.decision,
            subject=case.law.subject,
        )
        with pytest.raises(ParameterFileError):
            levels(type(case)(finess=case.finess, year=2025, law=law))


def test_the_family_is_well_declared():
    assert isinstance(FAMILY, Family)
    codes = [definition.code for definition in FAMILY.definitions]
    assert len(set(codes)) == len(codes)
    assert all(text == text.replace("'", "’") for each in FAMILY.definitions for text in (each.label, each.why))
