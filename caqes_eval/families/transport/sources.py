"""Transport: what each source says of a year, mode by mode: the extract of the fund, the answers of the hospital.

A mode without line is missing, never zero; « sans objet » is neither. Pure functions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from caqes_eval.families.case import Case
from caqes_eval.families.transport.inputs import DECLARED, EXTRACT, GROUP_LABELS, GROUPS, LABELS, MODES
from caqes_eval.families.transport.records import (
    Figure,
    Row,
    added,
    months,
    number,
    once,
    partial,
    periods,
    records,
    twice,
)
from caqes_eval.intake.tables.cells import Absence

Kind = Literal["trips", "euros"]
WORDS: Mapping[Kind, str] = {"trips": "les trajets", "euros": "les montants"}
EVERY_MONTH = frozenset(range(1, 13))

_EXTRACT_IDENTITY = ("finess", "legal_finess", "mode")
_DECLARED_IDENTITY = ("finess", "mode", "reason")
_NOTHING: Mapping[str, Figure] = dict.fromkeys(MODES)


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a source says of a year.

    Attributes:
        name: in French, at the beginning of a sentence.
        trips, euros: by mode; a mode left out is one that the source does not tell.
        previous: euros of the year before, as the same source tells them.
        total, previous_total: euros of all modes together, as written.
        lacking: why nothing of it can be used, in French.
        partial: what to say of a year that is not whole, in French.
        months: those that it tells.
        gaps: by mode, the periods (and sites) without number.
        remarks: what was left out, in French.
    """

    name: str
    trips: Mapping[str, Figure] = field(default_factory=dict)
    euros: Mapping[str, Figure] = field(default_factory=dict)
    previous: Mapping[str, Figure] = field(default_factory=dict)
    total: Figure = None
    previous_total: Figure = None
    lacking: str = ""
    partial: str = ""
    months: frozenset[int] = EVERY_MONTH
    gaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it tells every month of the year."""
        return not self.lacking and self.months == EVERY_MONTH

    def told(self, kind: Kind) -> Mapping[str, Figure]:
        """Return trips or euros by mode."""
        return self.trips if kind == "trips" else self.euros

    def group(self, kind: Kind, group: str) -> Figure:
        """Return the trips or the euros of ambulance, VSL or taxi, shared trips included."""
        return grouped(self.told(kind), group)

    def three(self, kind: Kind) -> Fraction | None:
        """Return the trips or the euros of ambulance, VSL and taxi together, None when one of them is missing."""
        return three_of(self.told(kind))

    def missing(self, kind: Kind, groups: Iterable[str] = tuple(GROUPS)) -> str:
        """Return what the source does not tell of these groups, in French; empty when it tells all."""
        unknown = [GROUP_LABELS[group] for group in groups if self.group(kind, group) is None]
        return f"{self.name} ne donne pas {WORDS[kind]} : {', '.join(unknown)}." if unknown else ""


def grouped(told: Mapping[str, Figure], group: str) -> Figure:
    """Return the sum of a group; a source that does not set shared trips apart counts them with the others."""
    plain, *shared = GROUPS[group]
    return added([told.get(plain), *(told[mode] for mode in shared if mode in told)])


def three_of(told: Mapping[str, Figure]) -> Fraction | None:
    """Return the sum of ambulance, VSL and taxi, None when one of them is missing."""
    parts = [number(grouped(told, group)) for group in GROUPS]
    known = [part for part in parts if part is not None]
    return sum(known, Fraction(0)) if len(known) == len(parts) else None


def extracted(case: Case) -> Source:
    """Return what the extract of the fund says of the year of a case."""
    return _read(case, EXTRACT, "L’extraction de l’Assurance maladie", _EXTRACT_IDENTITY, _of_extract)


def declared(case: Case) -> Source:
    """Return what the hospital answers of the year of a case."""
    return _read(case, DECLARED, "Le recueil de l’établissement", _DECLARED_IDENTITY, _of_form)


def asked(case: Case, code: str) -> bool:
    """Say whether an input was asked for, or came, for the year."""
    return bool(case.of(code)) or case.year in case.years(code)


def _read(
    case: Case, code: str, name: str, identity: Sequence[str], build: Callable[[str, Sequence[Row]], Source]
) -> Source:
    if told := case.lacking(code):
        return Source(name=name, lacking=told, months=frozenset())
    rows = records(case, code)
    if not rows:
        if case.declared_empty(code):
            zero: Mapping[str, Figure] = dict.fromkeys(MODES, Fraction(0))
            return Source(name=name, trips=zero, euros=zero, total=Fraction(0))
        return Source(name=name, lacking=f"{name} ne dit rien de {case.year}.", months=frozenset())
    kept, fault = once(rows, identity)
    if fault := fault or twice(kept, identity):
        return Source(name=name, lacking=fault, months=frozenset())
    return build(name, kept)


def _of_extract(name: str, rows: Sequence[Row]) -> Source:
    by_mode = [row for row in rows if row.get("mode") in LABELS]
    totals = [row for row in rows if row.get("mode") not in LABELS]
    if by_mode:
        remarks = (f"{name} a aussi des lignes sans mode : elles ne sont pas ajoutées.",) if totals else ()
        trips, euros, previous = (_summed(by_mode, column) for column in ("trips", "amount", "previous_amount"))
    else:
        remarks = ()
        trips = {group: added(row.get(f"{group}_trips") for row in totals) for group in GROUPS}
        euros = {group: added(row.get(f"{group}_amount") for row in totals) for group in GROUPS}
        previous = {}
    return Source(
        name=name, trips=trips, euros=euros, previous=previous, remarks=remarks,
        total=added(row.get("amount") for row in totals),
        previous_total=added(row.get("previous_amount") for row in totals),
        partial=partial(rows), months=months(rows) or EVERY_MONTH,
    )  # fmt: skip


def _summed(rows: Sequence[Row], column: str) -> dict[str, Figure]:
    modes = dict.fromkeys(str(row["mode"]) for row in rows)
    return {mode: added(row.get(column) for row in rows if row["mode"] == mode) for mode in modes}


def _of_form(name: str, rows: Sequence[Row]) -> Source:
    gaps = _gaps([row for row in rows if row.get("mode") in LABELS])
    trips, euros = _summed(rows, "trips"), _summed(rows, "reimbursed")
    return Source(
        name=name,
        trips={**_NOTHING, **{mode: told for mode, told in trips.items() if mode not in gaps}},
        euros={**_NOTHING, **{mode: told for mode, told in euros.items() if mode not in gaps}},
        partial=partial(rows),
        months=months(rows) or EVERY_MONTH,
        gaps=gaps,
    )


def _gaps(rows: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """Return, by mode, the places (period, site) that have no line or no number for it."""
    places = sorted({_place(row) for row in rows})
    sites = {site for site, _ in places}
    answered = {(row["mode"], _place(row)) for row in rows}
    empty = {(row["mode"], _place(row)) for row in rows if row.get("trips") in (None, Absence.UNKNOWN)}
    shown = {place: place[1] + (f" (FINESS {place[0]})" if len(sites) > 1 and place[0] else "") for place in places}
    found = {
        mode: tuple(shown[place] for place in places if (mode, place) not in answered or (mode, place) in empty)
        for mode in MODES
    }
    return {mode: where for mode, where in found.items() if where}


def _place(row: Row) -> tuple[str, str]:
    return str(row.get("finess") or ""), " ".join(periods(row))
