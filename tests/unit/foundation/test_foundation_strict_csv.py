import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.foundation import strict_csv
from caqes_eval.foundation.errors import InputFormatError, InputMissingError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.strict_csv import CsvLayout, bare, shielded, written

LAYOUT = CsvLayout(
    what="un tableau d’essai",
    needed=("finess", "points"),
    optional=("note",),
    code="essai",
    refusal=InputFormatError,
)
SHOWN = "essai.csv"


def read(content: str | bytes) -> tuple[list[tuple[int, dict[str, str]]], list[Finding]]:
    faults: list[Finding] = []
    source = content if isinstance(content, bytes) else content.encode()
    return list(LAYOUT.rows(source, SHOWN, faults)), faults


def refused(content: str | bytes) -> InputFormatError:
    with pytest.raises(InputFormatError) as caught:
        read(content)
    assert SHOWN in caught.value.message
    return caught.value


ONE = [(2, {"finess": "010000024", "points": "2,5", "note": ""})]


@pytest.mark.parametrize(
    "content",
    [
        "finess;points\n010000024;2,5\n",
        "\ufefffiness;points\n010000024;2,5",
        "FINESS;Points\r\n010000024;2,5\r\n",
        "points;finess\n2,5;010000024\n",
        # what Excel adds: empty columns on the right, no-break spaces around
        "finess;points;;\n010000024;2,5;;\n",
        " finess ;points\n\u00a0010000024\u202f; 2,5\n",
        '"finess";"points"\n"010000024";"2,5"\n',
        "finess;points;note\n010000024;2,5;\n",
    ],
)
def test_the_same_table_however_it_was_saved(content: str) -> None:
    assert read(content) == (ONE, [])


def test_windows_1252_is_read_too() -> None:
    rows, _ = read("finess;points;note\n1;2;à l’été\n".encode("cp1252"))
    assert rows[0][1]["note"] == "à l’été"


def test_each_line_has_the_number_that_excel_shows() -> None:
    rows, _ = read('finess;points;note\n\n1;1;"deux\nlignes"\n;;\n2;2;\n')
    # line 3 holds a cell of two lines, line 5 is blank
    assert [line for line, _ in rows] == [3, 6]


def test_blank_lines_before_the_headings_are_skipped() -> None:
    rows, _ = read(";\n\nfiness;points\n1;2\n")
    assert rows == [(4, {"finess": "1", "points": "2", "note": ""})]


@pytest.mark.parametrize(("line", "cells"), [("1", 1), ("1;2;3", 3), ("1;2;;x", 4)])
def test_a_line_of_another_width_is_told_and_the_others_are_read(line: str, cells: int) -> None:
    rows, faults = read(f"finess;points\n{line}\n010000024;2,5\n")
    assert [row for _, row in rows] == [ONE[0][1]]
    (fault,) = faults
    assert (fault.line, fault.code, fault.severity) == (2, "essai", Severity.BLOCKING)
    assert fault.message == f"{cells} cellules au lieu de 2."


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("finess;pointes", ["pointes:cette colonne n’existe pas.", "points:cette colonne manque."]),
        ("finess;points;points", ["points:cette colonne est écrite deux fois."]),
        ("finess", ["points:cette colonne manque."]),
        ("finess;points;;note;x", [":cette colonne n’existe pas.", "x:cette colonne n’existe pas."]),
    ],
)
def test_every_wrong_heading_is_told_at_once(header: str, told: list[str]) -> None:
    error = refused(f"{header}\n1;2\n")
    assert [f"{each.column or ''}:{each.message}" for each in error.findings] == told


def test_the_nearest_heading_is_proposed() -> None:
    (unknown, _) = refused("finess;pointes\n1;2\n").findings
    assert "« points »" in unknown.remedy


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "est vide"),
        ("\n;;\n", "est vide"),
        ("finess,points\n1,2\n", "virgules"),
        ("finess\tpoints\n1\t2\n", "tabulations"),
        (b"PK\x03\x04rest", "classeur"),
        ("finess;points\n1;\0\n", "fichier texte"),
        (b"finess;points\n1;\x81\n", "illisible"),
        ('finess;points\n1;"2\n', "ligne 2 : un guillemet"),
        ('finess;points\n1;2\n1;"2"x\n', "ligne 3 : un guillemet"),
    ],
)
def test_what_is_no_such_table_is_refused_with_its_reason(content: str | bytes, told: str) -> None:
    assert told in refused(content).message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputMissingError, match="introuvable"):
        list(LAYOUT.rows(tmp_path / "rien.csv", SHOWN, []))


@pytest.mark.parametrize(("more", "refusing"), [(0, False), (1, True)], ids=["the largest", "one byte more"])
def test_a_file_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, *, refusing: bool
) -> None:
    path = tmp_path / SHOWN
    path.write_bytes(b"finess;points\n1;2\n" + b"\n" * more)
    monkeypatch.setattr(strict_csv, "LARGEST", len(b"finess;points\n1;2\n"))
    if refusing:
        with pytest.raises(InputFormatError, match="n’est pas un tableau d’essai"):
            list(LAYOUT.rows(path, SHOWN, []))
    else:
        assert next(iter(LAYOUT.rows(path, SHOWN, [])))[1]["finess"] == "1"


def test_a_file_and_its_content_are_read_alike(tmp_path: Path) -> None:
    path = tmp_path / SHOWN
    path.write_bytes(b"finess;points\n010000024;2,5\n")
    assert list(LAYOUT.rows(path, SHOWN, [])) == ONE


CELLS = st.text(string.ascii_letters + string.digits + "é;\"',=+-@' ’\n", max_size=12).map(str.strip)


@given(st.lists(st.tuples(CELLS.filter(bool), CELLS), max_size=6))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    found, faults = read(written(("finess", "points"), rows))
    assert [(bare(row["finess"]), bare(row["points"])) for _, row in found] == rows
    assert faults == []


@pytest.mark.parametrize("text", ["=1+1", "+33", "-1", "@x", "\tx", "'=1", "''=1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert shielded(text) == f"'{text}"
    assert bare(shielded(text)) == text


@pytest.mark.parametrize("text", ["", "l’été", "'note", "1=1", "a-b"])
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    assert shielded(text) == bare(text) == text
