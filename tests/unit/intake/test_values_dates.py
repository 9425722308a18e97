from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_reading import NARROW, NO_BREAK, column, reading_of

from caqes_eval.foundation import french
from caqes_eval.intake.tables.cells import Absence, Cell
from caqes_eval.intake.values import date_of_serial, read

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "12/03/2025", "12/3/2025", " 12 / 03 / 2025 ", "12-03-2025", "12.03.2025", "12 03 2025", "2025-03-12", "2025/3/12",
        "12032025", "20250312", "12 mars 2025", f"12{NO_BREAK}mars{NARROW}2025", "12 MARS 2025", "12-mars-2025",
        "mercredi 12 mars 2025", "Mercredi, 12 mars 2025", "le 12 mars 2025", "2025-03-12T00:00:00", "2025-03-12 00:00:00.000",
        "12/03/2025 00:00", date(2025, 3, 12), datetime(2025, 3, 12), 12032025, 20250312.0,
    ],
)  # fmt: skip
def test_every_shape_of_a_day_reads_the_same(typed):
    reading = reading_of(typed, "date")
    assert (reading.value, type(reading.value), reading.note) == (date(2025, 3, 12), date, "")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er février 2026", date(2026, 2, 1)), ("3 fevrier 2026", date(2026, 2, 3)), ("15 déc. 2025", date(2025, 12, 15)),
        ("31 août 2024", date(2024, 8, 31)), ("2 juil. 2024", date(2024, 7, 2)), ("9 sept. 2024", date(2024, 9, 9)),
        ("29/02/2024", date(2024, 2, 29)), ("01/01/1950", date(1950, 1, 1)), ("31/12/2099", date(2099, 12, 31)),
        ("20122012", date(2012, 12, 20)), ("20011950", date(1950, 1, 20)), ("19121999", date(1999, 12, 19)),
    ],
)  # fmt: skip
def test_other_days(typed, day):
    assert reading_of(typed, "date").value == day


@pytest.mark.parametrize(
    ("typed", "day", "note"),
    [
        ("1/3/25", date(2025, 3, 1), "L’année « 25 » est lue 2025."),
        ("01-03-49", date(2049, 3, 1), "2049"),
        ("01/03/50", date(1950, 3, 1), "1950"),
        ("12 mars 25", date(2025, 3, 12), "2025"),
        ("12/03/2025 14:30", date(2025, 3, 12), "heure"),
        ("12/03/2025 à 14h30", date(2025, 3, 12), "heure"),
        ("2025-03-12T09:00:00Z", date(2025, 3, 12), "heure"),
        (datetime(2025, 3, 12, 9, tzinfo=UTC), date(2025, 3, 12), "heure"),
        ("44316", date(2021, 4, 30), "44316, numéro de jour du tableur, est lu 30/04/2021."),
        (44316, date(2021, 4, 30), "30/04/2021"),
        (44316.75, date(2021, 4, 30), "heure"),
    ],
)
def test_what_was_understood_is_told(typed, day, note):
    reading = reading_of(typed, "date")
    assert reading.value == day
    assert note in reading.note


@pytest.mark.parametrize(
    ("serial", "date_1904", "day"),
    [
        (44316, False, date(2021, 4, 30)),
        (44316, True, date(2025, 5, 1)),
        (42854, True, date(2021, 4, 30)),
        (45658, False, date(2025, 1, 1)),
        (18264, False, date(1950, 1, 1)),
        (18263, False, None),
        (73050, False, date(2099, 12, 31)),
        (73051, False, None),
        (16802, True, date(1950, 1, 1)),
        (0, False, None),
        (-1, True, None),
    ],
)
def test_serial_numbers_of_both_calendars(serial, date_1904, day):
    assert date_of_serial(serial, date_1904=date_1904) == day
    if day is not None:
        assert read(Cell("", native=float(serial)), column("date"), date_1904=date_1904).value == day


@pytest.mark.parametrize(
    "typed",
    [
        "01/01/1901",
        "1/1/1901",
        "1901-01-01",
        "01011901",
        "19010101",
        "01/01/1900",
        date(1901, 1, 1),
        datetime(1899, 12, 30),
    ],
)
def test_the_first_day_of_1901_is_a_date_not_known(typed):
    reading = reading_of(typed, "date")
    assert reading.absence is Absence.UNKNOWN
    assert "non connue" in reading.note


@pytest.mark.parametrize(
    ("typed", "cause", "proposal"),
    [
        ("31/02/2025", "février 2025 va du 1er au 28", ""),
        ("29/02/2025", "février 2025 va du 1er au 28", ""),
        ("31/04/2025", "avril 2025 va du 1er au 30", ""),
        ("00/04/2025", "n’existe pas", ""),
        ("31042025", "avril 2025 va du 1er au 30", ""),
        ("03/13/2025", "inversés", "13/03/2025"),
        ("2025-31-01", "inversés", "31/01/2025"),
        ("13/31/2025", "Le mois 31 n’existe pas.", ""),
        ("1032025", "zéro de tête", "01/03/2025"),
        (1032025, "zéro de tête", "01/03/2025"),
        ("01/01/2205", "2205 n’est pas vraisemblable", ""),
        ("31/12/9999", "9999 n’est pas vraisemblable", ""),
        (datetime.max, "9999 n’est pas vraisemblable", ""),
        ("2025", "Il manque le jour et le mois", ""),
        ("mars 2025", "Il manque le jour", ""),
        ("03/2025", "Il manque le jour", ""),
        ("SSAS2018506A", "pas une date", ""),
        ("*", "pas une date", ""),
        ("12 brumaire 2025", "pas une date", ""),
        ("12", "pas une date", ""),
        (12, "pas une date", ""),
        (0.5, "pas une date", ""),
        (-100000, "pas une date", ""),
        (True, "pas une date", ""),
        (time(12), "pas une date", ""),
        ("1" * 150, "pas une date", ""),
    ],
)
def test_a_date_is_refused_with_its_cause(typed, cause, proposal):
    reading = reading_of(typed, "date")
    assert cause in reading.problem
    assert reading.proposal == proposal
    assert reading.expected == "une date, comme 31/12/2025"


def test_the_zero_that_a_format_shows_is_read():
    assert reading_of(1032025, "date", number_format="00000000").value == date(2025, 3, 1)


@given(DAYS)
def test_a_day_in_french_reads_back(day):
    assert reading_of(french.day(day), "date").value == day


@given(DAYS)
def test_a_day_of_the_pmsi_and_of_finess_reads_back(day):
    assert reading_of(f"{day:%d%m%Y}", "date").value == day
    assert reading_of(f"{day:%Y%m%d}", "date").value == day
    assert reading_of(day.isoformat(), "date").value == day
