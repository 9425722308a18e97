"""The results of a campaign as its dossiers say them."""

from collections.abc import Iterator
from pathlib import Path

from caqes_eval.campaign.model import Campaign
from caqes_eval.dossier.archive import ALTERED, Archive, Dossier, State
from caqes_eval.families.result import FamilyResult
from caqes_eval.foundation.errors import IntegrityError

NOT_BOUND = "non concerné"
"""The status of a family that is not in the contract of an establishment."""

NOT_YET = State(status="pas encore évalué", message="Cette évaluation n’a pas encore été faite : lancez « caqes run ».")


def read_result(dossier: Dossier, key: str) -> FamilyResult:
    """Read the result record of a dossier that is as it was executed.

    Raises:
        IntegrityError: the dossier has changed, or its record is of no version known.
    """
    dossier.check(key)
    try:
        result = FamilyResult.model_validate_json(dossier.result.read_bytes())
        if f"{result.finess}/{result.family}" != key:
            raise ValueError("a folder moved from one establishment to another")
    except (OSError, ValueError) as error:
        raise IntegrityError(
            f"Le résultat archivé de {key} est illisible ou a été modifié.",
            remedy="Déplacez ce dossier hors de notebooks/runs, puis relancez « caqes run ».",
        ) from error
    return result


def result_or_state(archive: Archive, key: str) -> FamilyResult | State | None:
    """Return what an archive says of an evaluation: its result, why there is none, or None when it never ran.

    A dossier that changed after its execution is a state too: it costs that evaluation only.
    """
    try:
        state, dossier = archive.state(), archive.current()
        if state is not None or dossier is None:
            return state
        return read_result(dossier, key)
    except IntegrityError as error:
        return State(status=ALTERED, message=f"{error.message} {error.remedy}")


def campaign_results(runs: Path, campaign: Campaign) -> Iterator[tuple[str, str, FamilyResult | State]]:
    """Yield FINESS, family and result of each evaluation of a campaign, in its order.

    One without a valid result comes as its state: absent data, failure, alteration, not evaluated yet.
    """
    for establishment in campaign.establishments:
        for family in campaign.families:
            finess = establishment.finess
            known = result_or_state(Archive(runs / finess / family), f"{finess}/{family}")
            yield finess, family, known or NOT_YET


def flat_results(runs: Path, campaign: Campaign) -> list[dict[str, object]]:
    """Return one flat mapping per indicator, as ``caqes results --json`` prints them.

    Values are plain numbers; rates are proportions from 0 to 1. An evaluation without dossier has one entry per
    family, with null values and the reason.
    """
    rows: list[dict[str, object]] = []
    for finess, family, known in campaign_results(runs, campaign):
        if isinstance(known, State):
            rows.append(_absent(finess, family, campaign.year, known))
        else:
            rows.extend(_flat(known))
    return rows


def _absent(finess: str, family: str, year: int, state: State) -> dict[str, object]:
    nulls = (
        "value",
        "numerator",
        "denominator",
        "unit",
        "direction",
        "target",
        "target_status",
        "regional_median",
        "past_value",
    )
    empty = dict.fromkeys(nulls)
    return {
        "finess": finess, "family": family, "indicator": family, "label": None, "period": str(year), "status": state.status,
        "outcome": state.status, "reason": state.message, **empty,
    }  # fmt: skip


def _flat(evaluated: FamilyResult) -> Iterator[dict[str, object]]:
    for result in evaluated.results:
        plain = result.model_dump(mode="json")
        median = result.region.distribution.median if result.region else None
        yield {
            "finess": evaluated.finess,
            "family": evaluated.family,
            "indicator": result.indicator,
            "label": result.label,
            "period": result.period,
            "value": None if result.value is None else float(result.value),
            "numerator": plain["numerator"],
            "denominator": plain["denominator"],
            "unit": result.unit,
            "direction": result.direction,
            "status": result.status,
            "outcome": result.outcome,
            "reason": result.reason,
            "target": plain["target"]["value"] if result.target else None,
            "target_status": result.target.status if result.target else None,
            "regional_median": None if median is None else float(median),
            "past_value": None if result.past is None else float(result.past.value),
        }
