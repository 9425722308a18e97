"""The arithmetic of a split in French words: what a reader needs to do it again by hand."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from caqes_eval.foundation import french
from caqes_eval.statistics.envelope.result import Cuts
from caqes_eval.statistics.envelope.rule import EnvelopeRule

_DECIMALS = 4


def plain(value: Decimal | Fraction) -> str:
    """Return a number as short decimals when they say it all, as a fraction between brackets otherwise."""
    exact = Fraction(value)
    for decimals in range(_DECIMALS + 1):
        if (exact * 10**decimals).denominator == 1:
            return french.number(exact, decimals)
    return f"({french.number(exact.numerator)}/{french.number(exact.denominator)})"


def points_obtained(points: Decimal, points_max: Decimal) -> str:
    """Return ``2 points sur 3``."""
    return f"{plain(points)} point{'s' if points >= 2 else ''} sur {plain(points_max)}"


def weight(factors: Mapping[str, Fraction], product: Fraction) -> str:
    """Return ``score (2/3) × parts 3 = poids 2``."""
    return " × ".join(f"{name} {plain(value)}" for name, value in factors.items()) + f" = poids {plain(product)}"


def free_share(pot: Fraction, weight: Fraction, total: Fraction, exact: Fraction, amount: Decimal) -> str:
    """Return ``100,00 € × 2 / 45 = 4,4444 €, arrondi à 4,44 €``."""
    product = f"{french.euros(pot)} × {plain(weight)} / {plain(total)}"
    if exact == Fraction(amount):
        return f"{product} = {french.euros(amount)}"
    # « ≈ » as soon as the decimals shown are not all of it
    sign = "=" if (exact * 10**_DECIMALS).denominator == 1 else "≈"
    return f"{product} {sign} {french.euros(exact, _DECIMALS)}, arrondi à {french.euros(amount)}"


def split(rule: EnvelopeRule, factors: tuple[str, ...], cuts: Cuts | None, quartile_parts: tuple[Decimal, ...]) -> str:
    """Return the whole method, one sentence after the other."""
    sentences = [
        f"Poids = {' × '.join(factors)}.",
        "Somme à partager = enveloppe − montants fixés à la main.",
        "Montant = somme à partager × poids / somme des poids.",
    ]
    if "score" in factors:
        sentences.append(f"Score = points obtenus / {plain(rule.points_max)}.")
    if cuts is not None:
        first, median, third = (plain(cut) for cut in cuts)
        below, lower, upper, above = (plain(parts) for parts in quartile_parts)
        sentences.append(
            f"Parts selon l’activité des établissements qui partagent : {below} sous le 1er quartile ({first}), {lower} à "
            f"partir de lui, {upper} à partir de la médiane ({median}), {above} au-dessus du 3e quartile ({third}) ; "
            "quartiles par interpolation linéaire, extrêmes compris."
        )
    elif rule.uses_parts:
        sentences.append(f"Parts selon l’activité : {_brackets(rule)}.")
    if rule.floor:
        sentences.append(f"Plancher de {french.euros(rule.floor)} pour qui a un poids.")
    if rule.cap is not None:
        sentences.append(f"Plafond de {french.euros(rule.cap)}.")
    if rule.floor or rule.cap is not None:
        sentences.append(
            "Ce qui reste une fois plancher et plafond appliqués est partagé entre les autres selon leur poids."
        )
    sentences.append("Arrondi au centime par les plus forts restes ; à égalité, dans l’ordre des FINESS.")
    return " ".join(sentences)


def _brackets(rule: EnvelopeRule) -> str:
    assert isinstance(rule.brackets, tuple)
    if len(rule.brackets) == 1:
        return f"{plain(rule.brackets[0].parts)} pour tous"
    return ", ".join(
        f"{plain(bracket.parts)} au-delà"
        if bracket.up_to is None
        else f"{plain(bracket.parts)} pour moins de {plain(bracket.up_to)}"
        for bracket in rule.brackets
    )
