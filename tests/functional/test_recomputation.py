"""The demonstration recomputed from its raw files, apart from the product, equal to what its notebooks say."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from demonstration import fraction
from recomputed_circuits import (
    audit,
    clinical_pharmacy,
    epa,
    implants,
    ipp,
    mapping,
    perfadom,
    transport_extract,
    transport_form,
)
from recomputed_files import medicines
from recomputed_medicines import Figures, anomalies, biosimilars, generics, initiations, les

FAMILIES = ("generics", "biosimilars", "mo", "dmi", "transport", "clinical_pharmacy", "national")
NOTHING_SAID = "absent du résultat"


def les_2025(folder: Path) -> Figures:
    return les(folder, 2025)


def implants_2025(folder: Path) -> Figures:
    return implants(folder, 2025)


TOWN: dict[str, Callable[[Path, str], Figures]] = {"generics": generics, "biosimilars": biosimilars}
# hospitals whose files of the subject hold no fault (received/demo/LISEZ-MOI.md), or faults that the hand rules settle:
# in the « .med » of the CHU, a UCD13 whose key is false and a line without quantity do not count, « I999 » is no I999999
RAW: list[tuple[str, Callable[[Path], Figures], tuple[str, ...]]] = [
    ("mo", les_2025, ("990780017", "990780058", "990780116", "990780124")),
    ("mo", initiations, ("990780116", "990780124")),
    ("mo", anomalies, ("990780017", "990780025", "990780058", "990780124")),
    ("dmi", mapping, ("990780017", "990780025", "990780116", "990780041")),
    ("dmi", audit, ("990780017", "990780025", "990780041", "990780116")),
    ("dmi", implants_2025, ("990780017", "990780025", "990780033", "990780066", "990780116")),
    ("transport", transport_extract, ("990780017",)),
    ("transport", transport_form, ("990780017", "990780025", "990780041")),
    ("clinical_pharmacy", clinical_pharmacy, ("990780017", "990780025", "990780058")),
    ("national", ipp, ("990780017", "990780033")),
    ("national", perfadom, ("990780017",)),
    ("national", epa, ("990780017", "990780066")),
]
CASES = [(family, recompute, finess) for family, recompute, several in RAW for finess in several]

# hospital, family, indicator, file: a file damaged on purpose keeps from saying anything, and it is named
DAMAGED = [
    ("990780017", "mo", "mo.initiations", "mo_initiations_2025-S1.xlsx"),
    ("990780025", "mo", "mo.initiations", "mo_initiations_2025-S1.xlsx"),
    ("990780025", "mo", "mo.i999_rate", "990780025.2025.12.med"),
    ("990780058", "mo", "mo.initiations", "mo_initiations_2025-S2.xlsx"),
    ("990780058", "mo", "mo.amount_growth", "990780058.2024.12.med"),
    ("990780116", "mo", "mo.anomalies", "mo_anomalies_2025-S1.xlsx"),
    ("990780033", "dmi", "dmi.mastery", "dmi_mapping_2025.xlsx"),
    ("990780066", "dmi", "dmi.mastery", "dmi_mapping_2025.xlsx"),
    ("990780066", "dmi", "dmi.audit_rate", "dmi_audit_2025.xlsx"),
    ("990780025", "transport", "transport.ambulance_share_trips", "extraction_ambulance_2025.xlsx"),
    ("990780041", "transport", "transport.amount", "extraction_ambulance_2025.xlsx"),
    ("990780074", "clinical_pharmacy", "clinical_pharmacy.bmo", "clinical_pharmacy_2025.xlsx"),
    ("990780090", "clinical_pharmacy", "clinical_pharmacy.activity", "clinical_pharmacy_2025.xlsx"),
    ("990780140", "clinical_pharmacy", "clinical_pharmacy.activity", "clinical_pharmacy_2025.xlsx"),
    ("990780132", "national", "perfadom.share", "extraction_perfadom_2025.xlsx"),
    ("990780025", "national", "ipp.spending", "extraction_ipp_2025.xls"),
    ("990780082", "generics", "generics.action_plan", "action_plan_2025.xlsx"),
    ("990780108", "generics", "generics.action_plan", "action_plan_2025.xlsx"),
]
# units, units I999999, euros, euros I999999 of a real region (practice.md §2.3); its total of 2024 in euros is truncated
REAL = {
    2021: (496_871, 76_308, 468_368_652, 49_963_784),
    2022: (486_997, 81_889, 518_212_034, 58_694_090),
    2023: (482_846, 70_063, 568_154_183, 60_601_528),
    2024: (512_788, 75_940, None, 66_282_458),
}
OUTCOMES = {
    "atteint", "non atteint", "sans objectif", "petit volume", "non calculable", "données insuffisantes", "non concerné",
}  # fmt: skip


def said(indicators: dict[str, dict], expected: Figures) -> dict[str, object]:
    """Return what a result says of the figures expected, in the same form."""
    return {code: _said(indicators.get(code), isinstance(figure, tuple)) for code, figure in expected.items()}


def _said(result: dict | None, is_ratio: bool) -> object:
    if result is None:
        return NOTHING_SAID
    if not is_ratio:
        return fraction(result["value"])
    pair = fraction(result["numerator"]), fraction(result["denominator"])
    if None in pair or pair[0] / pair[1] != fraction(result["value"]):
        return pair, fraction(result["value"]), result["reason"]
    return pair


def test_the_demonstration_runs_to_its_end(whole_demo):
    assert whole_demo.ran.code == 0, whole_demo.ran.err
    made = {family for _, family in whole_demo.families()}
    assert set(FAMILIES) <= made


@pytest.mark.parametrize("finess", ["990780017", "990780025", "990780058", "990780082", "990780124", "990780132"])
@pytest.mark.parametrize("family", TOWN)
def test_prescriptions_recomputed_from_open_phmev(whole_demo, family, finess):
    expected = TOWN[family](whole_demo.open_phmev, finess)
    assert said(whole_demo.indicators(finess, family), expected) == expected


@pytest.mark.parametrize(("family", "recompute", "finess"), CASES, ids=lambda part: getattr(part, "__name__", part))
def test_figures_recomputed_from_the_files_received(whole_demo, family, recompute, finess):
    expected = recompute(whole_demo.received / finess)
    assert said(whole_demo.indicators(finess, family), expected) == expected


@pytest.mark.parametrize("finess", ["990780017", "990780124"])
def test_five_years_of_the_liste_en_sus(whole_demo, finess):
    years = {year: les(whole_demo.received / finess, year) for year in range(2021, 2026)}
    indicators = whole_demo.indicators(finess, "mo")
    for code in ("mo.i999_rate", "mo.i999_amount_rate", "mo.i999_half_rate.S1", "mo.i999_half_rate.S2"):
        told = {
            point["year"]: (fraction(point["numerator"]), fraction(point["denominator"]), fraction(point["value"]))
            for point in indicators[code]["history"]
        }
        assert told == {year: (*found[code], found[code][0] / found[code][1]) for year, found in years.items()}


@pytest.mark.parametrize("finess", ["990780017", "990780033"])
def test_five_years_of_implants(whole_demo, finess):
    points = whole_demo.indicators(finess, "dmi")["dmi.implants"]["history"]
    expected = {year: implants(whole_demo.received / finess, year)["dmi.implants"] for year in range(2021, 2026)}
    assert {point["year"]: fraction(point["value"]) for point in points} == expected


@pytest.mark.parametrize(
    ("family", "recompute", "finess"),
    [next(case for case in CASES if case[0] == family) for family in FAMILIES if family not in TOWN],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_the_executed_notebook_itself_says_the_figures_recomputed(whole_demo, family, recompute, finess):
    expected = recompute(whole_demo.received / finess)
    glued = {each["indicator"]: each for each in whole_demo.glued(finess, family)["results"]}
    assert said(glued, expected) == expected


@pytest.mark.parametrize("family", TOWN)
def test_the_executed_notebook_itself_says_the_prescriptions_recomputed(whole_demo, family):
    expected = TOWN[family](whole_demo.open_phmev, "990780017")
    glued = {each["indicator"]: each for each in whole_demo.glued("990780017", family)["results"]}
    assert said(glued, expected) == expected


@pytest.mark.parametrize(("finess", "family", "indicator", "file"), DAMAGED)
def test_a_damaged_file_gives_no_figure_and_is_named(whole_demo, finess, family, indicator, file):
    result = whole_demo.indicators(finess, family)[indicator]
    assert (result["outcome"], result["value"]) == ("données insuffisantes", None)
    assert file in result["reason"]


def region(received: Path, year: int) -> tuple[Fraction, ...]:
    """Return the units, the units I999999, the euros and the euros I999999 of all the « .med » of a stay of a year."""
    files = [path for path in received.glob(f"*/*.{year}.12.med") if "990780132" not in path.name]
    lines = [medicines(path) for path in files if not cut(path)]
    off_label = [each[each["indication"] == "I999999"] for each in lines]
    return tuple(
        sum(sum(each[column]) for each in part) for column in ("units", "euros") for part in (lines, off_label)
    )


def cut(path: Path) -> bool:
    """Say whether a line of a file stops before its end."""
    return any(len(line) < 102 for line in path.read_text(encoding="latin-1").splitlines())


@pytest.mark.parametrize("year", REAL)
def test_the_region_has_the_order_of_magnitude_of_a_real_one(whole_demo, year):
    units, off_units, euros, off_euros = region(whole_demo.received, year)
    for fictitious, real in zip((units, off_units, euros, off_euros), REAL[year], strict=True):
        assert real is None or real * Fraction(8, 10) < fictitious < real * Fraction(12, 10)
    assert Fraction(13, 100) < off_units / units < Fraction(18, 100)
    assert Fraction(9, 100) < off_euros / euros < Fraction(12, 100)


@pytest.mark.parametrize("year", REAL)
def test_the_notebooks_add_up_to_the_files_of_their_hospitals(whole_demo, year):
    asked = sorted(finess for finess, family in whole_demo.families() if family == "mo")
    told = [whole_demo.indicators(finess, "mo")["mo.i999_rate"]["history"] for finess in asked]
    points = [point for history in told for point in history if point["year"] == year and point["value"] is not None]
    files = [whole_demo.received / finess / f"{finess}.{year}.12.med" for finess in asked]
    found = [les(path.parent, year)["mo.i999_rate"] for path in files if path.exists() and not cut(path)]
    assert len(points) == len(found) >= 3
    for place, part in enumerate(("numerator", "denominator")):
        assert sum(fraction(point[part]) for point in points) == sum(pair[place] for pair in found)


def test_every_kind_of_outcome_is_met(whole_demo):
    met = {result["outcome"] for each in whole_demo.families() for result in whole_demo.indicators(*each).values()}
    assert met >= OUTCOMES


def test_every_notebook_carries_the_result_that_was_archived(whole_demo):
    for finess, family in whole_demo.families():
        archived = json.loads((whole_demo.folder(finess, family) / "result.json").read_text(encoding="utf-8"))
        assert json.loads(json.dumps(whole_demo.glued(finess, family), default=float)) == archived, (finess, family)
