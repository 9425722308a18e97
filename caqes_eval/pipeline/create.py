"""Making a campaign file from an Open PHMEV file: every establishment found there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from caqes_eval.campaign.model import BdpmFiles, Campaign, Establishment, PhmevFile, Sources
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.families.registry import families
from caqes_eval.foundation.errors import CampaignExistsError
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.open_phmev import establishments
from caqes_eval.pipeline.sources import read_sources
from caqes_eval.regulation.parameters.rules import Rules

HEADING = """# Campagne d’évaluation. Les fichiers sont nommés par rapport au dossier de travail.
# Les numéros FINESS restent entre guillemets. « caqes run {name} » l’exécute ; tout changement se voit au lancement suivant."""


FROM_OPEN_PHMEV = ("generics", "biosimilars")
"""The families that Open PHMEV alone can evaluate; the others wait for what hospitals and the Assurance maladie send."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a new campaign is asked to be.

    Attributes:
        phmev: Open PHMEV file of each year; must hold ``year``.
        bdpm: presentations, groups and date of the drug database, None without it.
    """

    name: str
    year: int
    phmev: Mapping[int, Path]
    evaluation_date: date
    title: str = ""
    bdpm: tuple[Path, Path, date] | None = None
    repertoire_source: Literal["top_gen", "bdpm"] = "top_gen"
    replace: bool = False


@dataclass(frozen=True, kw_only=True)
class Created:
    """A campaign made, and what was noticed in its file."""

    campaign: Campaign
    path: Path
    findings: tuple[Finding, ...]


def create_campaign(workspace: Workspace, request: Request) -> Created:
    """Write ``params/campaigns/NAME.yml`` covering every establishment of the file of the year.

    Raises:
        CampaignExistsError: there is one of that name and it may not be replaced.
        ParameterFileError: the name is refused.
        UserError: the file is absent, not of its layout or damaged; nothing is written.
    """
    path = workspace.campaign_file(request.name)
    if path.exists() and not request.replace:
        raise CampaignExistsError(
            f"La campagne « {request.name} » existe déjà.",
            remedy="Choisissez un autre nom, ou ajoutez « --force » pour la remplacer.",
        )
    declared = _declared(workspace, request)
    # every file is read now, so that a fault shows here and not at the first run
    sources = read_sources(workspace, declared, request.year, Rules.load(workspace.regulation))
    found = establishments(sources.phmev[request.year])
    campaign = Campaign(
        version="1",
        name=request.name,
        title=request.title or f"Évaluation CAQES {request.year}",
        year=request.year,
        evaluation_date=request.evaluation_date,
        families=[code for code in FROM_OPEN_PHMEV if code in families()],
        repertoire_source=request.repertoire_source,
        sources=declared,
        establishments=[
            Establishment(finess=str(row.finess), name=str(row.name), city=str(row.city), category=str(row.category))
            for row in found.itertuples(index=False)
        ],
    )
    workspace.save_campaign(campaign, heading=HEADING.format(name=campaign.name))
    return Created(campaign=campaign, path=path, findings=tuple(sources.findings()))


def _declared(workspace: Workspace, request: Request) -> Sources:
    bdpm = None
    if request.bdpm:
        presentations, groups, when = request.bdpm
        bdpm = BdpmFiles(date=when, presentations=workspace.relative(presentations), groups=workspace.relative(groups))
    files = [
        PhmevFile(year=year, path=workspace.relative(request.phmev[year]))
        for year in sorted(request.phmev, reverse=True)
    ]
    return Sources(open_phmev=files, bdpm=bdpm)
