"""The coding of indications: I999999 beside the initiations declared, « AMM miroir », pairs, products no longer listed."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.intake.cross_checks.check import Noticed
from caqes_eval.intake.cross_checks.evidence import Evidence, Located, day_of
from caqes_eval.intake.les_reference.reference import Verdict
from caqes_eval.intake.tables.reading import SOURCE_ROW
from caqes_eval.intake.values import Period, fold
from caqes_eval.regulation.parameters.rule import Rule

OFF_LABEL, MIRROR = "I999999", "I999997"
_MIRROR_DRUGS, _PAIR_CONTROL = "mo.mirror_drugs", "mo.pair_control"
_CODE = "Code indication"
_UCD7, _UCD13_LENGTH = slice(5, 12), 13


class _Day(NamedTuple):
    """The lines of a day: the first row, and how many."""

    day: date
    row: int
    lines: int

    @property
    def month(self) -> tuple[int, int]:
        return self.day.year, self.day.month


def off_label_without_initiation(evidence: Evidence) -> Iterator[Noticed]:
    """I999999 lines in the PMSI of a period whose form of initiations is empty."""
    if evidence.pmsi is None or evidence.initiations is None or len(evidence.initiations.frame):
        return
    lines = _off_label(evidence)
    if len(lines):
        yield Noticed(
            table=evidence.pmsi,
            message=f"le PMSI contient des lignes {OFF_LABEL} ({evidence.period.label}) et le recueil des initiations "
            f"({evidence.initiations.file}) est vide.",
            row=int(lines[SOURCE_ROW].iloc[0]),
            column=_CODE,
            value=OFF_LABEL,
            count=len(lines),
        )


def initiation_without_off_label(evidence: Evidence) -> Iterator[Noticed]:
    """Initiations declared I999999 and no such line in the PMSI of the period."""
    if evidence.pmsi is None or evidence.initiations is None or not _coded(evidence) or len(_off_label(evidence)):
        return
    declared = [row for row, code in evidence.initiations.column("declared_code") if code == OFF_LABEL]
    if declared:
        yield Noticed(
            table=evidence.initiations,
            message=f"une initiation {OFF_LABEL} est déclarée, et le PMSI ({evidence.pmsi.file}) n’a aucune ligne "
            f"{OFF_LABEL} sur la période ({evidence.period.label}).",
            row=declared[0],
            column="Code déclaré",
            value=OFF_LABEL,
            count=len(declared),
        )


def mirror_not_separated(evidence: Evidence) -> Iterator[Noticed]:
    """I999999 on drugs that may be prescribed as « AMM miroir », since these have a code of their own."""
    if evidence.pmsi is not None:
        lines = _off_label(evidence)
        listed = _in_force(evidence, _MIRROR_DRUGS, (day.date() for day in lines["day"].unique()))
        for (ucd,), days in _by_day(lines, "ucd").items():
            if mirrored := [each for each in days if _is_mirror(evidence, ucd, "", listed.get(each.day))]:
                yield _mirror(evidence.pmsi, f"l’UCD {_named(evidence, ucd)}", mirrored, _CODE)
    if evidence.initiations is not None:
        by_drug: dict[str, list[_Day]] = {}
        for record in evidence.initiations.frame.to_dict("records"):
            drug, day = record["dci"], day_of(record["initiation_date"]) or evidence.period.end
            listed = _in_force(evidence, _MIRROR_DRUGS, [day])
            declared = record["declared_code"] == OFF_LABEL and record["mirror"] is not False
            if drug and declared and _is_mirror(evidence, record["ucd7"] or "", drug, listed.get(day)):
                by_drug.setdefault(drug, []).append(_Day(day, int(record[SOURCE_ROW]), 1))
        for drug, found in by_drug.items():
            yield _mirror(evidence.initiations, drug, found, "Code déclaré")


def _mirror(table: Located, drug: str, days: list[_Day], column: str) -> Noticed:
    message = f"peut-être I997 ({MIRROR}) au lieu de {OFF_LABEL} : {drug} est un médicament qui peut être prescrit en AMM miroir."
    return Noticed(table=table, message=message, row=_first(days), column=column, value=OFF_LABEL, count=_count(days))


def _is_mirror(evidence: Evidence, ucd: str, drug: str, listed: Rule | None) -> bool:
    """Whether a drug is in the reference with the mirror code, or in the list of its day; none before the code existed."""
    if listed is None:
        return False
    known = {fold(name) for name in listed.text.split(",")}
    ucd = ucd[_UCD7] if len(ucd) == _UCD13_LENGTH else ucd
    in_reference = evidence.reference is not None and (ucd, MIRROR) in evidence.reference.pairs
    return in_reference or fold(drug or evidence.dci.get(ucd, "")) in known


def incorrect_pair(evidence: Evidence) -> Iterator[Noticed]:
    """Pairs UCD × indication that the reference does not know in that month."""
    return _pairs(evidence, Verdict.ABSENT)


def pair_not_listed(evidence: Evidence) -> Iterator[Noticed]:
    """Pairs UCD × indication that the reference knows, but not on the liste en sus in that month."""
    return _pairs(evidence, Verdict.NOT_LISTED)


def _pairs(evidence: Evidence, anomaly: Verdict) -> Iterator[Noticed]:
    """One finding per pair; e-PMSI leaves I999999 out (table 1.V.2.VMED-F, practice.md §2.5)."""
    if evidence.pmsi is None or evidence.reference is None or not _coded(evidence):
        return
    lines = evidence.lines()
    controls = _in_force(evidence, _PAIR_CONTROL, (day.date() for day in lines["day"].unique()))
    controlled = lines["day"].isin([pd.Timestamp(day) for day, rule in controls.items() if rule.enabled])
    for (ucd, code), days in _by_day(
        lines[controlled & (lines["indication"] != OFF_LABEL)], "ucd", "indication"
    ).items():
        if wrong := [each for each in days if evidence.reference.verdict(ucd, code, each.month) is anomaly]:
            yield Noticed(
                table=evidence.pmsi,
                message=f"{anomaly.value} : UCD {_named(evidence, ucd)}, code {code}, {_months(wrong)}.",
                row=_first(wrong),
                column=_CODE,
                value=code,
                count=_count(wrong),
            )


def _in_force(evidence: Evidence, key: str, days: Iterable[date]) -> dict[date, Rule]:
    """Return the value of a rule on each day; days without one are left out."""
    found = {}
    for day in days:
        try:
            found[day] = evidence.law.rules.on(key, day, evidence.law.subject)
        except RuleNotFoundError:
            continue
    return found


def no_longer_listed(evidence: Evidence) -> Iterator[Noticed]:
    """Products given in a month after they left the liste en sus; one that never was on it is another fault."""
    if evidence.pmsi is None:
        return
    for (ucd,), days in _by_day(evidence.lines(), "ucd").items():
        ends = [until for _, until in evidence.listed.get(ucd, ())]
        if not ends or None in ends:
            continue
        last = max(until for until in ends if until is not None)
        if late := [each for each in days if each.month > (last.year, last.month)]:
            yield Noticed(
                table=evidence.pmsi,
                message=f"l’UCD {_named(evidence, ucd)} n’est plus sur la liste en sus depuis le "
                f"{french.day(last + timedelta(days=1))}.",
                row=_first(late),
                column="UCD",
                value=ucd,
                count=_count(late),
            )


def _off_label(evidence: Evidence) -> pd.DataFrame:
    lines = evidence.lines()
    return lines[lines["indication"] == OFF_LABEL] if _coded(evidence) else lines.iloc[:0]


def _coded(evidence: Evidence) -> bool:
    """Whether the lines of the PMSI have an indication: the layouts of some years, and those of invoices, have none."""
    return evidence.pmsi is not None and "indication" in evidence.pmsi.frame


def _by_day(lines: pd.DataFrame, *keys: str) -> dict[tuple[str, ...], list[_Day]]:
    """Return the lines of each product or pair, by day; those without one of the codes are left out."""
    found: dict[tuple[str, ...], list[_Day]] = {}
    rows = lines.groupby([*keys, "day"], observed=True)[SOURCE_ROW].agg(["min", "size"])
    for (*codes, day), row, count in zip(rows.index, rows["min"], rows["size"], strict=True):
        found.setdefault(tuple(map(str, codes)), []).append(_Day(day.date(), int(row), int(count)))
    return found


def _first(days: list[_Day]) -> int:
    return min(each.row for each in days)


def _count(days: list[_Day]) -> int:
    return sum(each.lines for each in days)


def _named(evidence: Evidence, ucd: str) -> str:
    name = (evidence.reference.names.get(ucd) if evidence.reference else None) or evidence.dci.get(ucd)
    return f"{ucd} ({name})" if name else ucd


def _months(days: list[_Day]) -> str:
    months = sorted({each.month for each in days})
    return ", ".join(Period.of_months(year, month, month).label for year, month in months)
