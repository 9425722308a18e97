"""What an envelope gives each hospital, why, and what changes between two splits."""

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Amount, ExactFraction
from caqes_eval.statistics.envelope.rule import EnvelopeRule

Cuts = tuple[ExactFraction, ExactFraction, ExactFraction]


class Standing(StrEnum):
    """Why a hospital receives what it receives."""

    SHARES = "participe au partage"
    OVERRIDDEN = "montant fixé à la main"
    EXCLUDED = "exclu du partage"
    NOT_SIGNED = "indicateur non signé"
    NOTHING_SENT = "rien de transmis"
    NO_SCORE = "aucun point"
    NO_WEIGHT = "poids nul"


class _Result(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Share(_Result):
    """What one hospital receives.

    Attributes:
        points, score, activity: as known; None when not known.
        parts: of its bracket; None when none was read.
        weight: exact; 0 for whoever does not share.
        exact_share: in euros, before the largest remainders.
        amount: in euros, to the cent.
        formula: the arithmetic, in French.
        why: the reason, in French.
    """

    finess: str
    standing: Standing
    points: Decimal | None
    score: ExactFraction | None
    activity: Decimal | None
    parts: Decimal | None
    weight: ExactFraction
    exact_share: ExactFraction
    amount: Amount
    formula: str
    why: str


class Allocation(_Result):
    """An envelope split between hospitals.

    Attributes:
        envelope: in euros; the amounts sum to it.
        shared: what overrides leave of it, shared by weight.
        total_weight: of the hospitals that share.
        cuts: the quartiles of activity, when the brackets are quartiles.
        formula: the split in French words.
        shares: one per hospital, in the order of FINESS.
    """

    rule: EnvelopeRule
    envelope: Amount
    shared: Amount
    total_weight: ExactFraction
    cuts: Cuts | None
    formula: str
    shares: tuple[Share, ...]

    @property
    def overridden(self) -> Decimal:
        """What overrides take of the envelope, in euros."""
        return self.envelope - self.shared

    @property
    def total(self) -> Decimal:
        """The sum of the amounts, in euros: the envelope."""
        return sum((share.amount for share in self.shares), Decimal(0))

    def of(self, finess: str) -> Share:
        """Return the share of a hospital.

        Raises:
            KeyError: it is not in the split.
        """
        return {share.finess: share for share in self.shares}[finess]


class Change(_Result):
    """What a hospital gains or loses between two splits; ``before`` or ``after`` is None where it is not in one."""

    finess: str
    before: Amount | None
    after: Amount | None
    gain: Amount

    def sentence(self) -> str:
        """Return the change in French, on one line."""
        before, after = french.euros(self.before), french.euros(self.after)
        return f"{self.finess} : {before} avant, {after} après ({french.signed_euros(self.gain)})"


def difference(before: Allocation, after: Allocation) -> tuple[Change, ...]:
    """List who gains and who loses between two splits, the largest gain first; unchanged amounts are left out.

    A simulation is a second call of ``allocate`` with a changed entrant, compared with the first.
    """
    former = {share.finess: share.amount for share in before.shares}
    latter = {share.finess: share.amount for share in after.shares}
    changes = [
        Change(
            finess=finess,
            before=former.get(finess),
            after=latter.get(finess),
            gain=latter.get(finess, Decimal(0)) - former.get(finess, Decimal(0)),
        )
        for finess in sorted(former.keys() | latter.keys())
    ]
    return tuple(sorted((change for change in changes if change.gain), key=lambda change: -change.gain))
