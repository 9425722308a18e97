"""A region's own contract as data: indicators, targeting, deadlines, grids, envelopes, changes of perimeter.

``Region.load`` reads ``params/regions/CODE.yml``, ``read_targeting`` reads ``params/targeting/CODE.csv``.
"""

from caqes_eval.campaign.region.contract import ContractOn, Indicator, contract_on
from caqes_eval.campaign.region.deadlines import Deadline, ReceiptState, state_of_receipt
from caqes_eval.campaign.region.envelopes import Envelope
from caqes_eval.campaign.region.perimeter import Carried, PerimeterEvent, perimeter_on
from caqes_eval.campaign.region.region import Region
from caqes_eval.campaign.region.scoring import Grid, Score, score
from caqes_eval.campaign.region.targeting import Limits, Targeting, TargetingRow
from caqes_eval.campaign.region.targeting_file import parse_targeting, read_targeting

__all__ = [
    "Carried",
    "ContractOn",
    "Deadline",
    "Envelope",
    "Grid",
    "Indicator",
    "Limits",
    "PerimeterEvent",
    "ReceiptState",
    "Region",
    "Score",
    "Targeting",
    "TargetingRow",
    "contract_on",
    "parse_targeting",
    "perimeter_on",
    "read_targeting",
    "score",
    "state_of_receipt",
]
