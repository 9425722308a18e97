"""Tables as the intake types them: each record tells its own period, whatever return it came in."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pandas as pd
import pytest
from transport_cases import EXTRACT, case, results

from caqes_eval.families.transport.records import periods
from caqes_eval.families.transport.sources import EVERY_MONTH, extracted
from caqes_eval.intake.values import Period

YEAR = Period.of_months


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (YEAR(2024, 1, 12), ("2024",)),
        (YEAR(2024, 7, 12), ("2024-S2",)),
        (YEAR(2024, 4, 6), ("2024-T2",)),
        (YEAR(2024, 3, 3), ("2024-03",)),
        (YEAR(2024, 2, 4), ("2024-02", "2024-03", "2024-04")),
        (Period(date(2024, 11, 1), date(2025, 1, 31)), ("2024-11", "2024-12")),
        (None, ("2025-S1",)),
    ],
)
def test_a_record_is_of_the_period_it_tells_else_of_that_of_its_return(own, told):
    assert periods({"own_period": own, "period": "2025-S1"}) == told


def typed(spans: list[Period], trips: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "year": pd.Series([span.start.year for span in spans], dtype="int64"),
            "period": "2025", "file": "extraction_2025.xlsx",
            "own_period": pd.Series(spans, dtype=object),
            "ambulance_trips": pd.Series(trips, dtype="int64"),
            "vsl_trips": pd.Series([0] * len(spans), dtype="int64"),
            "taxi_trips": pd.Series([100] * len(spans), dtype="int64"),
        }
    )  # fmt: skip


def test_an_extract_of_several_years_tells_each_of_them():
    subject = replace(case({}), tables={EXTRACT: typed([YEAR(2024, 1, 12), YEAR(2025, 1, 12)], [300, 100])})
    assert extracted(subject).months == EVERY_MONTH
    assert extracted(subject.at(2024)).months == EVERY_MONTH
    (share,) = [each for each in results(subject) if each.indicator == "transport.ambulance_share_trips"]
    assert [(point.year, point.value) for point in share.history] == [(2024, Fraction(3, 4)), (2025, Fraction(1, 2))]


def test_twelve_months_make_a_year_and_eleven_do_not():
    spans = [YEAR(2025, month, month) for month in range(1, 13)]
    whole = replace(case({}), tables={EXTRACT: typed(spans, [1] * 12)})
    short = replace(case({}), tables={EXTRACT: typed(spans[:11], [1] * 11)})
    assert (extracted(whole).whole, extracted(whole).partial) == (True, "")
    assert not extracted(short).whole
    assert "11 mois sur douze" in extracted(short).partial


def test_a_month_inside_its_quarter_would_count_twice():
    subject = replace(case({}), tables={EXTRACT: typed([YEAR(2025, 1, 3), YEAR(2025, 2, 2)], [1, 1])})
    assert "se recouvrent" in extracted(subject).lacking
