"""The lines of an extract over the years: jumps are told, known breaks are not faults, hospitals are not mixed."""

from cpam_files import MAPPINGS, NICE, workbook
from cross_tables import evidence

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.cpam import read_extract
from caqes_eval.intake.cross_checks import cross_check
from caqes_eval.intake.cross_checks.extracts import measures_of, series_of

OTHER = "2A0000014"


def told(tmp_path, extract, *rows, sheet="IPP"):
    path = workbook(tmp_path / "extrait.xlsx", **{sheet: rows})
    read = read_extract(path, MAPPINGS[extract], year=2025)
    series = series_of(extract, read.table, file=path.name)
    found = [
        finding for each in series for finding in cross_check(evidence(totals=each, measures=measures_of(extract)))
    ]
    return [(each.code, each.line, each.column) for each in found if each.severity is not Severity.INFO]


def test_a_jump_of_boxes_is_told_at_its_line(tmp_path):
    head = ["FINESS", "Année", "Boîtes", "Montant"]
    rows = [NICE, 2022, 1_000, 4_000], [NICE, 2023, 10_000, 4_100], [NICE, 2024, 1_010, 4_050]
    assert told(tmp_path, "ipp", head, *rows) == [
        ("serie_rompue", 3, "Nombre de boîtes"), ("serie_rompue", 4, "Nombre de boîtes"),
    ]  # fmt: skip


def test_two_hospitals_are_two_series(tmp_path):
    head = ["FINESS", "Année", "Boîtes", "Montant"]
    assert told(tmp_path, "ipp", head, [NICE, 2023, 1_000, 4_000], [OTHER, 2024, 10, 40]) == []


def test_two_exams_are_two_series(tmp_path):
    head = ["FINESS", "Année", "Examen", "Interventions", "Dont avec examen"]
    rows = [NICE, 2023, "EFR", 1_000, 10], [NICE, 2024, "Iono", 990, 300]
    assert told(tmp_path, "epa", head, *rows, sheet="EPA") == []


def test_the_known_break_of_transports_is_no_fault(tmp_path):
    head = ["FINESS", "Année", "Nombre de transports", "Montant"]
    assert measures_of("transport")["transport_trips"] == "Nombre de transports"
    rows = [NICE, 2017, 1_000, 90_000], [NICE, 2019, 100, 9_000]
    assert told(tmp_path, "transport", head, *rows, sheet="Transports") == []


def test_lines_without_a_period_are_compared_with_none(tmp_path):
    head = ["FINESS", "Boîtes", "Montant"]
    assert told(tmp_path, "ipp", head, [NICE, 1_000, 4_000], [OTHER, 10, 40]) == []
