"""The sharing of a regional envelope: the region's amount and rule, the hospitals of a file, the split.

What no source gives is asked for, never guessed: without the region's rule or amount, a split is a simulation of the
values given beside it, and says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from caqes_eval.campaign.region import Envelope, Region
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation import french, strict_yaml
from caqes_eval.foundation.errors import InputMissingError, InputValueError, ParameterRequiredError, RuleNotFoundError
from caqes_eval.foundation.names import near
from caqes_eval.foundation.strict_yaml import YamlText
from caqes_eval.intake.envelope_points import read_points
from caqes_eval.statistics.envelope import Allocation, Change, EnvelopeRule, allocate, difference

NO_SOURCE = "aucune source ne donne la règle de partage"
NO_AMOUNT = "aucune source ne donne le montant de cette enveloppe"
# a department overseas has three characters (976), of which a FINESS keeps two, and not always the first ones
_OVERSEAS = {"97", "98"}


@dataclass(frozen=True, kw_only=True)
class EnvelopeRequest:
    """What to share, and what is tried instead of the region's values.

    Attributes:
        region: the code of a region file (``paca-corse``).
        family: of indicators (``dmi``).
        year: of activity.
        territory: of the region; None when the region has one only.
        points: the hospitals.
        compare: other hospitals or points, for the difference.
        amount: euros instead of the region's, None to take it.
        sharing: keys of ``EnvelopeRule`` instead of the region's; a key left out keeps the region's.
    """

    region: str
    family: str
    year: int
    territory: str | None
    points: Path
    compare: Path | None
    amount: Decimal | None
    sharing: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class SharedEnvelope:
    """An envelope shared, and what a reader must know of it.

    Attributes:
        source: the envelope as the region file has it; None when it has none.
        simulation: why these amounts bind nobody, in French; empty when amount and rule are the region's.
        reserves: what else must be said beside the amounts, in French.
        changes: who gains and loses with the other file; None when nothing is compared.
    """

    region: str
    family: str
    year: int
    territory: str
    source: Envelope | None
    allocation: Allocation
    simulation: tuple[str, ...]
    reserves: tuple[str, ...]
    changes: tuple[Change, ...] | None

    def as_record(self) -> dict[str, object]:
        """Return the split as JSON-ready data; ratios are ``numerator/denominator`` texts."""
        return {
            "region": self.region,
            "family": self.family,
            "year": self.year,
            "territory": self.territory,
            "simulation": bool(self.simulation),
            "simulation_reasons": list(self.simulation),
            "status": self.source.status if self.source else None,
            "reference": self.source.reference.model_dump(mode="json") if self.source else None,
            **self.allocation.model_dump(mode="json"),
            "total": float(self.allocation.total),
            "reserves": list(self.reserves),
            "changes": None if self.changes is None else [change.model_dump(mode="json") for change in self.changes],
        }


def share_envelope(workspace: Workspace, request: EnvelopeRequest) -> SharedEnvelope:
    """Share the envelope of a family in a territory for a year.

    Raises:
        InputMissingError: no such region, or a file cannot be read.
        RuleNotFoundError: the region has no such territory or family.
        ParameterRequiredError: no source gives the amount or the rule, and none is given to try.
        ParameterFileError: the region file is wrong.
        InputFormatError: a file of points is no such table.
        InputValueError: damaged values, options that contradict one another, or a split that cannot be made.
    """
    document, region = _load(workspace, request.region)
    territory = _territory(region, request.territory)
    source = _source(region, request.family, request.year, territory)
    amount = _amount(region, source, request, territory)
    rule = _rule(document, region, source, request.sharing)
    allocation = _allocate(workspace, request.points, amount, rule)
    changes = None
    if request.compare is not None:
        changes = difference(allocation, _allocate(workspace, request.compare, amount, rule))
    return SharedEnvelope(
        region=region.code,
        family=request.family,
        year=request.year,
        territory=territory,
        source=source,
        allocation=allocation,
        simulation=tuple(_simulation(source, request)),
        reserves=(*_reserves(source, allocation), *_strangers(region, territory, allocation)),
        changes=changes,
    )


def _load(workspace: Workspace, code: str) -> tuple[YamlText, Region]:
    # taken from the files there are: a code typed is never a path
    known = {path.stem: path for path in sorted(workspace.regions.glob("*.yml"))}
    if code not in known:
        raise InputMissingError(
            f"La région « {code} » n’a pas de fichier dans params/regions.", remedy=french.capital(near(code, known))
        )
    document = strict_yaml.load(known[code], shown_name=known[code].name)
    return document, Region.from_yaml(document, expected_code=code)


def _territory(region: Region, asked: str | None) -> str:
    codes = [territory.code for territory in region.territories]
    if asked is None and len(codes) == 1:
        return codes[0]
    if asked is None:
        raise RuleNotFoundError(
            f"La région « {region.code} » a plusieurs territoires, chacun avec son enveloppe.",
            remedy=f"Ajoutez « --territory » : {', '.join(codes)}.",
        )
    if asked not in codes:
        raise RuleNotFoundError(
            f"La région « {region.code} » n’a pas de territoire « {asked} ».", remedy=french.capital(near(asked, codes))
        )
    return asked


def _source(region: Region, family: str, year: int, territory: str) -> Envelope | None:
    families = sorted({indicator.family for indicator in region.indicators})
    if family not in families:
        raise RuleNotFoundError(
            f"Aucun indicateur de la région « {region.code} » n’est de la famille « {family} ».",
            remedy=french.capital(near(family, families)),
        )
    return next((each for each in region.envelopes_of(family, year) if each.territory == territory), None)


def _amount(region: Region, source: Envelope | None, request: EnvelopeRequest, territory: str) -> Decimal:
    if request.amount is not None:
        return request.amount
    if source is not None:
        return source.amount
    raise ParameterRequiredError(
        f"Il manque le montant de l’enveloppe « {request.family} » {request.year} de {territory} : {region.code}.yml ne "
        "l’a pas.",
        remedy="Écrivez-le avec sa source dans ce fichier (envelopes), ou essayez un montant avec « --envelope ».",
    )


def _rule(document: YamlText, region: Region, source: Envelope | None, tried: Mapping[str, object]) -> EnvelopeRule:
    """Return the region's rule, or that rule with the values tried instead."""
    written: dict[str, object] = {}
    if source is not None and source.sharing is not None:
        rule = strict_yaml.validated(_sharing_text(document, region, source), EnvelopeRule)
        if not tried:
            return rule
        written = rule.model_dump()
    elif not {"mode", "points_max"} <= tried.keys():
        raise _no_rule(source)
    try:
        return EnvelopeRule.model_validate({**written, **tried})
    except ValidationError as error:
        told = [str(detail.get("ctx", {}).get("error", detail["loc"])) for detail in error.errors()]
        raise InputValueError(
            f"Les options de partage ne vont pas ensemble : {' '.join(told)}",
            remedy="brackets, floor, cap et points_max sont les options « --bracket », « --floor », « --cap » et "
            "« --points-max ».",
        ) from None


