"""The PMSI files of a hospital as one table a year: which file counts, what is taken away, exact sums."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from pmsi_files import HOSPITAL, SITE, line, write

from caqes_eval.foundation.shipped import shipped
from caqes_eval.intake.pmsi.reader import read_pmsi
from caqes_eval.pipeline.evidence.pmsi import DMI, MED, PmsiReceived, PmsiTable, yearly_tables
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import Law

LAW = Law(rules=Rules.load(shipped("regulation")), activity=date(2025, 12, 31), decision=date(2026, 3, 1))


def received(folder: Path, name: str, *lines: str, order: int = 0, year: int = 2025) -> PmsiReceived:
    read = read_pmsi(write(folder, name, lines), hospital=(HOSPITAL,))
    assert read.layout is not None, [each.message for each in read.findings]
    assert not read.refused, [each.message for each in read.findings]
    return PmsiReceived(file=name, read=read, year=year, order=order)


def med(quantity: str = "0000002000", price: str = "0000100000", family: str = "rsa_med", **more: str) -> str:
    """A line of 2 units and 100 €, unless told otherwise."""
    return line(family, 2025, NBADM=quantity, PRIX=price, **more)


def only(tables: list[PmsiTable], code: str = MED) -> PmsiTable:
    (table,) = tables
    assert table.code == code
    return table


def summed(frame: pd.DataFrame) -> tuple[Fraction, Fraction, int]:
    return (
        sum((Fraction(each) for each in frame["quantity"]), Fraction(0)),
        sum((Fraction(each) for each in frame["amount"]), Fraction(0)),
        sum(frame["lines"]),
    )


def told(table: PmsiTable, code: str) -> list[str]:
    return [each.sentence for each in table.told if each.code == code]


def test_lines_are_summed_by_month_site_product_and_indication(tmp_path: Path) -> None:
    file = received(
        tmp_path, f"{HOSPITAL}.2025.12.med", med(), med("0000000500", "0000050000"), med(INDICATION="I000672"),
    )  # fmt: skip
    frame = only(yearly_tables([file], LAW)).frame
    rows = {row["indication"]: row for row in frame.to_dict("records")}
    assert set(rows) == {"I999999", "I000672"}
    row = rows["I999999"]
    assert (row["quantity"], row["amount"], row["lines"]) == (Fraction(5, 2), 150, 2)
    assert (row["ucd"], row["finess_geo"], row["month"]) == ("9261104", SITE, 3)
    assert (row["year"], row["period"]) == (2025, "2025")


def test_a_line_of_three_stays_counts_for_a_third(tmp_path: Path) -> None:
    # 2 units and 100 € over three stays: 2/3 and 100/3, and no rounding
    file = received(tmp_path, f"{HOSPITAL}.2025.12.med", med(NBSEJ="000003"), med())
    quantity, amount, lines = summed(only(yearly_tables([file], LAW)).frame)
    assert (quantity, amount, lines) == (Fraction(8, 3), Fraction(400, 3), 2)


def test_outputs_count_before_fichcomp_whatever_the_month(tmp_path: Path) -> None:
    outputs = received(tmp_path, f"{HOSPITAL}.2025.6.med", med(), order=0)
    fichcomp = received(tmp_path, f"{HOSPITAL}.2025.12.med.txt", *[med(family="fichcomp_med")] * 3, order=1)
    table = only(yearly_tables([fichcomp, outputs], LAW))
    assert table.files == (f"{HOSPITAL}.2025.6.med",)
    assert summed(table.frame)[2] == 1
    (sentence,) = told(table, "pmsi_fichier_remplace")
    assert fichcomp.file in sentence
    assert outputs.file in sentence


def test_fichcomp_counts_when_it_is_alone(tmp_path: Path) -> None:
    fichcomp = received(tmp_path, f"{HOSPITAL}.2025.12.med.txt", *[med(family="fichcomp_med")] * 3)
    table = only(yearly_tables([fichcomp], LAW))
    assert (table.files, summed(table.frame)[2]) == ((fichcomp.file,), 3)


def test_the_latest_month_counts_for_a_transmission_holds_the_year_so_far(tmp_path: Path) -> None:
    june = received(tmp_path, f"{HOSPITAL}.2025.6.med", med(), order=1)
    december = received(tmp_path, f"{HOSPITAL}.2025.12.med", med(), med(), order=0)
    table = only(yearly_tables([december, june], LAW))
    assert (table.files, summed(table.frame)[2]) == ((december.file,), 2)
    assert len(told(table, "pmsi_fichier_remplace")) == 1


def test_of_two_of_the_same_month_the_last_received_counts(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    first = received(tmp_path / "a", f"{HOSPITAL}.2025.12.med", med(), order=0)
    last = received(tmp_path, f"{HOSPITAL}.2025.12.med", med(), med(), order=1)
    assert summed(only(yearly_tables([last, first], LAW)).frame)[2] == 2


def test_fields_of_care_add_up(tmp_path: Path) -> None:
    outputs = received(tmp_path, f"{HOSPITAL}.2025.12.med", med())
    home = received(tmp_path, f"{HOSPITAL}.2025.11.med", med(family="had_med"), order=1)
    assert home.read.layout.family == "had_med"
    table = only(yearly_tables([outputs, home], LAW))
    assert set(table.files) == {outputs.file, home.file}
    assert summed(table.frame)[2] == 2
    assert told(table, "pmsi_fichier_remplace") == []


def test_what_medatu_adds_is_counted_once(tmp_path: Path) -> None:
    # Avastin belongs with the medicines: the line that MED already has is not counted again
    main = received(tmp_path, f"{HOSPITAL}.2025.12.med", med())
    extra = received(tmp_path, f"{HOSPITAL}.2025.12.medatu", med(), med("0000003000", "0000300000"), order=1)
    table = only(yearly_tables([main, extra], LAW))
    assert table.files == (main.file, extra.file)
    assert summed(table.frame) == (5, 400, 2)


def test_an_earlier_medatu_does_not_count(tmp_path: Path) -> None:
    main = received(tmp_path, f"{HOSPITAL}.2025.12.med", med())
    june = received(tmp_path, f"{HOSPITAL}.2025.6.medatu", med("0000003000", "0000300000"), order=1)
    december = received(tmp_path, f"{HOSPITAL}.2025.12.medatu", med("0000004000", "0000400000"), order=2)
    table = only(yearly_tables([main, december, june], LAW))
    assert summed(table.frame) == (6, 500, 2)
    assert [june.file in sentence for sentence in told(table, "pmsi_fichier_remplace")] == [True]


def test_what_the_cleaning_takes_away_is_told(tmp_path: Path) -> None:
    file = received(tmp_path, f"{HOSPITAL}.2025.12.med", med(), med("0000000000"))
    table = only(yearly_tables([file], LAW))
    assert summed(table.frame) == (2, 100, 1)
    (sentence,) = told(table, "pmsi_nettoyage")
    assert "1 ligne (quantité nulle" in sentence


def test_medicines_and_devices_are_two_tables(tmp_path: Path) -> None:
    file = received(tmp_path, f"{HOSPITAL}.2025.12.med", med())
    devices = received(
        tmp_path, f"{HOSPITAL}.2025.12.dmip", line("rsa_dmi", 2025, NBPOSE="0000000002", PRIX="0000100000")
    )
    tables = {each.code: each for each in yearly_tables([devices, file], LAW)}
    assert set(tables) == {MED, DMI}
    assert summed(tables[DMI].frame) == (2, 100, 1)
    assert list(tables[DMI].frame["lpp"]) == ["8178447"]
    assert "indication" not in tables[DMI].frame


def test_each_year_is_a_table_of_its_own(tmp_path: Path) -> None:
    now = received(tmp_path, f"{HOSPITAL}.2025.12.med", med())
    earlier = line("rsa_med", 2024, **{"ANNEE+MOIS": "202403", "MOISADMIN_ADMIN": "032024"})
    before = received(tmp_path, f"{HOSPITAL}.2024.12.med", earlier, year=2024)
    assert [(each.year, each.files) for each in yearly_tables([now, before], LAW)] == [
        (2024, (before.file,)), (2025, (now.file,)),
    ]  # fmt: skip


@pytest.mark.parametrize("swapped", [False, True])
def test_the_order_of_the_files_changes_nothing(tmp_path: Path, *, swapped: bool) -> None:
    files = [
        received(tmp_path, f"{HOSPITAL}.2025.12.med", med(), order=0),
        received(tmp_path, f"{HOSPITAL}.2025.12.med.txt", med(family="fichcomp_med"), order=1),
    ]
    table = only(yearly_tables(files[::-1] if swapped else files, LAW))
    assert (table.files, summed(table.frame)) == ((f"{HOSPITAL}.2025.12.med",), (2, 100, 1))


def test_no_file_gives_no_table() -> None:
    assert yearly_tables([], LAW) == []


def test_amounts_are_exact_to_the_thousandth(tmp_path: Path) -> None:
    file = received(tmp_path, f"{HOSPITAL}.2025.12.med", med(price="0000000001"))
    assert summed(only(yearly_tables([file], LAW)).frame)[1] == Fraction(Decimal("0.001"))
