"""Totals year after year. Figures of PACA and Corse: practice.md §2.3 (webinar of 4 February 2026)."""

import pytest
from cross_tables import evidence, pmsi, table, told, totals

from caqes_eval.intake.cross_checks import CHECKS, cross_check
from caqes_eval.intake.cross_checks.series import MEASURES


def year(ucd, amount, ucd_i999, amount_i999):
    return {"ucd": ucd, "amount": amount, "ucd_i999": ucd_i999, "amount_i999": amount_i999}


PACA = totals(
    y2021=year(496_871, 468_368_652, 76_308, 49_963_784),
    y2022=year(486_997, 518_212_034, 81_889, 58_694_090),
    y2023=year(482_846, 568_154_183, 70_063, 60_601_528),
    y2024=year(512_788, 20_388_741, 75_940, 66_282_458),
)
CORSE = totals(
    y2021=year(27_089, 25_827_258, 3_545, 1_890_452),
    y2022=year(25_722, 28_811_299, 2_973, 2_542_954),
    y2023=year(24_466, 31_625_488, 2_908, 2_670_163),
    y2024=year(26_081, 29_346_673, 2_542, 1_706_731),
)


def test_the_truncated_total_of_paca_2024_is_caught_twice():
    (above,) = told("partie_superieure_au_tout", totals=PACA)
    assert (above.line, above.column, above.severity) == (5, "Montant codé I999999", "bloquant")
    assert "qui est 20\u202f388\u202f741\u202f€" in above.message
    (jump,) = told("serie_rompue", totals=PACA)
    assert (jump.line, jump.column) == (5, "Montant de la liste en sus")
    assert "soit −96,4\u202f%" in jump.message  # 20 388 741 / 568 154 183 - 1 = -0.9641


def test_corse_2024_spends_less_on_more_units():
    assert told("partie_superieure_au_tout", totals=CORSE) == told("serie_rompue", totals=CORSE) == []
    (finding,) = told("evolutions_opposees", totals=CORSE)
    assert finding.line == 5
    assert "le montant évolue de −7,2\u202f%" in finding.message  # 29 346 673 / 31 625 488 - 1 = -0.0721
    assert "les UCD évoluent de +6,6\u202f%" in finding.message  # 26 081 / 24 466 - 1 = 0.0660


@pytest.mark.parametrize(
    ("part", "whole", "count"),
    [("10", "10", 0), ("10.01", "10", 1), ("9", "10", 0), (None, "10", 0), ("10", None, 0), ("1", "0", 1)],
)
def test_a_part_may_equal_its_whole(part, whole, count):
    found = told("partie_superieure_au_tout", totals=totals(y2024={"ucd_i999": part, "ucd": whole}))
    assert len(found) == count


@pytest.mark.parametrize(
    ("former", "latter", "count"),
    [
        (100, 150, 0),
        (100, "150.1", 1),
        (100, 50, 0),
        (100, "49.9", 1),
        (100, 0, 1),
        (0, 100, 0),
        (None, 100, 0),
        (100, None, 0),
    ],
)
def test_a_series_may_change_by_half(former, latter, count):
    found = told("serie_rompue", totals=totals(y2024={"ucd": former}, y2025={"ucd": latter}))
    assert len(found) == count


@pytest.mark.parametrize(
    ("measure", "former", "latter", "known"),
    [
        ("ucd_i999", "y2023", "y2024", True),
        ("amount_i999", "y2024", "y2025", True),
        ("ucd_i999", "y2025", "y2026", False),
        ("ucd_i999", "y2022", "y2023", False),
        ("ucd", "y2023", "y2024", False),
        ("transport_amount", "y2017", "y2018", True),
        ("transport_trips", "y2018", "y2019", True),
        ("transport_amount", "y2019", "y2020", False),
        ("transport_amount", "y2023", "y2024", False),
        ("ucd_i999", "y2024s1", "y2024s2", True),
        ("ucd_i999", "y2024s2", "y2025s1", True),
        ("ucd_i999", "y2025s1", "y2025s2", False),
    ],
)
def test_a_known_break_is_told_instead_of_an_error(measure, former, latter, known):
    jump = totals(**{former: {measure: 100}, latter: {measure: 10}})
    assert len(told("serie_rompue", totals=jump)) == (not known)
    found = told("rupture_connue", totals=jump)
    assert [finding.severity for finding in found] == ["info"] * known
    if known:
        assert ("14/08/2024" if "i999" in measure else "01/10/2018") in found[0].message


def test_periods_of_different_lengths_are_not_compared():
    # the first half-year of the second generation: 2022 counts from July
    assert told("serie_rompue", totals=totals(y2022s2={"ucd": 50}, y2023={"ucd": 200})) == []


def test_years_are_compared_in_order_whatever_that_of_the_lines():
    (finding,) = told("serie_rompue", totals=totals(y2025={"ucd": 10}, y2024={"ucd": 100}))
    assert (finding.line, finding.value) == (2, "10")


@pytest.mark.parametrize(
    ("amount", "ucd", "count"),
    [("94.9", "105.1", 1), ("95", "105.1", 0), ("94.9", "105", 0), ("105.1", "94.9", 0), ("94.9", None, 0)],
)
def test_both_growths_pass_their_limit(amount, ucd, count):
    found = told(
        "evolutions_opposees", totals=totals(y2024={"amount": 100, "ucd": 100}, y2025={"amount": amount, "ucd": ucd})
    )
    assert len(found) == count


def test_a_table_without_periods_or_measures_is_not_judged():
    assert told("serie_rompue", totals=table({"ucd": 1}, {"ucd": 1000})) == []
    assert told("serie_rompue") == told("partie_superieure_au_tout") == told("evolutions_opposees") == []


def test_nothing_received_nothing_told():
    assert cross_check(evidence()) == ()
    assert cross_check(evidence(pmsi=pmsi())) == ()


def test_all_the_checks_are_run_in_order():
    found = [finding.code for finding in cross_check(evidence(totals=PACA))]
    assert found == [
        "partie_superieure_au_tout",
        "serie_rompue",
        "rupture_connue",
        "rupture_connue",
        "evolutions_opposees",
    ]


def test_every_check_has_its_own_code_and_says_why_and_what_to_do():
    assert len({check.code for check in CHECKS}) == len(CHECKS)
    for check in CHECKS:
        assert all((check.title, check.why, check.remedy)), check.code
        assert not any("'" in text for text in (check.title, check.why, check.remedy, *MEASURES.values()))
