"""How much of the costly drugs each hospital gives each year: totals of a region, shared out, then spread over lines.

The totals are invented, in the orders of magnitude of practice.md §2.3: Val-de-Brume is about as large as PACA,
Côtes-d’Ambre as Corse.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from caqes_eval.demo.draws import below, split
from caqes_eval.demo.hospitals import RegionCode
from caqes_eval.demo.liste_en_sus import (
    DRUGS,
    I997,
    I998,
    I999,
    MIRROR_SINCE,
    RESEARCH_ONLY,
    CostlyDrug,
)

YEARS = (2021, 2022, 2023, 2024, 2025)

TOTALS: Mapping[RegionCode, Mapping[int, tuple[int, int]]] = {
    "val-de-brume": {
        2021: (481_200, 74_600), 2022: (474_900, 79_300), 2023: (469_300, 67_900), 2024: (498_600, 73_200),
        2025: (503_400, 70_900),
    },
    "cotes-d-ambre": {
        2021: (27_600, 3_560), 2022: (26_100, 2_990), 2023: (24_900, 2_950), 2024: (26_500, 2_560), 2025: (27_300, 2_610),
    },
}  # fmt: skip
"""UCD given in the year by the hospitals of a region, and among them those off label (I999999)."""

# per cent of the price of 2021
_PRICES = {2021: 100, 2022: 109, 2023: 119, 2024: 124, 2025: 127}

# parts of the hospitals, by serial, while the two that merged were apart and since
_SHARES: Mapping[RegionCode, tuple[Mapping[str, int], Mapping[str, int]]] = {
    "val-de-brume": (
        {"001": 480, "012": 230, "002": 120, "005": 80, "015": 50, "016": 30, "013": 10},
        {"001": 480, "012": 230, "002": 120, "005": 80, "011": 80, "013": 10},
    ),
    # what Belvédère gave from July 2025 on is in the part of Trois-Criques
    "cotes-d-ambre": ({"101": 500, "102": 300, "103": 200}, {"101": 600, "102": 300, "103": 100}),
}
_LARGE = ("001", "012")
_STOPS_IN_JULY = ("103", 2025)
MIRROR_IN_I999 = ("012", 2025)
"""The hospital that keeps coding I999999 what has become « AMM miroir »."""

_RESEARCH_SHARE = 200
_MIRROR_SHARE = 6


@dataclass(frozen=True, kw_only=True)
class Given:
    """Units of a drug given for an indication over a month (a quarter in the smaller hospitals)."""

    drug: CostlyDrug
    indication: str
    month: int
    quantity: int
    thousandths: int

    @property
    def over_sessions(self) -> bool:
        """Whether the stays are sessions: the same line then stands in two of them, and counts for half in each."""
        return self.drug.dci == "rituximab"


def serials(region: RegionCode, year: int) -> tuple[str, ...]:
    """Return the hospitals of a region that give costly drugs in a year, by the end of their serial."""
    return tuple(_shares(region, year))


def given(region: RegionCode, serial: str, year: int, seed: int) -> list[Given]:
    """Return what a hospital gives in a year, by drug, indication and month; the hospitals of a region sum to its totals."""
    draw = Random((seed + year) * 1_000 + int(serial))  # noqa: S311 (no secret is drawn)
    total, off_label = _totals(region, serial, year)
    quarters = (3, 6) if (serial, year) == _STOPS_IN_JULY else (3, 6, 9, 12)
    months = tuple(range(1, 13)) if serial in _LARGE else quarters
    off = [(drug, I999, month, drug.off_label) for drug in DRUGS for month in months]
    inside = [slot for drug in DRUGS for month in months for slot in _in_label(drug, serial, year, month)]
    return [*_spread(off, off_label, year, draw), *_spread(inside, total - off_label, year, draw)]


def _shares(region: RegionCode, year: int) -> Mapping[str, int]:
    before, since = _SHARES[region]
    return since if year >= 2025 else before


def _totals(region: RegionCode, serial: str, year: int) -> tuple[int, int]:
    """Return the units of a hospital and those off label, the last hospital taking what rounding leaves."""
    shares = _shares(region, year)
    place = list(shares).index(serial)
    total, off_label = (split(whole, list(shares.values()))[place] for whole in TOTALS[region][year])
    return total, off_label


def _in_label(drug: CostlyDrug, serial: str, year: int, month: int) -> Iterator[tuple[CostlyDrug, str, int, int]]:
    first, second = drug.indications
    yield drug, first, month, drug.in_label * 2
    yield drug, second, month, drug.in_label
    if drug.dci == RESEARCH_ONLY:
        yield drug, I998, month, max(1, drug.in_label * 3 // _RESEARCH_SHARE)
    if drug.mirror and (year, month) >= MIRROR_SINCE and (serial, year) != MIRROR_IN_I999:
        yield drug, I997, month, max(1, drug.in_label // _MIRROR_SHARE)


def _spread(slots: list[tuple[CostlyDrug, str, int, int]], total: int, year: int, draw: Random) -> Iterator[Given]:
    weights = [weight * (80 + below(draw, 41)) for *_, weight in slots]
    for (drug, indication, month, _), quantity in zip(slots, split(total, weights), strict=True):
        yield Given(
            drug=drug, indication=indication, month=month, quantity=quantity,
            thousandths=quantity * drug.euros * _PRICES[year] * 10,
        )  # fmt: skip
