from datetime import date

import pytest
from finess_files import AIN, COMMENT, CORSE_A, CORSE_B, MARSEILLE, SITES, etalab, etalab_line, finess, written

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.finess import COLUMNS, FinessTable, read_etalab, read_finess
from caqes_eval.intake.finess import etalab as etalab_module

REAL = "finess/etalab-cs1100502_15_lignes_20260512.csv"
THROUGH_EXCEL = "finess/etalab-cs1100507_2016_abime_par_excel_2_lignes.csv"


def read(tmp_path, content: bytes) -> FinessTable:
    return read_etalab(written(tmp_path, content), shown="recu/finess.csv")


def refused(tmp_path, *lines: str, comment=COMMENT) -> dict[tuple[str, str | None], object]:
    """Return the findings of a refused file, by kind and column."""
    with pytest.raises(InputValueError) as caught:
        read(tmp_path, etalab(*lines, comment=comment))
    return {(finding.code, finding.column): finding for finding in caught.value.findings}


def test_the_real_lines_of_may_2026(shared_data):
    result = read_finess(shared_data / REAL, shown="finess.csv")
    table = result.table.set_index("finess_et")
    assert (len(table), result.flow, result.day, result.findings) == (14, "etalab", date(2026, 5, 12), ())
    assert table.loc["010000024"].to_dict() == {
        "finess_ej": "010780054", "name": "CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT", "city": "VIRIAT",
        "department": "01", "commune": "01451", "category": "355", "sph": "1", "legal_status": "",
        "since": "1979-02-13", "until": "", "state": "A",
    }  # fmt: skip
    # Saint-Barthélemy and Saint-Martin are no longer in Guadeloupe, which FINESS still says (9A).
    assert table["department"].to_dict() == {
        "010000024": "01", "970102018": "977", "970100400": "978", "970102059": "978", "970210126": "972",
        "970216057": "972", "970300026": "973", "970302287": "973", "970400024": "974", "970405767": "974",
        "970409645": "974", "980501506": "976", "980502199": "976", "980600027": "986",
    }  # fmt: skip
    assert table.at["980501506", "name"] == 'LIEU DE VIE ET D\'ACCUEIL "MAVOUNA MEMA 1"'
    assert table.at["970300026", "name"] == "CENTRE HOSPITALIER DE CAYENNE"  # two blanks in the file
    assert table.at["970300026", "city"] == "CAYENNE"  # « 97306 CAYENNE CEDEX »
    assert table.at["980502199", "name"] == "UBIPHARM-MAYOTTE"  # no long name
    assert list(result.table.columns) == list(COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_real_lines_in_every_encoding_and_line_end(shared_data, tmp_path, encoding, end):
    text = (shared_data / REAL).read_text(encoding="utf-8")
    copy = read(tmp_path, text.replace("\n", end).encode(encoding))
    original = read_etalab(shared_data / REAL, shown="finess.csv")
    assert copy.table.equals(original.table)


def test_the_file_that_went_through_excel_is_refused_with_every_trace(shared_data):
    with pytest.raises(InputValueError) as caught:
        read_finess(shared_data / THROUGH_EXCEL, shown="finess.csv")
    told = {finding.column: (finding.line, finding.value, finding.count) for finding in caught.value.findings}
    assert told.pop("finess")[0] == 1
    assert told == {
        "commune": (2, "53", 2), "departement": (2, "1", 2), "telephone": (2, "474454647", 2),
        "telecopie": (2, "474454114", 2), "siret": (2, "2,601E+13", 2), "codemft": (2, "3", 2),
        "dateouv": (2, "13/02/1979", 2), "dateautor": (2, "13/02/1979", 2), "datemaj": (2, "04/09/2013", 2),
    }  # fmt: skip
    assert "sans l’ouvrir" in caught.value.remedy


def test_leading_zeros_letters_and_overseas_stay(tmp_path):
    table = read(tmp_path, etalab(*map(etalab_line, SITES))).table
    assert dict(zip(table["finess_et"], table["department"], strict=True)) == {
        "010000024": "01", "040000101": "04", "130011117": "13", "130786049": "13", "2A0000014": "2A",
        "2B0000020": "2B", "970100020": "971", "970100400": "978", "970400024": "974", "980600027": "986",
    }  # fmt: skip
    assert set(table["city"]) == {"ESSAI-VILLE"}


def test_coordinates_and_blank_lines_are_left_aside(tmp_path):
    lines = (etalab_line(AIN), "", "geolocalisation;010000024;870215.7;6571590.5;2,ATLASANTE,100;2026-05-04")
    assert read(tmp_path, etalab(*lines)).table["finess_et"].tolist() == ["010000024"]


def test_several_faults_are_told_at_once(tmp_path):
    found = refused(
        tmp_path,
        etalab_line(AIN, nofinesset="010000025"),
        etalab_line(MARSEILLE, nofinessej=""),
        etalab_line(CORSE_A),
        etalab_line(CORSE_A, rs="LE MÊME"),
        etalab_line(CORSE_B, nofinesset="10000024"),
        etalab_line(CORSE_B, commune="3"),
    )
    assert {key: (finding.line, finding.value, finding.count) for key, finding in found.items()} == {
        ("finess_cle", "nofinesset"): (2, "010000025", 2),
        ("finess_sans_ej", "nofinessej"): (3, None, 1),
        ("finess_en_double", "nofinesset"): (5, "2A0000014", 1),
        ("finess_zero_perdu", "commune"): (7, "3", 1),
    }
    assert "finir par 4" in found["finess_cle", "nofinesset"].message
    assert "ligne 4" in found["finess_en_double", "nofinesset"].message


def test_a_lost_zero_is_told_with_the_number_it_was(tmp_path):
    found = refused(tmp_path, etalab_line(AIN, nofinesset="10000024"))
    # eight digits are either 010000024 without its zero, or the SNDS form of 10000024 + key
    assert found["finess_cle", "nofinesset"].expected == f"010000024 ou {finess('10000024')}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (etalab_line(AIN)[:-60], "colonnes au lieu de 32"),
        (etalab_line(AIN) + ";trop", "33 colonnes au lieu de 32"),
        (etalab_line(AIN, rs='"LIEU DE VIE'), "guillemet"),
        ("autrechose;1;2", "3 colonnes au lieu de 32"),
    ],
)
def test_a_cut_line_is_told_and_costs_no_other(tmp_path, line, said):
    found = refused(tmp_path, line, etalab_line(MARSEILLE, nofinesset="130786040"))
    assert set(found) == {("finess_ligne_coupee", "structureet"), ("finess_cle", "nofinesset")}
    assert said in found["finess_ligne_coupee", "structureet"].message
    assert found["finess_cle", "nofinesset"].line == 3


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"dateouv": "02/01/1980"}, "finess_date_excel", "dateouv"),
        ({"siret": "2,601E+13"}, "finess_notation_scientifique", "siret"),
        ({"departement": "1"}, "finess_zero_perdu", "departement"),
        ({"commune": "ABC"}, "finess_commune", "commune"),
        ({"rs": " "}, "finess_sans_nom", "rs"),
        ({"nofinesset": "2E+08"}, "finess_cle", "nofinesset"),
        ({"nofinesset": "2a0000014"}, "finess_cle", "nofinesset"),
    ],
)
def test_a_damaged_cell_refuses_the_file(tmp_path, cells, code, column):
    assert set(refused(tmp_path, etalab_line(AIN, **cells))) == {(code, column)}


