"""What a schema cannot see in a region file: names that answer nothing, things said twice, dates that contradict."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from caqes_eval.campaign.region.contract import Indicator
from caqes_eval.campaign.region.perimeter import PerimeterEvent
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import near
from caqes_eval.foundation.strict_yaml import Path_, YamlText

if TYPE_CHECKING:
    from caqes_eval.campaign.region.region import Region

Fault = tuple[Path_, str, str, str]
"""Where, the value, what is wrong, what to do."""

Span = tuple[date, date | None]


def faults(region: "Region", document: YamlText, expected_code: str) -> list[Finding]:
    """Return every incoherence of a region, in the order of the file.

    Args:
        region: the region as typed.
        document: its text, for the lines.
        expected_code: the code that the name of the file says.
    """
    found = [
        *_wrong_code(region, expected_code),
        *_said_twice(region),
        *_unknown_names(region),
        *_overlapping_contracts(region),
        *_overlapping_grids(region),
        *_contradictory_dates(region),
        *_contradictory_events(region),
    ]
    return sorted((_finding(document, fault) for fault in found), key=lambda finding: finding.line or 0)


def _finding(document: YamlText, fault: Fault) -> Finding:
    path, value, message, remedy = fault
    return Finding(
        code="region_incoherente",
        severity=Severity.BLOCKING,
        file=document.file,
        line=document.line(path),
        key=", ".join(f"n° {part + 1}" if isinstance(part, int) else part for part in path),
        value=value,
        message=message,
        remedy=remedy,
    )


def _wrong_code(region: "Region", expected: str) -> Iterator[Fault]:
    if region.code != expected:
        message = f"le fichier s’appelle « {expected} » : la région et son fichier portent le même code."
        yield ("code",), region.code, message, "donnez le même nom aux deux."


def _said_twice(region: "Region") -> Iterator[Fault]:
    names: list[tuple[Path_, str]] = []
    for section in ("territories", "amendments", "indicators", "targeting_orders"):
        names += [((section, index, "code"), part.code) for index, part in enumerate(getattr(region, section))]
    for index, territory in enumerate(region.territories):
        names += [
            (("territories", index, "departments", rank), code) for rank, code in enumerate(territory.departments)
        ]
    names += [
        (("deadlines", index, "object"), f"{deadline.period}, {deadline.object}")
        for index, deadline in enumerate(region.deadlines)
    ]
    names += [
        (("envelopes", index, "family"), f"{envelope.family}, {envelope.territory}, {envelope.year}")
        for index, envelope in enumerate(region.envelopes)
    ]
    seen = set()
    for path, name in names:
        # departments of two territories are compared together, codes within their own section
        kind = (path[0], path[2], name)
        if kind in seen:
            yield path, name, "cette valeur est écrite deux fois.", "gardez-en une, ou corrigez l’une des deux."
        seen.add(kind)


def _unknown_names(region: "Region") -> Iterator[Fault]:
    indicators = [indicator.code for indicator in region.indicators]
    territories = [territory.code for territory in region.territories]
    families = sorted({indicator.family for indicator in region.indicators})
    for path, name in _cited_indicators(region):
        if name not in indicators:
            yield path, name, "aucun indicateur de la région ne porte ce code.", near(name, indicators)
    for path, name in _cited_territories(region):
        if name not in territories:
            yield path, name, "aucun territoire de la région ne porte ce code.", near(name, territories)
    for section in ("grids", "envelopes"):
        for index, part in enumerate(getattr(region, section)):
            if part.family not in families:
                message = "aucun indicateur de la région n’est de cette famille."
                yield (section, index, "family"), part.family, message, near(part.family, families)


def _cited_indicators(region: "Region") -> Iterator[tuple[Path_, str]]:
    lists = (
        ("amendments", "adds"),
        ("amendments", "removes"),
        ("perimeter_events", "indicators"),
        ("deadlines", "indicators"),
    )
    for section, key in lists:
        for index, part in enumerate(getattr(region, section)):
            for rank, code in enumerate(getattr(part, key)):
                yield (section, index, key, rank), code
    for index, counts in enumerate(region.targeting_counts):
        for code in counts.hospitals:
            yield ("targeting_counts", index, "hospitals", code), code


def _cited_territories(region: "Region") -> Iterator[tuple[Path_, str]]:
    for section in ("targeting_orders", "envelopes"):
        for index, part in enumerate(getattr(region, section)):
            yield (section, index, "territory"), part.territory
    for index, counts in enumerate(region.targeting_counts):
        for code, by_territory in counts.hospitals.items():
            for territory in by_territory:
                yield ("targeting_counts", index, "hospitals", code, territory), territory


def _overlapping_contracts(region: "Region") -> Iterator[Fault]:
    spans = [(term.start, term.end) for term in region.contracts]
    for former, later in _overlaps(spans):
        message = f"ce contrat commence alors que celui du {french.day(spans[former][0])} est encore en vigueur."
        yield ("contracts", later, "start"), spans[later][0].isoformat(), message, "corrigez start ou end."


def _overlapping_grids(region: "Region") -> Iterator[Fault]:
    spans = [(grid.since, grid.until) for grid in region.grids]
    for former, later in _overlaps(spans):
        if region.grids[former].family == region.grids[later].family:
            message = f"cette grille commence alors que celle du {french.day(spans[former][0])}, de la même famille, vaut encore."
            remedy = "corrigez since ou until."
            yield ("grids", later, "since"), spans[later][0].isoformat(), message, remedy


def _overlaps(spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield the ranks of two spans of days that share one, the earlier first."""
    order = sorted(range(len(spans)), key=lambda rank: spans[rank][0])
    for former, later in combinations(order, 2):
        end = spans[former][1]
        if end is None or spans[later][0] <= end:
            yield former, later


