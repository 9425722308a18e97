from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation import french

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, f"1{NARROW}000"),
        (12345678, 0, f"12{NARROW}345{NARROW}678"),
        (Decimal("1E+3"), 0, f"1{NARROW}000"),
        (Decimal("0.125"), 2, "0,13"),
        (0.125, 2, "0,13"),
        (Fraction(1, 8), 2, "0,13"),
        (Decimal("0.135"), 2, "0,14"),
        (2.675, 2, "2,68"),
        (Decimal("0.124999"), 2, "0,12"),
        (Decimal("-0.125"), 2, "-0,13"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("3.5"), 0, "4"),
        (Fraction(2, 3), 3, "0,667"),
        (-1234.5, 1, f"-1{NARROW}234,5"),
        (5, 2, "5,00"),
        (None, 0, "—"),
        (None, 2, "—"),
    ],
)
def test_number(value, decimals, shown):
    assert french.number(value, decimals) == shown


@pytest.mark.parametrize("value", [-0.4, Decimal("-0.4"), Fraction(-2, 5)])
def test_a_negative_that_rounds_to_zero_has_no_sign(value):
    assert french.number(value) == "0"


def test_a_fraction_just_under_a_half_is_not_rounded_up():
    assert french.number(Fraction(1, 2) - Fraction(1, 10**40)) == "0"


@pytest.mark.parametrize(
    ("proportion", "decimals", "shown"),
    [
        (Fraction(49, 100), 1, "49,0"),
        (Fraction(4896, 10000), 1, "49,0"),
        (Fraction(4896, 10000), 2, "48,96"),
        (Fraction(4894, 10000), 1, "48,9"),
        (Fraction(4895, 10000), 1, "49,0"),
        (Decimal("0.49"), 0, "49"),
        (0.49, 1, "49,0"),
        (0.1235, 1, "12,4"),
        (1, 0, "100"),
        (0, 1, "0,0"),
        (Fraction(-1, 3), 1, "-33,3"),
        (Fraction(1, 3), 3, "33,333"),
    ],
)
def test_percent(proportion, decimals, shown):
    assert french.percent(proportion, decimals) == f"{shown}{NARROW}%"


def test_an_absent_value_is_a_dash_never_zero():
    assert [french.percent(None), french.euros(None), french.cents(None), french.day(None)] == ["—"] * 4


@pytest.mark.parametrize(
    ("difference", "shown"),
    [
        (Fraction(13, 1000), "+1,3 point"),
        (Fraction(-13, 1000), "−1,3 point"),
        (Fraction(0), "0,0 point"),
        (Fraction(4, 10000), "0,0 point"),
        (Fraction(5, 10000), "+0,1 point"),
        (Fraction(-4, 10000), "0,0 point"),
        (Fraction(19, 1000), "+1,9 point"),
        (Fraction(1999, 100000), "+2,0 points"),
        (Fraction(2, 100), "+2,0 points"),
        (Fraction(-25, 100), "−25,0 points"),
        (Decimal("0.0125"), "+1,3 point"),
        (0.0115, "+1,2 point"),
    ],
)
def test_points(difference, shown):
    assert french.points(difference) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(Decimal("1234.565"), f"1{NARROW}234,57"), (0, "0,00"), (Fraction(1, 3), "0,33"), (-2, "-2,00")],
)
def test_euros(amount, shown):
    assert french.euros(amount) == f"{shown}{NARROW}€"


@pytest.mark.parametrize(("count", "shown"), [(123456, f"1{NARROW}234,56"), (0, "0,00"), (5, "0,05"), (-150, "-1,50")])
def test_cents(count, shown):
    assert french.cents(count) == f"{shown}{NARROW}€"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (Decimal("1.61"), "+1,61"),
        (Fraction(-1, 5), "−0,20"),
        (0, "0,00"),
        (Fraction(1, 200), "+0,01"),
        # rounded to nothing: no sign, as for points
        (Fraction(1, 1000), "0,00"),
        (Fraction(-1, 1000), "0,00"),
    ],
)
def test_signed_euros(amount, shown):
    assert french.signed_euros(amount) == f"{shown}{NARROW}€"


@pytest.mark.parametrize(("when", "shown"), [(date(2026, 11, 22), "22/11/2026"), (date(2018, 1, 2), "02/01/2018")])
def test_day(when, shown):
    assert french.day(when) == shown


@pytest.mark.parametrize(
    ("count", "words", "shown"),
    [
        (0, ("boîte",), "0 boîte"),
        (1, ("boîte",), "1 boîte"),
        (2, ("boîte",), "2 boîtes"),
        (-1, ("boîte",), "-1 boîte"),
        (1234, ("boîte",), f"1{NARROW}234 boîtes"),
        (0, ("évaluation faite", "évaluations faites"), "0 évaluation faite"),
        (3, ("évaluation faite", "évaluations faites"), "3 évaluations faites"),
    ],
)
def test_plural(count, words, shown):
    assert french.plural(count, *words) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Erreur : non", "Erreur_: non"),
        ("Vraiment ? Oui ! Non ; bien", "Vraiment_? Oui_! Non_; bien"),
        ("49 %", "49_%"),
        ("12 € remboursés", "12_€ remboursés"),
        ("« oui »", "«_oui_»"),
        ("«\u00a0oui\u00a0»", "«_oui_»"),
        ("« oui » : non", "«_oui_»_: non"),
        ("Non !?", "Non_!?"),
    ],
)
def test_typography_narrows_the_spaces_of_punctuation(typed, shown):
    assert french.typography(typed) == shown.replace("_", NARROW)


@pytest.mark.parametrize(
    "typed",
    [
        "http://x", "https://a.fr/?q=1;r=2#h!", "12:30", "réunion à 12:30", "un texte ordinaire", "", "a:b", "100%",
        "lire ?q=1", "un ratio :2", "Le 02/01/2018, 3,5 boîtes.",
    ],
)  # fmt: skip
def test_typography_leaves_the_rest_alone(typed):
    assert french.typography(typed) == typed


@given(st.text(alphabet="a1 \u00a0\u202f«»:;!?%€./&<"))
def test_typography_changes_spaces_only_and_once(typed):
    shown = french.typography(typed)
    assert french.typography(shown) == shown
    assert [letter for letter in shown if letter not in " \u00a0\u202f"] == [
        letter for letter in typed if letter not in " \u00a0\u202f"
    ]
    assert len(shown) == len(typed)


@pytest.mark.parametrize(
    ("words", "small"),
    [("Saisie", "saisie"), ("AMM miroir", "AMM miroir"), ("À vérifier", "à vérifier"), ("", ""), ("UCD", "UCD")],
)
def test_a_small_letter_begins_all_but_acronyms(words: str, small: str) -> None:
    assert french.small(words) == small
