from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_reading import reading_of

from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period

S1, S2 = Period(date(2025, 1, 1), date(2025, 6, 30)), Period(date(2025, 7, 1), date(2025, 12, 31))
T3, YEAR = Period(date(2025, 7, 1), date(2025, 9, 30)), Period(date(2025, 1, 1), date(2025, 12, 31))
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("S2 2025", S2), ("s2 2025", S2), ("S2-2025", S2), ("S2/2025", S2), ("2025-S1", S1), ("2025 S1", S1), ("2025S1", S1),
        ("2e semestre 2025", S2), ("2ème semestre 2025", S2), ("1er semestre 2025", S1), ("1er semestre de 2025", S1),
        ("Semestre 2 2025", S2), ("sem. 1 2025", S1), ("second semestre 2025", S2), ("deuxième semestre 2025", S2),
        ("premier semestre de l’année 2025", S1), ("2025, 2e semestre", S2), ("T3 2025", T3), ("2025-T3", T3),
        ("3e trimestre 2025", T3), ("3ème trim. 2025", T3), ("trimestre 3 2025", T3), ("2025", YEAR), ("année 2025", YEAR),
        ("Année civile 2025", YEAR), ("exercice 2025", YEAR), ("l’année 2025", YEAR), (2025, YEAR), (2025.0, YEAR),
        ("mars 2026", MARCH), ("03/2026", MARCH), ("2026-03", MARCH), ("202603", MARCH), ("032026", MARCH),
        ("janvier à juin 2025", S1), ("janv.-juin 2025", S1), ("de juillet à septembre 2025", T3),
        ("du 01/01/2025 au 30/06/2025", S1), ("01/07/2025 - 31/12/2025", S2), ("du 1er juillet 2025 au 30 septembre 2025", T3),
    ],
)  # fmt: skip
def test_every_shape_of_a_period(typed, period):
    reading = reading_of(typed, "period")
    assert (reading.value, reading.note) == (period, "")


@pytest.mark.parametrize(
    ("typed", "cause", "proposal"),
    [
        ("S3 2025", "deux semestres", ""),
        ("T5 2025", "quatre trimestres", ""),
        ("S0 2025", "deux semestres", ""),
        ("S2", "Il manque l’année", ""),
        ("1er semestre", "Il manque l’année", ""),
        ("mars", "Il manque l’année", ""),
        ("13/2026", "Le mois 13", ""),
        ("01/03/2026", "C’est une date (01/03/2026)", "mars 2026"),
        (datetime(2026, 3, 1), "C’est une date", "mars 2026"),
        ("15/03/2026", "C’est une date", ""),
        ("42026", "numéro de jour du tableur, ou le mois 4 de 2026", ""),
        ("S1 1850", "1850 n’est pas vraisemblable", ""),
        ("du 30/06/2025 au 01/01/2025", "finit avant de commencer", ""),
        ("juin à mars 2025", "finit avant de commencer", ""),
        ("hiver 2025", "pas une période", ""),
        (True, "pas une période", ""),
    ],
)
def test_a_period_is_refused_with_its_cause(typed, cause, proposal):
    reading = reading_of(typed, "period")
    assert cause in reading.problem
    assert reading.proposal == proposal


def test_the_zero_that_a_format_shows_is_read():
    assert reading_of(32026, "period", number_format="000000").value == MARCH


def test_a_year_of_two_digits_is_told():
    reading = reading_of("S2 25", "period")
    assert (reading.value, reading.note) == (S2, "L’année « 25 » est lue 2025.")


@pytest.mark.parametrize(
    "typed", ["mars 2026", "Mars 2026", "03/2026", "3/2026", "2026-03", "2026M03", "202603", "032026"]
)
def test_every_shape_of_a_month(typed):
    reading = reading_of(typed, "month")
    assert (reading.value, reading.note) == (MARCH, "")


@pytest.mark.parametrize("typed", ["15/03/2026", datetime(2026, 3, 1), "46082", 46082.0])
def test_a_date_is_the_month_it_is_in_and_it_is_told(typed):
    reading = reading_of(typed, "month")
    assert reading.value == MARCH
    assert "est lue mars 2026" in reading.note


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("2025", "Un seul mois"), ("S1 2025", "Un seul mois"), ("janvier à mars 2025", "Un seul mois"), ("mars", "l’année"),
        ("13/2026", "Le mois 13"), ("00/2026", "Le mois 00"), ("42026", "le mois 4 de 2026"), ("bientôt", "pas un mois"),
    ],
)  # fmt: skip
def test_a_month_is_refused_with_its_cause(typed, cause):
    assert cause in reading_of(typed, "month").problem


@pytest.mark.parametrize("kind", ["month", "period"])
def test_the_first_of_january_1901_is_a_period_not_known(kind):
    assert reading_of("01/01/1901", kind).absence is Absence.UNKNOWN


@pytest.mark.parametrize(
    ("period", "label"),
    [
        (S1, "S1 2025"), (S2, "S2 2025"), (T3, "T3 2025"), (YEAR, "2025"), (MARCH, "mars 2026"),
        (Period(date(2025, 1, 1), date(2025, 2, 28)), "du 01/01/2025 au 28/02/2025"),
        (Period(date(2025, 2, 1), date(2025, 4, 30)), "du 01/02/2025 au 30/04/2025"),
        (Period(date(2024, 7, 1), date(2025, 6, 30)), "du 01/07/2024 au 30/06/2025"),
        (Period(date(2025, 7, 1), date(2026, 12, 31)), "du 01/07/2025 au 31/12/2026"),
        (Period(date(2025, 3, 2), date(2025, 3, 31)), "du 02/03/2025 au 31/03/2025"),
        (Period(date(2025, 3, 2), date(2025, 3, 2)), "du 02/03/2025 au 02/03/2025"),
    ],
)  # fmt: skip
def test_the_french_name_of_a_period(period, label):
    assert period.label == label


def test_periods_are_ordered_by_start_then_end():
    assert sorted([MARCH, YEAR, S2, T3, S1]) == [S1, YEAR, T3, S2, MARCH]


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="before its start"):
        Period(date(2025, 1, 2), date(2025, 1, 1))


@given(st.lists(st.dates(date(1950, 1, 1), date(2099, 12, 31)), min_size=2, max_size=2).map(sorted))
def test_the_name_of_any_period_reads_back(days):
    period = Period(*days)
    assert reading_of(period.label, "period").value == period


@given(
    st.integers(1950, 2099),
    st.sampled_from([(1, 12), *((m, m) for m in range(1, 13)), (1, 6), (7, 12), (4, 6), (10, 12)]),
)
def test_the_name_of_any_usual_period_reads_back(year, months):
    period = Period.of_months(year, *months)
    assert reading_of(period.label, "period").value == period
