import pytest
from values_reading import reading_of


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("010000024", "finess", "010000024"), ("2a0000014", "finess", "2A0000014"), ("130 786 049", "finess", "130786049"),
        (130786049, "finess", "130786049"), (130786049.0, "finess", "130786049"),
        ("9261104", "ucd", "9261104"), ("3400892611044", "ucd", "3400892611044"), (3400892611044.0, "ucd", "3400892611044"),
        ("3400935955838", "cip", "3400935955838"), ("3595583", "cip", "3595583"),
        ("8178447", "lpp", "8178447"), (1170260.0, "lpp", "1170260"),
        ("I000672", "les", "I000672"), ("CBEVA01", "les", "CBEVA01"), ("I999999", "les", "I999999"), (" I999997 ", "les", "I999997"),
    ],
)  # fmt: skip
def test_a_code_is_read(typed, kind, value):
    assert reading_of(typed, kind).value == value


def test_the_digits_stored_win_over_the_rounded_ones_shown():
    assert reading_of(3400935955838.0, "cip", text="3,40094E+12").value == "3400935955838"
    assert "perdus" in reading_of("3,40094E+12", "cip").problem


@pytest.mark.parametrize(("shown", "number_format"), [("010000024", ""), ("", "000000000")])
def test_the_zero_that_a_format_shows_belongs_to_the_code(shown, number_format):
    assert reading_of(10000024.0, "finess", text=shown, number_format=number_format).value == "010000024"


@pytest.mark.parametrize(
    ("typed", "proposal"),
    [
        ("I999", "I999999"), ("I 999", "I999999"), ("i999", "I999999"), ("999", "I999999"), ("999999", "I999999"),
        (999999, "I999999"), ("i999999", "I999999"), ("I 999 999", "I999999"), ("hors AMM", "I999999"),
        ("I997", "I999997"), ("999997", "I999997"), ("AMM miroir", "I999997"), ("I998", "I999998"), ("Recherche", "I999998"),
    ],
)  # fmt: skip
def test_a_shortened_special_indication_is_proposed_never_taken(typed, proposal):
    reading = reading_of(typed, "les")
    assert (reading.value, reading.proposal) == (None, proposal)
    assert proposal in reading.problem
    assert reading.expected.startswith("un code indication de 7 caractères")


@pytest.mark.parametrize("typed", ["I99", "I9999", "99999", "I996", "I 000 67", "00672"])
def test_another_damaged_indication_has_no_proposal(typed):
    reading = reading_of(typed, "les")
    assert (reading.value, reading.proposal) == (None, "")


def test_small_letters_are_told():
    reading = reading_of("i000672", "les")
    assert (reading.value, reading.note) == ("I000672", "Lu I000672, en majuscules.")


@pytest.mark.parametrize(
    ("typed", "proposal", "told"),
    [
        # one reading: 013078604 has a wrong key, so no zero was lost and only the key is missing
        ("13078604", "130786049", "130786049"),
        # two readings: a lost zero or a missing key, both are told and none is proposed
        ("10000024", "", "010000024"),
        (10000024, "", "100000249"),
        ("99999999", "", ""),
    ],
)
def test_eight_characters_of_a_finess(typed, proposal, told):
    reading = reading_of(typed, "finess")
    assert (reading.value, reading.proposal) == (None, proposal)
    assert told in reading.problem


@pytest.mark.parametrize(
    ("typed", "kind", "cause"),
    [
        ("010000025", "finess", "Clé fausse"), ("9261105", "ucd", "Clé fausse"), ("3400935955838", "ucd", "CIP13"),
        ("9999999999999", "cip", "secret statistique"), ("817844", "lpp", "7 chiffres"), ("abc", "cip", "7 chiffres"),
    ],
)  # fmt: skip
def test_a_wrong_code_is_refused_with_its_cause(typed, kind, cause):
    assert cause in reading_of(typed, kind).problem
