"""The lines of an extract as series: one per hospital and object, for the checks of a series over the years."""

from collections.abc import Iterator, Mapping

from caqes_eval.intake.cpam.extracts import EXTRACTS
from caqes_eval.intake.cpam.reading import SOURCE_SHEET
from caqes_eval.intake.cross_checks.evidence import Located
from caqes_eval.intake.tables.reading import TypedTable

_SAME = {"transport": {"trips": "transport_trips", "amount": "transport_amount"}}
"""The columns of an extract that have a known break of series, under the name that the checks know."""


def measures_of(extract: str) -> Mapping[str, str]:
    """Return the columns of an extract that add up, under the names of the checks, with their French names."""
    columns = EXTRACTS[extract].schema.columns
    kept = [column for column in columns if EXTRACTS[extract].measures(column.code) and not _former(column.code)]
    return {_SAME.get(extract, {}).get(column.code, column.code): column.label for column in kept}


def series_of(extract: str, table: TypedTable, *, file: str) -> Iterator[Located]:
    """Give the lines of each hospital and object that has several periods.

    Args:
        extract: its code.
        table: its lines; those without a period are left out.
        file: how messages name it.
    """
    frame = table.frame[table.frame["period"].notna()].rename(columns=_SAME.get(extract, {}))
    codes = [code for code in EXTRACTS[extract].identity if code != "period"]
    keys = frame[[SOURCE_SHEET, *codes]].astype(object).where(frame[[SOURCE_SHEET, *codes]].notna(), "")
    for (sheet, *_), rows in frame.groupby([keys[code] for code in keys], sort=False):
        if len(rows) > 1:
            yield Located(file=file, sheet=str(sheet), frame=rows.reset_index(drop=True))


def _former(code: str) -> bool:
    return code.startswith("previous_")
