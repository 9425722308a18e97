"""Envelopes of money of a region: what was paid, to how many hospitals, shared in which way."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from caqes_eval.campaign.region.contract import Code
from caqes_eval.campaign.region.sourced import Sourced
from caqes_eval.foundation.exact import Amount
from caqes_eval.foundation.names import near
from caqes_eval.foundation.reading import LARGEST_EUROS

SHARING_MODES = ("parts", "prorata_activite", "points_parts_activite")
SHARING_KEYS = ("mode", "points_max", "brackets", "floor", "cap")


def _lightly_checked(sharing: dict[str, object]) -> dict[str, object]:
    for key in sharing:
        if key not in SHARING_KEYS:
            raise ValueError(f"la clé « {key} » n’existe pas : {near(key, SHARING_KEYS)}")
    if sharing.get("mode") not in SHARING_MODES:
        known = ", ".join(SHARING_MODES)
        raise ValueError(f"mode dit comment l’enveloppe est partagée ; valeurs acceptées : {known}.")
    return sharing


Sharing = Annotated[dict[str, object], AfterValidator(_lightly_checked)]
"""How an envelope is shared, every scalar as text: the content of ``statistics.envelope.EnvelopeRule``, which checks it.

``campaign`` may not import ``statistics``: whoever knows both types it with ``EnvelopeRule.model_validate``.
"""


class Envelope(Sourced):
    """The envelope of a family in a territory for a year of activity.

    Attributes:
        amount: euros, exact to the cent.
        hospitals: how many were paid; empty when not published.
        sharing: how it is shared; empty, with ``missing``, when no source gives the formula.
    """

    must_explain: ClassVar[tuple[str, ...]] = ("sharing",)

    family: Code
    territory: str
    year: Annotated[int, Field(ge=2018, le=2100)]
    amount: Annotated[Amount, Field(ge=0, lt=LARGEST_EUROS, decimal_places=2)]
    hospitals: Annotated[int, Field(ge=0)] | None = None
    sharing: Sharing | None
