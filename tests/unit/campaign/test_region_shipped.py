"""The regions that ship: PACA-Corse as practice.md tells it, and two fictitious ones."""

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from region_content import REGIONS, REPOSITORY, TARGETING

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.region import Limits, Region, read_targeting, score, state_of_receipt
from caqes_eval.campaign.region.sourced import Sourced
from caqes_eval.foundation import strict_yaml
from caqes_eval.identifiers import check_finess
from caqes_eval.statistics.envelope import EnvelopeRule

CODES = sorted(path.stem for path in REGIONS.glob("*.yml"))
CASTELLUCCIO, AJACCIO = "2A0000287", "2A0004842"

# practice.md §1.5, Corse then PACA; None: no number in the cell
COUNTS = {
    "ezetimibe": (None, None),
    "ipp": (2, 13),
    "perfadom": (2, 31),
    "pansements": (0, 14),
    "ambulance": (2, 17),
    "epa": (7, 26),
    "rehospitalisation_ic": (2, 16),
    "biosimilaires": (4, 18),
    "generiques": (4, 18),
    "mo": (6, 33),
    "dmi": (7, 20),
    "pharmacie_clinique": (12, 56),
    "autres_transports": (None, 14),
    "chirurgie_ambulatoire": (None, 17),
}


@pytest.fixture(scope="module")
def paca_corse() -> Region:
    return Region.load(REGIONS / "paca-corse.yml")


@pytest.fixture(scope="module")
def val_de_brume() -> Region:
    return Region.load(REGIONS / "val-de-brume.yml")


def sourced_parts(region: Region) -> list[Sourced]:
    sections = (getattr(region, name) for name in Region.model_fields)
    return [part for section in sections if isinstance(section, tuple) for part in section if isinstance(part, Sourced)]


def test_three_regions_ship():
    assert CODES == ["cotes-d-ambre", "paca-corse", "val-de-brume"]


@pytest.mark.parametrize("code", CODES)
def test_no_more_than_8_national_and_7_regional_indicators_on_any_day(code):
    region = Region.load(REGIONS / f"{code}.yml")
    levels = Counter(indicator.level for indicator in region.indicators)
    assert levels["national"] <= 8
    assert levels["regional"] <= 7


@pytest.mark.parametrize("code", CODES)
def test_nothing_is_said_confirmed_that_was_not_read_in_a_text(code):
    parts = sourced_parts(Region.load(REGIONS / f"{code}.yml"))
    assert len(parts) > 20
    assert {part.status for part in parts} == {"to_validate"}


def test_paca_corse_has_six_departments_and_two(paca_corse):
    departments = {territory.code: territory.departments for territory in paca_corse.territories}
    assert departments == {"paca": ("04", "05", "06", "13", "83", "84"), "corse": ("2A", "2B")}


def test_paca_corse_counts_are_those_of_the_slide(paca_corse):
    counts = paca_corse.targeting_counts[0]
    assert {
        indicator: (counts.number(indicator, "corse"), counts.number(indicator, "paca"))
        for indicator in counts.hospitals
    } == COUNTS
    assert set(COUNTS) == {indicator.code for indicator in paca_corse.indicators}


def test_corse_had_4_hospitals_in_the_first_half_of_2025(paca_corse):
    later = paca_corse.targeting_counts[1]
    assert (later.period, later.number("mo", "corse"), later.number("mo", "paca")) == ("2025-S1", 4, 33)


def test_paca_corse_orders(paca_corse):
    assert [(order.territory, order.date) for order in paca_corse.targeting_orders] == [
        ("paca", date(2023, 11, 20)),
        ("corse", date(2023, 11, 24)),
    ]


@pytest.mark.parametrize(
    ("when", "generation"),
    [
        (date(2017, 12, 31), None),
        (date(2018, 1, 1), "G1"),
        (date(2021, 12, 31), "G1"),
        (date(2022, 1, 1), None),
        (date(2022, 6, 30), None),
        (date(2022, 7, 1), "G2"),
        (date(2026, 12, 31), "G2"),
        (date(2027, 1, 1), None),
    ],
)
def test_paca_corse_contracts(paca_corse, when, generation):
    contract = paca_corse.contract_on(when)
    assert (contract and contract.term.generation) == generation


def test_no_source_dates_the_amendments_of_paca_corse(paca_corse):
    doubt = paca_corse.contract_on(date(2026, 2, 3))
    assert doubt.uncertain == ("ezetimibe", "pharmacie_clinique")
    known = paca_corse.contract_on(date(2026, 2, 4))
    assert known.uncertain == ()
    assert "pharmacie_clinique" in known.indicators
    assert "ezetimibe" not in known.indicators
    assert len(known.indicators) == 13


@pytest.mark.parametrize(
    ("when", "indicator", "carrier"),
    [
        (date(2024, 12, 31), "mo", CASTELLUCCIO),
        (date(2025, 1, 1), "mo", AJACCIO),
        (date(2025, 1, 1), "dmi", CASTELLUCCIO),
    ],
)
def test_the_costly_drugs_of_castelluccio_went_to_ajaccio_in_2025(paca_corse, when, indicator, carrier):
    assert paca_corse.perimeter_on(when, finess=CASTELLUCCIO, indicator=indicator).finess == carrier


def test_the_legal_bodies_of_castelluccio_and_ajaccio(paca_corse):
    assert paca_corse.perimeter_on(date(2025, 1, 1), finess="2A0000386", indicator="mo").finess == "2A0000014"


