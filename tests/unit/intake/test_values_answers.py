from datetime import date, time

import pytest
from values_reading import ANSWERS, NARROW, NO_BREAK, reading_of

from caqes_eval.intake.tables.schema import Choice
from caqes_eval.intake.values import clean, fold


@pytest.mark.parametrize(
    "typed",
    [
        "oui",
        "Oui",
        "OUI",
        " oui ",
        "Oui.",
        "o",
        "O",
        "X",
        "x",
        "1",
        "1,0",
        "vrai",
        "VRAI",
        "true",
        "yes",
        "☑",
        "☒",
        "✓",
        "✔",
        True,
        1,
        1.0,
    ],
)
def test_yes(typed):
    typed = 1.0 if typed == "1,0" else typed
    assert reading_of(typed, "yes_no").value is True


@pytest.mark.parametrize(
    "typed", ["non", "Non", "NON", "n", "N", "0", "faux", "FAUX", "false", "no", "☐", "[ ]", False, 0, 0.0]
)
def test_no(typed):
    assert reading_of(typed, "yes_no").value is False


@pytest.mark.parametrize(
    ("typed", "cause"),
    [
        ("oui, en partie", "D’autres mots"), ("non mais prévu", "D’autres mots"), ("oui/non", "D’autres mots"),
        ("peut-être", "ni « oui » ni « non »"), ("2", "ni « oui » ni « non »"), (2, "ni « oui » ni « non »"),
        ("ok", "ni « oui » ni « non »"), ("en cours", "ni « oui » ni « non »"),
    ],
)  # fmt: skip
def test_what_is_neither(typed, cause):
    reading = reading_of(typed, "yes_no")
    assert cause in reading.problem
    assert reading.expected == "« oui » ou « non »"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Oui", "oui"), ("partiellement", "partiel"), ("PARTIEL", "partiel"), ("en  partie", "partiel"), ("enpartie", "partiel"),
        ("Non", "non"), ("non applicable", "na"), ("NA", "na"), ("sans objet", "na"), (f"Non{NO_BREAK}applicable ", "na"),
    ],
)  # fmt: skip
def test_an_answer_of_the_list_gives_its_code(typed, code):
    assert reading_of(typed, "choice", choices=ANSWERS).value == code


def test_accents_and_typographic_signs_do_not_matter():
    choices = (
        Choice(code="rcp", label="Réunion de concertation"),
        Choice(code="alt", label="Absence d’alternative – cœur"),
    )
    assert reading_of("REUNION DE CONCERTATION", "choice", choices=choices).value == "rcp"
    assert reading_of("re\u0301union de concertation", "choice", choices=choices).value == "rcp"
    assert reading_of("absence d'alternative - coeur", "choice", choices=choices).value == "alt"


def test_numbered_answers_are_read_from_stored_numbers():
    choices = (Choice(code="1", label="Achat"), Choice(code="2", label="Prêt"))
    assert reading_of(2.0, "choice", choices=choices).value == "2"
    assert reading_of("2", "choice", choices=choices).value == "2"


@pytest.mark.parametrize(
    ("typed", "proposal"),
    [
        ("partielement", "Partiellement"),
        ("partiellemnt", "Partiellement"),
        ("non aplicable", "Non applicable"),
        ("jamais", ""),
        ("42", ""),
    ],
)
def test_the_nearest_answer_is_proposed_never_taken(typed, proposal):
    reading = reading_of(typed, "choice", choices=ANSWERS)
    assert reading.problem == "Cette réponse n’est pas dans la liste."
    assert reading.proposal == proposal
    assert "« Oui », « Partiellement », « Non », « Non applicable »" in reading.expected


def test_two_answers_as_near_are_not_proposed():
    choices = (Choice(code="a", label="Niveau 1"), Choice(code="b", label="Niveau 2"))
    assert reading_of("Niveau 3", "choice", choices=choices).proposal == ""


def test_signs_that_tell_answers_apart_are_kept():
    choices = (Choice(code="a", label="< 65 ans"), Choice(code="b", label="> 65 ans"))
    assert reading_of(">65 ans", "choice", choices=choices).value == "b"
    assert reading_of("65 ans", "choice", choices=choices).value is None


def test_an_answer_of_two_choices_is_asked():
    choices = (Choice(code="a", label="Prêt", synonyms=("P",)), Choice(code="b", label="Permanent", synonyms=("P",)))
    assert "« Prêt » ou « Permanent »" in reading_of("p", "choice", choices=choices).problem


def test_a_long_label_is_an_answer():
    label = "Achat " * 50
    assert reading_of(label, "choice", choices=(Choice(code="long", label=label),)).value == "long"


def test_a_long_list_is_shortened():
    choices = tuple(Choice(code=str(n), label=f"Réponse {n}") for n in range(20))
    assert reading_of("?!", "choice", choices=choices).expected.endswith("« Réponse 11 »…")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  CMPP  INTERSECTORIEL ", "CMPP INTERSECTORIEL"),
        (f"a{NO_BREAK}b{NARROW}c", "a b c"),
        ("e\u0301te\u0301", "été"),
        ("\ufeffbon\u200bjour\u00ad", "bonjour"),
        ("ligne 1\r\n\r\n ligne  2 ", "ligne 1\n\nligne 2"),
        ("10² m ½ œuvre", "10² m ½ œuvre"),
        ("=1+1", "=1+1"),
        ("x" * 5000, "x" * 5000),
        (12, "12"),
        (12.5, "12,5"),
        (True, "oui"),
        (time(9, 30), "09:30"),
        (date(2025, 3, 12), "12/03/2025"),
        ("0", "0"),
    ],
)
def test_free_text_loses_only_what_nobody_sees(typed, text):
    assert reading_of(typed, "text").value == text


def test_clean_and_fold():
    assert clean(f" a\t{NO_BREAK}b\u0000 ") == "a b"
    assert fold(" Été  d’Œuvre — 1 ") == "eted'oeuvre-1"
