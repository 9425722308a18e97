"""Damaged values refuse the file, each with its line, its column, its value and what to do; doubts travel with it."""

import pytest
from open_phmev_files import CIP, FINESS, OTHER_CIP, OTHER_FINESS, content, converted, row

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.findings import Severity


def faults(folder, rows, **options):
    with pytest.raises(InputValueError) as caught:
        converted(folder, content(rows), **options)
    assert list((folder / "cache").iterdir()) == []
    return caught.value.findings


@pytest.mark.parametrize(
    ("column", "value", "code", "words"),
    [
        ("etb_rgt", "10000024", "finess_zero_perdu", "sans doute 010000024"),
        ("etb_rgt", "1,0000024E+07", "finess_notation_scientifique", "notation scientifique"),
        ("etb_rgt", "2E12", "finess_notation_scientifique", "notation scientifique"),
        ("etb_rgt", "990000003", "finess_cle", "doit finir par 2"),
        ("etb_rgt", "9900000020", "finess_forme", "9 caractères"),
        ("etb_rgt", f" {FINESS}", "finess_forme", "9 caractères"),
        ("etb_rgt", "2b0000020", "finess_forme", "9 caractères"),
        ("CIP13", "3,40093E+12", "cip_notation_scientifique", "rien ne peut les retrouver"),
        ("CIP13", "9990001", "cip_forme", "13 chiffres"),
        ("CIP13", "340099990001", "cip_forme", "13 chiffres"),
        ("CIP13", "00", "cip_forme", "13 chiffres"),
        ("CIP13", "3400999900011", "cip_cle", "doit finir par 0"),
        ("REM", "1018584.23", "montant_anglais", "1.234,56"),
        ("BSE", "1,018,584.23", "montant_anglais", "1.234,56"),
        ("REM", "53.73", "montant_anglais", "1.234,56"),
        ("REM", "1.234", "montant_anglais", "1.234,56"),
        ("REM", "1.234.567", "montant_forme", "1.234,56"),
        ("REM", "1 234,56", "montant_forme", "1.234,56"),
        ("BSE", "12.34,56", "montant_forme", "1.234,56"),
        ("BSE", "1,466,29", "montant_forme", "1.234,56"),
        ("BSE", "12,345", "montant_forme", "1.234,56"),
        ("BSE", "1,2E+06", "montant_forme", "1.234,56"),
        ("REM", "#N/A", "montant_forme", "1.234,56"),
        ("BOITES", "12,5", "boites_forme", "un nombre entier"),
        ("BOITES", "1.234", "boites_forme", "un nombre entier"),
        ("BOITES", "NC", "boites_forme", "un nombre entier"),
        ("TOP_GEN", "G", "top_gen_inconnu", "l’un de 0, 1, 4, 9, B, C"),
        ("TOP_GEN", "1.0", "top_gen_inconnu", "codes inconnus"),
    ],
)
def test_a_damaged_value_is_located_and_explained(tmp_path, column, value, code, words):
    with pytest.raises(InputValueError) as caught:
        converted(tmp_path, content([row(), row(CIP13=OTHER_CIP), row(age="20") | {column: value}]))
    (finding,) = caught.value.findings
    assert (finding.code, finding.severity, finding.line) == (code, Severity.BLOCKING, 4)
    assert (finding.column, finding.value, finding.count) == (column, value, 1)
    sentence = finding.sentence()
    assert sentence.startswith(f"fichier recu/OPEN_PHMEV_2024.CSV, ligne 4, colonne {column}, valeur « {value} » : ")
    assert words in sentence
    assert "À faire : " in sentence


@pytest.mark.parametrize("column", ["etb_rgt", "CIP13", "ATC5", "TOP_GEN", "BOITES", "REM", "BSE"])
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_obligatory_value_is_refused(tmp_path, column, value):
    (finding,) = faults(tmp_path, [row(), row(age="20") | {column: value}])
    assert (finding.code, finding.column, finding.line, finding.value) == ("valeur_vide", column, 3, None)


def test_an_establishment_without_any_name_is_refused(tmp_path):
    (finding,) = faults(tmp_path, [row(), row(age="20", nom_etb="", raison_sociale_etb="")])
    assert (finding.code, finding.column, finding.line) == ("valeur_vide", "nom_etb", 3)


