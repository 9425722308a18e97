from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from caqes_eval.campaign.register import CHAMPS, COLUMNS, Register, RegisteredEstablishment, usual_signatory
from caqes_eval.campaign.register_file import read_register, register_path, write_register
from caqes_eval.foundation.errors import InputMissingError, ParameterFileError

HEADER = "finess_et;finess_ej;nom;ville;departement;statut;champs;signataire;a_confirmer;ouverture;fermeture"
# Keys by hand (every other digit doubled, 14 counts 5): 04000010 → 9 → 1; 04000020 → 10 → 0; 04078010 → 22 → 8
LINE = "040000101;040780108;CH DES ESSAIS;DIGNE;04;public;MCO, HAD;EJ;;1980-01-02;"
OTHER = "2A0000014;2A0000105;CLINIQUE;AJACCIO;2A;privé;SMR;ET;statut, signataire;;2027-12-31"
ALPES = RegisteredEstablishment(
    finess_et="040000101", finess_ej="040780108", name="CH DES ESSAIS", city="DIGNE", department="04", status="public",
    champs=("MCO", "HAD"), signs="EJ", since=date(1980, 1, 2),
)  # fmt: skip
CORSE = RegisteredEstablishment(
    finess_et="2A0000014", finess_ej="2A0000105", name="CLINIQUE", city="AJACCIO", department="2A", status="prive",
    champs=("SMR",), signs="ET", until=date(2027, 12, 31), proposed=("status", "signs"),
)  # fmt: skip


def written(folder: Path, *lines: str, header=HEADER, encoding="utf-8-sig", end="\n") -> Path:
    path = folder / "paca.csv"
    path.write_bytes("".join(line + end for line in (header, *lines)).encode(encoding))
    return path


def read(folder: Path, *lines: str, **form) -> Register:
    return read_register(written(folder, *lines, **form), shown="params/establishments/paca.csv")


def refused(folder: Path, *lines: str, **form) -> tuple:
    with pytest.raises(ParameterFileError) as caught:
        read(folder, *lines, **form)
    assert caught.value.message.startswith("params/establishments/paca.csv")
    return caught.value.findings


def replaced(**cells: str) -> str:
    """Return the good line with some cells replaced."""
    values = dict(zip(HEADER.split(";"), LINE.split(";"), strict=True))
    return ";".join((values | cells).values())


def test_the_numbers_of_a_hospital_are_those_of_its_sites_and_of_its_legal_body():
    sites = tuple(
        RegisteredEstablishment(finess_et=et, finess_ej=ej, name="X")
        for et, ej in (("010000024", "010780054"), ("130783293", "130786049"), ("130780521", "130786049"))
    )
    register = Register(establishments=sites)
    assert register.numbers_of("130783293") == ("130783293", "130786049")
    assert register.numbers_of("130786049") == ("130786049", "130780521", "130783293")
    assert register.numbers_of("010000024") == ("010000024", "010780054")
    assert register.numbers_of("2A0000287") == ("2A0000287",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ";;;\r\n", "\n;;;;;;;;;;\n"])
def test_every_way_excel_saves_gives_the_same_register(tmp_path, encoding, end):
    assert read(tmp_path, OTHER, LINE, encoding=encoding, end=end).establishments == (ALPES, CORSE)


def test_columns_may_be_moved_and_cells_written_freely(tmp_path):
    header = ";".join(reversed(HEADER.split(";"))).upper()
    line = ";".join(
        reversed(replaced(statut="PUBLIC", champs="had,mco", signataire=" ej ", ouverture="02/01/1980").split(";"))
    )
    assert read(tmp_path, line, header=header).establishments == (ALPES,)


def test_the_file_is_written_for_excel_and_reads_back_equal(tmp_path):
    path = register_path(tmp_path, "provence-alpes")
    register = Register(establishments=(CORSE, ALPES))
    write_register(path, register)
    assert path.read_bytes().decode("utf-8") == f"\ufeff{HEADER}\n{LINE}\n{OTHER}\n"
    assert read_register(path, shown="x") == register
    assert list(COLUMNS.values()) == HEADER.split(";")


