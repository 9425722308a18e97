"""The costly drugs of the demonstration, summed from the raw lines by positions written here (formats.md §5.2)."""

from collections import defaultdict
from fractions import Fraction

import pytest

from caqes_eval.demo.collection import CAMPAIGNS
from caqes_eval.demo.collection.faults import SPOILT_DELAY

# practice.md §2.3: units, euros, units off label, of PACA and of Corse
PUBLISHED = {
    "val-de-brume": {2021: (496_871, 468_368_652, 76_308), 2022: (486_997, 518_212_034, 81_889),
                     2023: (482_846, 568_154_183, 70_063)},
    "cotes-d-ambre": {2021: (27_089, 25_827_258, 3_545), 2022: (25_722, 28_811_299, 2_973),
                      2023: (24_466, 31_625_488, 2_908), 2024: (26_081, 29_346_673, 2_542)},
}  # fmt: skip
# the two large lines are told from the small ones of the former HAD layout by their length
RSA, HAD_SINCE_2023, HAD_BEFORE = 102, 120, 106


def amounts(line: str) -> tuple[str, Fraction, Fraction]:
    """Return the indication, the units and the euros of a line, once in each of its stays."""
    start = 36 if len(line) == HAD_BEFORE else 50
    stays = int(line[30:36] if len(line) == HAD_BEFORE else line[44:50])
    quantity, price = line[start + 13 : start + 23], line[start + 23 : start + 33]
    indication = "" if len(line) == HAD_BEFORE else line[95:102]
    return indication, Fraction(int(quantity), 1_000 * stays), Fraction(int(price), 1_000 * stays)


@pytest.fixture(scope="module")
def totals(files):
    """Units, euros and units off label by region and year, the lines spoilt on purpose left out."""
    summed = defaultdict(lambda: [Fraction(0)] * 3)
    for file in files.values():
        if file.form != "pmsi" or not file.name.endswith(".med"):
            continue
        for line in file.content.decode("ascii").split("\r\n"):
            if len(line) not in (RSA, HAD_SINCE_2023, HAD_BEFORE) or line[89:93] == f"{SPOILT_DELAY:04}":
                continue
            indication, units, euros = amounts(line)
            total = summed[file.own.region, int(file.period)]
            off_label = units if indication == "I999999" else Fraction(0)
            summed[file.own.region, int(file.period)] = [
                total[0] + units, total[1] + euros, total[2] + off_label,
            ]  # fmt: skip
    return dict(summed)


@pytest.mark.parametrize(
    ("region", "year", "units", "off_label"),
    [
        ("val-de-brume", 2023, 469_300, 67_900),
        ("val-de-brume", 2024, 498_600, 73_200),
        ("val-de-brume", 2025, 503_400, 70_900),
        ("cotes-d-ambre", 2021, 27_600, 3_560),
        ("cotes-d-ambre", 2025, 27_300, 2_610),
    ],
)
def test_the_lines_sum_to_the_totals_told_in_the_notice(totals, region, year, units, off_label):
    assert totals[region, year][0] == units
    assert totals[region, year][2] == off_label


@pytest.mark.parametrize(("region", "year"), [(region, year) for region in PUBLISHED for year in PUBLISHED[region]])
def test_the_totals_have_the_orders_of_magnitude_published(totals, region, year):
    for found, published in zip(totals[region, year], PUBLISHED[region][year], strict=True):
        assert Fraction(3, 4) < found / published < Fraction(5, 4)
        assert found != published


def test_some_years_reach_15_per_cent_and_some_do_not(totals):
    rates = {
        year: Fraction(totals["val-de-brume", year][2], totals["val-de-brume", year][0]) for year in range(2022, 2026)
    }
    assert rates[2022] > Fraction(15, 100)
    # 73 200 / 498 600 = 14.68 %
    assert Fraction(1468, 10_000) < rates[2024] < Fraction(1469, 10_000)


def test_what_is_off_label_is_never_more_than_the_whole(totals):
    assert len(totals) == 5 * len(CAMPAIGNS)
    assert all(off_label < units for units, _, off_label in totals.values())


def test_the_mirror_code_begins_in_august_2024(files):
    months = {
        line[85:89] + line[83:85]
        for file in files.values()
        if file.name.endswith(".med")
        for line in file.content.decode("ascii").split("\r\n")
        if line[95:102] == "I999997"
    }
    assert min(months) == "202408"
