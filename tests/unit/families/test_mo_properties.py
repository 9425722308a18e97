"""MO: what the order of the rows, and the file they come in, never change; what depends on no luck."""

from fractions import Fraction
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caqes_eval.families.definition import Measure
from caqes_eval.families.mo import harmonised, volumes
from caqes_eval.families.mo.advice import excess
from caqes_eval.families.mo.family import FAMILY
from caqes_eval.families.mo.inputs import ANOMALIES, INITIATIONS, PMSI
from tests.indicators.examples import case_of, table

CODES = ["I999999", "I999998", "I999997", "I000001", None]
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.just(2025), "period": st.just("2025"), "month": st.integers(1, 12),
            "ucd": st.sampled_from(["9000001", "9000002"]), "indication": st.sampled_from(CODES),
            "quantity": st.integers(1, 900).map(lambda thirds: Fraction(thirds, 3)), "amount": st.integers(0, 10**6),
            "lines": st.integers(1, 5),
        }
    ),
    min_size=1, max_size=14,
)  # fmt: skip
BEGUN = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.just(2025), "period": st.sampled_from(["2025-S1", "2025-S2"]),
            "dci": st.sampled_from(["rituximab", "RITUXIMAB", "IgIV", "Éculizumab", "eculizumab", "a-b", "a/b"]),
            "ucd7": st.sampled_from(["9000001", None]), "declared_code": st.sampled_from(["I999999", "I999997", None]),
            "mirror": st.sampled_from([True, False, None]), "argued": st.sampled_from([True, False, None]),
            "argument_type": st.sampled_from(["rcp", "none"]), "level_1": st.sampled_from(["cancer", None]),
            "level_2": st.sampled_from(["CBNPC", "cancer bronchique non à petites cellules", "Sein", "sein", None]),
        }
    ),
    min_size=1, max_size=10,
)  # fmt: skip
WRONG = st.lists(
    st.fixed_dictionaries(
        {
            "year": st.just(2025), "period": st.sampled_from(["2025-S1", "2025-S2"]),
            "month": st.sampled_from(["mars 2025", "avril 2025"]), "ucd7": st.sampled_from(["9000001", "9000002"]),
            "indication": st.just("I000001"), "anomaly": st.sampled_from(["pair_absent", "pair_not_listed"]),
            "quantity": st.just(1), "amount": st.just(2), "cause": st.sampled_from(["entry", None]),
        }
    ),
    min_size=1, max_size=6, unique_by=lambda row: (row["period"], row["month"], row["ucd7"], row["anomaly"]),
)  # fmt: skip
REFERENCE = [
    {"year": 2025, "period": "2025", "ucd7": "9000001", "indication": "I000001", "inscription": True},
    {"year": 2025, "period": "2025", "ucd7": "9000002", "indication": "I000001", "inscription": False},
]
PLACED = {"file", "source_row"}


def measured(tables: dict[str, list[dict]]) -> dict[str, Measure]:
    case = case_of({"year": 2025, "region": "paca", "tables": {**tables, "les_reference": REFERENCE}})
    found = FAMILY.measure(case)
    by_code = {each.code: each for each in found}
    assert len(by_code) == len(found), "an indicator is given twice"
    return by_code


def shuffled(rows: list[dict], seed: int) -> list[dict]:
    return Random(seed).sample(rows, len(rows))  # noqa: S311


@settings(deadline=None, max_examples=25)
@given(lines=LINES, begun=BEGUN, wrong=WRONG, seed=st.integers(0, 99))
def test_the_order_of_the_rows_changes_nothing(lines, begun, wrong, seed):
    one = measured({PMSI: lines, INITIATIONS: begun, ANOMALIES: wrong})
    other = measured(
        {PMSI: shuffled(lines, seed), INITIATIONS: shuffled(begun, seed), ANOMALIES: shuffled(wrong, seed)}
    )
    assert one == other


@settings(deadline=None, max_examples=25)
@given(lines=LINES)
def test_a_line_split_in_two_changes_no_rate(lines):
    halved = [{**row, "quantity": row["quantity"] / 2, "amount": Fraction(row["amount"], 2)} for row in lines]
    whole, split = measured({PMSI: lines}), measured({PMSI: [*halved, *halved]})
    assert {code: each.value for code, each in whole.items() if "anomal" not in code} == {
        code: each.value for code, each in split.items() if "anomal" not in code
    }
    assert whole["mo.pmsi_anomaly_amount"].value == split["mo.pmsi_anomaly_amount"].value


