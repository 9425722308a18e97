"""Who has to send which form, on which period, by when: from the targeting matrix and the deadlines of the region."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from caqes_eval.campaign.region import Deadline, Region, TargetingRow, perimeter_on
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.form import Form
from caqes_eval.pipeline.contracts import Contract

HALF_YEARLY = frozenset({"mo_initiations", "mo_anomalies"})
"""Forms asked for twice a year where the region dates none of them (practice.md §1.6: MO, half-yearly)."""

_PARTS: Mapping[str, tuple[str, ...]] = {
    "mo_initiations": ("i999", "initiation", "argumentaire"),
    "mo_anomalies": ("anomalie", "preuve"),
    "dmi_mapping": ("cartographie", "interdiag", "retour dmi"),
    "dmi_audit": ("audit", "retour dmi"),
    "action_plan": ("plan d’action",),
}
"""How regions call what a form holds, in the ``object`` of the deadlines that do not list their ``forms``."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """A return that a hospital has to send.

    Attributes:
        finess, name: the hospital that carries the activity at the end of the period.
        form: code of the form.
        indicators: codes of those that bind it and that the form serves.
        period: ``2025``, ``2025-S2``.
        deadlines: those that bear on it; none when no source publishes any.
    """

    finess: str
    name: str
    form: str
    indicators: tuple[str, ...]
    period: str
    deadlines: tuple[Deadline, ...] = ()

    @property
    def deadline(self) -> Deadline | None:
        """The deadline that ends last: the return is one file, still of use until then. None: « échéance non publiée »."""
        return max(self.deadlines, key=lambda each: each.strict or each.expected or date.min, default=None)


def expected(
    contract: Contract,
    forms: Mapping[str, Form],
    year: int,
    *,
    territory: str | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Expected, ...]:
    """Return every return that the hospitals of a region have to send on a year of activity, by FINESS.

    A hospital is expected when it is targeted on at least one day of the period, unless its activity has moved by the end
    of it: the one that carries the activity then is expected instead, and nobody after a closure.

    Args:
        contract: the region and its targeting matrix; nobody is expected without one.
        forms: those that exist, by code, in the order to keep.
        year: the year of activity.
        territory: only the hospitals that the orders of this territory target; all of them when None.
        names: of the hospitals, by FINESS; a hospital without name is called by its number.

    Raises:
        ParameterFileError: a deadline is about a form that does not exist.
    """
    _refuse_unknown(contract.region, forms)
    orders = {order.code for order in contract.region.targeting_orders if territory in (None, order.territory)}
    rows = [row for row in contract.targeting.rows if row.order in orders] if contract.targeting else []
    found: list[Expected] = []
    for form in forms.values():
        asked = _asked(form, contract.region)
        own = [deadline for deadline in contract.region.deadlines if _bears_on(deadline, form, asked)]
        for period in _periods(form, own, year):
            for finess, codes in _bound(rows, contract.region, asked, period).items():
                deadlines = tuple(each for each in own if each.period == period and set(each.indicators) & set(codes))
                found.append(
                    Expected(
                        finess=finess, name=(names or {}).get(finess, finess), form=form.code, indicators=codes,
                        period=period, deadlines=deadlines,
                    )
                )  # fmt: skip
    # stable: the forms of a hospital keep their order
    return tuple(sorted(found, key=lambda each: each.finess))


def _refuse_unknown(region: Region, forms: Mapping[str, Form]) -> None:
    unknown = sorted({code for deadline in region.deadlines for code in deadline.forms} - set(FORMS) - set(forms))
    if unknown:
        named = ", ".join(f"« {code} »" for code in unknown)
        raise ParameterFileError(
            f"Des échéances de la région « {region.code} » portent sur des formulaires qui n’existent pas : {named}.",
            remedy=f"Écrivez dans « forms » des codes parmi : {', '.join(FORMS)}.",
        )


def days_of(period: str) -> tuple[date, date]:
    """Return the first and the last day of a period: ``2025``, ``2025-S1``, ``2025-S2``."""
    year, _, half = period.partition("-S")
    first, last = {"": ((1, 1), (12, 31)), "1": ((1, 1), (6, 30)), "2": ((7, 1), (12, 31))}[half]
    return date(int(year), *first), date(int(year), *last)


def _asked(form: Form, region: Region) -> tuple[str, ...]:
    """Return the indicators a form is asked for; one that serves any, when their evidence names it."""
    if form.indicators:
        return form.indicators
    return tuple(
        indicator.code
        for indicator in region.indicators
        if any(form.code in _named(evidence) for evidence in indicator.evidence)
    )


def _bears_on(deadline: Deadline, form: Form, asked: tuple[str, ...]) -> bool:
    """Say whether a deadline is about a form: one it lists, else one that its object names, else any of its indicators."""
    if deadline.sender != "établissement" or not set(deadline.indicators) & set(asked):
        return False
    named = set(deadline.forms) or _named(deadline.object)
    return form.code in named if named else bool(form.indicators)


def _named(words: str) -> set[str]:
    words = words.casefold().replace("'", "’")
    return {code for code, parts in _PARTS.items() if any(part in words for part in parts)}


def _periods(form: Form, deadlines: list[Deadline], year: int) -> tuple[str, ...]:
    """Return the periods a form is asked on: halves as soon as the region dates one, of whatever year."""
    whole, halves = str(year), (f"{year}-S1", f"{year}-S2")
    half_yearly = any("-S" in deadline.period for deadline in deadlines)
    if not deadlines:
        half_yearly = form.code in HALF_YEARLY
    if not half_yearly:
        return (whole,)
    return (*halves, whole) if any(deadline.period == whole for deadline in deadlines) else halves


def _bound(rows: list[TargetingRow], region: Region, asked: tuple[str, ...], period: str) -> dict[str, tuple[str, ...]]:
    """Return the hospitals bound over a period, each with its indicators in the order of the form."""
    first, last = days_of(period)
    carried: dict[str, set[str]] = {}
    for row in rows:
        if row.indicator in asked and row.since <= last and (row.until is None or row.until >= first):
            carrier = _carrier(region, row, last)
            if carrier is not None:
                carried.setdefault(carrier, set()).add(row.indicator)
    return {finess: tuple(code for code in asked if code in codes) for finess, codes in carried.items()}


def bound_indicators(
    contract: Contract, year: int, *, territory: str | None = None
) -> dict[str, frozenset[str]] | None:
    """Return the indicators that bind each hospital on a year of activity, by FINESS of who carries them at its end.

    A hospital that is absent is bound by none. None when the region has no targeting matrix: nobody says whom the contract
    binds, which is not « nobody ».
    """
    if contract.targeting is None:
        return None
    orders = {order.code for order in contract.region.targeting_orders if territory in (None, order.territory)}
    rows = [row for row in contract.targeting.rows if row.order in orders]
    every = tuple(dict.fromkeys(row.indicator for row in rows))
    return {finess: frozenset(codes) for finess, codes in _bound(rows, contract.region, every, str(year)).items()}


def _carrier(region: Region, row: TargetingRow, when: date) -> str | None:
    # an order that begins on the day of an event, or later, already speaks of what it made
    events = [event for event in region.perimeter_events if event.first_day > row.since]
    return perimeter_on(events, when, finess=row.finess, indicator=row.indicator).finess
