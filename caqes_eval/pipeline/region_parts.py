"""The parts of a region's contract that say where they come from, and what no source gives of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from caqes_eval.campaign.region import Region
from caqes_eval.campaign.region.sourced import Sourced
from caqes_eval.foundation.provenance import Missing


@dataclass(frozen=True, kw_only=True)
class RegionMissing:
    """What no source gives of a region's contract, told once for all the parts that lack it.

    Attributes:
        parts: where the region file says so (``amendments, n° 1``).
    """

    parts: tuple[str, ...]
    missing: Missing

    def as_record(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        return {"parts": list(self.parts), **self.missing.model_dump(mode="json")}


def sourced_parts(region: Region) -> Iterator[tuple[str, Sourced]]:
    """Yield every sourced part of a region file with its place as a reader counts (``amendments, n° 1``)."""
    return _parts(region, "")


def _parts(value: object, place: str) -> Iterator[tuple[str, Sourced]]:
    if isinstance(value, Sourced):
        yield place, value
    if isinstance(value, BaseModel):
        for name, each in value:
            yield from _parts(each, f"{place}, {name}" if place else name)
    elif isinstance(value, tuple):
        for number, each in enumerate(value, 1):
            yield from _parts(each, f"{place}, n° {number}")


def region_missing(region: Region) -> list[RegionMissing]:
    """Return what no source gives of a region's contract, in the order of its file."""
    places: dict[Missing, list[str]] = {}
    for place, part in sourced_parts(region):
        if part.missing:
            places.setdefault(part.missing, []).append(place)
    return [RegionMissing(parts=tuple(parts), missing=missing) for missing, parts in places.items()]
