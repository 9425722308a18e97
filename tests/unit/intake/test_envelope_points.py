from decimal import Decimal

import pytest

from caqes_eval.foundation.errors import InputFormatError, InputMissingError, InputValueError
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.envelope_points import COLUMNS, EnvelopePoints, parse_points, read_points
from caqes_eval.statistics.envelope import Entrant, Exclusion, Override

A, B = "990780017", "990780025"
HEADER = ";".join(COLUMNS)


def parsed(*lines: str, header: str = HEADER) -> EnvelopePoints:
    return parse_points("\r\n".join([header, *lines]).encode(), shown="points.csv")


def faults(*lines: str) -> list[Finding]:
    with pytest.raises(InputValueError) as caught:
        parsed(*lines)
    return list(caught.value.findings)


def test_a_line_gives_a_hospital_and_what_was_decided_of_it():
    read = parsed(
        f"{A};2,5;1 250,75;oui;NON;;;;",
        f"{B};0;;Oui;oui;oui;;Fermé en 2024;ARS",
        "2A0000022;1;10;non;non;non;1 500,00 €;Accord; Dr Martin ",
    )
    assert read.entrants == (
        Entrant(finess=A, points=Decimal("2.5"), activity=Decimal("1250.75"), signed=True, transmitted=False),
        Entrant(finess=B, points=Decimal(0), activity=None, signed=True, transmitted=True),
        Entrant(finess="2A0000022", points=Decimal(1), activity=Decimal(10), signed=False, transmitted=False),
    )
    assert read.exclusions == (Exclusion(finess=B, reason="Fermé en 2024 (ARS)"),)
    assert read.overrides == (
        Override(finess="2A0000022", amount=Decimal("1500.00"), reason="Accord", author="Dr Martin"),
    )


def test_an_empty_cell_is_not_zero():
    entrant = parsed(f"{A};;;oui;oui;;;;").entrants[0]
    assert (entrant.points, entrant.activity) == (None, None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_excel_saves_is_read(encoding, end):
    text = end.join([HEADER, ";" * 8, f"{A};1;1;oui;oui;oui;;Établissement fermé, œuvre cédée;;;", ""])
    read = parse_points(text.encode(encoding), shown="points.csv")
    assert read.exclusions == (Exclusion(finess=A, reason="Établissement fermé, œuvre cédée"),)


def test_columns_come_in_any_order_and_the_last_four_may_be_absent():
    read = parsed(f"oui;{A};7;non;3", header="TRANSMIS;finess;Activite;signe;points")
    assert read.entrants == (Entrant(finess=A, points=Decimal(3), activity=Decimal(7), signed=False, transmitted=True),)
    assert (read.exclusions, read.overrides) == ((), ())


@pytest.mark.parametrize("typed", ["-1", "=1+2", "1,2E+5", "1.234,5", "12 34", "1,", ",5", "trois", "1,2,3", "٣"])
@pytest.mark.parametrize(
    ("column", "line"), [("points", "{0};{1};1;oui;oui;;;;"), ("activite", "{0};1;{1};oui;oui;;;;")]
)
def test_what_is_no_number_is_refused_where_it_stands(typed, column, line):
    (fault,) = faults(f"{B};1;1;oui;oui;;;;", line.format(A, typed))
    assert (fault.file, fault.line, fault.column, fault.value) == ("points.csv", 3, column, typed)
    assert fault.proposal is None
    assert "vide ne veut pas dire zéro" in fault.remedy


def test_a_decimal_point_is_refused_and_a_comma_proposed():
    (fault,) = faults(f"{A};1.5;1;oui;oui;;;;")
    assert (fault.column, fault.value, fault.proposal) == ("points", "1.5", "1,5")


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (f"{A};1;1;;oui;;;;", "signe", None),
        (f"{A};1;1;oui;;;;;", "transmis", None),
        (f"{A};1;1;oui;1;;;;", "transmis", "1"),
        (f"{A};1;1;oui;oui;Fermé;;;", "exclusion", "Fermé"),
        (f"{A};1;1;oui;oui;oui;;;", "motif", None),
        (f"{A};1;1;oui;oui;oui;10;Motif;Dr Martin", "exclusion", "oui"),
        (f"{A};1;1;oui;oui;;10;;Dr Martin", "motif", None),
        (f"{A};1;1;oui;oui;;10;Motif;", "auteur", None),
        (f"{A};1;1;oui;oui;;-10;Motif;Dr Martin", "montant_impose", "-10"),
        (f"{A};1;1;oui;oui;;1.234;Motif;Dr Martin", "montant_impose", "1.234"),
        (f"{A};1;1;oui;oui;;10,123;Motif;Dr Martin", "montant_impose", "10,123"),
        (f"{A};1;1;oui;oui;;;Motif;", "motif", "Motif"),
        (f"{A};1;1;oui;oui;non;;;Dr Martin", "auteur", "Dr Martin"),
        (f"{A};1;1;oui;oui;oui;;a\x1b[2Jb;", "motif", "a\x1b[2Jb"),
        (f'{A};1;1;oui;oui;;10;Motif;"Dr\nMartin"', "auteur", "Dr\nMartin"),
        ("990780018;1;1;oui;oui;;;;", "finess", "990780018"),
        (";1;1;oui;oui;;;;", "finess", None),
    ],
)
def test_a_damaged_cell_is_told_with_its_line_and_its_value(line, column, value):
    (fault,) = faults(line)
    assert (fault.line, fault.column, fault.value) == (2, column, value)
    assert fault.remedy


