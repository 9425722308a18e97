"""A table typed by intake as a table of a case: absences kept apart, the year and the period of each record."""

from collections.abc import Collection

import pandas as pd

from caqes_eval.intake.tables.cells import Absence
from caqes_eval.intake.tables.reading import TypedTable
from caqes_eval.intake.values import Period

OWN_PERIOD = "own_period"
"""The days of the period that a record tells of itself, where its table has such a column."""

_OWNERS = ("finess", "legal_finess")


def case_table(typed: TypedTable, *, period: str, file: str) -> pd.DataFrame:
    """Return the records of a table as families take them.

    Args:
        typed: as read.
        period: what the return answers (``2025``, ``2025-S1``); a record that tells its own is of the period it tells.
        file: name of the file.
    """
    columns = {}
    for column in typed.frame.columns:
        values = list(typed.frame[column])
        if column in typed.absences:
            values = [_cell(value, absence) for value, absence in zip(values, typed.absences[column], strict=True)]
        columns[OWN_PERIOD if column == "period" else str(column)] = pd.Series(values, dtype=object)
    frame = pd.DataFrame(columns, index=range(len(typed.frame)))
    own = frame[OWN_PERIOD] if OWN_PERIOD in frame else pd.Series([None] * len(frame), dtype=object)
    years = [value.start.year if isinstance(value, Period) else int(period[:4]) for value in own]
    periods = [value.code if isinstance(value, Period) else period for value in own]
    return frame.assign(year=pd.Series(years, dtype="int64"), period=pd.Series(periods, dtype="str"), file=file)


def _cell(value: object, absence: object) -> object:
    if value is not None and not (isinstance(value, float) and pd.isna(value)):
        return value
    return absence if absence in (Absence.NOT_APPLICABLE, Absence.UNKNOWN) else None


def own_rows(frame: pd.DataFrame, numbers: Collection[str]) -> tuple[pd.DataFrame, int]:
    """Return the records of a hospital, and how many are of others: none of those is kept.

    A record that names nobody is the hospital's own: the file came from it.
    """
    named = [column for column in _OWNERS if column in frame]
    if not named:
        return frame, 0
    owners = frame[named]
    nobody = ~owners.map(lambda value: isinstance(value, str)).any(axis=1)
    own = owners.isin(set(numbers)).any(axis=1)
    kept = frame.loc[nobody | own].reset_index(drop=True)
    return kept, len(frame) - len(kept)
