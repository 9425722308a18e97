from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from table_schemas import INITIATIONS, codes, column, schema, table
from workbook_files import saved

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.privacy import MASKED
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.finding import find_table
from caqes_eval.intake.tables.reading import TypedTable, read_table
from caqes_eval.intake.workbooks import Layout, Sheet

HEADINGS = ["FINESS", "Nom", "Nombre d’initiations", "Montant"]
NIR = "255087505601218"


def typed(*rows, expected=INITIATIONS, layout=None, name="F") -> TypedTable:
    sheet = Sheet(name=name, values=[list(row) for row in rows], layout=layout or Layout())
    found = find_table(sheet, expected, file="f.xlsx")
    assert found is not None
    return read_table(found, expected, file="f.xlsx")


def test_values_are_typed_and_absences_kept_apart():
    result = typed(
        HEADINGS,
        ["010000024", "CH A", 12, "1 234,50 €"],
        [],
        ["010000032", "", 0, "sans objet"],
        ["010000065", "CH C", "ND", ""],
    )
    assert result.frame.to_dict("list") == {
        "source_row": [2, 4, 5],
        "finess": ["010000024", "010000032", "010000065"],
        "name": ["CH A", None, "CH C"],
        "number": [12, 0, None],
        "amount": [Decimal("1234.50"), None, None],
    }
    assert result.absences.to_dict("list") == {
        "finess": [None, None, None],
        "name": [None, Absence.MISSING, None],
        "number": [None, None, Absence.UNKNOWN],
        "amount": [None, Absence.NOT_APPLICABLE, Absence.MISSING],
    }
    assert result.findings == ()


def test_a_column_that_is_not_there_is_missing_everywhere():
    result = typed(HEADINGS[:3], ["010000024", "CH A", 12])
    assert (result.frame["amount"].tolist(), result.absences["amount"].tolist()) == ([None], [Absence.MISSING])


def test_every_fault_has_its_place_value_and_what_was_expected():
    result = typed(HEADINGS, ["10000024", "CH A", "douze", 1], ["", "CH B", 3, "3,40095E+12"])
    told = [(f.code, f.severity, f.sheet, f.cell, f.column, f.value) for f in result.findings]
    refused = ("valeur_refusee", Severity.BLOCKING, "F")
    assert told == [
        (*refused, "A2", "FINESS", "10000024"),
        (*refused, "C2", "Nombre d’initiations", "douze"),
        (*refused, "A3", "FINESS", ""),
        (*refused, "D3", "Montant", "3,40095E+12"),
    ]
    assert all(finding.expected and finding.file == "f.xlsx" for finding in result.findings)
    # at fault: neither a value nor an absence
    assert result.frame["finess"].tolist() == result.absences["finess"].tolist() == [None, None]


def test_two_records_with_one_key_are_told_with_both_places():
    rows = (
        ["010000024", "A", 1, 1],
        ["010000032", "B", 1, 1],
        ["010 000 024", "A", 2, 2],
        ["", "C", 1, 1],
        ["", "C", 1, 1],
    )
    result = typed(HEADINGS, *rows)
    (double,) = (finding for finding in result.findings if finding.code == "ligne_double")
    assert (double.cell, double.severity) == ("A4", Severity.BLOCKING)
    assert "celui de la ligne 2" in double.message
    assert "« FINESS »" in double.message


def test_remarks_are_told_once_per_column():
    result = typed(HEADINGS, *[[f"01000{n:04}", "A", "NC", 1] for n in (24, 32, 65)])
    notes = [finding for finding in result.findings if finding.code == "valeur_comprise"]
    assert [(note.cell, note.column, note.count) for note in notes if note.column != "FINESS"] == [
        ("C2", "Nombre d’initiations", 3),
    ]  # fmt: skip


@pytest.mark.parametrize("typed_number", [NIR, f"dossier {NIR}", int(NIR), "2 55 08 75 056 012"])
def test_a_social_security_number_is_refused_and_appears_nowhere(typed_number):
    result = typed(HEADINGS, ["010000024", typed_number, 1, 2])
    (finding,) = result.findings
    assert (finding.code, finding.cell, finding.value) == ("identifiant_valeur", "B2", MASKED)
    everything = result.frame.to_csv() + result.absences.to_csv() + finding.sentence() + str(finding.as_record())
    assert "255087505" not in everything.replace(" ", "")
    assert "255087505" not in str(typed(HEADINGS, ["010000024", "A", f"{NIR} x", 2]).findings)


def test_nothing_of_an_identifying_column_is_kept():
    result = typed([*HEADINGS, "Prénom"], ["010000024", "CH A", 1, 2, "Zéphyrine"])
    assert "Zéphyrine" not in result.frame.to_csv() + str(result.findings)
    assert "Prénom" not in result.frame


def test_hidden_cells_are_read_and_told():
    layout = Layout(hidden_rows=frozenset({3}))
    result = typed(HEADINGS, ["010000024", "A", 1, 1], ["010000032", "B", 2, 2], layout=layout)
    assert result.frame["number"].tolist() == [1, 2]
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.cell) == ("lignes_masquees_lues", Severity.TO_CHECK, "A3")
    assert "4 dans ce tableau" in finding.message