@pytest.mark.parametrize("name", ["=1+1", "+A", "-A", "@A", "'=A", "''=A", "'A", 'CH "X"; Y', "=A\nB"])
def test_a_name_like_a_formula_is_no_formula_in_excel_and_reads_back_equal(tmp_path, name):
    register = Register(establishments=(ALPES.model_copy(update={"name": name}),))
    write_register(tmp_path / "a.csv", register)
    cell = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(";")[2].strip('"')
    assert cell[0] not in "=+-@"
    assert read_register(tmp_path / "a.csv", shown="x") == register


def test_several_faults_are_told_at_once_with_line_column_and_value(tmp_path):
    findings = refused(
        tmp_path,
        LINE,
        replaced(finess_et="040000102", statut="mutualiste", signataire="les deux"),
        replaced(finess_et="2A0000014", finess_ej="2A0000105", champs="MCO, MCO2", departement="4"),
        replaced(nom="seconde fois"),
        "040000101;trop court",
    )
    assert [(finding.line, finding.column, finding.value) for finding in findings] == [
        (3, "finess_et", "040000102"),
        (3, "statut", "mutualiste"),
        (3, "signataire", "les deux"),
        (4, "departement", "4"),
        (4, "champs", "MCO, MCO2"),
        (5, "finess_et", "040000101"),
        (6, None, None),
    ]
    assert "finir par 1" in findings[0].message
    assert "public, espic ou privé" in findings[1].message
    assert "MCO, SMR, PSY, HAD, USLD, DIALYSE" in findings[4].message
    assert "ligne 2" in findings[5].message


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"finess_et": "40000101"}, "finess_et", "Il manque un caractère"),
        ({"finess_et": "4,0E+07"}, "finess_et", "notation scientifique"),
        ({"finess_et": ""}, "finess_et", "Aucun code"),
        ({"finess_ej": ""}, "finess_ej", "Aucun code"),
        ({"finess_ej": "040780109"}, "finess_ej", "finir par 8"),
        ({"nom": " "}, "nom", "vide"),
        ({"departement": "20"}, "departement", "2A"),
        ({"departement": "97"}, "departement", "974"),
        ({"champs": "MCO, HAD, mco"}, "champs", "deux fois"),
        ({"champs": "MCO+HAD"}, "champs", "virgules"),
        ({"champs": "SSR"}, "champs", "SMR"),
        ({"signataire": "040000101"}, "signataire", "FINESS juridique"),
        ({"a_confirmer": "champs"}, "a_confirmer", "« statut » et « signataire »"),
        ({"ouverture": "1980-02-30"}, "ouverture", "n’existe pas"),
        ({"ouverture": "1980"}, "ouverture", "JJ/MM/AAAA"),
        ({"ouverture": "30/02/1980"}, "ouverture", "n’existe pas"),
        ({"fermeture": "01/01/1980"}, "fermeture", "précède"),
    ],
)
def test_each_wrong_cell_is_told_once_with_what_is_expected(tmp_path, cells, column, said):
    (finding,) = refused(tmp_path, replaced(**cells))
    assert (finding.line, finding.column) == (2, column)
    assert said in finding.message
    assert finding.remedy


@pytest.mark.parametrize(
    ("cells", "proposal", "expected"),
    [
        # 4 → 04; 04000010: its lost zero, or the key of 40000101 (2+0+2+0+0+0+0+4 = 8 → 2)
        ({"departement": "4"}, "04", None),
        ({"finess_et": "40000101"}, None, "040000101 ou 400001012"),
        ({"finess_et": "2A000001"}, "2A0000014", None),
        ({"finess_et": "040000102"}, None, None),
    ],
)
def test_what_excel_took_away_is_proposed_and_not_put_back(tmp_path, cells, proposal, expected):
    (finding,) = refused(tmp_path, replaced(**cells))
    assert (finding.proposal, finding.expected) == (proposal, expected)


