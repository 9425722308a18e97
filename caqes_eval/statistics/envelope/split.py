"""Split an envelope: overrides as written, the rest by weight, every intermediate kept.

An absence is never a zero: not signed, nothing sent and no point are three reasons to receive nothing, and a figure that
is needed but not known stops the split.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import TypeVar

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.reading import LARGEST_EUROS
from caqes_eval.statistics.allocation import exact_shares, to_whole_cents
from caqes_eval.statistics.distribution import quartiles
from caqes_eval.statistics.envelope import wording
from caqes_eval.statistics.envelope.result import Allocation, Cuts, Share, Standing
from caqes_eval.statistics.envelope.rule import Entrant, EnvelopeRule, Exclusion, Mode, OfHospital, Override

QUARTILE_PARTS = (Decimal(1), Decimal(2), Decimal(3), Decimal(4))
"""What the word ``quartiles`` means: parts below P25, from P25, from P50, above P75 (a proposal, no source gives it)."""

_FACTORS: Mapping[Mode, tuple[str, ...]] = {
    "parts": ("score", "parts"),
    "prorata_activite": ("points", "activité"),
    "points_parts_activite": ("points", "parts", "activité"),
}

Named = TypeVar("Named", bound=OfHospital)


@dataclass(frozen=True, kw_only=True)
class _Case:
    """A hospital on its way to its share."""

    entrant: Entrant
    standing: Standing
    why: str
    fixed: Decimal = Decimal(0)
    parts: Decimal | None = None
    weight: Fraction = Fraction(0)
    formula: str = "aucune part"

    @property
    def finess(self) -> str:
        return self.entrant.finess


def allocate(
    envelope: Decimal,
    rule: EnvelopeRule,
    entrants: Iterable[Entrant],
    *,
    exclusions: Iterable[Exclusion] = (),
    overrides: Iterable[Override] = (),
) -> Allocation:
    """Split an envelope: overrides are paid as written, the rest is shared by weight, exact to the cent.

    Args:
        envelope: in euros, to the cent.
        rule: the region's.
        entrants: every hospital targeted, those that will receive nothing included.
        exclusions: hospitals left out, with the reason.
        overrides: amounts fixed by hand; such a hospital neither shares nor counts in the quartiles.

    Raises:
        InputValueError: a hospital named twice or unknown, points or an activity that are needed but not known, points
            above the maximum, overrides above the envelope, or bounds that the envelope cannot meet.
    """
    hospitals = _by_finess(entrants, "les établissements du partage")
    excluded = _by_finess(exclusions, "les exclusions")
    fixed = _by_finess(overrides, "les montants fixés à la main")
    _require_coherent(hospitals, excluded, fixed)
    pot = _pot(envelope, fixed.values())
    cases = [_case(hospitals[finess], excluded.get(finess), fixed.get(finess)) for finess in sorted(hospitals)]
    _require_measured(cases, rule)
    cuts = _cuts(cases, rule)
    cases = [_weighed(case, rule, cuts) if case.standing is Standing.SHARES else case for case in cases]
    return Allocation(
        rule=rule,
        envelope=envelope,
        shared=Decimal(pot).scaleb(-2),
        total_weight=sum((case.weight for case in cases), Fraction(0)),
        cuts=cuts,
        formula=wording.split(rule, _FACTORS[rule.mode], cuts, QUARTILE_PARTS),
        shares=_shares(cases, rule, pot),
    )


def _by_finess(items: Iterable[Named], label: str) -> dict[str, Named]:
    known = list(items)
    twice = sorted(finess for finess, count in Counter(item.finess for item in known).items() if count > 1)
    if twice:
        raise InputValueError(f"Cité deux fois parmi {label} : {', '.join(twice)}.", remedy="Gardez une seule ligne.")
    return {item.finess: item for item in known}


def _require_coherent(
    hospitals: Mapping[str, Entrant], excluded: Mapping[str, Exclusion], fixed: Mapping[str, Override]
) -> None:
    unknown = sorted((excluded.keys() | fixed.keys()) - hospitals.keys())
    if unknown:
        raise InputValueError(
            f"Exclu ou fixé à la main, mais absent du partage : {', '.join(unknown)}.", remedy="Vérifiez le FINESS."
        )
    both = sorted(excluded.keys() & fixed.keys())
    if both:
        raise InputValueError(
            f"À la fois exclu et fixé à la main : {', '.join(both)}.", remedy="Gardez l’une des deux décisions."
        )


def _pot(envelope: Decimal, overrides: Iterable[Override]) -> int:
    """Return what is left to share, in cents."""
    if envelope.is_finite() and envelope >= LARGEST_EUROS:
        raise InputValueError(
            "L’enveloppe est démesurée : mille milliards d’euros ou plus.",
            remedy="Vérifiez ce montant : des chiffres sont sans doute en trop.",
        )
    if not envelope.is_finite() or (cents := Fraction(envelope) * 100).denominator != 1 or cents < 0:
        raise InputValueError(
            f"L’enveloppe ({envelope}) n’est pas un montant en euros.",
            remedy="Écrivez un montant positif, avec deux décimales au plus.",
        )
    taken = sum((Fraction(override.amount) * 100 for override in overrides), Fraction(0))
    if taken > cents:
        raise InputValueError(
            f"Les montants fixés à la main ({french.cents(int(taken))}) dépassent l’enveloppe ({french.euros(envelope)}).",
            remedy="Réduisez l’un d’eux : rien n’est réparti.",
        )
    return int(cents - taken)


def _case(entrant: Entrant, exclusion: Exclusion | None, override: Override | None) -> _Case:
    if override:
        return _Case(
            entrant=entrant,
            standing=Standing.OVERRIDDEN,
            why=f"Montant fixé à la main par {override.author} : {override.reason}",
            fixed=override.amount,
            formula=f"montant écrit à la main : {french.euros(override.amount)}",
        )
    standing, why = Standing.SHARES, ""
    if exclusion:
        standing, why = Standing.EXCLUDED, f"Exclu du partage : {exclusion.reason}"
    elif not entrant.signed:
        standing, why = Standing.NOT_SIGNED, "N’a pas signé le contrat sur cet indicateur."
    elif not entrant.transmitted:
        standing, why = Standing.NOTHING_SENT, "A signé, mais n’a rien transmis."
    elif entrant.points == 0:
        standing, why = Standing.NO_SCORE, "A signé et transmis, mais n’a obtenu aucun point."
    return _Case(entrant=entrant, standing=standing, why=why)


def _require_measured(cases: Sequence[_Case], rule: EnvelopeRule) -> None:
    sharing = [case.entrant for case in cases if case.standing is Standing.SHARES]
    limit = rule.points_max
    faults = {
        "Points non connus": [each.finess for each in sharing if each.points is None],
        "Activité non connue": [each.finess for each in sharing if rule.needs_activity and each.activity is None],
        f"Points au-dessus du maximum ({wording.plain(limit)})": [
            case.finess for case in cases if (case.entrant.points or 0) > limit
        ],
    }
    told = [f"{fault} : {', '.join(finess)}." for fault, finess in faults.items() if finess]
    if told:
        raise InputValueError(
            " ".join(["L’enveloppe ne peut pas être répartie.", *told]),
            remedy="Complétez ou corrigez ces valeurs, ou excluez l’établissement avec un motif : une absence n’est pas zéro.",
        )


def _cuts(cases: Sequence[_Case], rule: EnvelopeRule) -> Cuts | None:
    """Return the quartiles of the activity of the hospitals that share, None when the rule does not use them."""
    activities = [
        Fraction(case.entrant.activity)
        for case in cases
        if case.standing is Standing.SHARES and case.entrant.activity is not None
    ]
    if not rule.uses_parts or rule.brackets != "quartiles" or not activities:
        return None
    return quartiles(activities) or (activities[0], activities[0], activities[0])


def _parts(activity: Decimal | None, rule: EnvelopeRule, cuts: Cuts | None) -> Decimal | None:
    if not rule.uses_parts:
        return None
    if cuts is not None:
        assert activity is not None
        first, median, third = cuts
        exact = Fraction(activity)
        return QUARTILE_PARTS[(exact >= first) + (exact >= median) + (exact > third)]
    assert isinstance(rule.brackets, tuple)
    return next(
        bracket.parts
        for bracket in rule.brackets
        if bracket.up_to is None or (activity is not None and activity < bracket.up_to)
    )


def _weighed(case: _Case, rule: EnvelopeRule, cuts: Cuts | None) -> _Case:
    points, activity = case.entrant.points, case.entrant.activity
    assert points is not None
    parts = _parts(activity, rule, cuts)
    known: Mapping[str, Decimal | Fraction | None] = {
        "score": Fraction(points) / Fraction(rule.points_max),
        "points": points,
        "parts": parts,
        "activité": activity,
    }
    factors = {name: Fraction(value) for name in _FACTORS[rule.mode] if (value := known[name]) is not None}
    weight = prod(factors.values(), start=Fraction(1))
    why = f"A signé et transmis : {wording.points_obtained(points, rule.points_max)}."
    if not weight:
        why += " Son poids est nul : activité nulle, ou tranche d’activité sans part."
    return replace(
        case,
        standing=Standing.SHARES if weight else Standing.NO_WEIGHT,
        why=why,
        parts=parts,
        weight=weight,
        formula=wording.weight(factors, weight),
    )


def _shares(cases: Sequence[_Case], rule: EnvelopeRule, pot: int) -> tuple[Share, ...]:
    weights = {case.finess: case.weight for case in cases if case.standing is Standing.SHARES}
    floor_cents, cap_cents = int(rule.floor * 100), None if rule.cap is None else int(rule.cap * 100)
    # nothing left and nobody to share it is no fault: overrides may take the whole envelope
    exact = exact_shares(pot, weights, floor_cents=floor_cents, cap_cents=cap_cents) if pot or weights else {}
    cents = to_whole_cents(exact)
    bounds = {finess: bound for finess, share in exact.items() if (bound := _bound(_euros(share), rule))}
    # what is shared in proportion, once those at the floor or at the cap are served
    free = _euros(pot - sum((exact[finess] for finess in bounds), Fraction(0)))
    total = sum((weight for finess, weight in weights.items() if finess not in bounds), Fraction(0))
    shares = []
    for case in cases:
        share = _euros(exact[case.finess]) if case.finess in exact else Fraction(case.fixed)
        amount = Decimal(cents[case.finess]).scaleb(-2) if case.finess in exact else case.fixed
        formula = case.formula
        if case.finess in bounds:
            formula += f" ; {bounds[case.finess]}"
        elif case.finess in exact:
            formula += f" ; {wording.free_share(free, case.weight, total, share, amount)}"
        shares.append(_share(case, rule, share, amount, formula))
    return tuple(shares)


def _bound(share: Fraction, rule: EnvelopeRule) -> str:
    """Return in French the bound that a share rests on, nothing when it lies between."""
    if rule.floor and share == Fraction(rule.floor):
        return f"porté au plancher de {french.euros(rule.floor)}"
    if rule.cap is not None and share == Fraction(rule.cap):
        return f"ramené au plafond de {french.euros(rule.cap)}"
    return ""


def _share(case: _Case, rule: EnvelopeRule, exact: Fraction, amount: Decimal, formula: str) -> Share:
    points = case.entrant.points
    return Share(
        finess=case.finess,
        standing=case.standing,
        points=points,
        score=None if points is None else Fraction(points) / Fraction(rule.points_max),
        activity=case.entrant.activity,
        parts=case.parts,
        weight=case.weight,
        exact_share=exact,
        amount=amount,
        formula=formula,
        why=case.why,
    )


def _euros(cents: Fraction | int) -> Fraction:
    return Fraction(cents) / 100
