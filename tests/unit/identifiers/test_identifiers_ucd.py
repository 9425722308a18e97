"""UCD: both keys by hand, paddings, and the range without key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.identifiers import check_ucd


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        # 9·2 + 2·3 + 6·4 + 1·5 + 1·6 + 0·7 = 59 = 5·11 + 4
        ("9261104", "UCD7", "9261104"),
        # 340089261104: 3+0+8+2+1+0 = 14, 3·(4+0+9+6+1+4) = 72, together 86, and 4 to ninety
        ("3400892611044", "UCD13", "3400892611044"),
        (" 9 261 104 ", "UCD7", "9261104"),
        ("9261104        ", "UCD7", "9261104"),
        ("0000009261104", "UCD7", "9261104"),
        ("009261104", "UCD7", "9261104"),
        ("000000009261104", "UCD7", "9261104"),
        ("3400892611044  ", "UCD13", "3400892611044"),
        ("003400892611044", "UCD13", "3400892611044"),
    ],
)
def test_accepted_in_every_width(typed: str, kind: str, value: str) -> None:
    check = check_ucd(typed)
    assert (check.kind, check.value, check.reason, check.warning) == (kind, value, "", "")


@pytest.mark.parametrize(
    "typed",
    [
        "9000024",  # 9·2 + 2·7 = 32 = 2·11 + 10: no digit is its key
        "9000014",  # 9·2 + 1·7 = 25 = 2·11 + 3: the key would be 3
        "9000013",  # right by chance, which proves nothing
    ],
)
def test_the_range_without_key_only_warns(typed: str) -> None:
    check = check_ucd(typed)
    assert (check.kind, check.value) == ("UCD7", typed)
    assert "900xxxx" in check.warning


def test_a_code_of_the_range_without_key_is_proved_by_its_thirteen_digits() -> None:
    # 340089000024: 3+0+8+0+0+2 = 13, 3·(4+0+9+0+0+4) = 51, together 64, and 6 to seventy
    check = check_ucd("3400890000246")
    assert (check.value, check.warning) == ("3400890000246", "")


def test_thirteen_digits_right_around_a_wrong_key_only_warn() -> None:
    # 9261105 has a wrong key (4 is due); 340089261105: 14 + 3·(4+0+9+6+1+5) = 89, and 1 to ninety
    check = check_ucd("3400892611051")
    assert check.value == "3400892611051"
    assert "9261105" in check.warning


def test_a_number_read_from_a_sheet_is_accepted_with_a_warning() -> None:
    check = check_ucd("9261104.0")
    assert check.value == "9261104"
    assert "format texte" in check.warning


@pytest.mark.parametrize(
    ("typed", "kind", "word"),
    [
        ("9261105", "UCD7", "doit finir par 4"),
        ("9100052", "UCD7", "doit finir par 1"),  # 9·2 + 1·3 + 5·7 = 56 = 5·11 + 1
        ("9100000", "UCD7", "ne peut pas exister"),  # 9·2 + 1·3 = 21 = 11 + 10
        ("3400892611045", "UCD13", "doit finir par 4"),
        ("3595583", "UCD7", "commence par 9"),
        ("3400935955838", "UCD13", "CIP13"),
        ("3401092611044", "UCD13", "commence par 34008"),
        ("3400832611044", "UCD13", "commence par 34008"),
        ("3,40089E+12", "UCD", "notation scientifique"),
        ("9,2611E+06", "UCD", "notation scientifique"),
        ("926110", "UCD", "7 chiffres"),
        ("00000000009261104", "UCD", "7 chiffres"),
        ("926110A", "UCD", "7 chiffres"),
        ("٩٢٦١١٠٤", "UCD", "7 chiffres"),
        ("0", "UCD", "7 chiffres"),
        ("", "UCD", "Aucun code"),
    ],
)
def test_refused_with_its_reason(typed: str, kind: str, word: str) -> None:
    check = check_ucd(typed)
    assert (check.kind, check.value, check.proposals) == (kind, None, ())
    assert word in check.reason


@given(place=st.integers(0, 12), digit=st.sampled_from("0123456789"))
def test_changing_any_one_digit_of_thirteen_is_refused(place: int, digit: str) -> None:
    valid = "3400892611044"
    changed = valid[:place] + digit + valid[place + 1 :]
    assert check_ucd(changed).valid is (changed == valid)
