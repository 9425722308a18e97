"""The plan of a campaign: one task per establishment and family, with its inputs and its fingerprint."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from caqes_eval import __version__
from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.region.scoring import Grid
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import Archive
from caqes_eval.execution.fingerprint import make_task
from caqes_eval.execution.task import Task
from caqes_eval.families.case import Case
from caqes_eval.families.definition import Family, Measures
from caqes_eval.families.evaluation import regional_distributions
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.families.registry import family
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.notebook.inputs import FOLDER, Context, EstablishmentCard, Inputs
from caqes_eval.notebook.scraps import RESULT
from caqes_eval.pipeline.cases import Records
from caqes_eval.pipeline.collection.compare import reference_of
from caqes_eval.pipeline.collection.expected import bound_indicators, expected
from caqes_eval.pipeline.collection.matrix import Matrix, matrix
from caqes_eval.pipeline.collection.status import receipts_of
from caqes_eval.pipeline.contracts import Contract, contract_of
from caqes_eval.pipeline.establishments import register_of
from caqes_eval.pipeline.evidence.gather import gather
from caqes_eval.pipeline.judgeable import require_judgeable
from caqes_eval.pipeline.perimeter_notices import perimeter_notices
from caqes_eval.pipeline.phmev_rows import implausible_rows
from caqes_eval.pipeline.sources import Sources
from caqes_eval.regulation.archive import archived
from caqes_eval.regulation.parameters.rule import Rule, Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import regime
from caqes_eval.statistics.distribution import Distribution

MINIMUM_ESTABLISHMENTS = "disclosure.minimum_establishments"
_PLAUSIBILITY = "plausibility"
_REGION = TypeAdapter(Mapping[str, Mapping[str, Distribution]])


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the tasks of a campaign share.

    Attributes:
        returns: what is to be told of the files received as such.
    """

    workspace: Workspace
    campaign: Campaign
    records: Records
    families: Mapping[str, Family]
    contract: Contract | None
    region: Mapping[str, Mapping[str, Distribution]]
    minimum: Rule
    returns: tuple[Finding, ...] = ()

    @property
    def sources(self) -> Sources:
        """The files that hold every establishment."""
        return self.records.sources

    def archive(self, finess: str, family: str) -> Archive:
        """Return where the dossiers of an establishment and family are."""
        return Archive(self.workspace.runs(self.campaign.name) / finess / family)

    def region_record(self) -> dict[str, Any]:
        """Return the distributions of the region as JSON-ready data, for :func:`make_plan`."""
        record: dict[str, Any] = _REGION.dump_python(self.region, mode="json")
        return record

    def tasks(self, establishment: Establishment, families: Iterable[str]) -> Iterator[Task]:
        """Yield the tasks of an establishment for some families."""
        return (self.task(establishment, code) for code in families)

    def task(self, establishment: Establishment, code: str) -> Task:
        """Return the task of an establishment for a family."""
        chosen = self.families[code]
        files = self._inputs(establishment, chosen, self.records.case(establishment, chosen)).as_files()
        template = self.workspace.template(chosen.code)
        parameters = {"finess": establishment.finess, "inputs": FOLDER}
        return make_task(
            key=f"{establishment.finess}/{chosen.code}",
            template=template,
            parameters=parameters,
            inputs=files,
            staging=self.archive(establishment.finess, chosen.code).staging,
            scrap=RESULT,
        )

    def _inputs(self, establishment: Establishment, chosen: Family, case: Case) -> Inputs:
        known = {year for need in chosen.inputs for year in case.years(need.code)} | {case.year}
        return Inputs(
            context=self._context(establishment, chosen, case),
            # the small-volume and masking rules decide too: they are archived with the others
            law=archived(case.law, (*chosen.laws, MINIMUM_ESTABLISHMENTS, _PLAUSIBILITY), since=date(min(known), 1, 1)),
            region=dict(self.region[chosen.code]),
            tables=dict(case.tables),
            grid=self._grid(chosen.code),
            repertoire=case.repertoire,
        )

    def _context(self, establishment: Establishment, chosen: Family, case: Case) -> Context:
        campaign, records = self.campaign, self.records
        finess = establishment.finess
        products = case.rows(OPEN_PHMEV)
        implausible = () if products.empty else implausible_rows(products)
        notices = (
            FindingRecord(code="regime", severity=Severity.INFO, sentence=notice) for notice in records.regime.notices
        )
        return Context(
            campaign=campaign.name,
            campaign_title=campaign.title,
            contract=self.contract.region.name if self.contract else "",
            year=campaign.year,
            evaluation_date=campaign.evaluation_date.isoformat(),
            family=chosen.code,
            establishment=EstablishmentCard(
                finess=finess,
                name=establishment.name,
                city=establishment.city,
                category=establishment.category,
                numbers=records.register.numbers_of(finess),
                champs=records.register.champs_of(finess),
            ),
            indicators=None if case.indicators is None else tuple(sorted(case.indicators)),
            first_day=case.first_day,
            last_day=case.last_day,
            minimum_establishments=int(self.minimum.amount),
            repertoire_source=campaign.repertoire_source,
            repertoire_date=campaign.sources.bdpm.date.isoformat() if campaign.sources.bdpm else None,
            deliveries=case.deliveries,
            sources=records.sources_of(finess, chosen, case),
            findings=(*notices, *self._perimeter(chosen, case), *implausible, *records.findings_of(finess, chosen)),
            tool_version=__version__,
        )

    def _perimeter(self, chosen: Family, case: Case) -> Iterator[FindingRecord]:
        if self.contract is not None:
            since = min((year for need in chosen.inputs for year in case.years(need.code)), default=case.year)
            numbers = self.records.register.numbers_of(case.finess)
            yield from perimeter_notices(self.contract.region, numbers, chosen.contracts, since=since, year=case.year)

    def _grid(self, code: str) -> Grid | None:
        last = date(self.campaign.year, 12, 31)
        grids = self.contract.region.grids if self.contract else ()
        return next((grid for grid in grids if grid.family == code and grid.holds_on(last)), None)


