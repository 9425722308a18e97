"""What was typed of a file becomes the table of a case: absences apart, years told, other hospitals' rows left out."""

import pandas as pd

from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.reading import TypedTable
from caqes_eval.intake.values import Period
from caqes_eval.pipeline.evidence.typed import case_table, own_rows


def typed(values: dict[str, list[object]], absences: dict[str, list[object]]) -> TypedTable:
    frame = pd.DataFrame({code: pd.Series(cells, dtype=object) for code, cells in values.items()})
    return TypedTable(
        frame=frame.assign(source_row=range(2, 2 + len(frame))),
        absences=pd.DataFrame({code: pd.Series(cells, dtype=object) for code, cells in absences.items()}),
        findings=(),
    )


def test_zero_missing_unknown_and_without_object_stay_four() -> None:
    given = typed(
        {"bmo": [0, None, None, None]}, {"bmo": [None, Absence.MISSING, Absence.UNKNOWN, Absence.NOT_APPLICABLE]}
    )
    table = case_table(given, period="2025", file="a.xlsx")
    assert list(table["bmo"]) == [0, None, Absence.UNKNOWN, Absence.NOT_APPLICABLE]
    assert set(table["year"]) == {2025}
    assert set(table["period"]) == {"2025"}
    assert set(table["file"]) == {"a.xlsx"}


def test_a_record_is_of_the_period_it_tells() -> None:
    own = [Period.of_months(2024, 1, 12), None, Period.of_months(2025, 7, 12), Period.of_months(2025, 3, 3)]
    table = case_table(typed({"period": own}, {"period": [None, Absence.MISSING, None, None]}), period="2025", file="x")
    assert list(table["year"]) == [2024, 2025, 2025, 2025]
    assert list(table["period"]) == ["2024", "2025", "2025-S2", "2025-03"]
    assert list(table["own_period"]) == own


def test_another_hospitals_rows_are_not_kept() -> None:
    frame = pd.DataFrame(
        {
            "finess": pd.Series(["990780017", None, "990780025", None], dtype=object),
            "legal_finess": pd.Series([None, "990780009", None, None], dtype=object),
            "amount": [1, 2, 3, 4],
        }
    )
    kept, others = own_rows(frame, ("990780017", "990780009"))
    # the last names nobody: it is of the hospital that sent the file
    assert (list(kept["amount"]), others) == ([1, 2, 4], 1)


def test_a_table_without_numbers_is_all_its_own() -> None:
    frame = pd.DataFrame({"amount": [1]})
    assert own_rows(frame, ("990780017",))[1] == 0