def _contradictory_dates(region: "Region") -> Iterator[Fault]:
    added = {code for amendment in region.amendments for code in amendment.adds}
    for index, indicator in enumerate(region.indicators):
        if indicator.since is None and indicator.code not in added:
            message = "aucune date d’entrée : since est vide et aucun avenant n’ajoute cet indicateur."
            yield (
                ("indicators", index, "code"),
                indicator.code,
                message,
                "écrivez since, ou citez-le dans un avenant (adds).",
            )
    indicators = {indicator.code: indicator for indicator in region.indicators}
    for index, amendment in enumerate(region.amendments):
        if amendment.date is None:
            continue
        for key, codes in (("adds", amendment.adds), ("removes", amendment.removes)):
            for rank, code in enumerate(codes):
                first_day = _first_day(indicators.get(code), key)
                if first_day not in (None, amendment.date):
                    message = f"l’avenant prend effet le {french.day(amendment.date)}, l’indicateur dit {french.day(first_day)}."
                    yield (
                        ("amendments", index, key, rank),
                        code,
                        message,
                        "écrivez la même date, ou une seule des deux.",
                    )


def _first_day(indicator: Indicator | None, key: str) -> date | None:
    """Return the day on which an indicator says itself that it comes in (adds) or is no more (removes)."""
    if indicator is None:
        return None
    if key == "adds":
        return indicator.since
    return indicator.until + timedelta(days=1) if indicator.until else None


def _contradictory_events(region: "Region") -> Iterator[Fault]:
    for (_, former), (index, later) in combinations(enumerate(region.perimeter_events), 2):
        if (former.origin.finess, former.first_day) == (later.origin.finess, later.first_day) and _share(former, later):
            message = f"la même activité quitte deux fois « {later.origin.name} » le {french.day(later.first_day)}."
            remedy = "gardez un seul des deux événements, ou donnez à chacun ses indicateurs."
            yield ("perimeter_events", index, "from"), later.origin.finess, message, remedy


def _share(former: PerimeterEvent, later: PerimeterEvent) -> bool:
    """Say whether two events bear on a common indicator; an empty list is all of them."""
    return not former.indicators or not later.indicators or bool({*former.indicators} & {*later.indicators})
