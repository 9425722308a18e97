"""LPP: the key by hand, the remainder of ten, paddings."""

import pytest

from caqes_eval.identifiers import check_lpp


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8178447", "8178447"),  # 8·2 + 1·3 + 7·4 + 8·5 + 4·6 + 4·7 = 139 = 12·11 + 7
        ("1170260", "1170260"),  # 1·2 + 1·3 + 7·4 + 0·5 + 2·6 + 6·7 = 87 = 7·11 + 10, written 0
        (" 8178 447", "8178447"),
        ("0000008178447", "8178447"),
        ("8178447        ", "8178447"),
        ("000000008178447", "8178447"),
    ],
)
def test_accepted(typed: str, value: str) -> None:
    check = check_lpp(typed)
    assert (check.kind, check.value, check.reason, check.warning) == ("LPP", value, "", "")


def test_a_number_read_from_a_sheet_is_accepted_with_a_warning() -> None:
    check = check_lpp("8178447.0")
    assert check.value == "8178447"
    assert "format texte" in check.warning


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("8178448", "doit finir par 7"),
        ("1170261", "doit finir par 0"),
        ("8,17845E+06", "notation scientifique"),
        ("817844", "7 chiffres"),
        ("81784471", "7 chiffres"),
        ("0000000", "7 chiffres"),
        ("0000000008178447", "7 chiffres"),  # sixteen characters: wider than any field
        ("817844A", "7 chiffres"),
        ("", "Aucun code"),
    ],
)
def test_refused_with_its_reason(typed: str, word: str) -> None:
    check = check_lpp(typed)
    assert (check.kind, check.value, check.proposals) == ("LPP", None, ())
    assert word in check.reason
