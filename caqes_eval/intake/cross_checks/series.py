"""Totals by period, of the liste en sus or of an extract: parts above their whole, jumps, known breaks, growths apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from caqes_eval.foundation import french
from caqes_eval.intake.cross_checks.check import Noticed
from caqes_eval.intake.cross_checks.evidence import Evidence
from caqes_eval.intake.tables.reading import SOURCE_ROW
from caqes_eval.intake.values import Period
from caqes_eval.regulation.parameters.rule_file import DatedValue

MEASURES: Mapping[str, str] = {
    "ucd": "UCD de la liste en sus",
    "ucd_i999": "UCD codées I999999",
    "amount": "Montant de la liste en sus",
    "amount_i999": "Montant codé I999999",
    "transport_trips": "Nombre de transports",
    "transport_amount": "Montant des transports",
}
"""The columns of a table of totals, with their French names; amounts are in euros."""

_MONEY = {"amount", "amount_i999", "transport_amount"}
_PARTS = (("ucd_i999", "ucd"), ("amount_i999", "amount"))
_BREAKS = {
    "ucd_i999": "plausibility.breaks.i999",
    "amount_i999": "plausibility.breaks.i999",
    "transport_trips": "plausibility.breaks.transport",
    "transport_amount": "plausibility.breaks.transport",
}


@dataclass(frozen=True)
class _Point:
    row: int
    period: Period
    value: Fraction


def part_above_whole(evidence: Evidence) -> Iterator[Noticed]:
    """A part of the liste en sus above the whole of it."""
    if evidence.totals is None:
        return
    for part, whole in _PARTS:
        wholes = {point.row: point for point in _points(evidence, whole)}
        for point in _points(evidence, part):
            of = wholes.get(point.row)
            if of is not None and point.value > of.value:
                yield Noticed(
                    table=evidence.totals,
                    message=f"« {MEASURES[part]} » ({point.period.label}) dépasse « {MEASURES[whole]} », qui est "
                    f"{_figure(whole, of.value)} : une partie ne peut pas dépasser son tout.",
                    row=point.row,
                    column=MEASURES[part],
                    value=_figure(part, point.value),
                )


def broken_series(evidence: Evidence) -> Iterator[Noticed]:
    """A total that changes too much since the period before, where no break is known."""
    for code, former, latter in _steps(evidence):
        limit = evidence.law.rule("plausibility.series_jump")
        change = latter.value / former.value - 1
        if limit.holds(abs(change)) and not _broken(evidence, code, former, latter):
            assert evidence.totals is not None
            yield Noticed(
                table=evidence.totals,
                message=f"« {_name(evidence, code)} » passe de {_figure(code, former.value)} ({former.period.label}) à "
                f"{_figure(code, latter.value)} ({latter.period.label}), soit {_signed(change)} ; "
                f"au-delà de {french.percent(limit.amount, 0)}, une variation est à vérifier.",
                row=latter.row,
                column=_name(evidence, code),
                value=_figure(code, latter.value),
            )


def known_break(evidence: Evidence) -> Iterator[Noticed]:
    """Two periods that a change of rules keeps from being compared."""
    for code, former, latter in _steps(evidence):
        if known := _broken(evidence, code, former, latter):
            assert evidence.totals is not None
            yield Noticed(
                table=evidence.totals,
                message=f"« {_name(evidence, code)} » ne se compare pas de {former.period.label} à {latter.period.label}, rupture du "
                f"{french.day(known.since)} : {known.value}.",
                row=latter.row,
                column=_name(evidence, code),
            )


def opposite_growths(evidence: Evidence) -> Iterator[Noticed]:
    """A spending that falls while quantities rise; the contrary is usual, new products being dearer."""
    amounts = {latter.row: (former, latter) for code, former, latter in _steps(evidence) if code == "amount"}
    for code, before, after in _steps(evidence):
        if code != "ucd" or after.row not in amounts:
            continue
        former, latter = amounts[after.row]
        fall, rise = latter.value / former.value - 1, after.value / before.value - 1
        fell = evidence.law.rule("plausibility.amount_fall").holds(fall)
        if former.row == before.row and fell and evidence.law.rule("plausibility.quantity_rise").holds(rise):
            assert evidence.totals is not None
            yield Noticed(
                table=evidence.totals,
                message=f"de {former.period.label} à {latter.period.label}, le montant évolue de {_signed(fall)} alors que les "
                f"UCD évoluent de {_signed(rise)}.",
                row=latter.row,
                column=MEASURES["amount"],
                value=_figure("amount", latter.value),
            )


def _points(evidence: Evidence, code: str) -> list[_Point]:
    """Return the values of a measure, in the order of time."""
    if evidence.totals is None or not {code, "period"} <= set(evidence.totals.frame):
        return []
    frame = evidence.totals.frame
    return sorted(
        (
            _Point(int(row), period, Fraction(value))
            for row, period, value in zip(frame[SOURCE_ROW], frame["period"], frame[code], strict=True)
            if isinstance(period, Period) and isinstance(value, int | Decimal)
        ),
        key=lambda point: point.period,
    )


def _steps(evidence: Evidence) -> Iterator[tuple[str, _Point, _Point]]:
    """Give each measure at two periods of the same length that follow one another, the first one not zero."""
    for code in evidence.measures or MEASURES:
        lengths: dict[int, list[_Point]] = {}
        for point in _points(evidence, code):
            lengths.setdefault(_months(point.period), []).append(point)
        for points in lengths.values():
            yield from ((code, former, latter) for former, latter in pairwise(points) if former.value)


def _name(evidence: Evidence, code: str) -> str:
    return evidence.measures.get(code) or MEASURES[code]


def _months(period: Period) -> int:
    return 12 * (period.end.year - period.start.year) + period.end.month - period.start.month + 1


def _broken(evidence: Evidence, code: str, former: _Point, latter: _Point) -> DatedValue[str] | None:
    """Return the break that makes two periods differ: it begins after the start of the one, before the end of the other."""
    if code not in _BREAKS:
        return None
    dated: tuple[DatedValue[str], ...] = evidence.law.rules.file(_BREAKS[code]).values
    return next((each for each in dated if former.period.start < each.since <= latter.period.end), None)


def _figure(code: str, value: Fraction) -> str:
    if code in _MONEY or code.endswith("_amount"):
        return french.euros(value, 0 if value.denominator == 1 else 2)
    return french.number(value, 0 if value.denominator == 1 else 3)


def _signed(change: Fraction) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{french.percent(abs(change))}"
