from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from values_reading import NARROW, NO_BREAK, reading_of

from caqes_eval.foundation import french


@pytest.mark.parametrize(
    "typed", ["15,3 %", "15,3%", "15.3 %", f"15,3{NARROW}%", f"15,3{NO_BREAK}%", "15,30 pct", "15,3 pour cent"]
)
def test_a_percentage_with_its_sign_has_one_reading(typed):
    reading = reading_of(typed, "rate")
    assert (reading.value, reading.note) == (Decimal("0.153"), "")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("0 %", "0"), ("0,9 %", "0.009"), ("1 %", "0.01"), ("100%", "1"), ("1,234 %", "0.01234"), ("0,05%", "0.0005")],
)
def test_a_sign_settles_small_percentages(typed, value):
    assert reading_of(typed, "rate").value == Decimal(value)


@pytest.mark.parametrize(
    ("number", "shown", "number_format", "value"),
    [
        (0.153, "", "0.0%", "0.153"),
        (0.153, "15%", "0%", "0.153"),
        (0.9, "", "0%", "0.9"),
        (1, "", "0%", "1"),
        (0.1 + 0.2, "", "0.00 %", "0.3"),
        (0.15345, "15,3%", "", "0.15345"),
        (15.345, "15,3 %", "", "0.15345"),
        (0.9, "0,9 %", "", "0.009"),
        (0.9, "90 %", "", "0.9"),
        # quoted or escaped, the sign is only a word after the number
        (15.3, "", '0.0" %"', "0.153"),
        (0.9, "", r"0.0\%", "0.009"),
    ],
)
def test_the_format_of_a_stored_number_tells_its_sign(number, shown, number_format, value):
    assert reading_of(number, "rate", text=shown, number_format=number_format).value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "value", "note"),
    [
        ("15,3", "0.153", f"15,3 sans signe % est lu 15,3{NARROW}%."),
        (15.3, "0.153", f"15,3 sans signe % est lu 15,3{NARROW}%."),
        ("0,153", "0.153", f"0,153 sans signe % est lu 15,3{NARROW}%."),
        (0.153, "0.153", f"0,153 sans signe % est lu 15,3{NARROW}%."),
        (1 / 3, "0.333333333333333", ""),
        ("1,2", "0.012", f"lu 1,2{NARROW}%"),
        ("0", "0", ""),
    ],
)
def test_without_sign_the_reading_is_told(typed, value, note):
    reading = reading_of(typed, "rate", number_format="General")
    assert reading.value == Decimal(value)
    assert note in reading.note


@pytest.mark.parametrize(
    ("typed", "percentage", "proportion"),
    [
        ("0,9", "0,9", "90"),
        (0.9, "0,9", "90"),
        ("1", "1", "100"),
        (1, "1", "100"),
        ("0,15", "0,15", "15"),
        ("-0,5", "-0,5", "-50"),
    ],
)
def test_an_ambiguous_rate_is_asked_with_both_readings(typed, percentage, proportion):
    reading = reading_of(typed, "rate")
    assert f"se lit {percentage}{NARROW}% ou {proportion}{NARROW}%" in reading.problem
    assert reading.proposal == ""
    assert reading.expected == "un pourcentage avec son signe, comme 15,3 %"


@pytest.mark.parametrize(
    ("bounds", "proposal"), [({"minimum": Decimal("0.5")}, "90"), ({"maximum": Decimal("0.5")}, "0,9")]
)
def test_bounds_leave_one_reading_to_propose(bounds, proposal):
    assert reading_of("0,9", "rate", **bounds).proposal == f"{proposal}{NARROW}%"


@pytest.mark.parametrize(("typed", "number_format"), [("153 %", ""), ("153", ""), (1.53, "0%")])
def test_above_a_hundred_percent_is_told_then_refused_by_a_maximum(typed, number_format):
    free = reading_of(typed, "rate", number_format=number_format)
    assert free.value == Decimal("1.53")
    assert "dépasse 100" in free.note
    bounded = reading_of(typed, "rate", number_format=number_format, maximum=Decimal(1))
    assert bounded.problem == f"Ce nombre est trop grand : le maximum est 100{NARROW}%."


def test_a_negative_rate_is_told_unless_the_column_expects_it():
    assert "négatif" in reading_of("-5 %", "rate").note
    assert reading_of("-5 %", "rate", minimum=Decimal(-1)).note == ""
    assert "le minimum est 0" in reading_of("-5 %", "rate", minimum=Decimal(0)).problem


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("1,5E-02", "notation scientifique"),
        ("15 €", "euros"),
        (True, "VRAI"),
        (1e300, "15 chiffres"),
        ("< 5 %", "exact"),
        ("5 ‰", "pas un nombre"),
    ],
)
def test_what_is_no_rate_is_refused(typed, cause):
    assert cause in reading_of(typed, "rate").problem


@given(st.decimals(-1, 2, places=5, allow_nan=False))
def test_a_percentage_in_french_reads_back(rate):
    assert reading_of(french.percent(rate, 3), "rate").value == rate
