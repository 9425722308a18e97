"""Totals by year, read from workbooks of any layout; those published for PACA are refused as they are."""

from decimal import Decimal

import pytest
from cross_tables import evidence
from openpyxl import Workbook

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.cross_checks import cross_check
from caqes_eval.intake.cross_checks.totals import read_totals
from caqes_eval.intake.values import Period
from caqes_eval.intake.workbooks import open_workbook

HEAD = ["Région", "Année", "UCD total", "€ total", "UCD hors-AMM", "€ hors-AMM", "Taux"]
# practice.md §2.3, as printed: the total of PACA in 2024 lost its first digits
PACA = [
    ["PACA", 2021, 496_871, 468_368_652, 76_308, 49_963_784, "15,3 %"],
    ["PACA", 2022, "486 997", "518 212 034 €", 81_889, 58_694_090, "16,8 %"],
    ["PACA", 2023, 482_846, 568_154_183, 70_063, 60_601_528, "14,5 %"],
    ["PACA", 2024, 512_788, 20_388_741, 75_940, 66_282_458, "14,8 %"],
]
CORSE = [
    ["Corse", 2023, 24_466, 31_625_488, 2_908, 2_670_163, ""],
    ["Corse", 2024, 26_081, 29_346_673, 2_542, 1_706_731, ""],
]


def book(path, *rows, sheet="MO"):
    workbook = Workbook()
    workbook.active.title = sheet
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def told(read) -> list[str]:
    findings = [each for series in read.series for each in cross_check(evidence(totals=series))]
    return sorted(each.code for each in findings if each.severity is not Severity.INFO)


def test_the_truncated_total_of_paca_is_blocking(tmp_path):
    read = read_totals(book(tmp_path / "totaux.xlsx", ["Totaux ATIH"], [], HEAD, *PACA))
    (series,) = read.series
    found = [each for each in cross_check(evidence(totals=series)) if each.severity is Severity.BLOCKING]
    assert [(each.code, each.line, each.column) for each in found] == [
        ("partie_superieure_au_tout", 7, "Montant codé I999999")
    ]
    assert "2024" in found[0].message
    assert "20\u202f388\u202f741\u202f€" in found[0].message
    assert "serie_rompue" in told(read)


def test_values_and_periods(tmp_path):
    read = read_totals(book(tmp_path / "totaux.xlsx", HEAD, *PACA))
    frame = read.table.frame
    assert list(frame["ucd"]) == [496_871, 486_997, 482_846, 512_788]
    assert list(frame["amount"])[:2] == [Decimal("468368652"), Decimal("518212034")]
    assert frame.loc[3, "period"] == Period.of_months(2024, 1, 12)
    assert list(frame["amount_i999"])[3] == Decimal("66282458")


def test_two_regions_in_one_table_are_two_series(tmp_path):
    read = read_totals(book(tmp_path / "totaux.xlsx", HEAD, *PACA[2:], *CORSE))
    assert [list(series.frame["scope"]) for series in read.series] == [["PACA"] * 2, ["Corse"] * 2]
    # the fall from PACA to Corse is no break: only those inside a region are told
    assert told(read) == ["evolutions_opposees"] * 2 + ["partie_superieure_au_tout", "serie_rompue"]


def test_years_in_columns(tmp_path):
    columns = zip(HEAD[1:6], *(row[1:6] for row in PACA), strict=True)
    read = read_totals(book(tmp_path / "totaux.xlsx", *(list(row) for row in columns)))
    assert list(read.table.frame["ucd_i999"]) == [76_308, 81_889, 70_063, 75_940]
    assert "partie_superieure_au_tout" in told(read)


def test_a_csv(tmp_path):
    path = tmp_path / "totaux.csv"
    path.write_text("Année;UCD;Montant (€);UCD I999\n2023;100;1 000,50;10\n2024;100;;101\n", encoding="cp1252")
    read = read_totals(path)
    assert list(read.table.frame["amount"]) == [Decimal("1000.50"), None]
    # from 10 to 101, but a rule changed in August 2024: no break of the series is told
    assert told(read) == ["partie_superieure_au_tout"]


def test_half_years_are_compared_with_one_another(tmp_path):
    rows = [["Semestre", "UCD", "UCD I999"], ["S1 2025", 100, 10], ["S2 2025", 104, 11], ["2024", 190, 20]]
    assert told(read_totals(book(tmp_path / "totaux.xlsx", *rows))) == []


def test_a_year_told_twice_is_blocking(tmp_path):
    read = read_totals(book(tmp_path / "totaux.xlsx", HEAD, PACA[0], PACA[0]))
    assert [each.code for each in read.findings if each.severity is Severity.BLOCKING] == ["ligne_double"]


def test_thousands_of_euros_are_blocking(tmp_path):
    read = read_totals(book(tmp_path / "totaux.xlsx", ["Année", "Montant (k€)"], [2024, 620_388]))
    assert [each.code for each in read.findings] == ["unite_en_milliers"]


def test_a_repair_accepted_is_read(tmp_path):
    path = book(tmp_path / "totaux.xlsx", HEAD, *PACA)
    read = read_totals(path, repairs={("MO", "D5"): "620 388 741"})
    assert list(read.table.frame["amount"])[3] == Decimal("620388741")
    assert told(read) == []


@pytest.mark.parametrize("rows", [[["Région", "Remarque"], ["PACA", "x"]], [["Année", "Remarque"], [2024, "x"]]])
def test_a_file_without_totals_is_told(tmp_path, rows):
    (finding,) = read_totals(book(tmp_path / "totaux.xlsx", *rows)).findings
    assert (finding.code, finding.severity) == ("totaux_introuvables", Severity.BLOCKING)


def test_what_does_not_open_is_told(tmp_path):
    (tmp_path / "totaux.xlsx").write_bytes(b"")
    read = read_totals(open_workbook(tmp_path / "totaux.xlsx", file="t.xlsx"), shown="t.xlsx")
    assert (read.table, read.series, [each.code for each in read.findings]) == (None, (), ["fichier_vide"])
