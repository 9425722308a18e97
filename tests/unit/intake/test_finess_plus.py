import gzip
import json
from dataclasses import replace
from datetime import date

import pytest
from finess_files import (
    AIN,
    ALPES,
    CORSE_A,
    CORSE_B,
    MARSEILLE,
    SAINT_MARTIN,
    SITES,
    Site,
    etalab,
    etalab_line,
    finess,
    plus,
    plus_body,
    plus_of,
    plus_site,
    written,
)  # fmt: skip

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.finess import FinessTable, read_finess, read_finess_plus
from caqes_eval.intake.finess import plus as plus_module


def read(tmp_path, content: bytes, *, compressed: bool = False) -> FinessTable:
    return read_finess_plus(written(tmp_path, content, compressed=compressed), shown="recu/finess.json.gz")


def refused(tmp_path, content: bytes) -> list[tuple[str, str | None, str | None, str | None]]:
    with pytest.raises(InputValueError) as caught:
        read(tmp_path, content)
    return [(finding.code, finding.key, finding.column, finding.value) for finding in caught.value.findings]


@pytest.mark.parametrize("compressed", [False, True])
def test_both_flows_give_the_same_table(tmp_path, compressed):
    old = read_finess(written(tmp_path, etalab(*map(etalab_line, SITES)), name="a.csv"), shown="a.csv")
    new = read_finess(written(tmp_path, plus_of(*SITES), compressed=compressed), shown="b.json")
    assert (old.flow, new.flow, new.day) == ("etalab", "finess+", date(2026, 9, 11))
    # the legal status of the legal body is in the new file only
    assert new.table.assign(legal_status="").equals(old.table)
    assert set(new.table["legal_status"]) == {"13"}


def test_a_legal_body_gives_its_number_to_all_its_establishments(tmp_path):
    other = replace(AIN, et=finess("01000003"))
    content = plus(plus_body(AIN.ej, plus_site(AIN), plus_site(other)), plus_body(ALPES.ej))
    table = read(tmp_path, content).table
    assert table[["finess_et", "finess_ej"]].to_numpy().tolist() == [[AIN.et, AIN.ej], [other.et, AIN.ej]]


def test_a_closed_establishment_keeps_its_date_and_state(tmp_path):
    table = read(tmp_path, plus_of(replace(AIN, until="2019-03-03", state="I"))).table
    assert table[["until", "state"]].to_numpy().tolist() == [["2019-03-03", "I"]]


def test_codes_of_the_first_schema_are_read_too(tmp_path):
    body = plus_body(AIN.ej, plus_site(AIN))
    body["informationsGeneralesPmej"] = body.pop("informationsGeneralesPMEJ") | {
        "statutJuridique": {"code": "13", "system": "tre-r400"}
    }
    site = body["ege"][0]
    site["categorieEntiteGeographiqueExercice"] = {"code": site.pop("categorieentiteGeographiqueExercice")}
    site["etatObjet"] = {"code": "A"}
    assert read(tmp_path, plus(body)).table.equals(read(tmp_path, plus_of(AIN)).table)


def test_the_only_address_is_taken_whatever_its_usage(tmp_path):
    site = plus_site(AIN)
    site["adresse"] = site["adresse"][:1]
    table = read(tmp_path, plus(plus_body(AIN.ej, site))).table
    assert table[["commune", "department", "city"]].to_numpy().tolist() == [["75056", "75", "PARIS"]]


@pytest.mark.parametrize("commune", ["97127", "97801"])
def test_saint_martin_is_978_under_both_of_its_codes(tmp_path, commune):
    assert read(tmp_path, plus_of(replace(SAINT_MARTIN, commune=commune))).table["department"].tolist() == ["978"]


def test_several_faults_are_told_at_once_with_their_path(tmp_path):
    content = plus(
        plus_body(AIN.ej, plus_site(AIN), plus_site(replace(ALPES, et="040000100"))),
        plus_body("", plus_site(CORSE_A)),
        plus_body("2B0000014", plus_site(CORSE_B)),
        plus_body(AIN.ej, plus_site(AIN), plus_site(replace(MARSEILLE, commune="1304"))),
        "pas un objet",
    )
    assert refused(tmp_path, content) == [
        ("finess_cle", "pmej n° 1, ege n° 2", "numFinessEge", "040000100"),
        ("finess_sans_ej", "pmej n° 2, ege n° 1", "numFinessPm", None),
        ("finess_cle", "pmej n° 3, ege n° 1", "numFinessPm", "2B0000014"),
        ("finess_en_double", "pmej n° 4, ege n° 1", "numFinessEge", "010000024"),
        ("finess_commune", "pmej n° 4, ege n° 2", "cogCommune", "1304"),
        ("finess_structure", "pmej n° 5", "ege", None),
    ]


@pytest.mark.parametrize("number", [10000024, 10000024.0, "10000024"])
def test_a_number_in_place_of_a_text_is_refused(tmp_path, number):
    (fault,) = refused(tmp_path, plus_of(replace(AIN, et=number)))
    assert fault[0] == "finess_cle"


def test_faults_of_closed_establishments_refuse_nothing(tmp_path):
    closed = replace(ALPES, et="040000100", state="I", until="1993-01-01")
    result = read(tmp_path, plus_of(AIN, closed, replace(CORSE_A, state="I", name="", until="1970-01-01")))
    assert result.table["finess_et"].tolist() == [AIN.et, CORSE_A.et]
    assert [(finding.code, finding.severity) for finding in result.findings] == [
        ("finess_cle", Severity.TO_CHECK),
        ("finess_dates", Severity.TO_CHECK),
        ("finess_sans_nom", Severity.TO_CHECK),
    ]
    assert "fermé dans FINESS" in result.findings[0].why
    assert result.table["until"].tolist() == ["", ""]  # a closing before the opening (1980) is not taken


