"""What must agree in an extract, on both sides of each limit; figures worked out by hand."""

import pytest
from cpam_files import AJACCIO, BASTIA, MAPPINGS, NICE, codes, only, own, read

BOXES = ["FINESS", "Nombre de boîtes", "Montant remboursé"]
TWO = (BOXES, [NICE, 10, "100,25"], [AJACCIO, 5, "50,25"])


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (["Total", 15, "150,50"], []),
        (["TOTAL", "15", "150,50 €"], []),
        (["Total", 14, "150,50"], ["B4"]),
        (["Total", 15, "150,51"], []),  # 2 × 0.005 + 0.005: three roundings to the cent
        (["Total", 15, "150,52"], ["C4"]),
        (["Total", 16, "1 505"], ["B4", "C4"]),
        (["Total", None, None], []),
    ],
)
def test_a_total_is_the_sum_of_its_lines_within_rounding(tmp_path, total, told):
    extract = read(tmp_path, *TWO, total)
    assert [finding.cell for finding in extract.findings if finding.code == "extrait_total"] == told


def test_a_wrong_total_says_the_sum_and_what_could_not_be_read(tmp_path):
    finding = only(read(tmp_path, BOXES, [NICE, 10, 1], [AJACCIO, "ND", 2], ["Total", 13, 3]), "extrait_total")
    assert (finding.cell, finding.value) == ("B4", "13")
    assert "qui est 10 (1 valeur sans nombre dans la colonne)" in finding.message


@pytest.mark.parametrize(
    ("last", "told"),
    [(["Total", 15, 150], []), (["Total", 8, 80], []), (["Total", 9, 80], ["B6"])],
)
def test_a_total_is_of_all_the_lines_or_of_those_since_the_one_before(tmp_path, last, told):
    rows = (BOXES, [NICE, 5, 50], [AJACCIO, 2, 20], ["Sous-total", 7, 70], [BASTIA, 8, 80])
    extract = read(tmp_path, *rows, last)
    assert [finding.cell for finding in extract.findings if finding.code == "extrait_total"] == told


def test_a_total_is_compared_in_the_unit_of_the_mapping(tmp_path):
    mapping = own(tmp_path, "  amount: {unit: milliers d’euros}\n")
    rows = (BOXES, [NICE, 1, 12], [AJACCIO, 1, 13])
    assert codes(read(tmp_path, *rows, ["Total", 2, 26], mapping=mapping)) == ["ligne_total"]
    finding = only(read(tmp_path, *rows, ["Total", 2, 27], mapping=mapping), "extrait_total")
    assert "25\u202f000,00\u202f€" in finding.message


@pytest.mark.parametrize(
    ("amount", "previous", "growth", "told"),
    [
        ("105,00", "100,00", "5,0 %", False),
        ("105,00", "100,00", "5 %", False),
        ("105,00", "100,00", "5,1 %", True),
        ("105,04", "100,00", "5,0 %", False),
        ("105,06", "100,00", "5,0 %", False),  # 5.06 % ± 0.01 for the cents: 5.05 % is within reach
        ("105,10", "100,00", "5,0 %", True),
        ("95,00", "100,00", "-5,0 %", False),
        ("95,00", "100,00", "5,0 %", True),
        ("105,00", "100,00", "105 %", True),
        ("105,00", "0", "5 %", True),
        ("0", "100,00", "-100 %", False),
        ("105", "100", "5,9 %", False),  # whole euros: 104.5 / 100.5 to 105.5 / 99.5, from 4.0 to 6.0 %
        ("105", "100", "6,2 %", True),
        ("105,00", "ND", "5 %", False),
        ("105,00", "100,00", "", False),
    ],
)
def test_a_growth_is_that_of_its_two_amounts_within_rounding(tmp_path, amount, previous, growth, told):
    header = ["FINESS", "Boîtes", "Montant", "Montant N-1", "Évolution"]
    extract = read(tmp_path, header, [NICE, 1, amount, previous, growth])
    assert [code for code in codes(extract) if code.startswith("extrait")] == (["extrait_evolution"] if told else [])


def test_a_wrong_growth_says_the_right_one(tmp_path):
    header = ["FINESS", "Boîtes", "Montant", "Montant N-1", "Évolution"]
    finding = only(read(tmp_path, header, [NICE, 1, "93", "100", "+7 %"]), "extrait_evolution")
    assert (finding.cell, finding.value, finding.severity) == ("E2", "+7 %", "à vérifier")
    assert "93,00\u202f€ après 100,00\u202f€, soit -7,0\u202f%" in finding.message


@pytest.mark.parametrize(
    ("extract", "header", "line", "told"),
    [
        ("transport", ["Nombre de transports", "Nb ambulances", "Montant"], [10, 10, 1], []),
        ("transport", ["Nombre de transports", "Nb ambulances", "Montant"], [10, 11, 1], ["C2"]),
        ("transport", ["Montant", "Montant ambulance", "Montant taxi"], ["5", "5,01", "6"], ["C2", "D2"]),
        ("perfadom", ["Montant", "Montant diffuseurs et SA électriques"], [100, 100], []),
        ("perfadom", ["Montant", "Montant diffuseurs et SA électriques"], [100, 101], ["C2"]),
        ("generiques", ["Boîtes", "Boîtes répertoire", "Boîtes génériques"], [10, 10, 10], []),
        ("generiques", ["Boîtes", "Boîtes répertoire", "Boîtes génériques"], [10, 11, 12], ["C2", "D2"]),
        ("generiques", ["Boîtes", "Base de remboursement", "Montant"], [10, 5, 6], ["D2"]),
        ("generiques", ["Boîtes", "Boîtes répertoire"], [10, "ND"], []),
        ("biosimilaires", ["Boîtes", "Boîtes biosimilaires"], [3, 4], ["C2"]),
    ],
)
def test_a_part_is_never_above_its_whole(tmp_path, extract, header, line, told):
    result = read(tmp_path, ["FINESS", *header], [NICE, *line], mapping=MAPPINGS[extract])
    findings = [finding for finding in result.findings if finding.code == "extrait_partie"]
    assert [finding.cell for finding in findings] == told
    assert all(finding.severity == "bloquant" for finding in findings)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ([NICE, "2024", "CIP A"], True),
        ([NICE, "2023", "CIP A"], False),
        ([AJACCIO, "2024", "CIP A"], False),
        ([NICE, "2024", "CIP B"], False),
        ([NICE, None, "CIP A"], False),
        ([NICE, "exercice 2024", "CIP A"], True),
    ],
)
def test_a_hospital_is_once_for_a_period_and_an_object(tmp_path, second, told):
    rows = (["FINESS", "Période", "Libellé", "Boîtes", "Montant"], [NICE, "2024", "CIP A", 1, 2], [*second, 1, 2])
    found = [finding for finding in read(tmp_path, *rows).findings if finding.code == "extrait_doublon"]
    assert len(found) == told
    if told:
        assert (found[0].cell, found[0].severity) == ("A3", "bloquant")
        assert "déjà à la ligne 2" in found[0].message
        assert f"{NICE}, 2024, CIP A" in found[0].message
