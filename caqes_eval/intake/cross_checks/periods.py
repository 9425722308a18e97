"""Whose and of when: another hospital's lines, days outside the period, the same line in two half-years."""

from collections.abc import Iterator
from datetime import date

from caqes_eval.foundation import french
from caqes_eval.intake.cross_checks.check import Noticed
from caqes_eval.intake.cross_checks.evidence import Evidence, Located, day_of
from caqes_eval.intake.tables.reading import SOURCE_ROW
from caqes_eval.intake.values import Period, fold

_FINESS = {"finess": "FINESS", "finess_et": "FINESS ET", "finess_ej": "FINESS EJ", "finess_geo": "FINESS géographique"}
# what tells a line apart in its own file only
_OF_THE_FILE = {SOURCE_ROW, "line_number", "comment"}


def another_hospital(evidence: Evidence) -> Iterator[Noticed]:
    """Lines that bear the number of another hospital."""
    for table in evidence.tables():
        for code, label in _FINESS.items():
            others: dict[str, list[int]] = {}
            for row, finess in table.column(code):
                if isinstance(finess, str) and finess not in evidence.hospital:
                    others.setdefault(finess, []).append(row)
            for finess, rows in others.items():
                yield Noticed(
                    table=table,
                    message=f"cette ligne est au nom de {finess}, qui n’est pas cet établissement.",
                    row=rows[0],
                    column=label,
                    value=finess,
                    expected=" ou ".join(sorted(evidence.hospital)),
                    count=len(rows),
                )


def outside_period(evidence: Evidence) -> Iterator[Noticed]:
    """Initiations of another period; anomalies, which are told since January, of another year or of later."""
    if evidence.initiations is not None:
        for row, day in evidence.initiations.column("initiation_date"):
            begun = day_of(day)
            if begun is not None and not evidence.period.start <= begun <= evidence.period.end:
                yield _outside(evidence.initiations, row, "Date d’initiation", french.day(begun), evidence.period.label)
    if evidence.anomalies is not None:
        since_january = Period(date(evidence.period.end.year, 1, 1), evidence.period.end)
        for row, month in evidence.anomalies.column("month"):
            inside = isinstance(month, Period) and since_january.start <= month.start and month.end <= since_january.end
            if isinstance(month, Period) and not inside:
                yield _outside(evidence.anomalies, row, "Période", month.label, since_january.label)


def _outside(table: Located, row: int, column: str, value: str, expected: str) -> Noticed:
    return Noticed(
        table=table, message=f"{value} est hors de la période du fichier.", row=row, column=column, value=value,
        expected=expected,
    )  # fmt: skip


def repeated_initiation(evidence: Evidence) -> Iterator[Noticed]:
    """The same anonymous line in two half-years; without its day, two patients may well be alike, so nothing is told."""
    former, latter = evidence.previous_initiations, evidence.initiations
    if former is None or latter is None:
        return
    columns = [str(code) for code in latter.frame if code in former.frame and code not in _OF_THE_FILE]
    if "initiation_date" not in columns:
        return
    known = {key: row for row, key in reversed(list(_keys(former, columns)))}
    for row, key in _keys(latter, columns):
        if (first := known.get(key)) is not None:
            yield Noticed(
                table=latter,
                message=f"cette initiation est déjà, à l’identique, à la ligne {first} de {former.file}.",
                row=row,
            )


def _keys(table: Located, columns: list[str]) -> Iterator[tuple[int, tuple[object, ...]]]:
    """Give the row and content of each dated line, whatever its capitals and spaces."""
    place = columns.index("initiation_date")
    values = zip(*(table.frame[code] for code in columns), strict=True)
    for row, line in zip(table.frame[SOURCE_ROW], values, strict=True):
        if line[place] is not None:
            yield int(row), tuple(fold(value) if isinstance(value, str) else value for value in line)


def different_periods(evidence: Evidence) -> Iterator[Noticed]:
    """Files to be compared that do not cover the same days."""
    first, second = evidence.initiations, evidence.pmsi
    if first is None or second is None or first.period is None or second.period is None:
        return
    if first.period != second.period:
        yield Noticed(
            table=second,
            message=f"ce fichier couvre {second.period.label}, le recueil des initiations ({first.file}) {first.period.label}.",
            expected=first.period.label,
        )