def test_the_two_deadlines_of_the_second_half_of_2025(paca_corse):
    deadlines = {deadline.object: deadline for deadline in paca_corse.deadlines_of("mo", "2025-S2")}
    file, arguments = deadlines["Fichier I999 et éléments de preuve"], deadlines["Argumentaires hors AMM"]
    assert (file.expected, file.strict) == (date(2026, 3, 9), None)
    assert (arguments.expected, arguments.strict) == (date(2026, 3, 9), date(2026, 3, 21))
    received = date(2026, 3, 22)
    assert state_of_receipt(file, received, received) == "reçu en retard"
    assert state_of_receipt(arguments, received, received) == "hors délai"


@pytest.mark.parametrize(
    ("family", "maximum"),
    [("mo", 4), ("dmi", 3), ("generics", 3), ("biosimilars", 1), ("clinical_pharmacy", 3)],
)
def test_paca_corse_grids_and_what_they_miss(paca_corse, family, maximum):
    grid = paca_corse.grid_of(family, date(2025, 12, 31))
    assert grid.maximum == maximum
    assert grid.missing is not None


def test_the_dmi_grid_of_paca_corse(paca_corse):
    grid = paca_corse.grid_of("dmi", date(2025, 12, 31))
    full = {"plan_actions": "totalement_rempli", "audit": "totalement_rempli"}
    assert score(grid, full).points == 3
    assert score(grid, {**full, "plan_actions": "partiellement_rempli"}).points == 2
    assert score(grid, {**full, "plan_actions": "non_transmis", "audit": "partiellement_rempli"}).points == Fraction(
        1, 2
    )


def test_paca_corse_envelopes_of_2024_and_their_unknown_sharing(paca_corse):
    assert {
        (envelope.family, envelope.territory): (envelope.amount, envelope.hospitals)
        for envelope in paca_corse.envelopes
    } == {
        ("mo", "paca"): (Decimal(126331), 33),
        ("mo", "corse"): (Decimal(20576), 6),
        ("dmi", "paca"): (Decimal("210550.97"), 20),
        ("dmi", "corse"): (Decimal(27433), 7),
    }
    for envelope in paca_corse.envelopes:
        assert (envelope.year, envelope.sharing) == (2024, None)
        assert "formule" in envelope.missing.what


def test_what_the_team_proposes_says_so(paca_corse):
    proposed = [grid.family for grid in paca_corse.grids if grid.reference.title == "Proposition de l’équipe"]
    assert proposed == ["mo", "generics", "biosimilars", "clinical_pharmacy"]


def test_the_fictitious_region_differs_in_everything(val_de_brume, paca_corse):
    assert {term.start for term in val_de_brume.contracts}.isdisjoint(term.start for term in paca_corse.contracts)
    assert [territory.departments for territory in val_de_brume.territories] == [("99",)]
    assert val_de_brume.grid_of("dmi", date(2025, 12, 31)).maximum == 6
    assert val_de_brume.grid_of("generics", date(2024, 12, 31)).maximum == 1
    assert val_de_brume.grid_of("generics", date(2025, 1, 1)).maximum == 4


def test_the_allocation_engine_accepts_the_sharing_of_the_fictitious_region(val_de_brume):
    rules = {envelope.family: EnvelopeRule.model_validate(envelope.sharing) for envelope in val_de_brume.envelopes}
    assert {family: rule.mode for family, rule in rules.items()} == {
        "generics": "prorata_activite", "biosimilars": "points_parts_activite", "dmi": "parts",
    }  # fmt: skip
    assert [(bracket.up_to, bracket.parts) for bracket in rules["biosimilars"].brackets] == [
        (100, 1),
        (1000, 2),
        (None, 3),
    ]
    for family, rule in rules.items():
        assert rule.points_max == val_de_brume.grid_of(family, date(2025, 12, 31)).maximum


def test_the_merger_of_the_demonstration_is_of_fictitious_hospitals(val_de_brume):
    for finess in ("990780157", "990780165"):
        assert check_finess(finess).valid
        assert val_de_brume.perimeter_on(date(2024, 12, 31), finess=finess).finess == finess
        assert val_de_brume.perimeter_on(date(2025, 1, 1), finess=finess).finess == "990780116"


def test_the_targeting_of_the_demonstration(val_de_brume):
    targeting = read_targeting(TARGETING / "val-de-brume.csv", val_de_brume, Limits(national=8, regional=7, total=15))
    path = REPOSITORY / "params" / "campaigns" / "demo.yml"
    campaign = strict_yaml.validated(strict_yaml.load(path, shown_name=path.name), Campaign)
    hospitals = {establishment.finess for establishment in campaign.establishments}
    assert len(hospitals) == 14
    when = date(campaign.year, 12, 31)
    # the demonstration evaluates every hospital on generics and biosimilars
    assert (
        set(targeting.hospitals_of("generiques", when))
        == set(targeting.hospitals_of("biosimilaires", when))
        == hospitals
    )
    assert {row.finess for row in targeting.rows} == hospitals
    assert targeting.hospitals_of("pansements", date(2024, 12, 31)) == ("990780017", "990780025", "990780132")
    assert targeting.hospitals_of("pansements", date(2025, 1, 1)) == ()
    assert [targeting.targeted("990780041", "dmi", date(year, 12, 31)) for year in (2023, 2024, 2025)] == [
        True,
        False,
        True,
    ]
    # each row stands within the days of its indicator in the contract
    for row in targeting.rows:
        assert row.indicator in val_de_brume.contract_on(row.since).indicators


def test_the_targeting_file_opens_in_a_spreadsheet():
    assert (TARGETING / "val-de-brume.csv").read_bytes().startswith("\ufefffiness;indicateur;du;au;arrete\n".encode())
