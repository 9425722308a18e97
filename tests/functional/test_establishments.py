"""``caqes establishments``: the real FINESS extract in, a register out, nothing written unless asked."""

import pytest
from command import caqes

FINESS, EXCEL = "etalab-cs1100502_15_lignes_20260512.csv", "etalab-cs1100507_2016_abime_par_excel_2_lignes.csv"


@pytest.fixture
def real(shared_data):
    return shared_data / "finess"


def test_differences_are_told_before_anything_is_written(tmp_path, real):
    ran = caqes(
        "establishments", "import", real / FINESS, "--region", "val-de-brume", "--department", "01", root=tmp_path
    )
    assert ran.code == 0
    assert "010000024 CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT" in ran.out
    assert "Rien n’est écrit" in ran.out
    assert not (tmp_path / "params").exists()


def test_a_register_is_written_and_what_remains_to_fill_is_told(tmp_path, real):
    asked = ("establishments", "import", real / FINESS, "--region", "val-de-brume")
    assert caqes(*asked, "--department", "01", "--yes", root=tmp_path).code == 0
    register = (tmp_path / "params/establishments/val-de-brume.csv").read_text(encoding="utf-8-sig")
    assert register.splitlines()[1].startswith(
        "010000024;010780054;CENTRE HOSPITALIER DE BOURG-EN-BRESSE FLEYRIAT;VIRIAT;01;public"
    )
    told = caqes("establishments", "check", "--region", "val-de-brume", "--json", root=tmp_path).json
    assert told["establishments"] == 1
    assert [each["finess"] for each in told["to_fill"]] == ["010000024"]
    again = caqes(*asked, "--json", root=tmp_path).json
    assert (again["differences"], again["written"]) == ([], False)


def test_an_empty_register_asks_whom_to_enter(tmp_path, real):
    ran = caqes("establishments", "import", real / FINESS, "--region", "val-de-brume", root=tmp_path)
    assert ran.code == 14
    assert "--department" in ran.err


def test_the_file_of_another_region_is_not_written_over_a_register(tmp_path, real):
    asked = ("--region", "val-de-brume", "--yes")
    assert caqes("establishments", "import", real / FINESS, *asked, "--department", "9A", root=tmp_path).code == 0
    register = tmp_path / "params/establishments/val-de-brume.csv"
    before = register.read_bytes()
    lines = (real / FINESS).read_text(encoding="utf-8").splitlines(keepends=True)
    other = tmp_path / "other.csv"
    other.write_text("".join(lines[:2]), encoding="utf-8")
    ran = caqes("establishments", "import", other, *asked, root=tmp_path)
    assert ran.code == 14
    assert "Rien n’est écrit" in ran.err
    assert register.read_bytes() == before


def test_a_file_that_went_through_excel_is_refused_with_every_trace(tmp_path, real):
    ran = caqes(
        "establishments", "import", real / EXCEL, "--region", "val-de-brume", "--department", "01", root=tmp_path
    )
    assert ran.code == 14
    for trace in ("2,601E+13", "zéro de tête", "Excel a réécrit cette date", "ligne de titres"):
        assert trace in ran.err


def test_a_region_that_does_not_exist_has_no_register(tmp_path, real):
    asked = ("establishments", "import", real / FINESS, "--department", "01", "--yes", "--region", "pacca")
    ran = caqes(*asked, root=tmp_path)
    assert ran.code == 10
    assert "Vouliez-vous écrire" in ran.err
    assert not (tmp_path / "params").exists()
