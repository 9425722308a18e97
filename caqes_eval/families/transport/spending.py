"""Transport: what was reimbursed, from one year to the next: change, savings, first-generation trajectory. Pure functions.

Sources: savings of a whole civil year on the one before, order of 23 February 2022, art. 1-III; trajectory, formula of the
CAQOS transports (note méthodologique 2015: ``MT1 = MTref × (1 + X1)``), with the growth of the orders of 2017 and 2018.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from caqes_eval.families.case import Case
from caqes_eval.families.transport.records import number
from caqes_eval.families.transport.sources import Source, extracted, grouped, three_of
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterFileError
from caqes_eval.regulation.regime import CONTRACTS

SAVINGS_BASE, BREAK = "transport.savings_base", "plausibility.breaks.transport"
G1_GROWTH = "referentials.transport.respected_if.growth"
ALL, AMBULANCE_ONLY = "ensemble", "ambulance"

Euros = Mapping[str, Fraction | None]
"""Euros by way of adding them up: ``modes`` (ambulance, VSL and taxi), ``total`` (as the source writes it)."""


@dataclass(frozen=True, kw_only=True)
class Spending:
    """Euros reimbursed in a year and in the year before, counted in the same way.

    Attributes:
        lacking: why the two years cannot be compared, in French.
        caution: what keeps from reading too much in the comparison, in French.
        whole: whether both are whole civil years.
        disagreement: what two files say of the year before, when they differ.
    """

    now: Fraction | None
    before: Fraction | None
    lacking: str = ""
    caution: str = ""
    whole: bool = True
    disagreement: str = ""


def base(case: Case) -> str:
    """Return what the change and the savings are measured on: ``ensemble`` or ``ambulance``.

    Raises:
        ParameterFileError: the rule says something else.
    """
    rule = case.law.find(SAVINGS_BASE)
    if rule is None:
        return ALL
    if rule.text not in (ALL, AMBULANCE_ONLY):
        raise ParameterFileError(
            f"La règle « {SAVINGS_BASE} » vaut « {rule.text} ».", remedy=f"Écrivez « {ALL} » ou « {AMBULANCE_ONLY} »."
        )
    return rule.text


def spent(case: Case, source: Source) -> tuple[Fraction | None, str]:
    """Return the euros of ambulance, VSL and taxi (or the total of the source), and why they are not known."""
    if source.lacking:
        return None, source.lacking
    found = next((euros for euros in _euros(ALL, source).values() if euros is not None), None)
    return found, "" if found is not None else source.missing("euros") or _no_amount(case)


def compared(case: Case) -> Spending:
    """Return the spending of the year of a case and of the year before, by the first way that both allow."""
    on, year = base(case), case.year
    now = extracted(case)
    if now.lacking:
        return Spending(now=None, before=None, lacking=now.lacking, whole=False)
    earlier = extracted(case.at(year - 1))
    own_lines, columns = _euros(on, earlier), _previous_euros(on, now)
    chosen = own_lines if any(euros is not None for euros in own_lines.values()) else columns
    current = _euros(on, now)
    way = next((way for way in current if current[way] is not None and chosen.get(way) is not None), None)
    if way is None:
        return Spending(now=None, before=None, lacking=_why_not(case, current, chosen), whole=False)
    if chosen is own_lines and earlier.months != now.months:
        told = f"Les extractions de {year - 1} et de {year} ne couvrent pas les mêmes mois : rien n’est comparé."
        return Spending(now=None, before=None, lacking=told, whole=False)
    column = columns.get(way)
    return Spending(
        now=current[way], before=chosen[way], caution=" ".join(filter(None, (now.partial, broken(case, year - 1)))),
        whole=now.whole, disagreement=_disagreement(year - 1, own_lines.get(way), column),
    )  # fmt: skip


def broken(case: Case, since: int) -> str:
    """Return why a year and an earlier one are not comparable, in French; empty when nothing known separates them."""
    rule = case.law.find(BREAK)
    if rule is None or not since <= rule.since.year <= case.year:
        return ""
    return f"{since} et {case.year} ne se comparent pas : {rule.text} (depuis le {french.day(rule.since)})."


@dataclass(frozen=True, kw_only=True)
class Step:
    """A year of the first-generation trajectory; ``growth`` is None for the year it starts from."""

    year: int
    growth: Fraction | None
    allowed: Fraction | None
    spent: Fraction | None


def trajectory(case: Case) -> list[Step]:
    """Return the trajectory of the first generation, from the year before its contracts to the year of the case.

    Empty when the year is not one of the first generation. ``allowed`` is None when the first year is not known.
    """
    contracts = case.law.find(CONTRACTS)
    if case.law.find(G1_GROWTH) is None or contracts is None:
        return []
    start = contracts.since.year
    allowed = compared(case.at(start)).before
    steps = [Step(year=start - 1, growth=None, allowed=allowed, spent=allowed)]
    for year in range(start, case.year + 1):
        that_year = case.at(year)
        rate = that_year.law.rule(G1_GROWTH).ratio
        allowed = None if allowed is None else allowed * (1 + rate)
        euros, _ = spent(that_year, extracted(that_year))
        steps.append(Step(year=year, growth=rate, allowed=allowed, spent=euros))
    return steps


def _euros(on: str, source: Source) -> Euros:
    if source.lacking:
        return {}
    if on == AMBULANCE_ONLY:
        return {"modes": number(source.group("euros", "ambulance"))}
    return {"modes": source.three("euros"), "total": number(source.total)}


def _previous_euros(on: str, source: Source) -> Euros:
    if on == AMBULANCE_ONLY:
        return {"modes": number(grouped(source.previous, "ambulance"))}
    return {"modes": three_of(source.previous), "total": number(source.previous_total)}


def _why_not(case: Case, current: Euros, before: Euros) -> str:
    if not any(euros is not None for euros in current.values()):
        return _no_amount(case)
    if not any(euros is not None for euros in before.values()):
        return f"La dépense de {case.year - 1} n’est pas connue : aucune évolution ne se calcule."
    return (
        f"Les dépenses de {case.year - 1} et de {case.year} ne sont pas comptées de la même façon : rien n’est comparé."
    )


def _no_amount(case: Case) -> str:
    return f"L’extraction ne donne pas le montant remboursé de {case.year}."


def _disagreement(year: int, lines: Fraction | None, column: Fraction | None) -> str:
    if lines is None or column is None or lines == column:
        return ""
    return (
        f"La dépense de {year} est de {french.euros(lines)} dans ses propres lignes et de {french.euros(column)} dans la "
        f"colonne « année précédente » de {year + 1} : la première est retenue."
    )
