"""The two campaigns of the demonstration, each bound to the contract of its region."""

from caqes_eval.campaign.model import Campaign, Establishment, Sources
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.demo.collection.filled import CAMPAIGNS
from caqes_eval.demo.hospitals import HOSPITALS, REGIONS, RegionCode
from caqes_eval.pipeline.create import HEADING

SENT = ("mo", "dmi", "transport", "clinical_pharmacy", "national")
"""The families evaluated on what the hospitals and the Assurance maladie send."""


def bind_campaigns(workspace: Workspace, campaign: Campaign) -> None:
    """Write the campaign of Val-de-Brume with its region, and that of Côtes-d’Ambre beside it.

    A working folder whose own ``params/regions`` does not have a region keeps its campaign unbound: it can still be run.

    Args:
        workspace: the working folder.
        campaign: the one of Val-de-Brume, as it was created from its Open PHMEV files.

    Raises:
        OutputError: a file cannot be written.
    """
    second = campaign.model_copy(
        update={
            "name": CAMPAIGNS["cotes-d-ambre"],
            "title": f"Évaluation CAQES {campaign.year}, région fictive Côtes-d’Ambre",
            # no hospital of this region is in the Open PHMEV files of the demonstration, nor bound on what they tell
            "families": list(SENT),
            "sources": Sources(),
            "establishments": [
                Establishment(finess=each.finess, name=each.name, city=each.city)
                for each in HOSPITALS
                if each.region == "cotes-d-ambre"
            ],
        }
    )
    first = campaign.model_copy(update={"families": list(dict.fromkeys((*campaign.families, *SENT)))})
    for region, each in zip(REGIONS, (first, second), strict=True):
        workspace.save_campaign(_bound(workspace, each, region), heading=HEADING.format(name=each.name))


def _bound(workspace: Workspace, campaign: Campaign, region: RegionCode) -> Campaign:
    known = (workspace.regions / f"{region}.yml").is_file()
    return campaign.model_copy(update={"region": region if known else None})
