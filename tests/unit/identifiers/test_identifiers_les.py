"""LES: the shape, the special codes, and membership in a reference."""

import pytest

from caqes_eval.identifiers import SPECIAL_LES_CODES, check_les, check_les_known


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("I000672", "I000672"),
        ("I999999", "I999999"),
        (" i000672 ", "I000672"),
        ("cbeva01", "CBEVA01"),
        ("CTOCI98", "CTOCI98"),
        ("S000013", "S000013"),
    ],
)
def test_accepted(typed: str, value: str) -> None:
    check = check_les(typed)
    assert (check.kind, check.value, check.reason, check.warning) == ("LES", value, "", "")


@pytest.mark.parametrize(
    ("typed", "full", "meaning"),
    [
        ("I999", "I999999", "hors AMM"),
        ("i998", "I999998", "recherche"),
        ("I997", "I999997", "AMM miroir"),
    ],
)
def test_a_short_form_is_refused_with_the_whole_code(typed: str, full: str, meaning: str) -> None:
    check = check_les(typed)
    assert (check.value, check.proposals) == (None, (full,))
    assert full in check.reason
    assert meaning in check.reason


@pytest.mark.parametrize("typed", ["I00067", "I0006722", "1999999", "I00-672", "ı000672", "I00067É", "NC", "0.0"])
def test_another_shape_is_refused(typed: str) -> None:
    check = check_les(typed)
    assert (check.value, check.proposals) == (None, ())
    assert "7 caractères" in check.reason


def test_an_empty_code_is_refused() -> None:
    assert "Aucun code" in check_les("  ").reason


def test_membership() -> None:
    assert check_les_known(" i000672", {"I000672"}).value == "I000672"
    absent = check_les_known("I000673", {"I000672"})
    assert absent.value is None
    assert "I000673 est absent du référentiel" in absent.reason


@pytest.mark.parametrize("code", SPECIAL_LES_CODES)
def test_a_special_code_is_known_everywhere(code: str) -> None:
    assert check_les_known(code, ()).value == code


def test_a_code_close_to_the_special_ones_is_an_ordinary_code() -> None:
    assert not check_les_known("I999996", {"I000672"}).valid


def test_a_wrong_shape_is_not_looked_up() -> None:
    assert "7 caractères" in check_les_known("XX", {"XX"}).reason
