import pytest
from table_schemas import INITIATIONS, codes, column, schema, table

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.tables.finding import find_table
from caqes_eval.intake.tables.headings import Vocabulary, normalised
from caqes_eval.intake.workbooks import Layout, Sheet

HEADINGS = ["FINESS", "Établissement", "Nombre d’initiations", "Montant remboursé"]
FIRST = ["010000024", "CH de Fleyriat", 12, "1 234,50 €"]
SECOND = ["010000032", "CH Bugey Sud", 3, 20.5]


def found(*rows, schema=INITIATIONS, **layout):
    sheet = Sheet(name="F", values=[list(row) for row in rows], layout=Layout(**layout))
    return find_table(sheet, schema, file="f.xlsx")


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("  NOMBRE\nd'Initiations ", "nombre d initiations"),
        ("Nombre d’initiations*", "nombre d initiations"),
        ("N° FINESS", "n finess"),
        ("Re\u0301gion", "region"),
        ("Cœur", "coeur"),
        ("ＦＩＮＥＳＳ", "finess"),
        ("Montant (en €)", "montant en"),
        ("—", ""),
    ],
)
def test_headings_are_compared_without_what_means_nothing(written, same):
    assert normalised(written) == same


def test_a_heading_with_two_meanings_is_a_fault_of_the_schema():
    with pytest.raises(ValueError, match="means both"):
        Vocabulary(schema(column("a", "Montant"), column("b", "Total", synonyms=("MONTANT",))))


def test_a_plain_table_and_how_it_was_recognised():
    result = found(HEADINGS, FIRST, SECOND)
    assert (result.header, result.lines, result.findings) == ((1, 1), (2, 3), ())
    assert [(m.code, m.heading, m.address, m.synonym, m.place) for m in result.matchings] == [
        ("finess", "FINESS", "A1", "FINESS", 1),
        ("name", "Établissement", "B1", "Établissement", 2),
        ("number", "Nombre d’initiations", "C1", "Nombre d’initiations", 3),
        ("amount", "Montant remboursé", "D1", "Montant remboursé", 4),
    ]


def test_titles_above_blank_rows_and_columns_in_another_order():
    rows = ["Enquête 2025", "", "", "", ""], [], ["ignorer", "montant", "NOMBRE D'INITIATIONS", "Nom", "n° finess"]
    result = found(*rows, ["", 5, 12, "CH", "010000024"], [], ["", 6, 13, "CH", "010000032"])
    assert (result.header, result.lines) == ((3, 3), (4, 6))
    assert [m.place for m in result.matchings] == [5, 4, 3, 2]
    assert codes(result) == ["colonne_inconnue"]


@pytest.mark.parametrize("merged", [((1, 1, 1, 2), (1, 3, 1, 4)), ()])
def test_two_header_lines_and_a_line_of_units(merged):
    rows = (
        ["Établissement", "", "Initiations", ""],
        ["FINESS", "Nom", "nombre", "montant"],
        ["", "", "(nb)", "€"],
        FIRST,
    )
    result = found(*rows, merged=merged)
    assert (result.header, result.lines) == ((1, 2), (4,))
    assert [m.heading for m in result.matchings] == [
        "Établissement / FINESS", "Établissement / Nom", "Initiations / nombre", "Initiations / montant",
    ]  # fmt: skip
    assert codes(result) == ["ligne_unites"]


def test_a_heading_merged_over_two_lines():
    rows = ["FINESS", "Nom", "Activité", ""], ["", "", "Nombre d’initiations", "Montant"], FIRST
    result = found(*rows, merged=((1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 1, 4)))
    # the lower line says all: the headings merged down to it are read there
    assert (result.header, result.lines) == ((2, 2), (3,))
    assert [m.heading for m in result.matchings] == ["FINESS", "Nom", "Nombre d’initiations", "Montant"]


def test_totals_are_told_and_not_read_but_a_record_named_total_is():
    rows = ["", "TOTAL", 15, 1255], ["Sous-total", "", 1, 1], ["010000065", "Total Santé", 1, 2]
    result = found(HEADINGS, FIRST, *rows)
    assert result.lines == (2, 5)
    assert [(f.code, f.cell, f.severity) for f in result.findings] == [
        ("ligne_total", "B3", Severity.INFO), ("ligne_total", "A4", Severity.INFO),
    ]  # fmt: skip


def test_a_header_repeated_on_each_page():
    result = found(HEADINGS, FIRST, HEADINGS, SECOND)
    assert (result.lines, codes(result)) == ((2, 4), ["entete_repetee"])


def test_a_header_of_two_lines_repeated_whole_or_by_half():
    head = ["Établissement", "", "Initiations", ""], ["FINESS", "Nom", "nombre", "montant"]
    assert found(*head, FIRST, *head, SECOND).lines == (3, 6)
    assert found(*head, FIRST, head[1], SECOND).lines == (3, 5)


def test_a_header_repeated_under_another_title_is_to_check():
    result = found(HEADINGS, FIRST, [], ["Semestre 2"], HEADINGS, SECOND)
    assert result.lines == (2, 6)
    told = {finding.code: finding for finding in result.findings}
    assert set(told) == {"tableau_repris", "ligne_de_texte"}
    assert "« Semestre 2 »" in told["tableau_repris"].message
    assert told["tableau_repris"].severity is Severity.TO_CHECK


