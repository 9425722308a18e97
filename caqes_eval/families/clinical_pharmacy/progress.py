"""Clinical pharmacy: what a rate gained since the year before, in points, on the same champs. Pure functions.

The expected gain is a proposal (practice.md §7), as dated rule ``clinical_pharmacy.progress.target``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.clinical_pharmacy.inputs import ACTIVITY, UNITS, Champ, champs, diagnosis
from caqes_eval.families.clinical_pharmacy.rates import RATES, Part, Rate, part
from caqes_eval.families.definition import Measure
from caqes_eval.families.evaluation import FEW_CASES
from caqes_eval.foundation import french

TARGET = "clinical_pharmacy.progress.target"
GROWING = tuple(rate for rate in RATES if rate.progresses)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What each champ answered in a year and in the year before."""

    year: int
    now: tuple[Champ, ...]
    before: tuple[Champ, ...]


@dataclass(frozen=True, kw_only=True)
class Years:
    """A rate in two years, on the champs known in both.

    Attributes:
        champs: those; ``left_out`` are the champs that only one of the two years knows.
    """

    champs: tuple[str, ...]
    left_out: tuple[str, ...]
    before: tuple[int, int]
    now: tuple[int, int]

    @property
    def gain(self) -> Fraction | None:
        """Points gained (45 % then 50 % is 5); None when a year has nobody eligible."""
        if not self.before[1] or not self.now[1]:
            return None
        return 100 * (Fraction(*self.now) - Fraction(*self.before))


def code(rate: Rate) -> str:
    """Return the code of the indicator « progress » of a rate."""
    return f"{rate.code}_progress"


def measures(case: Case) -> Iterator[Measure]:
    """Yield the gain of each rate that is expected to grow; nothing when the year before is not known."""
    if pair := pair_of(case):
        changed, populations = _counted_otherwise(case), changed_populations(pair)
        yield from (_measure(case, pair, rate, changed, populations) for rate in GROWING)


def pair_of(case: Case) -> Pair | None:
    """Return the answers of the year and of the year before; None when one of the two is not known."""
    if case.year - 1 not in case.years(ACTIVITY) or case.lacking(ACTIVITY) or case.declared_empty(ACTIVITY):
        return None
    return Pair(year=case.year, now=champs(case), before=champs(case.at(case.year - 1)))


def two_years(pair: Pair, rate: Rate) -> Years:
    """Return a rate in the year and in the year before, on the champs known in both."""
    now, before = _known(pair.now, rate), _known(pair.before, rate)
    common = tuple(champ for champ in now if champ in before)
    either = tuple(champ.code for champ in pair.now if champ.code in now or champ.code in before)
    return Years(
        champs=common,
        left_out=tuple(champ for champ in either if champ not in common),
        before=_sums([before[champ] for champ in common]),
        now=_sums([now[champ] for champ in common]),
    )


def _known(said: tuple[Champ, ...], rate: Rate) -> dict[str, Part]:
    return {each.champ: each for each in (part(champ, rate) for champ in said) if each.counted}


def _sums(parts: list[Part]) -> tuple[int, int]:
    return sum(each.numerator or 0 for each in parts), sum(each.denominator or 0 for each in parts)


def _measure(case: Case, pair: Pair, rate: Rate, changed: str, populations: tuple[str, ...]) -> Measure:
    year, both = case.year, two_years(pair, rate)
    if changed:
        return Measure(code=code(rate), ratio=False, lacking=changed)
    gain = both.gain
    if gain is None:
        told = "n’a de réponses complètes" if not both.champs else "n’a de population éligible"
        return Measure(
            code=code(rate), ratio=False, lacking=f"Aucun champ {told} à la fois en {year - 1} et en {year}."
        )
    if ceiling := _out_of_reach(case, both):
        return Measure(code=code(rate), ratio=False, without_object=ceiling)
    return Measure(code=code(rate), numerator=gain, ratio=False, caution=_caution(both, populations))


def _counted_otherwise(case: Case) -> str:
    """Say that the two years do not count the same thing: a gain would then be nobody's."""
    now, before = diagnosis(case), diagnosis(case.at(case.year - 1))
    if now.unit and before.unit and now.unit != before.unit:
        return (
            f"L’unité de compte a changé : {UNITS[before.unit]} en {case.year - 1}, {UNITS[now.unit]} en {case.year}. "
            "Les deux taux ne se comparent pas."
        )
    if None not in (now.day_cases, before.day_cases) and now.day_cases != before.day_cases:
        return (
            f"Les séjours sans nuitée ne sont comptés que l’une des deux années ({case.year - 1}, {case.year}). "
            "Les deux taux ne se comparent pas."
        )
    return ""


def _out_of_reach(case: Case, both: Years) -> str:
    rule = objectives.find(case.law, TARGET).rule
    before = Fraction(*both.before)
    if rule is None or 100 * before + rule.ratio <= 100:
        return ""
    return (
        f"Le taux de {case.year - 1} était de {french.percent(before)} : en gagner "
        f"{french.number(rule.amount)} points n’est plus possible."
    )


def _caution(both: Years, populations: tuple[str, ...]) -> str:
    parts = []
    if both.left_out:
        counted, out = ", ".join(both.champs), ", ".join(both.left_out)
        verb = "n’a" if len(both.left_out) == 1 else "n’ont"
        parts.append(f"Comparé sur {counted} ; {out} {verb} de réponses qu’une des deux années.")
    if min(both.before[1], both.now[1]) < FEW_CASES:
        parts.append(f"Moins de {FEW_CASES} éligibles l’une des deux années : l’écart est incertain.")
    if populations:
        parts.append(f"La population cible déclarée a changé ({', '.join(populations)}).")
    return " ".join(parts)


def changed_populations(pair: Pair) -> tuple[str, ...]:
    """Return the champs whose target population is not told in the same words as the year before."""
    before = {champ.code: champ.target_population for champ in pair.before}
    return tuple(
        champ.code
        for champ in pair.now
        if champ.target_population
        and before[champ.code]
        and champ.target_population.casefold() != before[champ.code].casefold()
    )
