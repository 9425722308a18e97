from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.reading import parse_euros

NO_BREAK, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        # as printed in the webinar of 4 February 2026
        ("210 550, 97 €", "210550.97"),
        ("126 331 €", "126331"),
        (f"126{NO_BREAK}331{NO_BREAK}€", "126331"),
        (f"1{NARROW}234{NARROW}567,89{NARROW}€", "1234567.89"),
        ("27433", "27433"),
        ("27433.5", "27433.5"),
        ("27433,50 EUR", "27433.50"),
        ("12,05 euros", "12.05"),
        ("1 euro", "1"),
        ("0", "0"),
        ("0,00 €", "0"),
        ("0,5", "0.5"),
        ("  20 576€\n", "20576"),
        ("210  550 , 97", "210550.97"),
        ("-12,50 €", "-12.50"),
        ("\u2212 1 000", "-1000"),
    ],
)
def test_an_amount_is_read_exactly(text, amount):
    assert parse_euros(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "Aucun montant"),
        (f" {NO_BREAK}", "Aucun montant"),
        ("1.234", "de deux façons"),
        ("1,234", "de deux façons"),
        ("210 550,970 €", "de deux façons"),
        ("-1.234 €", "de deux façons"),
        ("1,234.56", "plusieurs virgules ou points"),
        ("1.234,56 €", "plusieurs virgules ou points"),
        ("1.234.567", "plusieurs virgules ou points"),
        ("12,5678", "pas un montant"),
        ("1234 567", "pas un montant"),
        ("12 34", "pas un montant"),
        ("1 23 456", "pas un montant"),
        ("12,", "pas un montant"),
        (",50", "pas un montant"),
        ("010000024", "pas un montant"),
        ("1E5", "pas un montant"),
        ("12 k€", "pas un montant"),
        ("$12", "pas un montant"),
        ("12 € 50", "pas un montant"),
        ("(12)", "pas un montant"),
        ("١٢", "pas un montant"),
        ("NaN", "pas un montant"),
        ("#REF!", "pas un montant"),
        ("€", "pas un montant"),
    ],
)
def test_an_amount_that_is_not_sure_is_refused_with_the_way_to_write_it(text, fault):
    with pytest.raises(InputValueError, match=fault) as refused:
        parse_euros(text)
    assert "1 234,56 €" in refused.value.remedy


def test_what_was_typed_is_quoted_but_not_at_length():
    with pytest.raises(InputValueError) as refused:
        parse_euros("x" * 5000)
    assert f"« {'x' * 40}… »" in refused.value.message
    assert len(refused.value.message) < 200


def test_an_amount_out_of_all_proportion_is_refused():
    assert parse_euros("999 999 999 999,99 €") == Decimal("999999999999.99")
    for text in ("1 000 000 000 000", "-1 000 000 000 000", "9" * 5000):
        with pytest.raises(InputValueError, match="démesuré") as caught:
            parse_euros(text)
        assert len(caught.value.message) < 200


@given(st.integers(1 - 10**14, 10**14 - 1))
def test_what_we_print_is_read_back(cents):
    assert parse_euros(french.cents(cents)) == Decimal(cents).scaleb(-2)


@given(st.text(alphabet="0123456789 .,€-" + NO_BREAK + NARROW, max_size=20))
def test_any_text_gives_an_amount_in_cents_or_our_error(text):
    try:
        amount = parse_euros(text)
    except InputValueError:
        return
    assert (amount * 100) % 1 == 0
    # every digit typed is in the amount, and no other
    typed = "".join(character for character in text if character.isdigit())
    assert "".join(map(str, amount.as_tuple().digits)).lstrip("0") == typed.lstrip("0")
