"""MO: the coding anomalies that the hospital declares, by kind and cause, and whether they are followed. Pure functions.

The form is cumulative since January: a line told again in the second half-year is the same line, and its latest state counts.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.mo import volumes
from caqes_eval.families.mo.inputs import ANOMALIES
from caqes_eval.families.mo.received import lacking, said, total
from caqes_eval.families.mo.volumes import part_above_whole
from caqes_eval.foundation import french
from caqes_eval.intake.forms.definitions import mo_anomalies
from caqes_eval.intake.tables.schema import ColumnSchema

COUNT, BY_KIND, BY_CAUSE = "mo.anomalies", "mo.anomalies_by_kind", "mo.anomalies_by_cause"
QUANTITY, AMOUNT, AMOUNT_SHARE = "mo.anomaly_quantity", "mo.anomaly_amount", "mo.anomaly_amount_share"
FOLLOWED = "mo.anomalies_followed"
UNSAID, UNSAID_LABEL = "unsaid", "Non renseigné"
NONE_DECLARED = "Aucune anomalie n’est déclarée : il n’y a rien à suivre."
_KEY = ("month", "ucd7", "indication", "anomaly")
_FOLLOW_UP = ("action", "owner", "state")


@dataclass(frozen=True, kw_only=True)
class Anomaly:
    """A line of the return.

    Attributes:
        quantity, amount: UCD and euros, None when they are not known.
        kind, cause, state: codes of the form's lists, ``unsaid`` without answer.
        followed: whether an action, someone in charge and a state are written.
        place: its file and row.
    """

    month: str
    ucd: str
    product: str
    indication: str
    kind: str
    cause: str
    state: str
    quantity: Fraction | None
    amount: Fraction | None
    action: str
    due: date | None
    followed: bool
    place: tuple[str, int]


def of_year(case: Case) -> list[Anomaly]:
    """Return the anomalies of the year, each once, in the order of their files and rows."""
    latest: dict[tuple[str, ...], tuple[str, Anomaly]] = {}
    for row in case.rows(ANOMALIES).to_dict("records"):
        key = tuple(_text(row.get(code)) for code in _KEY)
        period = str(row.get("period") or "")
        # a whole year comes after its half-years
        rank = period if "-" in period else f"{period}-S9"
        if key not in latest or latest[key][0] <= rank:
            latest[key] = rank, _anomaly(row)
    return sorted((each for _, each in latest.values()), key=lambda each: (each.place, each.month, each.ucd, each.kind))


def _anomaly(row: Mapping[object, object]) -> Anomaly:
    due, place = row.get("due"), row.get("source_row")
    return Anomaly(
        month=_text(row.get("month")), ucd=_text(row.get("ucd7")), product=_text(row.get("product")),
        indication=_text(row.get("indication")), kind=_text(row.get("anomaly")) or UNSAID,
        cause=_text(row.get("cause")) or UNSAID, state=_text(row.get("state")) or UNSAID,
        quantity=total([row.get("quantity")]), amount=total([row.get("amount")]), action=_text(row.get("action")),
        due=due if isinstance(due, date) else None, followed=all(said(row.get(code)) for code in _FOLLOW_UP),
        place=(_text(row.get("file")), place if isinstance(place, int) else 0),
    )  # fmt: skip


def _text(value: object) -> str:
    return str(getattr(value, "label", value)).strip() if said(value) else ""


def measure(case: Case) -> list[Measure]:
    """Count the anomalies, by kind and cause, their UCD and euros, and those that are followed."""
    codes = (COUNT, QUANTITY, AMOUNT, AMOUNT_SHARE, FOLLOWED)
    gap = lacking(case, ANOMALIES)
    if gap:
        return [Measure(code=code, lacking=gap) for code in codes]
    lines = of_year(case)
    return [
        counted(COUNT, len(lines)),
        _sum(QUANTITY, [each.quantity for each in lines]),
        _sum(AMOUNT, [each.amount for each in lines]),
        _amount_share(case, lines),
        _followed(lines),
        *_parts(BY_KIND, "anomaly", Counter(each.kind for each in lines)),
        *_parts(BY_CAUSE, "cause", Counter(each.cause for each in lines)),
    ]


def _sum(code: str, values: list[Fraction | None]) -> Measure:
    found = total(values)
    if found is None:
        missing = sum(value is None for value in values)
        return Measure(
            code=code, lacking=f"{french.plural(missing, 'ligne')} du tableau des anomalies sans ce chiffre."
        )
    return counted(code, found)


def _amount_share(case: Case, lines: list[Anomaly]) -> Measure:
    amount, whole = total(each.amount for each in lines), volumes.of_year(case).euros
    if amount is None or whole.whole is None:
        return Measure(code=AMOUNT_SHARE, lacking=whole.lacking or "Des anomalies n’ont pas de montant.")
    impossible = part_above_whole(amount, whole.whole, "€")
    return Measure(code=AMOUNT_SHARE, numerator=amount, denominator=whole.whole, lacking=impossible)


def _followed(lines: list[Anomaly]) -> Measure:
    if not lines:
        return Measure(code=FOLLOWED, without_object=NONE_DECLARED)
    return Measure(code=FOLLOWED, numerator=sum(each.followed for each in lines), denominator=len(lines))


def _parts(code: str, column: str, found: Counter[str]) -> list[Measure]:
    names = labels(column)
    shown = list(names) if code == BY_KIND else [each for each in names if found[each]]
    others = sorted(set(found) - set(names))
    return [
        counted(f"{code}.{each}", found[each], label=f"Anomalies de codage : {french.small(label(column, each))}")
        for each in (*shown, *others)
    ]


def labels(column: str) -> dict[str, str]:
    """Return the choices of a column of the form, by code."""
    return {choice.code: choice.label for choice in _column(column).choices}


def label(column: str, code: str) -> str:
    """Return the name of a choice; « Non renseigné » when there was no answer."""
    return labels(column).get(code, UNSAID_LABEL)


def _column(code: str) -> ColumnSchema:
    (sheet,) = (each for each in mo_anomalies.FORM.sheets if each.schema.code == mo_anomalies.ANOMALIES)
    return next(column for column in sheet.schema.columns if column.code == code)
