"""Extracts that give a whole, a part and their rate (EPA, readmissions, day surgery), and ézétimibe."""

from decimal import Decimal

import pytest
from cpam_files import MAPPINGS, NICE, codes, only, read, workbook

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.cpam import EXTRACTS, read_extract
from caqes_eval.intake.cpam.choice import choose_mapping
from caqes_eval.intake.workbooks import open_workbook

EPA = MAPPINGS["epa"]
HEAD = ["FINESS", "Année", "Examen", "Interventions", "Dont avec examen", "Taux"]


def test_each_exam_is_a_line():
    columns = {column.code: column for column in EXTRACTS["epa"].schema.columns}
    assert [choice.code for choice in columns["exam"].choices] == [
        "haemostasis",
        "blood_group",
        "ionogram",
        "efr",
        "other",
    ]


def test_exams_are_read(tmp_path):
    rows = [NICE, 2025, "TP TCA plaquettes", 200, 44, "22 %"], [NICE, 2025, "EFR", 200, 1, "0,5 %"]
    extract = read(tmp_path, HEAD, *rows, mapping=EPA, name="EPA")
    assert codes(extract) == []
    assert list(extract.table.frame["exam"]) == ["haemostasis", "efr"]
    assert list(extract.table.frame["surgeries"]) == [200, 200]
    assert list(extract.table.frame["surgeries_with_exam"]) == [44, 1]
    assert list(extract.table.frame["rate"]) == [Decimal("0.22"), Decimal("0.005")]


def test_the_year_before_has_its_own_columns(tmp_path):
    head = [
        "FINESS",
        "Examen",
        "Interventions 2024",
        "Dont avec examen 2024",
        "Interventions 2025",
        "Dont avec examen N",
    ]
    extract = read(tmp_path, head, [NICE, "Iono", 100, 30, 120, 24], mapping=EPA, year=2025, name="EPA")
    line = extract.table.frame.iloc[0]
    names = ("surgeries", "previous_surgeries", "previous_surgeries_with_exam")
    assert [line[name] for name in names] == [120, 100, 30]


@pytest.mark.parametrize(
    ("rate", "wrong"),
    [
        ("33,3 %", False),  # 1/3 is between 33.25 and 33.35 %
        ("33,33 %", False),
        ("33,4 %", True),
        ("0,33333", False),
        ("33 %", False),
        ("34 %", True),
    ],
)
def test_a_rate_that_is_not_the_ratio_is_told(tmp_path, rate, wrong):
    extract = read(tmp_path, HEAD, [NICE, 2025, "EFR", 300, 100, rate], mapping=EPA, name="EPA")
    assert ("extrait_taux" in codes(extract)) is wrong


def test_the_message_gives_the_rate(tmp_path):
    finding = only(read(tmp_path, HEAD, [NICE, 2025, "EFR", 300, 100, "34 %"], mapping=EPA, name="EPA"), "extrait_taux")
    assert finding.severity is Severity.TO_CHECK
    assert (finding.cell, finding.value) == ("F2", "34 %")
    assert "100 sur 300, soit 33,33\u202f%" in finding.message


def test_no_rate_is_computed_on_nothing(tmp_path):
    extract = read(tmp_path, HEAD, [NICE, 2025, "EFR", 0, 0, "0 %"], mapping=EPA, name="EPA")
    assert codes(extract) == []


def test_more_exams_than_surgeries_is_blocking(tmp_path):
    extract = read(tmp_path, HEAD, [NICE, 2025, "EFR", 300, 301, ""], mapping=EPA, name="EPA")
    assert only(extract, "extrait_partie").severity is Severity.BLOCKING


def test_a_line_per_exam_is_not_a_repeated_hospital(tmp_path):
    line = [NICE, 2025, "EFR", 300, 3, "1 %"]
    assert codes(read(tmp_path, HEAD, line, line, mapping=EPA, name="EPA")) == ["extrait_doublon"]