@pytest.mark.parametrize("given", [None, {}, [], [[]], [{"cogCommune": None}], "13055"])
def test_an_establishment_without_commune_is_told_and_kept(tmp_path, given):
    site = plus_site(AIN) | {"adresse": given}
    result = read(tmp_path, plus(plus_body(AIN.ej, site)))
    assert [finding.code for finding in result.findings] == ["finess_sans_commune"]
    assert result.table["department"].tolist() == [""]


def test_an_unknown_state_is_told(tmp_path):
    result = read(tmp_path, plus_of(replace(AIN, state="F")))
    assert [(finding.code, finding.value) for finding in result.findings] == [("finess_etat_inconnu", "F")]


def test_hostile_text_stays_text_on_one_line(tmp_path):
    table = read(tmp_path, plus_of(replace(AIN, name="  =cmd|'/c'\n\u200bCH\x07 \x00<b>"))).table
    assert table["name"].tolist() == ["=cmd|'/c' CH <b>"]


WHOLE = plus_of(*SITES)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (WHOLE[:-40], "s’arrête avant la fin"),
        (WHOLE[: len(WHOLE) // 2], "s’arrête avant la fin"),
        (WHOLE + b"{", "JSON"),
        (b"<html></html>", "JSON"),
        (b'{"pmej": [{"ege": tout}]}', "JSON"),
        (b"\xff\xfe{\x00}\x00", "JSON"),
        (b'{"pmej": [{"a": "\xe9"}]}', "JSON"),
        (b"{}", "aucun établissement"),
        (b"[]", "aucun établissement"),
        (b'{"pmej": []}', "aucun établissement"),
        (b'{"pmej": {"ege": []}}', "aucun établissement"),
        (plus({"numFiness": AIN.ej, "activitesAutorisees": [], "ege": []}), "« Activités »"),
        (gzip.compress(WHOLE)[:-20], "incomplet"),
        (gzip.compress(WHOLE)[:200], "incomplet"),
        (b"\x1f\x8brubbish", "incomplet"),
        (gzip.compress(WHOLE) + b"suite", "incomplet"),
    ],
)
def test_another_or_a_cut_file_is_refused(tmp_path, content, said):
    with pytest.raises(InputFormatError) as caught:
        read(tmp_path, content)
    assert said in caught.value.message
    assert caught.value.message.startswith("recu/finess.json.gz")
    assert "finess-structures" in caught.value.remedy


@pytest.mark.parametrize(
    ("start", "repeated", "said"),
    [
        (b'{"pmej": [', b" ", "plus de 4 Mo"),
        (b'{"pmej": [{"a": "', b"a", "plus de 4 Mo"),
        (b'{"pmej": [{"a": [', b"1,", "plus de 4 Mo"),
        (b'{"pmej": ', b"[", "plus de 100 niveaux"),
        (b'{"pmej": [', b'{"a":', "plus de 100 niveaux"),
    ],
)
def test_a_bomb_is_stopped_at_the_limits_of_one_legal_body(tmp_path, monkeypatch, start, repeated, said):
    monkeypatch.setattr(plus_module, "LARGEST_BODY", 4_000_000)
    path = written(tmp_path, start + repeated * (10_000_000 // len(repeated)), compressed=True)
    assert path.stat().st_size < 50_000
    with pytest.raises(InputFormatError, match=said):
        read_finess(path, shown="bombe.json.gz")


def test_a_file_too_large_is_refused_with_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(plus_module, "LARGEST_FILE", 100_000)
    bodies = [plus_body(AIN.ej) for _ in range(400)]
    with pytest.raises(InputFormatError, match="limite"):
        read(tmp_path, plus(*bodies))


def test_the_limit_of_one_legal_body_is_counted_anew_for_each(tmp_path, monkeypatch):
    monkeypatch.setattr(plus_module, "LARGEST_BODY", 200_000)
    content = plus(*(plus_body(AIN.ej) for _ in range(1000)), plus_body(AIN.ej, plus_site(AIN)))
    assert len(content) > 250_000
    assert len(read(tmp_path, content).table) == 1


def test_a_byte_order_mark_is_accepted(tmp_path):
    assert len(read_finess(written(tmp_path, b"\xef\xbb\xbf" + plus_of(AIN)), shown="a.json").table) == 1


def test_the_source_is_named_with_its_digest(tmp_path):
    name, digest = read(tmp_path, plus_of(AIN)).source
    assert (name, len(digest)) == ("recu/finess.json.gz", 64)


def test_a_date_of_generation_that_does_not_exist_is_unknown(tmp_path):
    content = json.dumps({"generatedAt": "2026-13-41", "pmej": [plus_body(AIN.ej, plus_site(AIN))]}).encode()
    assert read(tmp_path, content).day is None


@pytest.mark.parametrize(("content", "said"), [(b"", "vide"), (b"PK\x03\x04rest", ".zip")])
def test_what_is_no_finess_file_at_all_is_told(tmp_path, content, said):
    with pytest.raises(InputFormatError, match=said):
        read_finess(written(tmp_path, content), shown="a.json")


@pytest.mark.parametrize("reader", [read_finess, read_finess_plus])
def test_a_missing_file_is_told(tmp_path, reader):
    with pytest.raises(InputMissingError, match="introuvable"):
        reader(tmp_path / "rien.json", shown="rien.json")


def test_sites_of_the_tests_have_their_key():
    assert all(isinstance(site, Site) and len(site.et) == 9 for site in SITES)
