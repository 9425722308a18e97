"""The results of a campaign as its dossiers say them."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from caqes_eval.campaign.model import Campaign
from caqes_eval.dossier.archive import Archive, State
from caqes_eval.families.result import FamilyResult
from caqes_eval.foundation.errors import IntegrityError


def read_result(path: Path, key: str) -> FamilyResult:
    """Read an archived result record.

    Raises:
        IntegrityError: it is not a result record of a version known.
    """
    try:
        return FamilyResult.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise IntegrityError(
            f"Le résultat archivé de {key} est illisible ou a été modifié.",
            remedy="Relancez cette évaluation avec « caqes run … --force ».",
        ) from error


def campaign_results(runs: Path, campaign: Campaign) -> Iterator[tuple[str, str, FamilyResult | State]]:
    """Yield FINESS, family and result of each evaluation of a campaign, in its order.

    Evaluations that never ran are left out; one whose last run gave no dossier comes as its state.
    """
    for establishment in campaign.establishments:
        for family in campaign.families:
            archive = Archive(runs / establishment.finess / family)
            state, dossier = archive.state(), archive.current()
            if state is not None:
                yield establishment.finess, family, state
            elif dossier is not None:
                yield establishment.finess, family, read_result(dossier.result, f"{establishment.finess}/{family}")


def flat_results(runs: Path, campaign: Campaign) -> list[dict[str, object]]:
    """Return one flat mapping per indicator, as ``caqes results --json`` prints them.

    Values are plain numbers; rates are proportions from 0 to 1. An evaluation without dossier has one entry per
    family, with null values and the reason.
    """
    rows: list[dict[str, object]] = []
    for finess, family, found in campaign_results(runs, campaign):
        if isinstance(found, State):
            rows.append(_absent(finess, family, campaign.year, found))
        else:
            rows.extend(_flat(found))
    return rows


def _absent(finess: str, family: str, year: int, state: State) -> dict[str, object]:
    empty = dict.fromkeys(("value", "numerator", "denominator", "unit", "target", "target_status", "regional_median"))
    return {
        "finess": finess, "family": family, "indicator": family, "period": str(year), "status": state.status,
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