def test_another_table_under_this_one_is_not_read():
    rows = [], ["Contacts"], ["Nom", "Service", "Téléphone", "Courriel"], ["A", "B", "C", "D"]
    result = found(HEADINGS, FIRST, *rows)
    assert result.lines == (2,)
    assert [(f.code, f.cell) for f in result.findings] == [("ligne_de_texte", "A4"), ("autre_tableau", "A5")]
    assert "les lignes 5 à 6" in result.findings[1].message


def test_declared_absences_after_a_blank_row_are_data():
    assert found(HEADINGS, FIRST, [], ["", "CH", "NC", "sans objet"]).lines == (2, 4)


def test_the_table_with_most_headings_wins():
    result = found(["FINESS", "Nom"], ["010000024", "CH"], [], HEADINGS, SECOND)
    assert (result.header, result.lines) == ((4, 4), (5,))


def test_a_table_below_many_rows():
    rows = [["x", "y"]] * 300
    assert found(*rows, HEADINGS, FIRST).lines == (302,)


@pytest.mark.parametrize("rows", [[], [[]], [["a", "b"], ["c", "d"]], [["FINESS"], ["010000024"]]])
def test_a_sheet_without_the_table(rows):
    assert found(*rows) is None


def test_a_table_without_any_line():
    result = found(["Titre"], HEADINGS)
    assert (result.lines, codes(result)) == ((), ["tableau_vide"])


def test_a_missing_column_is_blocking_with_the_nearest_heading():
    result = found(["FINESS", "Nom", "Nombre d’initations"], FIRST[:3])
    (missing,) = (finding for finding in result.findings if finding.code == "colonne_absente")
    assert (missing.severity, missing.cell, missing.value) == (Severity.BLOCKING, "C1", "Nombre d’initations")
    assert "« Nombre d’initations »" in missing.message
    assert missing.proposal == "Nombre d’initiations"
    assert missing.expected == "un titre comme « Nombre d’initiations » ou « Initiations nombre »"
    assert "number" not in {matching.code for matching in result.matchings}


def test_a_near_optional_column_is_told_and_not_read():
    result = found([*HEADINGS[:3], "Montants"], FIRST)
    assert [(f.code, f.severity, f.proposal) for f in result.findings] == [
        ("colonne_ressemblante", Severity.TO_CHECK, "Montant"),
    ]  # fmt: skip
    assert len(result.matchings) == 3


def test_two_columns_with_one_meaning():
    result = found([*HEADINGS, "N° FINESS"], [*FIRST, "010000032"])
    (double,) = result.findings
    assert (double.code, double.severity) == ("colonne_double", Severity.BLOCKING)
    assert "A1, E1" in double.message
    assert "finess" not in {matching.code for matching in result.matchings}


@pytest.mark.parametrize(
    "rows",
    [
        [[*HEADINGS[:3], "Montant (k€)"], FIRST],
        [[*HEADINGS[:3], "Montant"], ["", "", "", "en milliers d’euros"], FIRST],
    ],
)
def test_thousands_are_blocking(rows):
    result = found(*rows)
    (finding,) = (finding for finding in result.findings if finding.code == "unite_en_milliers")
    assert (finding.severity, finding.cell[0]) == (Severity.BLOCKING, "D")


def test_a_filled_column_without_heading():
    result = found([*HEADINGS[:2], "", HEADINGS[2]], ["010000024", "CH", "oui", 12])
    assert [(f.code, f.cell) for f in result.findings] == [("colonne_sans_titre", "C2")]


def test_a_column_that_looks_like_an_identifier():
    result = found([*HEADINGS, "Date de naissance"], [*FIRST, "01/02/1950"])
    (finding,) = result.findings
    assert (finding.code, finding.cell, finding.column) == ("identifiant_colonne", "E1", "Date de naissance")
    assert "1950" not in finding.sentence()


def test_records_in_columns():
    transposed = schema(
        column("finess", "FINESS", kind="finess"), column("si", "Système d’information", kind="yes_no"), transposed=True
    )
    rows = (
        ["Audit", "", ""],
        ["Critère", "Dossier 1", "Dossier 2"],
        ["FINESS", "010000024", "010000032"],
        ["Partie A", "", ""],
    )
    result = found(*rows, ["Système d’information", "oui", "non"], schema=transposed)
    assert (result.header, result.lines) == ((1, 1), (2, 3))
    assert [(m.code, m.address, m.place) for m in result.matchings] == [("finess", "A3", 3), ("si", "A5", 5)]


def test_in_a_text_file_a_finding_has_a_line():
    result = find_table(Sheet(name="", values=[HEADINGS, FIRST, ["Total", "", 1, 2]]), INITIATIONS, file="f.csv")
    assert [(f.code, f.line, f.sheet, f.cell) for f in result.findings] == [("ligne_total", 3, None, None)]


def test_the_real_file_that_went_through_excel(shared_data):
    expected = schema(column("site", "nofinesset"), column("name", "rs"), column("siret", "SIRET"))
    result = table(shared_data / "finess" / "etalab-cs1100507_2016_abime_par_excel_2_lignes.csv", expected)
    assert (result.header, result.lines) == ((1, 1), (2, 3))
    assert [m.place for m in result.matchings] == [2, 4, 23]
    assert {finding.code for finding in result.findings} == {"colonne_inconnue"}
