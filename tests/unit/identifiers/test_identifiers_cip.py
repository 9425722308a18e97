"""CIP: both keys by hand, the mixed ranges, and the two values that are no product."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.identifiers import check_cip, cip7_of


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        # 3·2 + 5·3 + 9·4 + 5·5 + 5·6 + 8·7 = 168 = 15·11 + 3
        ("3595583", "CIP7", "3595583"),
        # 340093595583: 3+0+9+5+5+8 = 30, 3·(4+0+3+9+5+3) = 72, together 102, and 8 to 110
        ("3400935955838", "CIP13", "3400935955838"),
        # 4·2 + 9·3 + 4·4 + 9·5 + 7·6 + 2·7 = 152 = 13·11 + 9: an older code of a mixed range
        ("4949729", "CIP7", "4949729"),
        # 3011679 carries no key, its thirteen digits do: 3+0+9+0+1+7 = 20, 3·(4+0+3+1+6+9) = 69, and 1 to ninety
        ("3400930116791", "CIP13", "3400930116791"),
        (" 34009 359 558 38 ", "CIP13", "3400935955838"),
    ],
)
def test_accepted(typed: str, kind: str, value: str) -> None:
    check = check_cip(typed)
    assert (check.kind, check.value, check.reason, check.warning) == (kind, value, "", "")


@pytest.mark.parametrize("typed", ["3011679", "5507419", "4900010"])
def test_a_mixed_range_only_warns_when_the_key_is_not_there(typed: str) -> None:
    check = check_cip(typed)
    assert (check.kind, check.value) == ("CIP7", typed)
    assert "30, 49 ou 55" in check.warning


def test_thirteen_digits_right_around_a_wrong_key_only_warn() -> None:
    # 3595584 has a wrong key (3 is due); 340093595584: 30 + 3·(4+0+3+9+5+4) = 105, and 5 to 110
    check = check_cip("3400935955845")
    assert check.value == "3400935955845"
    assert "3595584" in check.warning


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [
        ("9999999999999", "Non restitué"),
        ("9999999999999.0", "Non restitué"),
        ("0", "Honoraires de dispensation"),
        ("0.0", "Honoraires de dispensation"),
    ],
)
def test_the_two_values_that_are_no_product_say_what_they_mean(typed: str, meaning: str) -> None:
    check = check_cip(typed)
    assert not check.valid
    assert meaning in check.reason
    assert "montants" in check.reason


@pytest.mark.parametrize(
    ("typed", "kind", "word"),
    [
        ("3595584", "CIP7", "doit finir par 3"),
        ("3400935955839", "CIP13", "doit finir par 8"),
        ("9261104", "CIP7", "code UCD"),
        ("3400892611044", "CIP13", "code UCD"),
        ("3401035955838", "CIP13", "commence par 34009"),
        ("3,40095E+12", "CIP", "notation scientifique"),
        ("3,40093E+12", "CIP", "notation scientifique"),
        ("340093595583", "CIP", "7 chiffres, ou 13"),
        ("3400935955838 3400930116791", "CIP", "7 chiffres, ou 13"),
        ("34009359558³8", "CIP", "7 chiffres, ou 13"),
        ("00", "CIP", "7 chiffres, ou 13"),
        ("", "CIP", "Aucun code"),
    ],
)
def test_refused_with_its_reason(typed: str, kind: str, word: str) -> None:
    check = check_cip(typed)
    assert (check.kind, check.value, check.proposals) == (kind, None, ())
    assert word in check.reason


def test_cip7_of() -> None:
    assert cip7_of("3400935955838") == "3595583"


@pytest.mark.parametrize("text", ["", "3595583", "3400892611044", "9999999999999", "34009359558380"])
def test_cip7_of_refuses_what_is_not_a_cip13(text: str) -> None:
    with pytest.raises(ValueError, match="not a CIP13"):
        cip7_of(text)


@given(place=st.integers(0, 12), digit=st.sampled_from("0123456789"))
def test_changing_any_one_digit_of_thirteen_is_refused(place: int, digit: str) -> None:
    valid = "3400930116791"
    changed = valid[:place] + digit + valid[place + 1 :]
    assert check_cip(changed).valid is (changed == valid)
