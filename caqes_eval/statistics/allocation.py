"""Share a sum of money to the cent: in proportion to weights, between a floor and a cap.

The share of a weight w is ``clamp(level × w, floor, cap)``: one level for all, chosen so that the shares sum to the
envelope. It is solved in exact fractions; cents left by rounding down go to the largest remainders. So rounded, a share
never leaves its bounds, and a weight that grows alone never loses a cent.
"""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from fractions import Fraction
from math import floor

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError

_REMEDY = "Revoyez l’enveloppe, le plancher, le plafond ou la liste des établissements : rien n’est réparti."


def share_out(
    envelope_cents: int, weights: Mapping[str, Fraction], *, floor_cents: int = 0, cap_cents: int | None = None
) -> dict[str, int]:
    """Share an envelope to the cent.

    Args:
        envelope_cents: the sum to share, in cents.
        weights: the weight of each key; a weight of zero receives nothing, not the floor.
        floor_cents: the least that a positive weight receives, in cents.
        cap_cents: the most that one key receives, in cents; None for no cap.

    Returns:
        Cents by key; their sum is the envelope. Equal remainders are served in the order of keys.

    Raises:
        InputValueError: a negative figure, no positive weight, or bounds that the envelope cannot meet.
    """
    return to_whole_cents(exact_shares(envelope_cents, weights, floor_cents=floor_cents, cap_cents=cap_cents))


def exact_shares(
    envelope_cents: int, weights: Mapping[str, Fraction], *, floor_cents: int = 0, cap_cents: int | None = None
) -> dict[str, Fraction]:
    """Return the shares of :func:`share_out` in cents before they are rounded.

    Raises:
        InputValueError: as :func:`share_out`.
    """
    _require_figures(envelope_cents, weights, floor_cents, cap_cents)
    positive = [weight for weight in weights.values() if weight]
    _require_feasible(envelope_cents, len(positive), floor_cents, cap_cents)
    level = _level(envelope_cents, positive, floor_cents, cap_cents)
    return {
        key: _clamped(level * weight, floor_cents, cap_cents) if weight else Fraction(0)
        for key, weight in weights.items()
    }


def to_whole_cents(shares: Mapping[str, Fraction]) -> dict[str, int]:
    """Round shares whose sum is whole by the largest remainders, ties in the order of keys; their sum is kept."""
    cents = {key: floor(share) for key, share in shares.items()}
    left = int(sum(shares.values(), Fraction(0))) - sum(cents.values())
    for key in sorted(shares, key=lambda key: (cents[key] - shares[key], key))[:left]:
        cents[key] += 1
    return cents


def _clamped(share: Fraction, floor_cents: int, cap_cents: int | None) -> Fraction:
    raised = max(share, Fraction(floor_cents))
    return raised if cap_cents is None else min(raised, Fraction(cap_cents))


def _level(envelope: int, weights: Collection[Fraction], floor_cents: int, cap_cents: int | None) -> Fraction:
    """Return the cents per unit of weight at which the clamped shares sum to the envelope."""

    def total(level: Fraction) -> Fraction:
        return sum((_clamped(level * weight, floor_cents, cap_cents) for weight in weights), Fraction(0))

    # the total grows with the level and is straight between two levels where a share meets a bound
    bounds = (floor_cents,) if cap_cents is None else (floor_cents, cap_cents)
    levels = sorted({Fraction(bound) / weight for bound in bounds for weight in weights})
    above = bisect_left(levels, Fraction(envelope), key=total)
    if above == 0:
        return levels[0]
    if above == len(levels):
        return envelope / sum(weights, Fraction(0))
    low, high = levels[above - 1], levels[above]
    return low + (envelope - total(low)) * (high - low) / (total(high) - total(low))


def _require_figures(
    envelope_cents: int, weights: Mapping[str, Fraction], floor_cents: int, cap_cents: int | None
) -> None:
    for label, amount in (("Enveloppe", envelope_cents), ("Plancher", floor_cents), ("Plafond", cap_cents)):
        if amount is not None and amount < 0:
            raise InputValueError(
                f"{label} : un montant négatif ({french.cents(amount)}) est impossible.", remedy=_REMEDY
            )
    negative = sorted(key for key, weight in weights.items() if weight < 0)
    if negative:
        raise InputValueError(
            f"Le poids est négatif pour {', '.join(negative)} : c’est impossible.",
            remedy="Vérifiez les points et l’activité de ces établissements.",
        )
    if cap_cents is not None and cap_cents < floor_cents:
        raise InputValueError(
            f"Le plafond ({french.cents(cap_cents)}) est sous le plancher ({french.cents(floor_cents)}).",
            remedy=_REMEDY,
        )


def _require_feasible(envelope_cents: int, count: int, floor_cents: int, cap_cents: int | None) -> None:
    if not count:
        raise InputValueError(
            f"Aucun établissement n’a de poids : {french.cents(envelope_cents)} ne peuvent être répartis.",
            remedy="Vérifiez les points, l’activité et les exclusions.",
        )
    receivers = french.plural(count, "établissement")
    if count * floor_cents > envelope_cents:
        raise InputValueError(
            f"La somme à répartir ({french.cents(envelope_cents)}) ne suffit pas à donner le plancher de "
            f"{french.cents(floor_cents)} à {receivers} : il faudrait {french.cents(count * floor_cents)}.",
            remedy=_REMEDY,
        )
    if cap_cents is not None and count * cap_cents < envelope_cents:
        raise InputValueError(
            f"La somme à répartir ({french.cents(envelope_cents)}) ne peut l’être toute : le plafond de "
            f"{french.cents(cap_cents)} limite le total à {french.cents(count * cap_cents)} pour {receivers}.",
            remedy=_REMEDY,
        )
