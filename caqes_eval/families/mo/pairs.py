"""MO: the lines of the PMSI against the reference of indications, as e-PMSI table 1.V.2.VMED-F does. Pure functions.

A pair UCD × indication that the reference does not know that month, or knows outside the liste en sus, is not paid; I999999 is left
out (practice.md §2.5). I999999 on a product that may be « AMM miroir » since August 2024 is told apart: it may be I999997.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pandas as pd

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.mo import initiations, settings, volumes
from caqes_eval.families.mo.inputs import MIRROR, OFF_LABEL, PMSI, REFERENCE, RESEARCH
from caqes_eval.families.mo.received import column, said, total
from caqes_eval.foundation import french
from caqes_eval.intake.les_reference.reference import LesReference, Listing, Verdict
from caqes_eval.intake.values import fold

COUNT, BY_KIND, AMOUNT = "mo.pmsi_anomalies", "mo.pmsi_anomalies_by_kind", "mo.pmsi_anomaly_amount"
POSSIBLE_MIRROR = "mo.possible_mirror"
KINDS = {
    "pair_absent": Verdict.ABSENT.value, "pair_not_listed": Verdict.NOT_LISTED.value, "no_code": "Code indication absent",
}  # fmt: skip
NO_REFERENCE = (
    "Le référentiel des indications n’a pas été fourni : les associations UCD × indication ne sont pas vérifiées."
)
_YES, _NO = frozenset({"oui", "true", "vrai", "x", "1"}), frozenset({"non", "false", "faux", "0"})


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Lines of the PMSI whose code is wrong, of a UCD, an indication and a month."""

    kind: str
    ucd: str
    indication: str
    month: int
    lines: int
    quantity: Fraction | None
    amount: Fraction | None


def reference_of(case: Case) -> LesReference | None:
    """Return the reference of indications for the products of the case, None when it was not given."""
    table = case.tables.get(REFERENCE)
    if table is None or table.empty:
        return None
    pairs: dict[tuple[str, str], list[Listing]] = {}
    any_drug = {OFF_LABEL, RESEARCH}
    for row in table.to_dict("records"):
        ucd, indication = row.get("ucd7"), str(row.get("indication"))
        if not said(ucd) or str(ucd).strip() == "*":
            any_drug.add(indication)
            continue
        listing = Listing(_listed(row.get("inscription")), _day(row.get("since")), _day(row.get("until")))
        pairs.setdefault((str(ucd), indication), []).append(listing)
    return LesReference(
        file="", sha256="", pairs={pair: tuple(found) for pair, found in pairs.items()}, any_drug=frozenset(any_drug),
        months=frozenset(), names={}, findings=(),
    )  # fmt: skip


def _listed(written: object) -> bool | None:
    if isinstance(written, bool):
        return written
    word = fold(str(written)) if said(written) else ""
    return True if word in _YES else False if word in _NO else None


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def wrong(case: Case) -> list[Wrong]:
    """Return the anomalies that the PMSI shows against the reference, by kind, UCD, indication and month."""
    reference = reference_of(case)
    if reference is None or not settings.controls_pairs(case.law):
        return []
    found = [_wrong(row, kind) for row, kind in _judged(case, reference) if kind in KINDS]
    return sorted(found, key=lambda each: (list(KINDS).index(each.kind), each.ucd, each.indication, each.month))


def _judged(case: Case, reference: LesReference) -> Iterator[tuple[Mapping[object, object], str]]:
    """Yield the lines that are controlled, with the kind of their anomaly, ``undecided``, or nothing."""
    kinds = {Verdict.ABSENT: "pair_absent", Verdict.NOT_LISTED: "pair_not_listed", Verdict.UNDECIDED: "undecided"}
    for row in case.rows(PMSI).to_dict("records"):
        code, month = row.get("indication"), row.get("month")
        if code == OFF_LABEL:
            continue
        if not said(code):
            yield row, "no_code"
        elif month is None:
            yield row, "undecided"
        else:
            verdict = reference.verdict(str(row.get("ucd")), str(code), (case.year, int(str(month))))
            yield row, kinds.get(verdict, "")