def make_plan(
    workspace: Workspace, campaign: Campaign, sources: Sources, rules: Rules, *, region: Mapping[str, Any] | None = None
) -> Plan:
    """Choose the law of a campaign, read what was received, measure its region, and return what its tasks share.

    Args:
        workspace: the working folder.
        campaign: what to plan.
        sources: its source files, read.
        rules: the law, every year and region of it.
        region: the record of the region when nothing that it rests on has changed; measured anew without it.

    Raises:
        RuleNotFoundError: no regime or no contract is known for the year evaluated.
        ParameterFileError: a rule that judges has no comparator.
        UserError: the region, the register or the receipts cannot be read.
    """
    chosen = {code: family(code) for code in campaign.families}
    contract = contract_of(workspace, rules, campaign.region) if campaign.region else None
    applicable = regime(
        rules,
        activity_year=campaign.year,
        evaluation_date=campaign.evaluation_date,
        contract=contract.term_of(campaign.year) if contract else None,
        subject=Subject(region=campaign.region),
    )
    require_judgeable(applicable, chosen.values())
    register = register_of(workspace, campaign.region) if campaign.region else Register(establishments=())
    gathered = gather(workspace, campaign, register, applicable.law)
    records = Records(
        campaign=campaign,
        register=register,
        sources=sources,
        evidence=gathered.by_finess,
        matrix=_matrix(workspace, campaign, contract),
        bound=bound_indicators(contract, campaign.year, territory=campaign.region) if contract else None,
        regime=applicable,
        reference=reference_of(workspace),
    )
    minimum = applicable.law.rule(MINIMUM_ESTABLISHMENTS)
    return Plan(
        workspace=workspace,
        campaign=campaign,
        records=records,
        families=chosen,
        contract=contract,
        region=_REGION.validate_python(region) if region else regional_view(records, chosen, int(minimum.amount)),
        minimum=minimum,
        returns=gathered.findings,
    )


def _matrix(workspace: Workspace, campaign: Campaign, contract: Contract | None) -> Matrix | None:
    """Return what was asked of whom on the day of the evaluation, or of the last receipt; None when nobody says it."""
    if contract is None or contract.targeting is None:
        return None
    receipts = receipts_of(workspace, campaign.name)
    # what arrived is read, even after the day the evaluation is dated: its lateness is told with it
    today = max([campaign.evaluation_date, *(receipt.received_on for receipt in receipts.lines)])
    returns = expected(contract, FORMS, campaign.year, territory=campaign.region)
    return matrix(returns, receipts, today)


def regional_view(records: Records, families: Mapping[str, Family], minimum: int) -> dict[str, dict[str, Distribution]]:
    """Measure every establishment of a campaign and summarise the region, family by family.

    The region is the campaign's establishments that have data, also when only some of them are run.
    """
    measured: dict[str, list[tuple[Case, Measures]]] = {code: [] for code in families}
    for establishment in records.campaign.establishments:
        for code, chosen in families.items():
            case = records.case(establishment, chosen)
            if any(case.year in case.years(table) for table in case.tables):
                measured[code].append((case.bare(), chosen.measure(case)))
    return {code: regional_distributions(families[code], cases, minimum=minimum) for code, cases in measured.items()}
