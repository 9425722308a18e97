"""Whatever the data: neither the order of the rows nor their files change a result, and parts stay parts."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from transport_cases import EXTRACT, FORM, MODES, case, results

counts = st.integers(0, 100_000)
euros = st.decimals(0, 1_000_000, places=2)


@st.composite
def extract_rows(draw) -> list[dict]:
    modes = draw(st.lists(st.sampled_from(MODES), unique=True, min_size=1))
    return [
        {
            "year": year, "period": f"{year}-{half}", "finess": site, "mode": mode, "trips": draw(counts), "amount": draw(euros),
        }
        for year in (2024, 2025)
        for half in ("S1", "S2")
        for site in draw(st.sampled_from([("990780017",), ("990780017", "990780025")]))
        for mode in modes
    ]  # fmt: skip


@st.composite
def form_rows(draw) -> list[dict]:
    modes = draw(st.lists(st.sampled_from(MODES), unique=True, min_size=1))
    return [
        {"year": 2025, "period": period, "mode": mode, "trips": draw(st.one_of(counts, st.just("sans objet")))}
        for period in ("2025-S1", "2025-S2")
        for mode in modes
    ]


def told(tables: dict) -> list[dict]:
    return [result.model_dump() for result in results(case(tables))]


@settings(deadline=None, max_examples=25)
@given(extract_rows(), form_rows(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(extract, form, random):
    before = told({EXTRACT: extract, FORM: form})
    mixed = [random.sample(rows, len(rows)) for rows in (extract, form)]
    assert told({EXTRACT: mixed[0], FORM: mixed[1]}) == before


@settings(deadline=None, max_examples=25)
@given(extract_rows(), form_rows(), st.data())
def test_splitting_a_table_in_two_files_changes_nothing(extract, form, data):
    def split(rows: list[dict]) -> list[dict]:
        return [{**row, "file": data.draw(st.sampled_from(["a.xlsx", "b.xlsx"]))} for row in rows]

    def whole(rows: list[dict]) -> list[dict]:
        return [{**row, "file": "a.xlsx"} for row in rows]

    assert told({EXTRACT: split(extract), FORM: split(form)}) == told({EXTRACT: whole(extract), FORM: whole(form)})


@settings(deadline=None, max_examples=25)
@given(extract_rows())
def test_a_file_sent_twice_counts_once(rows):
    again = [{**row, "file": name} for name in ("a.xlsx", "b.xlsx") for row in rows]
    assert told({EXTRACT: again}) == told({EXTRACT: [{**row, "file": "a.xlsx"} for row in rows]})


@settings(deadline=None, max_examples=25)
@given(extract_rows(), form_rows())
def test_a_part_is_between_nothing_and_all_and_the_rest_is_its_complement(extract, form):
    by_code = {result.indicator: result for result in results(case({EXTRACT: extract, FORM: form}))}
    for code in ("ambulance_share_trips", "ambulance_share_amount", "shared_rate", "vsl_share", "personal_share"):
        value = by_code[f"transport.{code}"].value
        assert value is None or 0 <= value <= 1
    savings, growth = by_code["transport.savings"], by_code["transport.growth"]
    if savings.value is not None:
        assert savings.value == max(Fraction(0), -Fraction(growth.numerator))


@settings(deadline=None, max_examples=25)
@given(extract_rows(), form_rows())
def test_no_cell_that_is_not_a_number_leaks(extract, form):
    for result in results(case({EXTRACT: extract, FORM: form})):
        assert "nan" not in repr(result).lower().replace("maintenan", "")
        assert result.value is None or isinstance(result.value, Fraction)


def test_whole_numbers_of_an_archived_table_count_as_they_did_when_received():
    rows = [{"year": 2025, "period": "2025", "ambulance_trips": 1, "vsl_trips": 2, "taxi_trips": 7}]
    typed = case({EXTRACT: rows})
    read_back = pd.DataFrame(rows).astype({"ambulance_trips": "int64", "vsl_trips": "int64", "taxi_trips": "int64"})
    again = replace(case({}), tables={EXTRACT: read_back})
    values = [
        {r.indicator: r.value for r in results(each)}["transport.ambulance_share_trips"] for each in (typed, again)
    ]
    assert values == [Fraction(1, 10), Fraction(1, 10)]
