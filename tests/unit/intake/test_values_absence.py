from datetime import date

import pytest
from values_reading import ANSWERS, NARROW, NO_BREAK, reading_of

from caqes_eval.intake.tables.cells import Absence, Cell
from caqes_eval.intake.values import declared_absence

KINDS = [
    "text",
    "count",
    "quantity",
    "money",
    "rate",
    "date",
    "month",
    "period",
    "yes_no",
    "finess",
    "ucd",
    "cip",
    "les",
]
MISSING, UNKNOWN, NOT_APPLICABLE = Absence.MISSING, Absence.UNKNOWN, Absence.NOT_APPLICABLE
WORDS = [
    ("", MISSING), ("   ", MISSING), (NO_BREAK, MISSING), (f"\t{NARROW}\n", MISSING), ("\u200b", MISSING),
    ("-", MISSING), (" – ", MISSING), ("—", MISSING), ("--", MISSING), ("/", MISSING), (".", MISSING), ("nan", MISSING),
    ("NC", UNKNOWN), ("nc", UNKNOWN), ("N.C.", UNKNOWN), ("ND", UNKNOWN), ("n.d.", UNKNOWN), ("NR", UNKNOWN),
    ("non communiqué", UNKNOWN), ("Non Communiquée", UNKNOWN), ("NON DISPONIBLE", UNKNOWN), ("non renseigne", UNKNOWN),
    ("inconnu", UNKNOWN), ("?", UNKNOWN), (".z", UNKNOWN), (".c", UNKNOWN), (".Z", UNKNOWN), ("Non restitué", UNKNOWN),
    ("NA", NOT_APPLICABLE), ("N/A", NOT_APPLICABLE), ("n / a", NOT_APPLICABLE), ("sans objet", NOT_APPLICABLE),
    ("Sans  Objet", NOT_APPLICABLE), ("S.O.", NOT_APPLICABLE), ("non concerné", NOT_APPLICABLE),
    ("Non concernée", NOT_APPLICABLE), ("non applicable", NOT_APPLICABLE),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("text", "absence"), WORDS)
def test_each_word_for_nothing_keeps_its_meaning_in_every_kind_of_column(text, absence, kind):
    reading = reading_of(text, kind)
    assert (reading.absence, reading.value, reading.problem) == (absence, None, "")


@pytest.mark.parametrize(
    ("text", "word"), [("NC", "non communiqué"), ("NA", "non applicable"), ("-", "trait"), (".z", "SAS")]
)
def test_an_ambiguous_absence_says_how_it_was_understood(text, word):
    assert word in reading_of(text, "count").note


@pytest.mark.parametrize("text", ["", " ", "-", "/"])
def test_a_required_cell_left_empty_is_a_fault(text):
    reading = reading_of(text, "count", required=True)
    assert "obligatoire" in reading.problem
    assert reading.expected == "un nombre entier, comme 12"


@pytest.mark.parametrize(("text", "absence"), [("sans objet", NOT_APPLICABLE), ("ND", UNKNOWN)])
def test_a_declared_absence_answers_a_required_cell(text, absence):
    assert reading_of(text, "money", required=True).absence is absence


@pytest.mark.parametrize(
    ("kind", "zero"), [("count", 0), ("quantity", 0), ("money", 0), ("rate", 0), ("yes_no", False)]
)
@pytest.mark.parametrize("typed", ["0", 0, 0.0])
def test_zero_is_a_value(kind, zero, typed):
    assert reading_of(typed, kind).value == zero


def test_the_zero_that_the_accounting_format_shows_as_a_dash_is_a_value():
    assert declared_absence(Cell("-", native=0.0)) is None
    assert reading_of(0.0, "money", text="-   €").value == 0


@pytest.mark.parametrize("native", [0, False, date(2025, 1, 1)])
def test_what_the_file_stores_is_no_absence(native):
    assert declared_absence(Cell("", native=native)) is None


def test_an_answer_of_the_list_is_no_absence():
    assert reading_of("NA", "choice", choices=ANSWERS).value == "na"
    assert reading_of("NC", "choice", choices=ANSWERS).absence is UNKNOWN


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("#DIV/0!", "divise par zéro"),
        ("#REF!", "supprimée"),
        ("#N/A", "ne la trouve pas"),
        ("#N/D", "ne la trouve pas"),
        ("#VALEUR!", "un texte au lieu d’un nombre"),
        ("#VALUE!", "un texte au lieu d’un nombre"),
        ("#NOM?", "un nom que le tableur"),
        ("#NOM ?", "un nom que le tableur"),
        ("#NAME?", "un nom que le tableur"),
        ("#NOMBRE!", "nombre impossible"),
        ("#NUM!", "nombre impossible"),
        ("#NUL!", "deux plages"),
        ("#NULL!", "deux plages"),
        ("#SPILL!", "la place"),
        ("#CALC!", "n’a pas pu être calculée"),
        ("Err:502", "n’a pas pu être calculée"),
        ("########", "trop étroite"),
    ],
)
def test_an_error_of_the_spreadsheet_is_a_fault_explained_in_french(text, cause, kind):
    reading = reading_of(text, kind)
    assert cause in reading.problem
    assert reading.absence is None
    assert reading.proposal == ""


@pytest.mark.parametrize("text", ["#1", "# patients", "Erreur", "n° 3"])
def test_a_text_with_a_hash_is_not_an_error(text):
    assert reading_of(text, "text").value == text


def test_a_number_hidden_by_a_narrow_column_is_still_stored():
    assert reading_of(1234.5, "money", text="######").value == reading_of("1234,5", "money").value