@settings(deadline=None, max_examples=25)
@given(lines=LINES)
def test_the_half_years_make_the_year(lines):
    found = measured({PMSI: lines})
    halves = [found["mo.i999_half_rate.S1"], found["mo.i999_half_rate.S2"]]
    if not found["mo.i999_rate"].lacking and not any(each.lacking for each in halves):
        assert sum(Fraction(each.numerator) for each in halves) == found["mo.i999_rate"].numerator
        assert sum(Fraction(each.denominator) for each in halves) == found["mo.i999_rate"].denominator


@settings(deadline=None, max_examples=25)
@given(lines=LINES)
def test_every_rate_is_a_proportion_and_i999998_moves_it_as_told(lines):
    found = measured({PMSI: lines})
    rates = {code: each.value for code, each in found.items() if "rate" in code and each.value is not None}
    assert all(0 <= value <= 1 for value in rates.values())
    if "mo.i999_rate_i999998.numerateur" in rates:
        assert rates["mo.i999_rate_i999998.denominateur"] <= rates["mo.i999_rate_i999998.numerateur"]
        if "mo.i999_rate_i999998.nulle_part" in rates:
            assert rates["mo.i999_rate_i999998.denominateur"] <= rates["mo.i999_rate_i999998.nulle_part"]


@given(part=st.integers(0, 10**6), more=st.integers(0, 10**6), limit=st.fractions(0, 1))
def test_the_excess_is_the_least_that_puts_the_rate_below_a_strict_limit(part, more, limit):
    whole = Fraction(part + more)
    over = excess(Fraction(part), whole, limit)
    assert over >= 0
    assert part - over < limit * whole or over == 0
    if over:
        assert not part - over + 1 < limit * whole


@given(st.lists(st.sampled_from(["Sein", "sein", "SEIN ", "Cancer du sein", "Sarcome", "sarcome", ""]), max_size=8))
def test_gathering_loses_no_line_and_no_way_of_writing(texts):
    found = harmonised.gathered(("", text, "", "") for text in texts)
    assert sum(each.count for each in found) == len(texts)
    assert len({each.names for each in found}) == len(found)
    assert {"Sein", "sein"} & set(texts) == {way for each in found for way in each.written} & {"Sein", "sein"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("IgIV", "immunoglobuline humaine normale"),
        ("IMMUNOGLOBULINE HUMAINE NORMALE (PLASMATIQUE)", "immunoglobuline humaine normale"),
        ("AMPHOTHERICINE", "amphotéricine B"),
        ("bevacizumab", "bévacizumab"),
        ("  Molécule Neuve ", "molécule neuve"),
    ],
)
def test_a_substance_has_one_name(written, name):
    assert harmonised.dci(written) == name


@pytest.mark.parametrize(
    ("level", "written", "name"),
    [
        ("level_1", "anti_infective", "Anti infectieux"),
        ("level_2", "CBNPC", "Cancer bronchique non à petites cellules"),
        ("level_2", "HPN", "Hémoglobinurie paroxystique nocturne"),
        ("level_3", "GBM", "Glioblastome"),
        ("level_3", "astrocytome", "Astrocytome"),
        ("level_4", "récidive au-delà de six mois", "Récidive au-delà de six mois"),
    ],
)
def test_a_level_has_one_name_and_two_diseases_stay_two(level, written, name):
    assert harmonised.indication(level, written) == name


def test_no_text_of_another_year_leaks_into_the_year():
    rows = [
        {"year": 2024, "period": "2024", "month": 1, "ucd": "9000001", "indication": "I999999", "quantity": 50, "amount": 1},
        {"year": 2025, "period": "2025", "month": 1, "ucd": "9000001", "indication": "I000001", "quantity": 50, "amount": 1},
    ]  # fmt: skip
    assert measured({PMSI: rows})["mo.i999_rate"].value == 0


def test_columns_of_integers_read_as_numbers():
    case = case_of({"year": 2025, "region": "paca", "tables": {}})
    lines = table([{"year": 2025, "indication": "I999999", "quantity": 3, "amount": 4, "month": 2}])
    found = volumes.of_lines(lines.astype({"quantity": "int64", "amount": "int64", "month": "int64"}))
    assert (found.ucd.off_label, found.euros.whole) == (3, 4)
    assert isinstance(case.rows(PMSI), pd.DataFrame)
