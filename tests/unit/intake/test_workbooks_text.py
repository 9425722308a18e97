from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.intake.workbooks import limits, open_workbook
from caqes_eval.intake.workbooks.faults import RefusedError
from caqes_eval.intake.workbooks.text import read_text


def rows(content: bytes):
    return read_text(content, "a.csv").sheets[0].values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_and_separator(encoding, separator, end):
    lines = [["Établissement", "Boîtes"], ["CH d’Apt", "12"], ["CH de Gap", "3"]]
    content = end.join(separator.join(line) for line in lines).encode(encoding)
    assert rows(content) == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a decimal comma does not make a table in commas
        ("a;b\n1,5;2,5\n3,5;4,5\n", [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]),
        # a title of one cell above
        (
            "Extraction du 01/02/2026\n\na,b\n1,2\n3,4\n",
            [["Extraction du 01/02/2026"], [], ["a", "b"], ["1", "2"], ["3", "4"]],
        ),
        ("sep=|\na|b;c\n", [[], ["a", "b;c"]]),
        ('a;"b;\nc"\nd;e\n', [["a", "b;\nc"], ["d", "e"]]),
        ("a;b\n;\n\n", [["a", "b"]]),
        ("seul\n", [["seul"]]),
        ("", []),
    ],
)
def test_layouts(text, expected):
    assert rows(text.encode()) == expected


def test_a_text_named_like_a_workbook_is_read_and_told(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(b"PK;b\n1;2\n")
    opened = open_workbook(path)
    assert (opened.kind, opened.sheets[0].values) == ("texte", [["PK", "b"], ["1", "2"]])
    assert [(finding.code, ".xls" in finding.message) for finding in opened.findings] == [("texte_renomme", True)]
    assert not opened.refused


def test_an_unreadable_character_is_told_with_its_line():
    with pytest.raises(RefusedError) as caught:
        read_text(b"a\nb\n\x81", "a.csv")
    assert (caught.value.finding.code, caught.value.finding.line) == ("texte_illisible", 3)


def test_too_many_cells(monkeypatch):
    monkeypatch.setattr(limits, "CELLS", 10)
    with pytest.raises(RefusedError) as caught:
        read_text(b";" * 11, "a.csv")
    assert caught.value.finding.code == "trop_grand"


def test_the_file_that_went_through_excel(shared_data):
    opened = open_workbook(shared_data / "finess" / "etalab-cs1100507_2016_abime_par_excel_2_lignes.csv")
    assert opened.findings == ()
    assert [row[1] for row in opened.sheets[0].values] == ["nofinesset", "010000024", "010000032"]
    assert opened.sheets[0].values[1][22] == "2,601E+13"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    with suppress(RefusedError):
        read_text(content, "a.csv")