def test_a_formula_without_a_result_is_no_empty_cell(tmp_path):
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["010000024", "A", "=1+1", "=0/0"])
    path = saved(book, tmp_path / "f.xlsx")
    found = table(path, INITIATIONS)
    result = read_table(found, INITIATIONS, file="f.xlsx")
    assert [(f.code, f.cell, f.severity) for f in result.findings] == [
        ("formule_sans_resultat", "C2", Severity.BLOCKING), ("formule_sans_resultat", "D2", Severity.BLOCKING),
    ]  # fmt: skip
    assert (result.frame["number"].tolist(), result.absences["number"].tolist()) == ([None], [None])


def test_percentages_and_dates_of_a_workbook(tmp_path):
    expected = schema(column("rate", "Taux", kind="rate"), column("day", "Date", kind="date"))
    book = Workbook()
    book.active.append(["Taux", "Date"])
    book.active.append([0.153, date(2025, 12, 31)])
    book.active["A2"].number_format = "0.0%"
    result = read_table(table(saved(book, tmp_path / "f.xlsx"), expected), expected, file="f.xlsx")
    assert result.frame.to_dict("list") == {"source_row": [2], "rate": [Decimal("0.153")], "day": [date(2025, 12, 31)]}
    assert codes(result) == []


def test_records_in_columns():
    expected = schema(
        column("finess", "FINESS", kind="finess"),
        column("si", "Logiciel", kind="yes_no"),
        key=("finess",),
        transposed=True,
    )
    result = typed(["FINESS", "010000024", "010000024"], ["Logiciel", "oui", "peut-être"], expected=expected)
    assert result.frame.to_dict("list") == {"source_row": [2, 3], "finess": ["010000024"] * 2, "si": [True, None]}
    assert [(f.code, f.cell) for f in result.findings] == [("valeur_refusee", "C2"), ("ligne_double", "C1")]
    assert "celui de la colonne B" in result.findings[1].message


def test_the_real_workbook_of_establishments(shared_data):
    expected = schema(
        column("finess", "FINESS", kind="finess", required=True),
        *(column(label, label) for label in ("Raison sociale", "Commune", "Statut juridique", "Région")),
        key=("finess",),
    )
    found = table(shared_data / "finess" / "statapp_finess.xlsx", expected)
    result = read_table(found, expected, file="statapp_finess.xlsx")
    assert (len(result.frame), found.findings, result.findings) == (3_974, (), ())
    assert result.frame["finess"].is_unique
    assert result.frame["finess"].str.fullmatch("[0-9AB]{9}").all()
    # four establishments have no town in the file
    assert (result.absences == Absence.MISSING).sum().to_dict() == {
        "finess": 0, "Raison sociale": 0, "Commune": 4, "Statut juridique": 0, "Région": 0,
    }  # fmt: skip


def test_the_real_file_that_went_through_excel_is_explained(shared_data):
    expected = schema(
        column("site", "nofinesset", kind="finess"),
        column("opened", "dateouv", kind="date"),
        column("siret", "siret", kind="count"),
    )
    name = "etalab-cs1100507_2016_abime_par_excel_2_lignes.csv"
    result = read_table(table(shared_data / "finess" / name, expected), expected, file=name)
    assert result.frame["site"].tolist() == ["010000024", "010000032"]
    damaged = [finding for finding in result.findings if finding.column == "siret"]
    assert [(f.line, f.value, f.severity) for f in damaged] == [
        (2, "2,601E+13", Severity.BLOCKING), (3, "2,601E+13", Severity.BLOCKING),
    ]  # fmt: skip


CELLS = st.one_of(
    st.just(""), st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.dates(), st.times(), st.timedeltas(),
    st.sampled_from([*HEADINGS, "Total", "€", "(nb)", "NC", "#DIV/0!", "Prénom", NIR, "12,5", "S2 2025", "010000024"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, max_size=6), max_size=8),
    header=st.permutations([*HEADINGS, "", "Autre"]),
    transposed=st.booleans(),
    hidden=st.frozensets(st.integers(1, 9)),
    merged=st.lists(st.tuples(*[st.integers(1, 9)] * 4), max_size=3),
)
def test_any_sheet_is_read(rows, header, transposed, hidden, merged):
    expected = schema(*INITIATIONS.columns, key=("finess",), transposed=transposed)
    sheet = Sheet(name="F", values=[*rows, header, *rows], layout=Layout(hidden_rows=hidden, merged=tuple(merged)))
    found = find_table(sheet, expected, file="f.xlsx")
    if found is None:
        return
    result = read_table(found, expected, file="f.xlsx")
    assert list(result.frame) == ["source_row", "finess", "name", "number", "amount"]
    assert len(result.frame) == len(result.absences) == len(found.lines)
    assert NIR not in "".join(finding.sentence() for finding in (*found.findings, *result.findings))