def _sharing_text(document: YamlText, region: Region, source: Envelope) -> YamlText:
    """Return the rule of an envelope as it stands in the region file, so that its faults have their line."""
    place = ("envelopes", region.envelopes.index(source), "sharing")
    lines = {path[len(place) :]: line for path, line in document.lines.items() if path[: len(place)] == place}
    return YamlText(document.file, source.sharing, lines)


def _no_rule(source: Envelope | None) -> ParameterRequiredError:
    try_one = "Pour une simulation, donnez « --mode » et « --points-max »."
    if source is None or source.missing is None:
        return ParameterRequiredError(
            "Il manque la règle de partage, qu’aucune source connue ne donne.", remedy=try_one
        )
    missing = source.missing
    return ParameterRequiredError(
        f"Il manque {missing.what}, qu’aucune source connue ne donne.",
        remedy=f"Où la trouver : {missing.where}. En attend : {missing.waits}. {try_one}",
    )


def _allocate(workspace: Workspace, path: Path, amount: Decimal, rule: EnvelopeRule) -> Allocation:
    points = read_points(path, shown=workspace.shown(path))
    return allocate(amount, rule, points.entrants, exclusions=points.exclusions, overrides=points.overrides)


def _simulation(source: Envelope | None, request: EnvelopeRequest) -> Iterator[str]:
    if source is None:
        yield NO_AMOUNT
    elif request.amount is not None and request.amount != source.amount:
        yield f"le montant n’est pas celui de la source ({french.euros(source.amount)})"
    if source is None or source.sharing is None:
        yield NO_SOURCE
    elif request.sharing:
        yield "des options remplacent la règle de la région"


def _reserves(source: Envelope | None, allocation: Allocation) -> Iterator[str]:
    paid = sum(1 for share in allocation.shares if share.amount)
    if source and source.hospitals is not None and source.hospitals != paid:
        published = french.plural(source.hospitals, "établissement payé", "établissements payés")
        yield f"La source compte {published}, ce partage {paid}."


def _strangers(region: Region, code: str, allocation: Allocation) -> Iterator[str]:
    """Name the hospitals whose FINESS is not of the territory: its first two characters are those of a department."""
    territory = next(each for each in region.territories if each.code == code)
    known = {department[:2] for department in territory.departments}
    if known & _OVERSEAS:
        known |= _OVERSEAS
    strangers = [share.finess for share in allocation.shares if share.finess[:2] not in known]
    if strangers:
        yield (
            f"Hors des départements de {territory.name} ({', '.join(territory.departments)}) : {', '.join(strangers)}. "
            "Vérifiez le fichier et le territoire avant de payer."
        )
