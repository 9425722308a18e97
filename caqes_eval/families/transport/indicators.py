"""Transport: what is counted. Pure functions on the two sources (see ``caqes_eval.families.transport.sources``).

Sources: share of the ambulance and its spending, order of 23 February 2022, annex (law.md §2.4); the other modes are a
proposal (practice.md §6.3), no text defines that indicator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Measure, counted
from caqes_eval.families.transport.inputs import AMBULANCE, DECLARED, EXTRACT, LABELS, MODES, OTHERS, PERSONAL, SHARED
from caqes_eval.families.transport.records import Figure, number
from caqes_eval.families.transport.sources import Kind, Source, asked, declared, extracted
from caqes_eval.families.transport.spending import Spending, broken, compared, spent, trajectory
from caqes_eval.foundation import french

SHARE_TRIPS, SHARE_AMOUNT = "transport.ambulance_share_trips", "transport.ambulance_share_amount"
AMBULANCE_AMOUNT, AMOUNT = "transport.ambulance_amount", "transport.amount"
GROWTH, SAVINGS = "transport.growth", "transport.savings"
TRAJECTORY = "transport.g1_trajectory"
SHARED_RATE, VSL_SHARE = "transport.shared_rate", "transport.vsl_share"
PERSONAL_SHARE, NON_AMBULANCE_SHARE = "transport.personal_share", "transport.non_ambulance_share"
SOURCES_GAP = "transport.sources_gap"
PLANS: Mapping[str, str] = {AMBULANCE: "transport.ambulance_plan", OTHERS: "transport.others_plan"}

BY_ROAD = ("vsl", "taxi", *SHARED)


def measure(case: Case) -> list[Measure]:
    """Count the indicators of the family for one establishment and one year."""
    extract, form = extracted(case), declared(case)
    money = compared(case)
    return [
        ambulance_share(SHARE_TRIPS, extract, "trips"),
        ambulance_share(SHARE_AMOUNT, extract, "euros"),
        ambulance_amount(extract),
        amount(case, extract),
        growth(money),
        savings(money),
        *_trajectory(case),
        declared_rate(SHARED_RATE, form, SHARED, BY_ROAD),
        declared_rate(VSL_SHARE, form, ("vsl", "shared_vsl"), BY_ROAD),
        declared_rate(PERSONAL_SHARE, form, PERSONAL, MODES),
        declared_rate(NON_AMBULANCE_SHARE, form, tuple(mode for mode in MODES if mode != "ambulance"), MODES),
        sources_gap(case, extract, form),
        *(_plan(case, contract) for contract in PLANS if case.binds(contract)),
    ]


def ambulance_share(code: str, source: Source, kind: Kind) -> Measure:
    """Ambulance over ambulance, VSL and taxi, in trips or in euros; shared trips are VSL or taxi."""
    lacking = source.lacking or source.missing(kind)
    if lacking:
        return Measure(code=code, lacking=lacking)
    part, whole = number(source.group(kind, "ambulance")), source.three(kind)
    return Measure(code=code, numerator=part, denominator=whole, caution=source.partial)


def ambulance_amount(source: Source) -> Measure:
    """Euros reimbursed for ambulances."""
    lacking = source.lacking or source.missing("euros", ("ambulance",))
    found = number(source.group("euros", "ambulance"))
    if lacking or found is None:
        return Measure(code=AMBULANCE_AMOUNT, ratio=False, lacking=lacking)
    return counted(AMBULANCE_AMOUNT, found, caution=source.partial)


def amount(case: Case, source: Source) -> Measure:
    """Euros reimbursed for ambulance, VSL and taxi; the total of the extract when it does not tell them apart."""
    found, lacking = spent(case, source)
    if found is None:
        return Measure(code=AMOUNT, ratio=False, lacking=lacking)
    total = "" if source.three("euros") is not None else "Total de l’extraction, dont les modes ne sont pas détaillés."
    return counted(AMOUNT, found, caution=" ".join(filter(None, (total, source.partial))))


def growth(money: Spending) -> Measure:
    """Change of the spending over the year before; nothing is divided by a year without spending."""
    if money.now is None or money.before is None:
        return Measure(code=GROWTH, lacking=money.lacking)
    return Measure(code=GROWTH, numerator=money.now - money.before, denominator=money.before, caution=money.caution)


def savings(money: Spending) -> Measure:
    """Euros less than the year before, zero when the spending rose: a rise is told, it is no negative saving."""
    if money.now is None or money.before is None:
        return Measure(code=SAVINGS, ratio=False, lacking=money.lacking)
    rise = money.now - money.before
    told = f"La dépense a augmenté de {french.euros(rise)} : il n’y a pas d’économie." if rise > 0 else ""
    return counted(SAVINGS, max(Fraction(0), -rise), caution=" ".join(filter(None, (told, money.caution))))


def declared_rate(code: str, source: Source, part: Sequence[str], whole: Sequence[str]) -> Measure:
    """Trips of some modes over those of others, as the hospital answers them.

    A mode without line is missing: the rate is not calculated. Modes all declared « sans objet » raise no question.
    """
    if source.lacking:
        return Measure(code=code, lacking=source.lacking)
    if lacking := _gaps(source, whole):
        return Measure(code=code, lacking=lacking)
    terms: list[Figure] = [source.trips[mode] for mode in part]
    if not any(isinstance(term, Fraction) for term in terms):
        names = ", ".join(LABELS[mode] for mode in part)
        return Measure(code=code, without_object=f"Déclaré sans objet : {names}.")
    return Measure(
        code=code, numerator=_total(source, part), denominator=_total(source, whole), caution=source.partial
    )  # fmt: skip


def sources_gap(case: Case, extract: Source, form: Source) -> Measure:
    """Trips by ambulance, VSL and taxi that the hospital answers more (or less) than the extract, over the extract's."""
    if not (asked(case, EXTRACT) and asked(case, DECLARED)):
        return Measure(code=SOURCES_GAP, without_object="Une seule des deux sources est demandée : rien à rapprocher.")
    lacking = extract.lacking or form.lacking or extract.missing("trips") or form.missing("trips")
    if not lacking and extract.months != form.months:
        lacking = "L’extraction et le recueil ne couvrent pas les mêmes mois : ils ne se rapprochent pas."
    ours, theirs = form.three("trips"), extract.three("trips")
    if lacking or ours is None or theirs is None:
        return Measure(code=SOURCES_GAP, lacking=lacking)
    return Measure(code=SOURCES_GAP, numerator=ours - theirs, denominator=theirs)


