"""The regional envelope of an indicator: a region's rule, the split, and what changes between two splits."""

from caqes_eval.statistics.envelope.result import Allocation, Change, Share, Standing, difference
from caqes_eval.statistics.envelope.rule import Bracket, Entrant, EnvelopeRule, Exclusion, Override
from caqes_eval.statistics.envelope.split import allocate

__all__ = [
    "Allocation",
    "Bracket",
    "Change",
    "Entrant",
    "EnvelopeRule",
    "Exclusion",
    "Override",
    "Share",
    "Standing",
    "allocate",
    "difference",
]
