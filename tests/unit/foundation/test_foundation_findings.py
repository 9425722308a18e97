import dataclasses
import json

import pytest

from caqes_eval.foundation.findings import Finding, Severity

BARE = Finding(code="vide", severity=Severity.INFO, file="a.csv", message="le fichier est vide.")
FULL = Finding(
    code="boites", severity=Severity.TO_CHECK, file="a.csv", message="les boîtes sont négatives.",
    why="Le taux serait faux.", remedy="vérifiez l’extraction.", line=12, column="BOITES", value="-3",
    expected="un nombre positif", count=4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, "fichier a.csv"),
        ({"line": 2}, "fichier a.csv, ligne 2"),
        ({"column": "BOITES"}, "fichier a.csv, colonne BOITES"),
        ({"line": 2, "column": "BOITES", "value": "x"}, "fichier a.csv, ligne 2, colonne BOITES, valeur « x »"),
        ({"line": 2, "key": "sources, bdpm"}, "fichier a.csv, ligne 2, clé sources, bdpm"),
        ({"value": ""}, "fichier a.csv, valeur «  »"),
    ],
)
def test_the_place_says_what_is_known_only(changes, place):
    assert dataclasses.replace(BARE, **changes).place() == place


def test_the_sentence_of_a_bare_finding():
    assert BARE.sentence() == "fichier a.csv : le fichier est vide."


def test_the_sentence_says_where_what_why_and_what_to_do():
    assert FULL.sentence() == (
        "fichier a.csv, ligne 12, colonne BOITES, valeur « -3 » : les boîtes sont négatives. 4 lignes sont dans ce cas ; "
        "la première est citée. Attendu : un nombre positif. Le taux serait faux. À faire : vérifiez l’extraction."
    )


def test_the_record_leaves_out_what_is_not_known():
    assert BARE.as_record() == {
        "code": "vide", "severity": "info", "file": "a.csv", "message": "le fichier est vide.", "count": 1,
    }  # fmt: skip


def test_the_record_is_json_with_the_words_a_reader_sees():
    read = json.loads(json.dumps(FULL.as_record()))
    assert read["severity"] == "à vérifier"
    assert (read["line"], read["value"], read["count"]) == (12, "-3", 4)


def test_a_finding_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        BARE.message = "autre"
