from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_reading import FIGURE, NARROW, NO_BREAK, THIN, reading_of

from caqes_eval.foundation import french


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", 12), (" 12 ", 12), ("12,0", 12), ("12.00", 12), ("0", 0), ("1 234", 1234), (f"1{NO_BREAK}234", 1234),
        (f"12{NARROW}345{NARROW}678", 12345678), ("1.234.567", 1234567), ("1,234,567", 1234567), ("+5", 5),
        (12, 12), (12.0, 12), (-0.0, 0), (999_999_999_999_999, 999_999_999_999_999),
    ],
)  # fmt: skip
def test_a_count_is_read(typed, value):
    reading = reading_of(typed, "count")
    assert (reading.value, type(reading.value)) == (value, int)


@pytest.mark.parametrize(
    ("typed", "cause", "proposal"),
    [
        ("12,5", "entier", ""),
        (12.4, "entier", ""),
        ("-3", "le minimum est 0", ""),
        ("1.234", f"1,234 ou 1{NARROW}234", "1234"),
        ("1,234", f"1,234 ou 1{NARROW}234", "1234"),
        ("12 patients", "Un mot suit le nombre", "12"),
        ("1 234 boîtes", "Un mot suit le nombre", "1234"),
        ("aucun", "zéro s’écrit 0", "0"),
        ("Néant", "zéro s’écrit 0", "0"),
        ("3,40095E+12", "derniers chiffres sont perdus", ""),
        ("2,601E+13", "derniers chiffres sont perdus", ""),
        ("1E5", "derniers chiffres sont perdus", ""),
        ("007", "commence par un zéro", ""),
        ("010000024", "commence par un zéro", ""),
        ("<11", "nombre exact", ""),
        ("environ 12", "nombre exact", ""),
        ("12 %", "pourcentage", ""),
        ("12 €", "euros", ""),
        ("12 à 15", "pas un nombre", ""),
        ("12/15", "pas un nombre", ""),
        ("12 34", "pas un nombre", ""),
        ("10²", "pas un nombre", ""),
        ("douze", "aucun nombre", ""),
        ("9" * 16, "pas un nombre", ""),
        (10**15, "15 chiffres", ""),
        (3.4e20, "15 chiffres", ""),
        (True, "VRAI ou FAUX", ""),
        (date(2025, 2, 1), "date", ""),
        (time(12), "date ou une heure", ""),
    ],
)
def test_a_count_is_refused_with_its_cause(typed, cause, proposal):
    reading = reading_of(typed, "count")
    assert cause in reading.problem
    assert reading.expected == "un nombre entier, comme 12"
    assert reading.proposal == proposal


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12,5", "12.5"), ("12.5", "12.5"), ("0,153", "0.153"), ("1234,567", "1234.567"), ("1 234,567", "1234.567"),
        ("-12,5", "-12.5"), ("\u221212,5", "-12.5"), ("\u2013 12", "-12"), ("        15,2", "15.2"), ("12,3456", "12.3456"),
        (0.1 + 0.2, "0.3"), (1.1 * 3, "3.3"), (0.1 + 0.2 - 0.3, "0"), (1.234, "1.234"), (1e-07, "1E-7"), (-2.5, "-2.5"),
        (1 / 3, "0.333333333333333"), (7, "7"),
    ],
)  # fmt: skip
def test_a_quantity_is_exact(typed, value):
    assert reading_of(typed, "quantity").value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("210 550, 97 €", "210550.97"), ("126 331 €", "126331"), ("1.234,56", "1234.56"), ("1 234,56", "1234.56"),
        ("1,234.56", "1234.56"), (f"1{NARROW}234,56{NARROW}€", "1234.56"), (f"1{FIGURE}234{THIN}567,8", "1234567.8"),
        ("1.234.567,89 €", "1234567.89"), ("1,466,290", "1466290"), ("27433.5", "27433.5"), ("12,05 euros", "12.05"),
        ("5EUR", "5"), ("€ 5", "5"), ("-12,50 €", "-12.5"), (1234.56, "1234.56"), (1234567.89, "1234567.89"),
    ],
)  # fmt: skip
def test_an_amount_is_read_to_the_cent(typed, value):
    reading = reading_of(typed, "money")
    assert reading.value == Decimal(value)
    assert reading.note == ""


