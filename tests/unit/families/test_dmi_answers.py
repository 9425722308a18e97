"""Levels on the grids of the three regions: what each says of the same returns."""

from datetime import date

import pytest
from dmi_cases import SYSTEM, case, diagnosis, plan_line, record

from caqes_eval.campaign.region import Region
from caqes_eval.families.case import Case
from caqes_eval.families.dmi.family import FAMILY
from caqes_eval.families.points import points_of
from caqes_eval.foundation.shipped import shipped

TEN = [record(number) for number in range(1, 11)]
DONE = plan_line(due=date(2026, 6, 30))


def levels(given: Case) -> dict[str, object]:
    return dict(FAMILY.answers(given, []))


@pytest.mark.parametrize(
    ("region", "audit", "mapping"),
    [
        ("paca", "totalement_rempli", None),
        ("corse", "totalement_rempli", None),
        ("val-de-brume", "dix_dossiers", "faite"),
        ("cotes-d-ambre", "totalement_rempli", "faite"),
    ],
)
def test_everything_sent_and_filled(region, audit, mapping):
    given = case(region, cartographie=diagnosis(), dossiers=TEN, systeme=[SYSTEM], plan=[DONE])
    assert levels(given) == {"plan_actions": "totalement_rempli", "audit": audit, "cartographie": mapping}


@pytest.mark.parametrize(
    ("records", "system"),
    [
        (TEN[:9], [SYSTEM]),  # one record short
        ([*TEN[:9], record(10, dmp=None)], [SYSTEM]),  # one blank cell
        ([*TEN, {"year": 2025, "period": "2025", "record": "11"}], [SYSTEM]),  # a record without any answer
        (TEN, [{**SYSTEM, "aidc_theatre": None}]),  # one question of the system
        (TEN, []),
    ],
)
def test_an_audit_short_of_something_is_partly_filled(records, system):
    assert levels(case("paca", dossiers=records, systeme=system))["audit"] == "partiellement_rempli"


def test_an_answer_not_applicable_or_declared_absent_is_an_answer():
    records = [*TEN[:9], record(10, answer="na")]
    system = {**SYSTEM, "external_base": False}
    assert levels(case("paca", dossiers=records, systeme=[system]))["audit"] == "totalement_rempli"


@pytest.mark.parametrize(("region", "level"), [("val-de-brume", "non_faite"), ("cotes-d-ambre", "partielle")])
def test_one_blank_item_makes_a_mapping_incomplete(region, level):
    assert levels(case(region, cartographie=diagnosis()[1:]))["cartographie"] == level


@pytest.mark.parametrize("region", ["paca-corse", "val-de-brume", "cotes-d-ambre"])
@pytest.mark.parametrize("records", [TEN, TEN[:7], TEN[:2], []])
@pytest.mark.parametrize("rows", [diagnosis(), diagnosis()[5:], []])
def test_every_level_is_one_of_the_grid_of_the_region(region, records, rows):
    grid = next(
        grid for grid in Region.load(shipped("regions") / f"{region}.yml").grids
        if grid.family == "dmi" and grid.holds_on(date(2025, 12, 31))
    )  # fmt: skip
    asked = tuple(
        {"input": code, "label": code, "period": "2025", "state": "reçu" if given else "non transmis"}
        for code, given in (("dmi_audit.dossiers", records), ("dmi_mapping.cartographie", rows))
    )
    given = case(
        region.removesuffix("-corse"), asked, cartographie=rows, dossiers=records, systeme=[SYSTEM], plan=[DONE]
    )
    points = points_of(grid, FAMILY.answers(given, []))
    assert points.points is not None


def test_the_points_of_the_webinar_two_and_one():
    grid = next(grid for grid in Region.load(shipped("regions") / "paca-corse.yml").grids if grid.family == "dmi")
    given = case("paca", dossiers=TEN, systeme=[SYSTEM], plan=[DONE])
    assert points_of(grid, FAMILY.answers(given, [])).points == 3
    half = case("paca", dossiers=TEN[:3], systeme=[SYSTEM], plan=[DONE, plan_line(owner=None)])
    assert points_of(grid, FAMILY.answers(half, [])).points == 1.5
