"""The plan of a campaign: one task per establishment and family, with its inputs and its fingerprint."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from caqes_eval import __version__
from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import Archive
from caqes_eval.execution.fingerprint import fingerprint
from caqes_eval.execution.task import Task
from caqes_eval.families.definition import Family, Measure
from caqes_eval.families.evaluation import regional_distributions
from caqes_eval.families.products import classify
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.notebook.evaluation import SCRAP
from caqes_eval.notebook.inputs import FOLDER, Context, EstablishmentCard, Inputs
from caqes_eval.pipeline.sources import Sources
from caqes_eval.regulation.rules import Rule, Rules
from caqes_eval.statistics.distribution import Distribution

MINIMUM_ESTABLISHMENTS = "disclosure.minimum_establishments"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the tasks of a campaign share."""

    workspace: Workspace
    campaign: Campaign
    rules: Rules
    sources: Sources
    families: Mapping[str, Family]
    region: Mapping[str, Mapping[str, Distribution]]
    minimum: Rule

    def archive(self, finess: str, family: str) -> Archive:
        """Return where the dossiers of an establishment and family are."""
        return Archive(self.workspace.runs(self.campaign.name) / finess / family)

    def tasks(self, establishment: Establishment) -> Iterator[Task]:
        """Yield the tasks of an establishment; its rows are read once for all families."""
        finess = establishment.finess
        years = [year for year in sorted(self.sources.phmev) if year <= self.campaign.year]
        products = {year: self.sources.products(finess, year) for year in years if finess in self.sources.present[year]}
        absences = tuple(year for year in years if year not in products)
        for family in self.families.values():
            inputs = self._inputs(establishment, family, products, absences)
            files = inputs.as_files()
            template = self.workspace.templates / f"{family.code}.ipynb"
            parameters = {"finess": finess, "inputs": FOLDER}
            yield Task(
                key=f"{finess}/{family.code}",
                template=template,
                notebook=f"{family.code}.ipynb",
                parameters=parameters,
                inputs=files,
                staging=self.archive(finess, family.code).staging,
                scrap=SCRAP,
                fingerprint=fingerprint(template, parameters, files),
            )

    def _inputs(
        self,
        establishment: Establishment,
        family: Family,
        products: Mapping[int, pd.DataFrame],
        absences: tuple[int, ...],
    ) -> Inputs:
        campaign = self.campaign
        context = Context(
            campaign=campaign.name,
            campaign_title=campaign.title,
            year=campaign.year,
            evaluation_date=campaign.evaluation_date.isoformat(),
            family=family.code,
            establishment=EstablishmentCard(
                finess=establishment.finess,
                name=establishment.name,
                city=establishment.city,
                category=establishment.category,
            ),
            establishments_in_campaign=len(campaign.establishments),
            minimum_establishments=int(self.minimum.amount),
            past_years=tuple(year for year in products if year != campaign.year),
            past_absences=absences,
            repertoire_source=campaign.repertoire_source,
            repertoire_date=campaign.sources.bdpm.date.isoformat() if campaign.sources.bdpm else None,
            sources=self.sources.files(),
            findings=implausible_rows(products[campaign.year]),
            tool_version=__version__,
        )
        return Inputs(
            context=context,
            rules={**family.rules_on(self.rules, campaign.period_end), self.minimum.key: self.minimum},
            top_gen={year: self.sources.top_gen[year] for year in products},
            region=dict(self.region[family.code]),
            products=dict(products),
            repertoire=self._repertoire(products[campaign.year]) if family.repertoire else None,
        )

    def _repertoire(self, products: pd.DataFrame) -> pd.DataFrame | None:
        if self.sources.repertoire is None:
            return None
        table = self.sources.repertoire.table
        return table.loc[table["cip13"].isin(products["cip13"]), ["cip13", "status", "groups"]].reset_index(drop=True)


def regional_view(
    campaign: Campaign, sources: Sources, families: Mapping[str, Family], minimum: int
) -> dict[str, dict[str, Distribution]]:
    """Measure every establishment of a campaign and summarise the region, family by family.

    The region is the campaign's establishments, also when only some of them are run.
    """
    repertoire = sources.repertoire.table if campaign.repertoire_source == "bdpm" and sources.repertoire else None
    counted: dict[str, list[list[Measure]]] = {code: [] for code in families}
    meaning = sources.top_gen[campaign.year].codes
    for establishment in campaign.establishments:
        if establishment.finess in sources.present[campaign.year]:
            products = classify(sources.products(establishment.finess, campaign.year), meaning, repertoire)
            for code, family in families.items():
                counted[code].append(family.measure(products))
    return {code: regional_distributions(measures, minimum=minimum) for code, measures in counted.items()}


def implausible_rows(products: pd.DataFrame) -> tuple[FindingRecord, ...]:
    """Return what is implausible in an establishment's own rows; nothing of another's."""
    above = products[products["reimbursed_cents"] > products["base_cents"]]
    if above.empty:
        return ()
    line = int(above["source_line"].iloc[0])
    return (
        FindingRecord(
            code="rembourse_superieur_base",
            severity=Severity.TO_CHECK,
            sentence=(
                f"{french.plural(len(above), 'ligne')} du fichier où le remboursement dépasse sa base (la première : ligne "
                f"{line}) ; comptées telles quelles."
            ),
        ),
    )