def _trajectory(case: Case) -> list[Measure]:
    steps = trajectory(case)
    if not steps:
        return []
    first, last = steps[0], steps[-1]
    if last.allowed is None or last.spent is None:
        year = first.year if last.allowed is None else last.year
        told = f"La dépense de {year} n’est pas connue : la trajectoire part de {first.year}."
        return [Measure(code=TRAJECTORY, ratio=False, lacking=told)]
    told = f"{french.euros(last.spent)} pour {french.euros(last.allowed)} au plus en {last.year}."
    return [
        counted(TRAJECTORY, last.spent - last.allowed, caution=" ".join(filter(None, (told, broken(case, first.year)))))
    ]


def _gaps(source: Source, modes: Sequence[str]) -> str:
    told = [f"{LABELS[mode]} ({', '.join(source.gaps[mode])})" for mode in modes if mode in source.gaps]
    if not told:
        return ""
    return f"Trajets sans réponse : {' ; '.join(told)}. Une ligne absente n’est pas un zéro."


def _total(source: Source, modes: Sequence[str]) -> Fraction:
    return sum((number(source.trips[mode]) or Fraction(0) for mode in modes), Fraction(0))


def _plan(case: Case, contract: str) -> Measure:
    return replace(action_plan.measure(case, "transport", contract), code=PLANS[contract])
