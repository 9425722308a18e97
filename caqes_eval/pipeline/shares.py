"""What the regional envelopes would give each hospital today: the region's rule on the points and activity of the evaluations.

An estimate: it changes with the score of any other hospital, and no amount is told while one of them is not known.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from caqes_eval.campaign.region import Envelope
from caqes_eval.families.definition import Family
from caqes_eval.families.result import AmountRecord, FamilyResult, IndicatorResult
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.pipeline.contracts import Contract
from caqes_eval.statistics.envelope import Allocation, Entrant, EnvelopeRule, allocate

Results = Mapping[str, Mapping[str, FamilyResult]]
"""The results of a campaign, by FINESS then by family."""

FORMULA = "part de l’enveloppe régionale, selon les points et l’activité de tous les établissements"


def regional_shares(
    contract: Contract,
    families: Mapping[str, Family],
    results: Results,
    *,
    year: int,
    territory: str,
    awaited: Mapping[str, int],
) -> dict[str, list[AmountRecord]]:
    """Return what each hospital would receive of the envelopes of its territory, by FINESS.

    Args:
        contract: the region's envelopes and rules.
        families: those evaluated.
        results: of every hospital of the campaign that was evaluated.
        year: of activity.
        territory: whose envelopes they are.
        awaited: by family, how many hospitals have an evaluation that is still to be made or made again.
    """
    found: dict[str, list[AmountRecord]] = {finess: [] for finess in results}
    for code, chosen in families.items():
        envelope = next(
            (each for each in contract.region.envelopes_of(code, year) if each.territory == territory), None
        )
        own = {finess: by_family[code] for finess, by_family in results.items() if code in by_family}
        if envelope is None or not own:
            continue
        for finess, record in _shares(envelope, chosen, own, awaited.get(code, 0)):
            found[finess].append(record)
    return found


def _shares(
    envelope: Envelope, chosen: Family, results: Mapping[str, FamilyResult], awaited: int
) -> Iterator[tuple[str, AmountRecord]]:
    entrants = [_entrant(finess, result, chosen) for finess, result in sorted(results.items())]
    reason = _why_not(envelope, entrants, chosen, awaited)
    allocation: Allocation | None = None
    if not reason:
        try:
            allocation = allocate(envelope.amount, EnvelopeRule.model_validate(envelope.sharing), entrants)
        except InputValueError as refused:
            reason = refused.message
    for finess in sorted(results):
        yield finess, _record(envelope, chosen, allocation, finess, reason)


def _why_not(envelope: Envelope, entrants: list[Entrant], chosen: Family, awaited: int) -> str:
    """Return why the envelope cannot be shared yet, without naming anyone."""
    if envelope.sharing is None:
        missing = envelope.missing
        return f"Il manque {missing.what}." if missing else "Aucune source ne donne la règle de partage."
    if awaited:
        return f"{french.plural(awaited, 'établissement')} de la région dont l’évaluation est encore à faire."
    unknown = sum(each.points is None for each in entrants if each.transmitted)
    if unknown:
        return f"{french.plural(unknown, 'établissement')} de la région sans score complet."
    if EnvelopeRule.model_validate(envelope.sharing).needs_activity and any(
        each.activity is None for each in entrants if each.transmitted
    ):
        return f"L’activité ({_driver(chosen)}) d’un établissement au moins n’est pas connue."
    return ""


def _driver(chosen: Family) -> str:
    return f"« {chosen.definition(chosen.activity).label} »" if chosen.activity else "non définie pour cette famille"


def _entrant(finess: str, result: FamilyResult, chosen: Family) -> Entrant:
    points = result.points.points if result.points else None
    sent = any(each.usable for each in result.deliveries) or any(each.value is not None for each in result.results)
    return Entrant(
        finess=finess,
        points=None if points is None else Decimal(points.numerator) / points.denominator,
        activity=_activity(result, chosen),
        signed=True,
        transmitted=sent,
    )


def _activity(result: FamilyResult, chosen: Family) -> Decimal | None:
    """Return what the region counts as activity: the value of a count, else the denominator of a rate."""
    driver: IndicatorResult | None = next((each for each in result.results if each.indicator == chosen.activity), None)
    if driver is None or driver.value is None:
        return None
    return driver.numerator if driver.denominator is None else driver.denominator


def _record(
    envelope: Envelope, chosen: Family, allocation: Allocation | None, finess: str, reason: str
) -> AmountRecord:
    share = allocation.of(finess) if allocation else None
    notes = [reason, share.why if share else "", "Estimation : elle change avec le score des autres établissements."]
    return AmountRecord(
        code=f"{chosen.code}.regional_share",
        indicator=chosen.code,
        label=f"{chosen.title} : part de l’enveloppe régionale",
        amount=share.amount if share else None,
        nature="estimation",
        formula=FORMULA,
        steps=(f"enveloppe {french.euros(envelope.amount)}", share.formula) if share else (),
        status=envelope.status,
        reason=" ".join(filter(None, notes)),
    )