@pytest.mark.parametrize("text", ["=cmd|calc!A1", "+33", "@SOMME(A1)", "-1", "[bold]x[/bold]"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    assert parsed(f"{A};1;1;oui;oui;oui;;{text};").exclusions == (Exclusion(finess=A, reason=text),)


def test_a_lost_zero_is_proposed_and_not_put_back():
    (fault,) = faults("10000024;1;1;oui;oui;;;;")
    assert fault.value == "10000024"
    assert "010000024" in (fault.proposal or fault.expected or "")


def test_a_hospital_twice_is_told_with_both_lines():
    (fault,) = faults(f"{A};1;1;oui;oui;;;;", f"{B};1;1;oui;oui;;;;", f"{A};2;1;oui;oui;;;;")
    assert (fault.line, fault.value) == (4, A)
    assert "ligne 2" in fault.message


def test_every_fault_is_told_in_the_order_of_the_file():
    found = faults(f"{A};x;y;oui;oui;;;;", f"{B};1;1;oui", f"{B};1;1;oui;oui;;x;Motif;Dr Martin")
    assert [(fault.line, fault.column) for fault in found] == [
        (2, "points"), (2, "activite"), (3, None), (4, "montant_impose"),
    ]  # fmt: skip


def test_lines_are_counted_over_a_cell_of_several_lines():
    found = faults(f'{A};1;1;oui;oui;oui;;"un\ndeux";', f"{B};x;1;oui;oui;;;;")
    assert [(fault.line, fault.column) for fault in found] == [(2, "motif"), (4, "points")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b";;;\r\n", "est vide"),
        (b"\xef\xbb\xbf", "est vide"),
        (HEADER.encode(), "aucun établissement"),
        (b"PK\x03\x04", "classeur"),
        (HEADER.encode("utf-16"), "classeur"),
        (b"\x81", "illisible"),
        (HEADER.replace(";", ",").encode(), "points-virgules"),
        (f'{HEADER}\n"{A};1'.encode(), "ligne 2 : un guillemet"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(content, said):
    with pytest.raises(InputFormatError, match=said):
        parse_points(content, shown="points.csv")


def test_every_wrong_heading_is_told():
    with pytest.raises(InputFormatError) as caught:
        parsed(header="finess;finess;pionts;activite;signe;=1+1")
    assert [(fault.line, fault.column) for fault in caught.value.findings] == [
        (1, "finess"), (1, "pionts"), (1, "=1+1"), (1, "points"), (1, "transmis"),
    ]  # fmt: skip
    assert "« points »" in caught.value.findings[1].remedy


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(InputMissingError, match=r"absent\.csv"):
        read_points(tmp_path / "absent.csv", shown="absent.csv")
    with pytest.raises(InputMissingError):
        read_points(tmp_path, shown="dossier")


def test_a_file_out_of_proportion_is_not_read(tmp_path):
    path = tmp_path / "grand.csv"
    with path.open("wb") as stream:
        stream.truncate(10_000_001)
    with pytest.raises(InputFormatError, match="10 Mo"):
        read_points(path, shown="grand.csv")
