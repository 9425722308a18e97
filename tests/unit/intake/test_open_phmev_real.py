"""The real extract: 5,047 published rows of 74 hospitals, read whole, then damaged as Excel damages them."""

import re
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from open_phmev_files import TOP_GEN_2024, converted
from pandas.testing import assert_frame_equal

from caqes_eval.foundation.errors import InputFormatError, InputValueError, UserError
from caqes_eval.intake.open_phmev import convert, establishments, read_establishment

AP_HM = "130786049"
GRASSE = "060780897"


@pytest.fixture(scope="module")
def extract(shared_data) -> Path:
    path = shared_data / "open_phmev" / "OPEN_PHMEV_2024_extrait_region93_relaye.csv"
    if not path.is_file():
        pytest.skip("real extract of Open PHMEV absent")
    return path


@pytest.fixture(scope="module")
def whole(extract, tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    return convert(extract, cache=cache, top_gen_codes=TOP_GEN_2024, shown_name=extract.name)


@pytest.fixture(scope="module")
def table(extract) -> pd.DataFrame:
    """The same file through an independent reader."""
    return pd.read_csv(extract, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)


def data(table: pd.DataFrame, separator=";", encoding="cp1252") -> bytes:
    return table.to_csv(sep=separator, index=False, lineterminator="\r\n").encode(encoding)


def refused(folder: Path, content: bytes, kind: type[UserError]):
    with pytest.raises(kind) as caught:
        converted(folder, content)
    return caught.value


def test_the_whole_extract_is_read(whole, table):
    assert (whole.rows, whole.encoding) == (5047, "cp1252")
    listed = establishments(whole)
    assert len(listed) == 74
    assert list(listed["finess"]) == sorted(table["etb_rgt"].unique())
    assert sum(listed["finess"].str.startswith("2")) == 6


def test_the_only_doubt_is_a_refund_above_its_base(whole):
    (finding,) = whole.findings
    assert (finding.code, finding.line, finding.value) == ("rem_superieur_a_bse", 3761, "527.532,50")


def test_names_fall_back_on_the_short_one(whole, table):
    listed = establishments(whole).set_index("finess")
    unnamed = table[table["raison_sociale_etb"] == ""].drop_duplicates("etb_rgt").set_index("etb_rgt")
    assert len(unnamed) > 0
    assert dict(listed.loc[unnamed.index, "name"]) == dict(unnamed["nom_etb"])
    assert listed.loc[AP_HM, "name"] == "ASSISTANCE PUBLIQUE DES HOPITAUX DE MARSEILLE"


@pytest.mark.parametrize(("finess", "count"), [(AP_HM, 1291), ("060785011", 614), ("2B0000020", None)])
def test_one_hospital_is_the_same_as_through_another_reader(whole, table, finess, count):
    read = read_establishment(whole, finess)
    other = table[table["etb_rgt"] == finess]
    assert len(read) == count if count else len(read) > 0
    assert list(read["source_line"]) == [index + 2 for index in other.index]
    for ours, theirs in {"cip13": "CIP13", "label": "l_cip13", "atc5": "ATC5", "top_gen": "TOP_GEN"}.items():
        assert list(read[ours]) == list(other[theirs])
    assert list(read["boxes"]) == [int(boxes) for boxes in other["BOITES"]]
    cents = [int(Decimal(text.replace(".", "").replace(",", ".")) * 100) for text in other["REM"]]
    assert list(read["reimbursed_cents"]) == cents


def test_every_source_line_holds_its_row(whole, extract):
    lines = extract.read_bytes().decode("cp1252").split("\r\n")
    for finess in establishments(whole)["finess"]:
        for row in read_establishment(whole, finess).itertuples():
            fields = lines[row.source_line - 1].rsplit(";", 21)
            assert (fields[1], fields[7]) == (row.cip13, row.finess)


def test_a_utf8_copy_gives_the_same(whole, extract, tmp_path):
    copy = converted(tmp_path, extract.read_bytes().decode("cp1252").encode("utf-8-sig"))
    assert copy.encoding == "utf-8"
    assert_frame_equal(read_establishment(copy, AP_HM), read_establishment(whole, AP_HM))


def test_shuffled_columns_in_capitals_give_the_same(whole, table, tmp_path):
    shuffled = table[sorted(table.columns, key=lambda name: name[::-1])].rename(columns=str.upper)
    copy = converted(tmp_path, data(shuffled))
    assert_frame_equal(establishments(copy), establishments(whole))
    assert_frame_equal(read_establishment(copy, GRASSE), read_establishment(whole, GRASSE))


def test_lost_zeros_are_refused_with_the_whole_number(table, tmp_path):
    damaged = table.assign(etb_rgt=table["etb_rgt"].str.removeprefix("0"))
    (finding,) = refused(tmp_path, data(damaged), InputValueError).findings
    lost = table["etb_rgt"].str.startswith("0")
    first = lost.idxmax()
    assert (finding.code, finding.column, finding.line) == ("finess_zero_perdu", "etb_rgt", first + 2)
    assert (finding.value, finding.count) == (table["etb_rgt"][first][1:], lost.sum())
    assert f"le numéro entier est sans doute {table['etb_rgt'][first]}" in finding.remedy


def test_scientific_notation_is_refused_as_lost(table, tmp_path):
    damaged = table.assign(CIP13=table["CIP13"].str.replace(r"^340093\d+$", "3,40093E+12", regex=True))
    (finding,) = refused(tmp_path, data(damaged), InputValueError).findings
    assert (finding.code, finding.column, finding.value) == ("cip_notation_scientifique", "CIP13", "3,40093E+12")
    assert finding.line == (damaged["CIP13"] == "3,40093E+12").idxmax() + 2
    assert finding.count == (damaged["CIP13"] == "3,40093E+12").sum()
    assert "rien ne peut les retrouver" in finding.message


def test_english_amounts_are_refused(table, tmp_path):
    english = table["REM"].str.replace(".", "").str.replace(",", ".")
    (finding,) = refused(tmp_path, data(table.assign(REM=english)), InputValueError).findings
    assert (finding.code, finding.column, finding.line, finding.count) == ("montant_anglais", "REM", 2, 5047)
    assert finding.value == english[0]
    assert finding.expected == "un montant comme 1.234,56"


def test_commas_for_semicolons_are_refused(table, tmp_path):
    error = refused(tmp_path, data(table, separator=","), InputFormatError)
    assert "séparées par la virgule, et non par le point-virgule" in error.message
    error = refused(tmp_path, data(table).replace(b";", b","), InputFormatError)
    assert "séparées par la virgule" in error.message


def test_a_truncated_extract_is_refused_at_its_last_line(extract, tmp_path):
    content = extract.read_bytes()
    (finding,) = refused(tmp_path, content[: len(content) // 2], InputFormatError).findings
    assert finding.code == "ligne_tronquee"
    assert finding.line == content[: len(content) // 2].count(b"\r\n") + 1


def test_an_extract_pasted_twice_says_where_the_second_begins(extract, table, tmp_path):
    content = extract.read_bytes()
    body = content.split(b"\r\n", 1)[1]
    found = {finding.code: finding for finding in converted(tmp_path, content + body).findings}
    told = ~table["CIP13"].isin(["9999999999999", "0"])
    assert found["ligne_en_double"].line == 5048 + 1 + told.idxmax()
    assert found["ligne_en_double"].count == told.sum()


def test_an_unknown_code_is_refused(extract, tmp_path):
    codes = [code for code in TOP_GEN_2024 if code != "B"]
    with pytest.raises(InputValueError) as caught:
        convert(extract, cache=tmp_path, top_gen_codes=codes, shown_name="recu/fichier.csv")
    (finding,) = caught.value.findings
    assert (finding.value, finding.count, finding.column) == ("B", 37, "TOP_GEN")
    assert not re.search(r"(^|[ «])/", finding.sentence()), "no absolute path in a message"
