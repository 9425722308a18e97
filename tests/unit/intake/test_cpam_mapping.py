"""The mappings of extracts: those shipped, those of a region, and every slip told with its line."""

import pytest
from cpam_files import MAPPINGS, SHIPPED, own

from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.intake.cpam import EXTRACTS, load_mapping, load_mappings
from caqes_eval.intake.cpam.reading import schema_of
from caqes_eval.intake.tables.headings import Vocabulary, normalised


def refused(tmp_path, columns, **options):
    with pytest.raises(ParameterFileError) as caught:
        own(tmp_path, columns, **options)
    return caught.value.findings


def test_every_extract_has_a_shipped_mapping_that_says_it_is_to_be_validated():
    assert set(MAPPINGS) == set(EXTRACTS)
    assert {mapping.status for mapping in MAPPINGS.values()} == {"to_validate"}


@pytest.mark.parametrize("extract", EXTRACTS)
@pytest.mark.parametrize("year", [None, 2019, 2024])
def test_a_shipped_heading_means_one_column_whatever_the_year(extract, year):
    vocabulary = Vocabulary(schema_of(MAPPINGS[extract], year=year))
    for column in EXTRACTS[extract].schema.columns:
        for heading in MAPPINGS[extract].column(column.code).headings:
            assert vocabulary.match(heading).code == column.code


@pytest.mark.parametrize(
    ("year", "heading", "code"),
    [
        (2024, "Montant 2024", "amount"),
        (2024, "Montant 2023", "previous_amount"),
        (2025, "Montant 2024", "previous_amount"),
        (None, "Montant N", "amount"),
        (2024, "MONTANT  N-1", "previous_amount"),
        (2024, "Montant 2022", None),
        (None, "Montant 2024", None),
        (2024, "Évolution 2024/2023", "growth"),
    ],
)
def test_the_year_asked_for_gives_the_headings_that_name_it(year, heading, code):
    match = Vocabulary(schema_of(MAPPINGS["ipp"], year=year)).match(heading)
    assert (match.code if match else None) == code


def test_a_column_named_twice_by_the_year_is_refused(tmp_path):
    columns = '  amount: {headings: ["Dépenses {N}"]}\n  base_amount: {headings: [Dépenses 2024]}\n'
    mapping = own(tmp_path, columns)
    assert schema_of(mapping, year=2023).code == "ipp"
    with pytest.raises(ParameterFileError, match="l’année 2024"):
        schema_of(mapping, year=2024)


@pytest.mark.parametrize(
    ("columns", "line", "key", "said"),
    [
        ("  amout: {headings: [Montant]}\n", 7, "columns, amout", "« amount »"),
        ("  amount: {headngs: [Montant]}\n", 7, "columns, amount, headngs", "« headings »"),
        ("  boxes: {}\n  amount:\n    unit: francs\n", 9, "columns, amount, unit", "euros, centimes"),
        ("  boxes:\n    unit: euros\n", 8, "columns, boxes, unit", "valeur n’est pas acceptée"),
        ("  growth:\n    unit: centimes\n", 8, "columns, growth, unit", "pourcentage ou proportion"),
        ("  boxes:\n    answers: {a: [b]}\n", 8, "columns, boxes, answers", "valeur n’est pas acceptée"),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_was_meant(tmp_path, columns, line, key, said):
    (finding,) = refused(tmp_path, columns)
    assert (finding.line, finding.key) == (line, key)
    assert said in f"{finding.message} {finding.remedy}"


def test_an_unknown_answer_is_told_with_the_nearest(tmp_path):
    columns = "  mode:\n    answers:\n      ambulances: [AMB]\n"
    (finding,) = refused(tmp_path, columns, extract="transport")
    assert (finding.line, finding.remedy) == (9, "vouliez-vous écrire « ambulance » ?")


def test_an_unknown_extract_is_refused(tmp_path):
    (finding,) = refused(tmp_path, "  amount: {}\n", extract="taxis")
    assert (finding.line, finding.key) == (1, "extract")


@pytest.mark.parametrize(
    ("columns", "line", "said"),
    [
        (
            "  amount:\n    headings: [Dépense]\n  base_amount:\n    headings: [Base, DÉPENSE]\n",
            8,
            "« Montant remboursé »",
        ),
        ("  amount:\n    headings: [Base de remboursement]\n", 8, "« Base de remboursement »"),
        ("  name:\n    headings: [Nom]\n", 8, "nom du patient"),
    ],
)
def test_a_heading_of_two_columns_or_of_a_patient_is_refused(tmp_path, columns, line, said):
    (finding,) = refused(tmp_path, columns)
    assert said in finding.message
    assert finding.line in (line, line + 2)
    assert finding.key.startswith("columns, ")


def test_the_file_of_a_region_replaces_the_shipped_one(tmp_path):
    own(tmp_path, "  amount: {headings: [Somme versée]}\n")
    mappings = load_mappings(SHIPPED, tmp_path)
    assert mappings["ipp"].status == "confirmed"
    assert mappings["ipp"].column("boxes").headings == ()
    assert mappings["transport"] == MAPPINGS["transport"]


def test_two_files_of_a_folder_for_one_extract_are_refused(tmp_path):
    own(tmp_path, "  amount: {}\n")
    (tmp_path / "ipp_2.yml").write_text((tmp_path / "ipp.yml").read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        load_mappings(tmp_path)
    assert "params/mappings/ipp.yml" in caught.value.findings[0].message


def test_the_faults_of_all_the_files_are_told(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.yml").write_text("extract: ipp\nsheets: [IPP]\nreference: {title: x}\n", encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        load_mappings(tmp_path)
    assert {finding.file for finding in caught.value.findings} == {"params/mappings/a.yml", "params/mappings/b.yml"}
    with pytest.raises(ParameterFileError):
        load_mapping(tmp_path / "a.yml", shown_name="a.yml")


def test_a_confirmed_mapping_says_who_read_it(tmp_path):
    own(tmp_path, "  amount: {}\n")
    text = (tmp_path / "ipp.yml").read_text(encoding="utf-8").replace("checked: {by: x, on: 2026-01-01}\n", "")
    (tmp_path / "ipp.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterFileError) as caught:
        load_mapping(tmp_path / "ipp.yml", shown_name="ipp.yml")
    assert "qui l’a relue" in caught.value.findings[0].message


def test_no_heading_is_written_twice_for_a_column():
    for mapping in MAPPINGS.values():
        for column in EXTRACTS[mapping.extract].schema.columns:
            written = [normalised(words) for words in (column.label, *mapping.column(column.code).headings)]
            assert sorted(written) == sorted(set(written)), (mapping.extract, column.code)