@pytest.mark.parametrize(
    ("extract", "head", "row", "expected"),
    [
        (
            "rehospitalisation_ic",
            ["N° FINESS", "Année", "Séjours index", "Réhospitalisations à 90 jours", "Taux"],
            [NICE, 2025, 250, 50, "20 %"],
            {"index_stays": 250, "readmitted_stays": 50, "rate": Decimal("0.2")},
        ),
        (
            "chirurgie_ambulatoire",
            ["N° FINESS", "Famille", "Séjours de chirurgie", "Dont 0 nuit", "Taux d’ambulatoire"],
            [NICE, "Cataracte", 400, 388, "97 %"],
            {"act_family": "Cataracte", "surgical_stays": 400, "outpatient_stays": 388, "rate": Decimal("0.97")},
        ),
        (
            "chirurgie_ambulatoire",
            ["N° FINESS", "Séjours chirurgicaux", "Séjours sans nuit"],
            [NICE, 400, 0],
            {"act_family": None, "surgical_stays": 400, "outpatient_stays": 0, "rate": None},
        ),
        (
            "ezetimibe",
            ["N° FINESS", "Boîtes 2025", "Montant remboursé 2025", "Montant remboursé 2024", "Évolution"],
            [NICE, 30, "105,00", "100,00", "5 %"],
            {"boxes": 30, "amount": Decimal("105.00"), "previous_amount": Decimal("100.00"), "growth": Decimal("0.05")},
        ),
    ],
)
def test_the_other_extracts(tmp_path, extract, head, row, expected):
    read_ = read(tmp_path, head, row, mapping=MAPPINGS[extract], year=2025, name="Feuille")
    line = read_.table.frame.iloc[0]
    assert {code: line[code] for code in expected} == expected
    assert set(codes(read_)) <= {"extrait_autre_feuille"}


def test_a_readmission_above_its_stays_is_blocking(tmp_path):
    head = ["FINESS", "Séjours index", "Réhospitalisations"]
    extract = read(tmp_path, head, [NICE, 10, 11], mapping=MAPPINGS["rehospitalisation_ic"], name="Réhospit IC")
    assert codes(extract) == ["extrait_partie"]


@pytest.mark.parametrize(
    ("sheet", "head", "row", "extract"),
    [
        ("Examens préopératoires 2025", HEAD, [NICE, 2025, "EFR", 3, 1, ""], "epa"),
        ("Feuil1", HEAD, [NICE, 2025, "EFR", 3, 1, ""], "epa"),
        ("Réhospit IC", ["FINESS", "Séjours", "Réadmissions"], [NICE, 3, 1], "rehospitalisation_ic"),
        ("Feuil1", ["FINESS", "Séjours", "Séjours 0 nuit"], [NICE, 3, 1], "chirurgie_ambulatoire"),
        ("Ézétimibe", ["FINESS", "Boîtes", "Montant"], [NICE, 3, 1], "ezetimibe"),
        ("IPP 2025", ["FINESS", "Boîtes", "Montant"], [NICE, 3, 1], "ipp"),
        # two extracts give « numérateur » and « dénominateur » and nothing else
        ("Feuil1", ["FINESS", "Dénominateur", "Numérateur", "Taux"], [NICE, 4, 1, "25 %"], None),
    ],
)
def test_the_extract_is_chosen_by_its_sheet_then_its_headings(tmp_path, sheet, head, row, extract):
    path = workbook(tmp_path / "reçu.xlsx", **{sheet: [head, row]})
    choice = choose_mapping(open_workbook(path).sheets, MAPPINGS.values(), file=path.name, year=2025)
    assert (choice.mapping.extract if choice.mapping else None) == extract
    if extract is None:
        assert choice.fault.code == "extrait_ambigu"


def test_what_is_opened_is_not_opened_again(tmp_path):
    path = workbook(tmp_path / "reçu.xlsx", EPA=[HEAD, [NICE, 2025, "EFR", 3, 1, ""]])
    opened = open_workbook(path)
    path.unlink()
    assert len(read_extract(opened, EPA, shown="reçu.xlsx").table.frame) == 1
