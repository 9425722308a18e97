"""A region file: everything that one region has of its own, as data, read whole and checked whole."""

from datetime import date
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from caqes_eval.campaign.region import coherence
from caqes_eval.campaign.region.contract import (
    Amendment,
    ContractOn,
    ContractTerm,
    Indicator,
    TargetingCounts,
    TargetingOrder,
    Territory,
    contract_on,
)
from caqes_eval.campaign.region.deadlines import Deadline
from caqes_eval.campaign.region.envelopes import Envelope
from caqes_eval.campaign.region.perimeter import Carried, PerimeterEvent, perimeter_on
from caqes_eval.campaign.region.scoring import Grid
from caqes_eval.campaign.region.sourced import Part
from caqes_eval.foundation import strict_yaml
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.foundation.names import REGION_PATTERN


class Region(Part):
    """The content of ``params/regions/CODE.yml``.

    Exceptions of single hospitals to an objective are not here: they stand in the rule (``mo.i999_rate.target``), whose
    scope names a territory by its code.
    """

    code: Annotated[str, Field(pattern=REGION_PATTERN)]
    name: str = Field(min_length=1)
    omedit: str = Field(min_length=1)
    territories: tuple[Territory, ...] = Field(min_length=1)
    contracts: tuple[ContractTerm, ...] = Field(min_length=1)
    amendments: tuple[Amendment, ...] = ()
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    targeting_orders: tuple[TargetingOrder, ...] = ()
    targeting_counts: tuple[TargetingCounts, ...] = ()
    perimeter_events: tuple[PerimeterEvent, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    grids: tuple[Grid, ...] = ()
    envelopes: tuple[Envelope, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read and check a region file.

        Raises:
            InputMissingError: it cannot be read.
            ParameterFileError: it is wrong; every fault with its line, its key and the nearest known one.
        """
        return cls.from_yaml(strict_yaml.load(path, shown_name=path.name), expected_code=path.stem)

    @classmethod
    def from_yaml(cls, document: strict_yaml.YamlText, *, expected_code: str) -> Self:
        """Type and check a region already read as text; same errors as :meth:`load`."""
        region = strict_yaml.validated(document, cls)
        found = coherence.faults(region, document, expected_code)
        if found:
            heading = "une erreur" if len(found) == 1 else f"{len(found)} erreurs"
            raise ParameterFileError(f"{document.file} : {heading}.", findings=found)
        return region

    def contract_on(self, when: date) -> ContractOn | None:
        """Return the contract on a date, None between two contracts."""
        return contract_on(self.contracts, self.indicators, self.amendments, when)

    def perimeter_on(self, when: date, *, finess: str, indicator: str | None = None) -> Carried:
        """Return which establishment carries on a date the activity that a hospital had."""
        return perimeter_on(self.perimeter_events, when, finess=finess, indicator=indicator)

    def deadlines_of(self, indicator: str, period: str) -> tuple[Deadline, ...]:
        """Return what is to be sent for an indicator and a period such as ``2025-S2``."""
        return tuple(
            deadline for deadline in self.deadlines if indicator in deadline.indicators and deadline.period == period
        )

    def grid_of(self, family: str, when: date) -> Grid | None:
        """Return the scoring grid of a family on a date, None when the region has none."""
        return next((grid for grid in self.grids if grid.family == family and grid.holds_on(when)), None)

    def envelopes_of(self, family: str, year: int) -> tuple[Envelope, ...]:
        """Return the envelopes of a family for a year of activity, one per territory."""
        return tuple(envelope for envelope in self.envelopes if (envelope.family, envelope.year) == (family, year))
