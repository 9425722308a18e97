"""Tables of a case come back from their files as they were, absences and exact numbers included."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.values import Period
from caqes_eval.notebook.archived_tables import canonical, from_csv, kinds, to_csv

ABSENT = st.sampled_from([None, Absence.NOT_APPLICABLE, Absence.UNKNOWN])
# a text that is the very word of an absence is read as the absence, as intake does; an empty text is none
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1).filter(
    lambda text: text not in {each.value for each in Absence}
)
COLUMNS = st.one_of(
    st.lists(st.one_of(TEXTS, ABSENT), min_size=1),
    st.lists(st.one_of(st.integers(-(10**12), 10**12), ABSENT), min_size=1),
    st.lists(
        st.one_of(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.fractions(), ABSENT), min_size=1
    ),
    st.lists(st.one_of(st.dates(), ABSENT), min_size=1),
    st.lists(st.one_of(st.booleans(), ABSENT), min_size=1),
    st.lists(st.one_of(st.just(Period.of_months(2025, 7, 12)), ABSENT), min_size=1),
)


@given(COLUMNS)
def test_a_column_comes_back_as_it_was(values: list[object]) -> None:
    table = pd.DataFrame({"c": pd.Series(values, dtype=object)})
    back = from_csv(to_csv(table), kinds(table))
    assert list(back["c"]) == values
    pd.testing.assert_frame_equal(back, canonical(table))


def test_what_a_spreadsheet_would_lose_is_kept() -> None:
    table = pd.DataFrame(
        {
            "finess": ["040000010", "2A0000014"],
            "quantity": pd.Series([Fraction(1, 3), Decimal("1.10")], dtype=object),
            "boxes": [1, 0],
            "note": pd.Series(['=1+1;\n"x"', None], dtype=object),
            "day": pd.Series([date(2025, 1, 2), Absence.UNKNOWN], dtype=object),
        }
    )
    content = to_csv(table)
    back = from_csv(content, kinds(table))
    assert list(back["finess"]) == ["040000010", "2A0000014"]
    assert list(back["quantity"]) == [Fraction(1, 3), Decimal("1.10")]
    assert list(back["note"]) == ['=1+1;\n"x"', None]
    assert list(back["day"]) == [date(2025, 1, 2), Absence.UNKNOWN]
    assert back["boxes"].dtype == "int64"
    assert to_csv(back) == content


def test_zero_missing_and_without_object_stay_three() -> None:
    table = pd.DataFrame({"bmo": pd.Series([0, None, Absence.NOT_APPLICABLE], dtype=object)})
    assert list(from_csv(to_csv(table), kinds(table))["bmo"]) == [0, None, Absence.NOT_APPLICABLE]


def test_an_empty_table_keeps_its_columns() -> None:
    table = pd.DataFrame(columns=["year", "period"])
    assert list(from_csv(to_csv(table), kinds(table)).columns) == ["year", "period"]


@pytest.mark.parametrize("values", [[1.5], [1, "x"], [date(2025, 1, 1), 3], [{"a": 1}]])
def test_what_is_no_cell_is_refused(values: list[object]) -> None:
    table = pd.DataFrame({"c": pd.Series(values, dtype=object)})
    with pytest.raises(TypeError):
        to_csv(table), kinds(table)