@pytest.mark.parametrize(
    ("header", "column", "said"),
    [
        (HEADER.replace("signataire", "signature"), "signature", "vouliez-vous écrire « signataire »"),
        (HEADER + ";commentaire", "commentaire", "colonnes connues"),
        (HEADER.replace(";ville", ""), "ville", "première ligne"),
        (HEADER + ";nom", "nom", "supprimez"),
    ],
)
def test_a_wrong_header_is_told(tmp_path, header, column, said):
    finding = refused(tmp_path, LINE, header=header)[0]
    assert (finding.line, finding.column) == (1, column)
    assert said in finding.remedy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b";;;\n", "vide"),
        (b"PK\x03\x04classeur", "classeur"),
        (f"{HEADER}\n{LINE}".encode("utf-16"), "classeur"),
        (HEADER.replace(";", ",").encode(), "virgules"),
        (f'{HEADER}\n"{LINE}\n{LINE}\n'.encode(), "ligne 2 : un guillemet"),
        (b"\x81", "illisible"),
        (b"a" * 10_000_001, "10 Mo"),
    ],
)
def test_what_is_no_register_is_refused(tmp_path, content, said):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(ParameterFileError, match=said):
        read_register(tmp_path / "a.csv", shown="a.csv")


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(InputMissingError, match="introuvable"):
        read_register(tmp_path / "a.csv", shown="a.csv")


def test_what_remains_to_be_filled_is_listed(tmp_path):
    empty = replaced(finess_et="040000200", statut="", champs="", signataire="")
    register = read(tmp_path, LINE, OTHER, empty)
    assert [(item.finess_et, item.missing, item.to_confirm) for item in register.to_fill()] == [
        ("040000200", ("status", "champs", "signs"), ()),
        ("2A0000014", (), ("status", "signs")),
    ]
    assert [item.sentence() for item in register.to_fill()] == [
        "040000200 CH DES ESSAIS, à remplir : statut, champs, signataire.",
        "2A0000014 CLINIQUE, à confirmer : statut, signataire.",
    ]


def test_a_proposal_that_the_analyst_erased_leaves_nothing_to_confirm(tmp_path):
    (known,) = read(tmp_path, replaced(signataire="", a_confirmer="statut, signataire")).establishments
    assert known.proposed == ("status",)


@pytest.mark.parametrize(("status", "signs"), [("public", "EJ"), ("espic", "ET"), ("prive", "ET"), (None, None)])
def test_who_usually_signs(status, signs):
    assert usual_signatory(status) == signs


@pytest.mark.parametrize(("signs", "finess"), [("EJ", "040780108"), ("ET", "040000101"), (None, None)])
def test_the_signatory_is_the_finess_of_its_level(signs, finess):
    assert ALPES.model_copy(update={"signs": signs}).signatory == finess


def test_champs_take_their_usual_order():
    known = RegisteredEstablishment(**(ALPES.model_dump() | {"champs": tuple(reversed(CHAMPS))}))
    assert known.champs == CHAMPS


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"since": date(2020, 1, 1), "until": date(2019, 1, 1)}, "précède"),
        ({"signs": None, "proposed": ("signs",)}, "pas de valeur"),
        ({"beds": 12}, "beds"),
    ],
)
def test_an_incoherent_establishment_cannot_be(fields, said):
    with pytest.raises(ValidationError, match=said):
        RegisteredEstablishment(**(ALPES.model_dump() | fields))


def test_a_register_holds_each_establishment_once():
    with pytest.raises(ValidationError, match="inscrits deux fois : 040000101"):
        Register(establishments=(ALPES, CORSE, ALPES))


@pytest.mark.parametrize("region", ["", "../paca", "PACA", "provence alpes", "a/b", "-a", "île-de-france"])
def test_a_region_is_a_plain_word(tmp_path, region):
    with pytest.raises(ParameterFileError, match="Nom de région refusé"):
        register_path(tmp_path, region)
