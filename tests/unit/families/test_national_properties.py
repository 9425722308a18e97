"""Properties of the national indicators: the order of rows, a table cut in two, exactness."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from national_cases import case, results

from caqes_eval.families.evaluation import regional_distributions
from caqes_eval.families.extracts import Figure, is_given, total, year_rows
from caqes_eval.families.national.family import FAMILY
from caqes_eval.families.national.spending import Spent, change_measure
from caqes_eval.intake.tables.cells import Absence
from caqes_eval.regulation.calculations.referentials import yearly_target

CENTS = st.integers(min_value=0, max_value=10**9).map(lambda cents: Decimal(cents).scaleb(-2))
COUNTS = st.integers(min_value=0, max_value=10**6)
SYSTEMS = st.sampled_from(["diffuser", "electric", "gravity", "other"])


@st.composite
def perfadom_rows(draw: Any) -> list[dict[str, Any]]:
    return [
        {"year": 2025, "period": "2025", "system": draw(SYSTEMS), "label": f"forfait {rank}", "amount": draw(CENTS),
         "previous_amount": draw(CENTS)}
        for rank in range(draw(st.integers(1, 6)))
    ]  # fmt: skip


@st.composite
def ipp_rows(draw: Any) -> list[dict[str, Any]]:
    return [
        {"year": 2025, "period": "2025", "label": f"IPP {rank}", "boxes": draw(COUNTS), "amount": draw(CENTS)}
        for rank in range(draw(st.integers(1, 6)))
    ]


def told(rows: list[dict[str, Any]], extract: str) -> dict[str, object]:
    found = results(case({f"extraction.{extract}": rows}, indicators=[extract]))
    return {code: (each.value, each.outcome, each.reason) for code, each in found.items()}


@settings(max_examples=30)
@given(perfadom_rows(), st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert told(rows, "perfadom") == told(shuffled, "perfadom")


@settings(max_examples=30)
@given(ipp_rows())
def test_a_line_split_in_two_halves_of_the_year_changes_nothing(rows):
    halves = [
        {**row, "period": f"2025-S{half}", "boxes": row["boxes"] if half == 1 else 0, "amount": row["amount"] / 2}
        for row in rows
        for half in (1, 2)
    ]
    assert told(rows, "ipp") == told(halves, "ipp")


@settings(max_examples=30)
@given(perfadom_rows())
def test_a_line_split_between_two_sites_changes_nothing(rows):
    split = [
        {**row, "finess": finess, "amount": row["amount"] / 2, "previous_amount": row["previous_amount"] / 2}
        for finess in ("990780017", "990780025")
        for row in rows
    ]
    assert told([{**row, "finess": "990780017"} for row in rows], "perfadom") == told(split, "perfadom")


@settings(max_examples=30)
@given(perfadom_rows())
def test_what_does_not_bind_changes_nothing_of_what_does(rows):
    alone = results(case({"extraction.perfadom": rows}, indicators=["perfadom"]))
    beside = results(
        case({"extraction.perfadom": rows, "extraction.ipp": [{"year": 2025, "period": "2025", "boxes": 1, "amount": 1}]},
             indicators=["perfadom"])
    )  # fmt: skip
    assert alone == beside


@settings(max_examples=30)
@given(perfadom_rows())
def test_the_modes_make_the_whole_and_the_two_systems_their_part(rows):
    found = results(case({"extraction.perfadom": rows}, indicators=["perfadom"]))
    whole, share = found["perfadom.spending"].value, found["perfadom.share"].value
    modes = {code.rpartition(".")[2]: each.value for code, each in found.items() if code.startswith("perfadom.mode.")}
    if not whole:
        assert share is None
        return
    assert sum(modes.values()) == 1
    assert share == modes.get("diffuser", 0) + modes.get("electric", 0)


@given(previous=CENTS, current=CENTS)
def test_the_change_is_judged_as_the_regulation_does(previous, current):
    of = case({}, indicators=["ipp"])
    measure = change_measure("ipp.change", Spent(Figure(Fraction(current)), Figure(Fraction(previous))))
    judged = yearly_target(of.law, indicator="ipp", spending=current, previous=previous)
    assert measure.value == judged.conditions[0].value


@given(st.lists(st.one_of(CENTS, st.none(), st.sampled_from(list(Absence))), min_size=1))
def test_a_total_is_exact_or_unknown_never_partial(cells):
    rows = [{"year": 2025, "period": "2025", "amount": cell} for cell in cells]
    found = total(year_rows(case({"extraction.ipp": rows}), "extraction.ipp"), "amount", "le montant")
    known = [cell for cell in cells if isinstance(cell, Decimal)]
    unknown = [cell for cell in cells if not isinstance(cell, Decimal) and cell is not Absence.NOT_APPLICABLE]
    assert found.value == (None if unknown or not known else sum(map(Fraction, known), Fraction(0)))
    assert bool(found.lacking) == (found.value is None)


@pytest.mark.parametrize("cell", [None, "", "  ", float("nan"), pd.NA, Absence.UNKNOWN, Absence.NOT_APPLICABLE])
def test_nothing_is_given_by_an_absence(cell):
    assert not is_given(cell)


@pytest.mark.parametrize("cell", [0, Decimal(0), "0", "x"])
def test_zero_is_given(cell):
    assert is_given(cell)


@pytest.mark.parametrize(
    ("periods", "known"),
    [
        (["2025"], True),
        (["2025-S1", "2025-S2"], True),
        (["2025-T1", "2025-T2", "2025-S2"], True),
        ([f"2025-{month:02}" for month in range(1, 13)], True),
        (["2025-S1"], False),
        (["2025-S1", "2025-T2", "2025-S2"], False),
        ([f"2025-{month:02}" for month in range(1, 12)], False),
    ],
)
def test_only_a_whole_year_is_added_up(periods, known):
    rows = [{"year": 2025, "period": period, "amount": 1} for period in periods]
    found = total(year_rows(case({"extraction.ipp": rows}), "extraction.ipp"), "amount", "le montant")
    assert found.value == (len(periods) if known else None)


def test_a_whole_year_of_one_site_and_a_half_of_another_is_no_year():
    rows = [
        {"year": 2025, "period": "2025", "finess": "990780017", "amount": 1},
        {"year": 2025, "period": "2025-S1", "finess": "990780025", "amount": 1},
    ]
    assert "entière" in year_rows(case({"extraction.ipp": rows}), "extraction.ipp").lacking


def test_a_legal_body_beside_its_sites_would_count_twice():
    rows = [
        {"year": 2025, "period": "2025", "legal_finess": "990780009", "amount": 3},
        {"year": 2025, "period": "2025", "legal_finess": "990780009", "finess": "990780017", "amount": 3},
    ]
    assert "entité juridique" in year_rows(case({"extraction.ipp": rows}), "extraction.ipp").lacking
    assert year_rows(case({"extraction.ipp": rows[:1]}), "extraction.ipp").lacking == ""
    assert year_rows(case({"extraction.ipp": rows[1:]}), "extraction.ipp").lacking == ""


def test_a_region_is_summed_up_from_those_bound():
    rows = {"extraction.rehospitalisation_ic": [
        {"year": 2025, "period": "2025", "index_stays": 100, "readmitted_stays": 20}]}  # fmt: skip
    bound = case(rows, indicators=["rehospitalisation_ic"])
    other = case(rows, indicators=["ipp"])
    measured = [(each, FAMILY.measure(each)) for each in (bound, other, bound)]
    summary = regional_distributions(FAMILY, measured, minimum=1)
    assert summary["rehospitalisation_ic.rate"].count == 2
    assert summary["rehospitalisation_ic.rate"].median == Fraction(1, 5)
