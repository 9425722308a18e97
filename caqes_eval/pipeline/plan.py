"""The plan of a campaign: one task per establishment and family, with its inputs and its fingerprint."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from caqes_eval import __version__
from caqes_eval.campaign.model import Campaign, Establishment
from caqes_eval.campaign.register import Register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import Archive
from caqes_eval.execution.fingerprint import fingerprint
from caqes_eval.execution.task import Task
from caqes_eval.families.definition import Family, Measure
from caqes_eval.families.evaluation import regional_distributions
from caqes_eval.families.products import classify
from caqes_eval.families.registry import family
from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.identifiers import NOT_RELEASED_CIP13
from caqes_eval.notebook.inputs import FOLDER, Context, EstablishmentCard, Inputs
from caqes_eval.notebook.scraps import RESULT
from caqes_eval.pipeline.contracts import contract_of
from caqes_eval.pipeline.establishments import register_of
from caqes_eval.pipeline.sources import Sources
from caqes_eval.regulation.parameters.rules import Rule, Rules, Subject
from caqes_eval.regulation.regime import Law, regime
from caqes_eval.statistics.distribution import Distribution

MINIMUM_ESTABLISHMENTS = "disclosure.minimum_establishments"
# small rows can be equal by chance
MANY_BOXES = 100


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the tasks of a campaign share."""

    workspace: Workspace
    campaign: Campaign
    sources: Sources
    families: Mapping[str, Family]
    law: Law
    register: Register
    notices: tuple[FindingRecord, ...]
    region: Mapping[str, Mapping[str, Distribution]]
    minimum: Rule

    def archive(self, finess: str, family: str) -> Archive:
        """Return where the dossiers of an establishment and family are."""
        return Archive(self.workspace.runs(self.campaign.name) / finess / family)

    def tasks(self, establishment: Establishment, families: Iterable[str]) -> Iterator[Task]:
        """Yield the tasks of an establishment for some families; its rows are read once for all of them."""
        finess = establishment.finess
        years = [year for year in sorted(self.sources.phmev) if year <= self.campaign.year]
        products = {year: self.sources.products(finess, year) for year in years if finess in self.sources.present[year]}
        absences = tuple(year for year in years if year not in products)
        for chosen in (self.families[code] for code in families):
            inputs = self._inputs(establishment, chosen, products, absences)
            files = inputs.as_files()
            template = self.workspace.template(chosen.code)
            parameters = {"finess": finess, "inputs": FOLDER}
            yield Task(
                key=f"{finess}/{chosen.code}",
                template=template,
                notebook=f"{chosen.code}.ipynb",
                parameters=parameters,
                inputs=files,
                staging=self.archive(finess, chosen.code).staging,
                scrap=RESULT,
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
        # an exception can name the establishment: its own rules are chosen for it
        law = self.law.about(*self.register.numbers_of(establishment.finess))
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
            minimum_establishments=int(self.minimum.amount),
            past_years=tuple(year for year in products if year != campaign.year),
            past_absences=absences,
            repertoire_source=campaign.repertoire_source,
            repertoire_date=campaign.sources.bdpm.date.isoformat() if campaign.sources.bdpm else None,
            sources=self.sources.files(years=tuple(products), repertoire=family.repertoire),
            findings=(*self.notices, *implausible_rows(products[campaign.year])),
            tool_version=__version__,
        )
        return Inputs(
            context=context,
            # the small-volume and masking rules decide too: they are archived with the others
            rules={**family.rules_in(law), self.minimum.key: self.minimum},
            top_gen={year: self.sources.top_gen[year] for year in products},
            region=dict(self.region[family.code]),
            products=dict(products),
            repertoire=self._repertoire(products.values()) if family.repertoire else None,
        )

    def _repertoire(self, products: Iterable[pd.DataFrame]) -> pd.DataFrame | None:
        """Return the drug database's view of an establishment's products, those of past years included."""
        if self.sources.repertoire is None:
            return None
        table = self.sources.repertoire.table
        met = {cip13 for rows in products for cip13 in rows["cip13"]}
        return table.loc[table["cip13"].isin(met), ["cip13", "status", "groups"]].reset_index(drop=True)


def make_plan(workspace: Workspace, campaign: Campaign, sources: Sources, rules: Rules) -> Plan:
    """Choose the law of a campaign, measure its region, and return what its tasks share.

    Raises:
        RuleNotFoundError: no regime or no value is known for the year evaluated.
        ParameterRequiredError: a figure that no source gives is needed.
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
    minimum = applicable.law.rule(MINIMUM_ESTABLISHMENTS)
    family_rules = {code: each.rules_in(applicable.law) for code, each in chosen.items()}
    return Plan(
        workspace=workspace,
        campaign=campaign,
        sources=sources,
        families=chosen,
        law=applicable.law,
        register=register_of(workspace, campaign.region) if campaign.region else Register(establishments=()),
        notices=tuple(
            FindingRecord(code="regime", severity=Severity.INFO, sentence=notice) for notice in applicable.notices
        ),
        region=regional_view(campaign, sources, chosen, family_rules, int(minimum.amount)),
        minimum=minimum,
    )


def regional_view(
    campaign: Campaign,
    sources: Sources,
    families: Mapping[str, Family],
    rules: Mapping[str, Mapping[str, Rule]],
    minimum: int,
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
    return {
        code: regional_distributions(families[code], measures, rules[code], minimum=minimum)
        for code, measures in counted.items()
    }


def implausible_rows(products: pd.DataFrame) -> tuple[FindingRecord, ...]:
    """Return what is implausible in an establishment's own rows; nothing of another's."""
    named = products[products["cip13"] != NOT_RELEASED_CIP13]
    # ages and sexes are not kept: rows alike in all that is kept, of a product, are suspect only when whole
    same = named[
        named.duplicated(["cip13", "boxes", "reimbursed_cents", "base_cents"], keep=False)
        & (named["boxes"] > MANY_BOXES)
    ]
    kinds = [
        (
            "rem_superieur_a_bse",
            products[products["reimbursed_cents"] > products["base_cents"]],
            "où le remboursement dépasse sa base",
        ),
        (
            "valeur_negative",
            products[(products[["boxes", "reimbursed_cents"]] < 0).any(axis=1)],
            "à boîtes ou montant négatifs",
        ),
        ("ligne_en_double", same, "identiques (fichier copié deux fois ?)"),
    ]
    return tuple(
        FindingRecord(
            code=code,
            severity=Severity.TO_CHECK,
            sentence=(
                f"{french.plural(len(rows), 'ligne')} du fichier {what} (la première : ligne {int(rows['source_line'].iloc[0])}), "
                "comptée telle quelle."
            ),
        )
        for code, rows, what in kinds
        if not rows.empty
    )
