"""FINESS: the key by hand, the forms Excel and the SNDS give it, and what is only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.identifiers import check_finess, finess_key

DEPARTMENTS = [f"{number:02}" for number in range(1, 96) if number != 20] + ["2A", "2B", "97", "98"]


@pytest.mark.parametrize(
    ("first_eight", "key"),
    [
        # Luhn: every second digit from the right is doubled (16 counts 1+6), the key completes the sum to ten.
        ("01000002", "4"),  # doubled 2→4, 0, 0, 1→2; others 0 0 0 0: 6, and 4 to ten
        ("75071218", "4"),  # doubled 8→7, 2→4, 7→5, 5→1: 17; others 1+1+0+7: 9; 26, and 4 to thirty
        ("13078604", "9"),  # doubled 4→8, 6→3, 7→5, 3→6: 22; others 0+8+0+1: 9; 31, and 9 to forty
        ("2A000001", "4"),  # A is 1: doubled 1→2, 0, 0, 1→2; others 2: 6, and 4 to ten
        ("2B000002", "0"),  # B is 2: doubled 2→4, 0, 0, 2→4; others 2: 10, nothing to add
    ],
)
def test_key_by_hand(first_eight: str, key: str) -> None:
    assert finess_key(first_eight) == key
    check = check_finess(first_eight + key)
    assert (check.kind, check.value, check.reason, check.warning) == ("FINESS", first_eight + key, "", "")


@pytest.mark.parametrize("text", ["", "0100000", "010000024", "2C000001", "2a000001", "A1000001", "٠١٠٠٠٠٠٢"])
def test_no_key_for_what_is_not_the_start_of_a_finess(text: str) -> None:
    with pytest.raises(ValueError, match="not the first eight"):
        finess_key(text)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (" 010000024 ", "010000024"),
        ("01 000 002 4", "010000024"),
        ("010\u00a0000\u202f024", "010000024"),
        ("\ufeff010000024\u200b", "010000024"),
        ("2a0000014", "2A0000014"),
        ("2b 0000020\n", "2B0000020"),
    ],
)
def test_blanks_and_case_do_not_matter(typed: str, value: str) -> None:
    check = check_finess(typed)
    assert (check.value, check.typed, check.warning) == (value, typed, "")


@pytest.mark.parametrize("typed", ["130786049.0", "130786049,0", "130786049.00"])
def test_a_number_read_from_a_sheet_is_accepted_with_a_warning(typed: str) -> None:
    check = check_finess(typed)
    assert check.value == "130786049"
    assert "format texte" in check.warning


@pytest.mark.parametrize(
    ("typed", "proposals"),
    [
        # 010000024 has a right key; 10000024 alone gives doubled 4→8, 0, 0, 0, others 2+0+0+1: 11, and 9 to twenty
        ("10000024", ("010000024", "100000249")),
        ("10000024.0", ("010000024", "100000249")),
        ("75071218", ("750712184",)),  # 075071218 sums to 31: no zero was lost
        ("2A000001", ("2A0000014",)),
        ("2b000002", ("2B0000020",)),
        ("01000002", ("010000024",)),  # starts with its zero: none was lost
        ("96000005", ("096000005",)),  # no département 96, so no short form; 9→9 and 6: 15, and 5 to twenty
        ("99000000", ()),  # neither: 099000000 sums to 18, and there is no département 99
        ("00000000", ()),
    ],
)
def test_eight_characters_are_refused_with_what_they_may_stand_for(typed: str, proposals: tuple[str, ...]) -> None:
    check = check_finess(typed)
    assert not check.valid
    assert check.proposals == proposals
    assert all(proposal in check.reason for proposal in proposals)
    assert all(check_finess(proposal).valid for proposal in proposals)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "Aucun code"),
        (" \u00a0 ", "Aucun code"),
        ("1,30786E+08", "notation scientifique"),
        ("1.30786e+08", "notation scientifique"),
        ("1E+08", "notation scientifique"),
        ("010000025", "doit finir par 4"),
        ("2A0000020", "doit finir par 2"),  # doubled 2→4, 0, 0, 1→2; others 2: 8, and 2 to ten
        ("000000000", "que de zéros"),
        ("9A0000014", "9 caractères"),
        ("2C0000014", "9 caractères"),
        ("0100000241", "9 caractères"),
        ("010000024 010780054", "9 caractères"),
        ("NC", "9 caractères"),
        ("０１００００００２４", "9 caractères"),
        ("-010000024", "9 caractères"),
    ],
)
def test_refused_with_its_reason_and_no_proposal(typed: str, word: str) -> None:
    check = check_finess(typed)
    assert check.value is None
    assert word in check.reason
    assert (check.warning, check.proposals) == ("", ())


@pytest.mark.parametrize("first_eight", ["99000000", "96000001", "20000001", "00000001"])
def test_a_departement_that_does_not_exist_only_warns(first_eight: str) -> None:
    check = check_finess(first_eight + finess_key(first_eight))
    assert check.valid
    assert f"département {first_eight[:2]} n’existe pas" in check.warning


@given(department=st.sampled_from(DEPARTMENTS), rest=st.from_regex(r"[0-9]{6}", fullmatch=True), data=st.data())
def test_changing_any_one_digit_of_a_valid_finess_is_refused(department: str, rest: str, data: st.DataObject) -> None:
    valid = department + rest + finess_key(department + rest)
    assert check_finess(valid).value == valid
    place = data.draw(st.sampled_from([place for place in range(9) if valid[place].isdigit()]))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != valid[place]]))
    changed = valid[:place] + digit + valid[place + 1 :]
    assert not check_finess(changed).valid


@given(department=st.sampled_from(DEPARTMENTS), rest=st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_lost_zero_or_a_lost_key_is_among_the_proposals(department: str, rest: str) -> None:
    valid = department + rest + finess_key(department + rest)
    assert valid in check_finess(valid[:8]).proposals
    if department[0] == "0":
        assert check_finess(valid[1:]).proposals[0] == valid