@pytest.mark.parametrize(
    ("cells", "code", "severity"),
    [
        ({"telephone": "474454647"}, "finess_zero_perdu", Severity.TO_CHECK),
        ({"dateouv": "1901-01-01"}, "finess_date_inconnue", Severity.INFO),
        ({"dateouv": "1980-02-30"}, "finess_date", Severity.TO_CHECK),
        ({"dateouv": "19800102"}, "finess_date", Severity.TO_CHECK),
        ({"commune": ""}, "finess_sans_commune", Severity.TO_CHECK),
    ],
)
def test_a_doubtful_cell_is_told_and_the_file_read(tmp_path, cells, code, severity):
    result = read(tmp_path, etalab(etalab_line(AIN, **cells)))
    assert [(finding.code, finding.severity, finding.line) for finding in result.findings] == [(code, severity, 2)]
    assert result.table["since"].tolist() == ["" if "dateouv" in cells else "1980-01-02"]
    assert result.table["department"].tolist() == ["" if "commune" in cells else "01"]


@pytest.mark.parametrize("comment", ["finess;etalab;111;mai 2026", "finess;etalab;111;2026-02-30"])
def test_a_file_without_its_date_says_so(tmp_path, comment):
    result = read(tmp_path, etalab(etalab_line(AIN), comment=comment))
    assert (result.day, [finding.code for finding in result.findings]) == (None, ["finess_sans_date"])


def test_a_file_without_its_first_line_keeps_its_first_establishment(tmp_path):
    result = read(tmp_path, etalab(etalab_line(MARSEILLE), comment=etalab_line(AIN)))
    assert result.table["finess_et"].tolist() == ["010000024", "130786049"]
    assert [finding.code for finding in result.findings] == ["finess_sans_date"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b" \n", "vide"),
        (etalab(etalab_line(AIN)).replace(b";", b","), "séparées par des virgules"),
        (etalab(etalab_line(AIN)).replace(b";", b"\t"), "séparées par des tabulations"),
        (etalab("structureej;010780054;CH;;;"), "entités juridiques"),
        (b"cip13;libelle\n", "ligne 1 : ce n’est ni"),
        (COMMENT.encode(), "aucun établissement"),
        ("é".encode("utf-16"), "pas un fichier texte"),
        (etalab(etalab_line(AIN)) + b"\x81\n", "ligne 3 : un caractère est illisible"),
    ],
)
def test_another_file_is_refused_by_what_it_is(tmp_path, content, said):
    with pytest.raises(InputFormatError) as caught:
        read(tmp_path, content)
    assert caught.value.message.startswith("recu/finess.csv")
    assert said in caught.value.message
    assert caught.value.remedy


def test_a_file_too_large_is_refused_with_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(etalab_module, "_LARGEST", 100)
    with pytest.raises(InputFormatError, match="200 Mo"):
        read(tmp_path, etalab(etalab_line(AIN)))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputMissingError, match="introuvable"):
        read_etalab(tmp_path / "rien.csv", shown="rien.csv")
