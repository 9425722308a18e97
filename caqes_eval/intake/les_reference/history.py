"""Since when and until when each product is on a list, from the events that ATIH's tables keep."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.les_reference.source import Row, read_rows
from caqes_eval.intake.les_reference.told import Tally
from caqes_eval.intake.les_reference.values import day_of, lpp_of, ucd_of
from caqes_eval.intake.values.content import fold

Span = tuple[date | None, date | None]
"""First and last day, both included; None when not known or not ended."""

_HEADINGS: Mapping[str, Sequence[str]] = {
    "ucd7": ("ucd_7", "ucd7", "code UCD 7"),
    "ucd13": ("ucd_13", "ucd13", "code UCD 13"),
    "lpp": ("dmi_en_sus_code", "code LPP", "lpp"),
    "event": ("evenement", "dmi_en_sus_evenement", "événement"),
    "effect": ("date_effet", "dmi_en_sus_date_effet", "date d’effet"),
    "publication": ("date_publication", "dmi_en_sus_date_publication", "date de publication"),
}
_NEEDED = (("ucd7", "ucd13", "lpp"), ("event",), ("effect", "publication"))
_OPENING = frozenset({"inscription", "figure"})
_CLOSING = frozenset({"radiation", "suppression", "nefigureplus"})
# a delisting of some indications only leaves the product on the list
_NO_EFFECT = frozenset(
    {"tarif", "modification", "radiationpartielle", "modiflibelleucd", "modiflibelle", "correctifcodeucd",
     "inscriptionarticle51", "modificationarticle51", "rtu"}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ListHistory:
    """The periods on a list.

    Attributes:
        periods: by UCD7 or LPP, in the order of time.
        sha256: digest of the file.
        findings: what is not clean in it.
    """

    periods: Mapping[str, tuple[Span, ...]]
    sha256: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, order=True)
class _Event:
    day: date
    opens: bool


def read_list_history(path: Path, *, shown: str = "") -> ListHistory:
    """Read the history of the liste en sus, of drugs (``ucd_en_sus``) or of devices (``dmi_en_sus``).

    An event counts from the day it takes effect, else from its publication; a product is on the list until the day before
    it leaves it.

    Raises:
        InputMissingError: the file cannot be read.
        InputFormatError: it is damaged, or has not the columns of the history.
    """
    shown = shown or path.name
    table = read_rows(path, shown=shown, headings=_HEADINGS, needed=_NEEDED)
    tally = Tally(shown, table)
    events: dict[str, list[_Event]] = {}
    first: dict[str, Row] = {}
    for row in table.rows:
        if not any(cell.text.strip() for cell in row.cells.values()):
            continue
        code = _code(row, tally, devices="lpp" in table.columns)
        if code is None:
            continue
        first.setdefault(code, row)
        found = events.setdefault(code, [])
        if event := _event(row, tally):
            found.append(event)
    for code, found in events.items():
        if not found or not min(found).opens:
            tally.add("les_sans_inscription", first[code], "event", value=code)
    periods = {code: _spans(found) for code, found in events.items()}
    return ListHistory(periods=periods, sha256=table.sha256, findings=tally.findings())


def _code(row: Row, tally: Tally, *, devices: bool) -> str | None:
    if devices:
        return lpp_of(row, tally)
    usable, ucd = ucd_of(row, tally)
    if usable and ucd is None:
        tally.add("les_ucd", row, "ucd7")
    return ucd


def _event(row: Row, tally: Tally) -> _Event | None:
    """Return an event that opens or closes a period; the others are told and left aside."""
    name = fold(row.text("event"))
    if name not in _OPENING | _CLOSING:
        known = name in _NO_EFFECT
        tally.add(
            "les_evenement_sans_effet" if known else "les_evenement_a_voir", row, "event", apart=name if known else ""
        )
        return None
    day = day_of(row, "effect", tally) or day_of(row, "publication", tally)
    if day is None:
        tally.add("les_evenement_sans_date", row, "event")
        return None
    return _Event(day, opens=name in _OPENING)


def _spans(events: Iterable[_Event]) -> tuple[Span, ...]:
    """Return the periods; the day a product leaves and comes back, it stays."""
    ordered = sorted(events)
    spans: list[Span] = []
    is_open, since = not ordered or not ordered[0].opens, None
    for event in ordered:
        if event.opens and not is_open:
            is_open, since = True, event.day
        elif not event.opens and is_open:
            spans.append((since, event.day - timedelta(days=1)))
            is_open = False
    return (*spans, (since, None)) if is_open else tuple(spans)
