from datetime import date

import pytest
from pydantic import ValidationError

from caqes_eval.campaign.model import Campaign, name_fault

CONTENT = {
    "version": "1",
    "name": "caqes-2025",
    "title": "Évaluation 2025",
    "year": "2025",
    "evaluation_date": "2026-03-31",
    "families": ["generics"],
    "sources": {
        "open_phmev": [{"year": "2025", "path": "data/2025.csv"}, {"year": "2024", "path": "data/2024.csv"}],
        "bdpm": {"date": "2026-01-05", "presentations": "cip.txt", "groups": "gener.txt"},
    },
    "establishments": [{"finess": "010000024", "name": "CH de Bourg"}, {"finess": "2A0000014", "name": "CH d’Ajaccio"}],
}


def campaign(**changes: object) -> Campaign:
    return Campaign.model_validate({**CONTENT, **changes})


def one(finess: str) -> list[dict[str, str]]:
    return [{"finess": finess, "name": "CH"}]


def test_a_right_campaign():
    right = campaign()
    assert [establishment.finess for establishment in right.establishments] == ["010000024", "2A0000014"]
    assert (right.year, right.evaluation_date) == (2025, date(2026, 3, 31))
    assert right.repertoire_source == "top_gen"
    assert right.establishments[0].city == ""


@pytest.mark.parametrize(
    ("finess", "told"),
    [
        ("010000025", "doit finir par 4"),
        ("2A0000015", "doit finir par 4"),
        ("10000024", "Proposition : 010000024"),
        ("0100000240", "9 caractères"),
        ("ABC", "9 caractères"),
        ("000000000", "zéros"),
        ("", "Aucun code"),
    ],
)
def test_a_wrong_finess_is_refused_with_its_reason(finess, told):
    with pytest.raises(ValidationError, match=told):
        campaign(establishments=one(finess))


def test_a_finess_without_proposal_has_none():
    with pytest.raises(ValidationError) as caught:
        campaign(establishments=one("ABC"))
    assert "Proposition" not in str(caught.value)


def test_an_establishment_twice_is_refused_by_name():
    rows = [*one("010000024"), *one("2A0000014"), *one("010000024"), *one("2A0000014")]
    with pytest.raises(ValidationError, match="établissements cités deux fois : 010000024, 2A0000014"):
        campaign(establishments=rows)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"year": "2023"}, "ne contient pas de fichier pour l’année évaluée 2023"),
        (
            {"sources": {"open_phmev": [{"year": "2025", "path": "a"}, {"year": "2025", "path": "b"}]}},
            "cite deux fois la même année",
        ),
        (
            {"repertoire_source": "bdpm", "sources": {"open_phmev": [{"year": "2025", "path": "a"}]}},
            r"sources\.bdpm manque",
        ),
    ],
)
def test_an_incoherent_campaign_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        campaign(**changes)


def test_a_campaign_may_rest_on_received_files_alone():
    assert campaign(sources={}).sources.open_phmev == campaign(sources={"open_phmev": []}).sources.open_phmev == []


def test_the_drug_database_may_decide_the_repertoire():
    assert campaign(repertoire_source="bdpm").repertoire_source == "bdpm"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("version", "2"), ("year", "2017"), ("year", "2101"), ("year", "deux mille"), ("families", []),
        ("establishments", []), ("sources", {"open_phmev": None}), ("name", "../x"), ("repertoire_source", "autre"),
        ("evaluation_date", "31/03/2026"), ("inconnu", "x"),
        ("establishments", [{"finess": "010000024", "name": "CH", "ville": "Bourg"}]),
        ("sources", {"open_phmev": [{"year": "2013", "path": "a"}]}),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_know_is_refused(key, value):
    with pytest.raises(ValidationError) as caught:
        campaign(**{key: value})
    assert caught.value.errors()[0]["loc"][0] == key


@pytest.mark.parametrize("typed", ["20304000", "1656633600", "20260331", "2026-03-31T00:00:00", "0"])
def test_a_date_is_written_as_a_date(typed):
    """A number would be taken for seconds since 1970: 20304000 is 24 August 1970."""
    bdpm = {"date": typed, "presentations": "cip.txt", "groups": "gener.txt"}
    for changes in ({"evaluation_date": typed}, {"sources": {**CONTENT["sources"], "bdpm": bdpm}}):
        with pytest.raises(ValidationError):
            campaign(**changes)


def test_a_campaign_does_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        campaign().year = 2024


@pytest.mark.parametrize("name", ["caqes-2025", "a", "A_b-3", "2025", "x" * 64, "console", "com10", "com0"])
def test_names_accepted(name):
    assert name_fault(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "", "../x", "a/b", "a\\b", "..", ".", ".cache", "-x", "_x", "évaluation", "a b", "x" * 65, "a\n", "a.yml", "a:b",
        "a\x00", "C:", "~", "２０２５",
    ],
)  # fmt: skip
def test_names_that_cannot_be_a_folder_are_refused(name):
    assert name_fault(name).startswith("un nom de campagne contient des lettres sans accent")


@pytest.mark.parametrize("name", ["con", "CON", "Nul", "aux", "prn", "com1", "LPT9"])
def test_names_of_windows_are_refused(name):
    assert name_fault(name) == "ce nom est réservé par Windows."
