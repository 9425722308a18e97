"""What the checks compare: the tables of one hospital, each with where it comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from caqes_eval.intake.les_reference.history import Span
from caqes_eval.intake.les_reference.reference import LesReference
from caqes_eval.intake.pmsi.reader import PmsiFile
from caqes_eval.intake.tables.reading import SOURCE_ROW
from caqes_eval.intake.values import Period
from caqes_eval.regulation.regime import Law

_PMSI_COLUMNS = ("finess", "finess_geo", "ucd", "indication")
_PMSI_DAYS = ("administered", "discharged", "entered")


@dataclass(frozen=True, kw_only=True)
class Located:
    """A table and where it comes from.

    Attributes:
        file: as the user knows it.
        sheet: name of the sheet; empty in a text file.
        frame: its typed values, ``None`` where there is none, with ``source_row``.
        period: what it covers, when that is known.
    """

    file: str
    frame: pd.DataFrame
    sheet: str = ""
    period: Period | None = None

    def column(self, code: str) -> list[tuple[int, object]]:
        """Return the row and value of each record in a column, none for a column it has not got; absent values left out."""
        if code not in self.frame:
            return []
        pairs = zip(self.frame[SOURCE_ROW], self.frame[code], strict=True)
        return [(int(row), value) for row, value in pairs if value is not None]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that is known of a hospital for a period; what was not received is ``None``, and is not checked.

    Attributes:
        hospital: its FINESS, legal and geographic.
        period: the half-year or year evaluated.
        law: the dated parameters; each line follows the value of its own day.
        pmsi: lines of the liste en sus (``finess``, ``finess_geo``, ``ucd``, ``indication``, ``day``), see
            :func:`located_pmsi`.
        initiations, previous_initiations: « initiations » of the form, for the period and for the one before.
        anomalies: « anomalies » of the form.
        totals: one line per ``period``, with the columns of ``measures``.
        measures: the totals by column, with their French names; those of the liste en sus and of transports when empty
            (:data:`~caqes_eval.intake.cross_checks.series.MEASURES`).
        reference: the LES indications.
        listed: by UCD7, its periods on the liste en sus.
        dci: by UCD7, its substance, when it is known.
    """

    hospital: frozenset[str]
    period: Period
    law: Law
    pmsi: Located | None = None
    initiations: Located | None = None
    previous_initiations: Located | None = None
    anomalies: Located | None = None
    totals: Located | None = None
    measures: Mapping[str, str] = field(default_factory=dict)
    reference: LesReference | None = None
    listed: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    dci: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> Iterator[Located]:
        """Give the tables received for the period."""
        for table in (self.pmsi, self.initiations, self.anomalies, self.totals):
            if table is not None:
                yield table

    def lines(self) -> pd.DataFrame:
        """Return the lines of the PMSI in the period; those without a day are left out."""
        assert self.pmsi is not None, "asked only when received"
        days = self.pmsi.frame["day"]
        return self.pmsi.frame[(days >= pd.Timestamp(self.period.start)) & (days <= pd.Timestamp(self.period.end))]


def located_pmsi(read: PmsiFile, file: str, *, period: Period | None = None) -> Located:
    """Return the lines of a PMSI file as the checks take them.

    The day is that of administration, else of discharge, else of entry; where the file has only months, it is the first.

    Raises:
        ValueError: the file was not read.
    """
    if read.table is None:
        msg = f"{file} was not read"
        raise ValueError(msg)
    table = read.table
    known = [table[name] for name in _PMSI_DAYS if name in table.column_names]
    columns = {SOURCE_ROW: table["line"], "day": pc.coalesce(*known).cast(pa.timestamp("s"))}
    columns |= {name: table[name] for name in _PMSI_COLUMNS if name in table.column_names}
    frame: pd.DataFrame = pa.table(columns).to_pandas()
    return Located(file=file, frame=frame, period=period)


def day_of(value: object) -> date | None:
    """Return a day of a table as a date."""
    return value.date() if isinstance(value, pd.Timestamp) else value if isinstance(value, date) else None