@pytest.mark.parametrize(
    ("typed", "cause", "proposal"),
    [
        ("1.234", f"1,234{NARROW}€ ou 1{NARROW}234{NARROW}€", ""),
        ("-1,234 €", f"-1,234{NARROW}€ ou -1{NARROW}234{NARROW}€", ""),
        ("1,466,29", "Le même signe", "1466,29"),
        ("12 k€", "milliers", "12000"),
        ("1,5 M€", "millions", "1500000"),
        ("(12,50)", "parenthèses", "-12,5"),
        ("1 234,50-", "après le nombre", "-1234,5"),
        ("5 $", "pas un nombre", ""),
        ("15 %", "pourcentage", ""),
        ("1.23.456", "pas un nombre", ""),
        ("12,", "pas un nombre", ""),
        ("€", "aucun nombre", ""),
    ],
)
def test_an_amount_is_refused_with_its_cause(typed, cause, proposal):
    reading = reading_of(typed, "money")
    assert cause in reading.problem
    assert reading.proposal == proposal


@pytest.mark.parametrize("typed", ["12,5678 €", 12.5678, 1234.567])
def test_decimals_beyond_the_cent_are_kept_and_said(typed):
    assert "sans arrondi" in reading_of(typed, "money").note


@pytest.mark.parametrize(
    ("typed", "bounds", "cause"),
    [
        ("4", {"minimum": Decimal(5)}, "le minimum est 5 €"),
        ("5", {"minimum": Decimal(5)}, ""),
        ("100,01", {"maximum": Decimal(100)}, "le maximum est 100 €"),
        ("100,00", {"maximum": Decimal(100)}, ""),
        (-1, {"minimum": Decimal(0), "maximum": Decimal(9)}, "le minimum est 0 €"),
    ],
)
def test_both_bounds_are_included(typed, bounds, cause):
    reading = reading_of(typed, "money", **bounds)
    assert reading.problem.endswith(f"{cause.replace(' €', NARROW + '€')}." if cause else "")
    assert (reading.value is None) is bool(cause)


def test_the_bounds_are_part_of_what_is_expected():
    reading = reading_of("x", "count", minimum=Decimal(1), maximum=Decimal(1000))
    assert reading.expected == f"un nombre entier, comme 12, entre 1 et 1{NARROW}000"
    assert reading_of("x", "quantity", maximum=Decimal("2.5")).expected == "un nombre, comme 12,5, 2,5 au plus"
    assert reading_of("x", "quantity", minimum=Decimal(0)).expected == "un nombre, comme 12,5, 0 au moins"


def test_bounds_decide_between_two_readings_but_a_person_accepts():
    assert reading_of("1,234", "quantity", maximum=Decimal(10)).proposal == "1,2340"
    assert reading_of("1,234", "quantity", minimum=Decimal(10)).proposal == "1234"
    assert reading_of("1,234", "quantity", minimum=Decimal(0)).proposal == ""


def test_a_proposal_out_of_bounds_is_not_made():
    assert reading_of("12 patients", "count", maximum=Decimal(10)).proposal == ""


@pytest.mark.parametrize(("typed", "told"), [("9999", True), (99999999.0, True), ("999", False), ("9998", False)])
def test_a_run_of_nines_is_told(typed, told):
    reading = reading_of(typed, "count")
    assert reading.value is not None
    assert ("suite de 9" in reading.note) is told


@given(st.integers(0, 10**14))
def test_a_count_in_french_reads_back(count):
    assert reading_of(french.number(count), "count").value == count


@given(st.integers(-(10**13), 10**13))
def test_cents_in_french_read_back(cents):
    assert reading_of(french.cents(cents), "money").value == Decimal(cents).scaleb(-2)


@given(st.decimals(-(10**9), 10**9, places=2, allow_nan=False))
def test_a_quantity_in_french_reads_back(quantity):
    assert reading_of(french.number(quantity, 2), "quantity").value == quantity


@given(st.decimals(-(10**9), 10**9, places=3, allow_nan=False))
def test_the_float_nearest_to_a_decimal_reads_as_that_decimal(quantity):
    assert reading_of(float(quantity), "quantity").value == quantity