def test_every_fault_is_told_at_once_by_column_and_kind(tmp_path):
    rows = [
        row(etb_rgt="10000024", REM="1018584.23"),
        row(etb_rgt="20000025", REM="12.50", BSE="12.50", TOP_GEN="X"),
        row(CIP13="3,40093E+12", TOP_GEN="Y", BOITES=""),
        row(CIP13="3,40094E+12", TOP_GEN="X"),
    ]
    told = {(finding.code, finding.column): (finding.line, finding.count) for finding in faults(tmp_path, rows)}
    assert told == {
        ("finess_zero_perdu", "etb_rgt"): (2, 2),
        ("cip_notation_scientifique", "CIP13"): (4, 2),
        ("valeur_vide", "BOITES"): (4, 1),
        ("montant_anglais", "REM"): (2, 2),
        ("montant_anglais", "BSE"): (3, 1),
        ("top_gen_inconnu", "TOP_GEN"): (3, 3),
    }


def test_unknown_codes_are_listed_together(tmp_path):
    with pytest.raises(InputValueError) as caught:
        converted(tmp_path, content([row(), row(age="20", TOP_GEN="G"), row(age="0", TOP_GEN="R")]))
    (finding,) = caught.value.findings
    assert "« G », « R »" in finding.message
    assert (finding.line, finding.value, finding.count) == (3, "G", 2)


def test_columns_are_named_as_the_file_writes_them(tmp_path):
    header = [name.upper() for name in row()]
    data = content([], header=header) + content([row(REM="1.5")]).split(b"\r\n", 1)[1]
    with pytest.raises(InputValueError) as caught:
        converted(tmp_path, data.replace(b"ETB_RGT", b" Etb_Rgt ").replace(b"990000002", b"990000003"))
    assert [finding.column for finding in caught.value.findings] == ["Etb_Rgt", "REM"]


def test_a_very_long_value_is_cut_in_the_message(tmp_path):
    (finding,) = faults(tmp_path, [row(REM="9" * 5000)])
    assert finding.value == "9" * 60 + "…"


@pytest.mark.parametrize("cip", ["9999999999999", "0"])
def test_rows_without_a_product_are_kept(tmp_path, cip):
    assert converted(tmp_path, content([row(CIP13=cip, BOITES="0")] * 3)).findings == ()


def test_a_refund_above_its_base_is_to_check(tmp_path):
    rows = [row(), row(age="20", REM="1.300,01"), row(age="0", REM="9.000,00")]
    (finding,) = converted(tmp_path, content(rows)).findings
    assert (finding.code, finding.severity) == ("rem_superieur_a_bse", Severity.TO_CHECK)
    assert (finding.column, finding.line, finding.value, finding.count) == ("REM", 3, "1.300,01", 2)


def test_amounts_are_compared_as_numbers(tmp_path):
    assert converted(tmp_path, content([row(REM="999,99", BSE="1.000,00")])).findings == ()


@pytest.mark.parametrize(("column", "value"), [("BOITES", "-1"), ("REM", "-0,01"), ("BSE", "-1.234,50")])
def test_a_negative_value_is_to_check(tmp_path, column, value):
    rows = [row(REM="-5.000,00", age="99") if column == "BSE" else row(), row(REM="-5.000,00") | {column: value}]
    found = {finding.column: finding for finding in converted(tmp_path, content(rows)).findings}
    assert (found[column].code, found[column].line, found[column].value) == ("valeur_negative", 3, value)


def test_a_file_pasted_twice_is_to_check(tmp_path):
    rows = [row(), row(CIP13=OTHER_CIP), row(etb_rgt=OTHER_FINESS, nom_etb="CH DU LAC")]
    (finding,) = converted(tmp_path, content([*rows, *rows])).findings
    assert (finding.code, finding.severity) == ("ligne_en_double", Severity.TO_CHECK)
    assert (finding.line, finding.value, finding.count) == (5, CIP, 3)
    assert "collés bout à bout" in finding.remedy


@pytest.mark.parametrize("changes", [{"age": "20"}, {"SEXE": "2"}, {"CIP13": OTHER_CIP}, {"etb_rgt": OTHER_FINESS}])
def test_rows_that_differ_by_their_key_are_no_double(tmp_path, changes):
    assert converted(tmp_path, content([row(), row(**changes)])).findings == ()


def test_a_last_line_without_end_is_to_check(tmp_path):
    (finding,) = converted(tmp_path, content([row(), row(age="20")]).removesuffix(b"\r\n")).findings
    assert (finding.code, finding.severity, finding.line) == ("fin_de_fichier", Severity.TO_CHECK, 3)
    assert "tronqué" in finding.why


def test_an_establishment_with_two_names_is_only_told(tmp_path):
    rows = [row(), row(age="20"), row(age="0", raison_sociale_etb="CH RENOMMÉ"), row(etb_rgt=OTHER_FINESS)]
    (finding,) = converted(tmp_path, content(rows)).findings
    assert (finding.code, finding.severity, finding.line) == ("deux_noms", Severity.INFO, 4)
    assert FINESS in finding.message
    assert finding.value == "CH RENOMMÉ"
