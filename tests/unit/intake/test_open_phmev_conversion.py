"""What is read is what was written: texts, cents, lines; once converted, the cache is used again or made anew."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from open_phmev_files import (
    CIP,
    FINESS,
    GOOD_ROWS,
    HEADER,
    OTHER_CIP,
    OTHER_FINESS,
    TOP_GEN_2024,
    content,
    converted,
    row,
)
from pandas.testing import assert_frame_equal

from caqes_eval.foundation.errors import InputFormatError, InputValueError, OutputError
from caqes_eval.intake.open_phmev import conversion as conversion_module
from caqes_eval.intake.open_phmev import convert, establishments, read_establishment

MIXED_ROWS = [
    row(etb_rgt=OTHER_FINESS, nom_etb="CH DU LAC", raison_sociale_etb=""),
    row(BOITES="3", REM="53,73", BSE="56,5"),
    row(etb_rgt=OTHER_FINESS, age="20", nom_etb="CH DU LAC", raison_sociale_etb=""),
    row(CIP13=OTHER_CIP, TOP_GEN="4", BOITES="2148", REM="1.018.584,23", BSE="1018585"),
    row(CIP13="9999999999999", l_cip13="Non restitué", TOP_GEN="9", ATC5="9999999", L_ATC5="Non restitué"),
]


def test_the_rows_of_one_establishment_in_the_order_of_the_source(tmp_path):
    rows = read_establishment(converted(tmp_path, content(MIXED_ROWS)), FINESS)
    assert rows.to_dict("list") == {
        "finess": [FINESS] * 3,
        "cip13": [CIP, OTHER_CIP, "9999999999999"],
        "label": ["FICTIF 20 MG GELULE 28", "FICTIF 20 MG GELULE 28", "Non restitué"],
        "atc5": ["A02BC01", "A02BC01", "9999999"],
        "atc5_label": ["OMEPRAZOLE", "OMEPRAZOLE", "Non restitué"],
        "top_gen": ["1", "4", "9"],
        "boxes": [3, 2148, 12],
        "reimbursed_cents": [5373, 101858423, 123456],
        "base_cents": [5650, 101858500, 130000],
        "source_line": [3, 5, 6],
    }
    assert [str(kind) for kind in rows.dtypes] == ["str"] * 6 + ["int64"] * 4


def test_an_establishment_that_is_absent_has_no_row(tmp_path):
    file = converted(tmp_path, content(MIXED_ROWS))
    absent = read_establishment(file, "990000028")
    assert absent.empty
    assert list(absent.dtypes) == list(read_establishment(file, FINESS).dtypes)


def test_establishments_are_listed_once_sorted(tmp_path):
    listed = establishments(converted(tmp_path, content(MIXED_ROWS)))
    common = {"city": "VILLE-FICTIVE", "postal_code": "99100", "category": "ch", "region": "99"}
    assert listed.to_dict("records") == [
        {"finess": FINESS, "name": "CENTRE HOSPITALIER DE VILLE-FICTIVE", "short_name": "CH DE VILLE-FICTIVE"} | common,
        {"finess": OTHER_FINESS, "name": "CH DU LAC", "short_name": "CH DU LAC"} | common,
    ]
    assert {str(kind) for kind in listed.dtypes} == {"str"}


def test_identifiers_stay_texts(tmp_path):
    rows = [row(etb_rgt="010000024", code_postal="01000"), row(etb_rgt="2A0000014"), row(etb_rgt="2B0000020")]
    listed = establishments(converted(tmp_path, content(rows)))
    assert list(listed["finess"]) == ["010000024", "2A0000014", "2B0000020"]
    assert listed["postal_code"][0] == "01000"


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("0,29", 29), ("1.234,56", 123456), ("1234,56", 123456), ("12", 1200), ("12,5", 1250), ("0,00", 0),
     ("-0,07", -7), ("90.071.992.547.409,93", 9007199254740993)],
)  # fmt: skip
def test_amounts_are_exact_to_the_cent(tmp_path, amount, cents):
    rows = read_establishment(converted(tmp_path, content([row(REM=amount, BSE=amount)])), FINESS)
    assert (rows["reimbursed_cents"][0], rows["base_cents"][0]) == (cents, cents)


@pytest.mark.parametrize(
    ("encoding", "told"), [("cp1252", "cp1252"), ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("ascii", "utf-8")]
)
def test_accents_and_windows_characters_survive(tmp_path, encoding, told):
    label = "COEUR D'EAU" if encoding == "ascii" else "CŒUR D’EAU à 5 € – œdème Žž Š"
    file = converted(tmp_path, content([row(l_cip13=label)], encoding=encoding))
    assert file.encoding == told
    assert read_establishment(file, FINESS)["label"][0] == label


def test_quoted_texts_lose_their_quotes_only(tmp_path):
    label = 'DIURETIQUES "LOW-CEILING"; THIAZIDIQUES'
    quoted = '"' + label.replace('"', '""') + '"'
    rows = [row(l_cip13=quoted, nom_voie='"DES; LILAS"'), row(age="20", l_cip13='SERINGUE 12" X')]
    read = read_establishment(converted(tmp_path, content(rows)), FINESS)
    assert list(read["label"]) == [label, 'SERINGUE 12" X']


def test_source_lines_are_those_of_the_file(tmp_path):
    rows = [row(l_cip13=f"PRODUIT {n}", age=str(n), etb_rgt=(FINESS, OTHER_FINESS)[n % 2]) for n in range(25_000)]
    data = content(rows)
    assert len(data) > 1 << 22, "several blocks must be read"
    lines = data.decode("cp1252").split("\r\n")
    read = read_establishment(converted(tmp_path, data), FINESS)
    assert len(read) == 12_500
    assert list(read["source_line"]) == sorted(read["source_line"])
    for label, line in zip(read["label"], read["source_line"], strict=True):
        assert f";{label};" in lines[line - 1]


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(HEADER), cases=st.lists(st.sampled_from([str.upper, str.lower, str.title]), min_size=31))
def test_the_order_and_the_case_of_columns_never_matter(tmp_path_factory, order, cases):
    folder = tmp_path_factory.mktemp("shuffled")
    written = [change(name) for change, name in zip(cases, order, strict=False)]
    shuffled = content([], header=written) + content(MIXED_ROWS, header=order).split(b"\r\n", 1)[1]
    file, reference = converted(folder, shuffled), converted(folder, content(MIXED_ROWS))
    assert_frame_equal(read_establishment(file, FINESS), read_establishment(reference, FINESS))
    assert_frame_equal(establishments(file), establishments(reference))


def test_columns_that_are_not_needed_may_be_absent_or_new(tmp_path):
    header = [name for name in HEADER if name not in ("atc1", "GEN_NUM")]
    rows = [";".join([*(each[name] for name in header), "x", "y", "z"]) for each in MIXED_ROWS]
    file = converted(tmp_path, content(rows, header=[*header, "NOUVELLE", "", ""]))
    assert len(read_establishment(file, FINESS)) == 3


def test_the_file_is_described(tmp_path):
    data = content(MIXED_ROWS)
    file = converted(tmp_path, data)
    assert (file.name, file.size, file.rows) == ("recu/OPEN_PHMEV_2024.CSV", len(data), 5)
    assert file.parquet.name == f"{file.sha256}-{conversion_module.READER_VERSION}.parquet"
    assert sorted(path.suffix for path in file.parquet.parent.iterdir()) == [".json", ".parquet"]


def test_a_folder_with_special_characters_is_only_a_name(tmp_path):
    file = converted(tmp_path, content(), cache="l’été [2024] * 'x'")
    assert len(establishments(file)) == 2


def forbid(*_args):
    pytest.fail("the file was converted again")


def test_a_converted_file_is_used_again_under_its_new_name(tmp_path, monkeypatch):
    data = content(MIXED_ROWS).removesuffix(b"\r\n")
    first = converted(tmp_path, data)
    monkeypatch.setattr(conversion_module, "_convert_anew", forbid)
    source = tmp_path / "copie.csv"
    source.write_bytes(data)
    again = convert(source, cache=tmp_path / "cache", top_gen_codes=TOP_GEN_2024, shown_name="copie.csv")
    assert (again.parquet, again.sha256, again.rows) == (first.parquet, first.sha256, first.rows)
    assert [finding.code for finding in again.findings] == ["fin_de_fichier"]
    assert [finding.file for finding in again.findings] == ["copie.csv"]


def test_codes_are_checked_again_on_a_converted_file(tmp_path, monkeypatch):
    data = content(MIXED_ROWS)
    converted(tmp_path, data)
    monkeypatch.setattr(conversion_module, "_convert_anew", forbid)
    with pytest.raises(InputValueError) as caught:
        converted(tmp_path, data, top_gen=("0", "G"))
    (finding,) = caught.value.findings
    assert (finding.code, finding.column, finding.line, finding.count) == ("top_gen_inconnu", "TOP_GEN", 2, 5)
    assert "« 1 », « 4 », « 9 »" in finding.message


def cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def as_another_reader(path):
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {"reader": "0"}), encoding="utf-8")


@pytest.mark.parametrize(
    ("suffix", "damage"),
    [(".parquet", cut), (".json", cut), (".parquet", lambda path: path.unlink()), (".json", lambda path: path.unlink()),
     (".json", as_another_reader), (".json", lambda path: path.write_text("{}"))],
)  # fmt: skip
def test_a_damaged_conversion_is_made_anew(tmp_path, suffix, damage):
    data = content(MIXED_ROWS)
    first = converted(tmp_path, data)
    whole = first.parquet.read_bytes()
    damage(first.parquet.with_suffix(suffix))
    again = converted(tmp_path, data)
    assert again == first
    assert again.parquet.read_bytes() == whole


@pytest.mark.parametrize(("trouble", "raised"), [(KeyboardInterrupt, KeyboardInterrupt), (OSError, OutputError)])
@pytest.mark.parametrize("step", ["plausibility_findings", "replace"])
def test_an_interrupted_conversion_leaves_nothing(tmp_path, monkeypatch, trouble, raised, step):
    def fail(*_args, **_options):
        raise trouble("trouble")

    with monkeypatch.context() as patch:
        patch.setattr(conversion_module, step, fail)
        with pytest.raises(raised):
            converted(tmp_path, content())
    assert list((tmp_path / "cache").iterdir()) == []
    assert converted(tmp_path, content()).rows == len(GOOD_ROWS)


def test_a_cache_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "cache").write_bytes(b"a file stands where the folder should be")
    with pytest.raises(OutputError, match=r"recu/OPEN_PHMEV_2024\.CSV"):
        converted(tmp_path, content())


def test_what_no_check_explains_is_still_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("caqes_eval.intake.open_phmev.loading.check_lines", lambda *_: 99)
    with pytest.raises(InputFormatError, match="n’a pas la forme d’un tableau CSV"):
        converted(tmp_path, content([*GOOD_ROWS, ";;"]))