def _wrong(row: Mapping[object, object], kind: str) -> Wrong:
    month, code = row.get("month"), row.get("indication")
    return Wrong(
        kind=kind, ucd=str(row.get("ucd")), indication=str(code) if said(code) else "",
        month=int(str(month)) if month is not None else 0, lines=_lines(row), quantity=total([row.get("quantity")]),
        amount=total([row.get("amount")]),
    )  # fmt: skip


def _lines(row: Mapping[object, object]) -> int:
    lines = row.get("lines")
    return lines if isinstance(lines, int) else 1


def measure(case: Case) -> list[Measure]:
    """Count the wrong pairs, by kind, their euros, and the UCD that may be « AMM miroir »."""
    gap = _gap(case)
    if gap:
        return [Measure(code=COUNT, lacking=gap), Measure(code=AMOUNT, lacking=gap), _possible_mirror(case)]
    found = wrong(case)
    amount = total(each.amount for each in found)
    reference = reference_of(case)
    assert reference is not None, "asked only when it was given"
    undecided = sum(_lines(row) for row, kind in _judged(case, reference) if kind == "undecided")
    caution = f"{french.plural(undecided, 'ligne')} que le référentiel ne permet pas de juger." if undecided else ""
    by_kind = {kind: sum(each.lines for each in found if each.kind == kind) for kind in KINDS}
    return [
        counted(COUNT, sum(by_kind.values()), caution=caution),
        Measure(code=AMOUNT, lacking="Des lignes n’ont pas de montant.") if amount is None else counted(AMOUNT, amount),
        *(
            counted(f"{BY_KIND}.{kind}", number, label=f"Anomalies calculées : {french.small(KINDS[kind])}")
            for kind, number in by_kind.items()
        ),
        _possible_mirror(case),
    ]


def _gap(case: Case) -> str:
    if not settings.controls_pairs(case.law):
        return "Ce contrôle n’existe pas pour cette année."
    rows = case.rows(PMSI)
    if len(rows) and not any(said(code) for code in column(rows, "indication")):
        return volumes.NO_CODE
    return case.lacking(PMSI) or ("" if reference_of(case) else NO_REFERENCE)


def mirror_lines(case: Case) -> pd.DataFrame:
    """Return the lines I999999 of products that may be « AMM miroir », of the months that began with the code I999997."""
    rows = volumes.with_code(case.rows(PMSI), OFF_LABEL)
    rule = objectives.find(case.law, settings.MIRROR_DRUGS).rule
    if rule is None or rows.empty:
        return rows.iloc[:0]
    reference, known = reference_of(case), {fold(name) for name in rule.text.split(",")}
    pairs = reference.pairs if reference else {}
    names = substances(case)
    kept = [
        month is not None
        and date(case.year, int(str(month)), 1) >= rule.since
        and ((str(ucd), MIRROR) in pairs or fold(names.get(str(ucd), "")) in known)
        for ucd, month in zip(rows["ucd"], rows["month"] if "month" in rows else [None] * len(rows), strict=True)
    ]
    return rows[kept]


def substances(case: Case) -> dict[str, str]:
    """Return the substance of each UCD, as the establishment's own initiations name it."""
    return {each.ucd: each.dci for each in initiations.of_year(case) if each.ucd and each.dci}


def _possible_mirror(case: Case) -> Measure:
    if objectives.find(case.law, settings.MIRROR_DRUGS).rule is None:
        return Measure(code=POSSIBLE_MIRROR, without_object="Le code I999997 n’existait pas cette année-là.")
    gap = case.lacking(PMSI)
    if not gap and reference_of(case) is None and not substances(case):
        gap = "Ni le référentiel des indications ni le recueil ne disent de quels médicaments il s’agit."
    if gap:
        return Measure(code=POSSIBLE_MIRROR, lacking=gap)
    found = total(mirror_lines(case)["quantity"]) if len(mirror_lines(case)) else Fraction(0)
    if found is None:
        return Measure(code=POSSIBLE_MIRROR, lacking="Des lignes du PMSI n’ont pas de quantité connue.")
    return counted(POSSIBLE_MIRROR, found)
