"""The part of a campaign that a run is asked for."""

from collections.abc import Collection

from caqes_eval.campaign.model import Campaign
from caqes_eval.foundation.errors import EstablishmentError, ParameterFileError


def select(campaign: Campaign, families: Collection[str], finess: Collection[str]) -> Campaign:
    """Return the part of a campaign that is asked for.

    Raises:
        ParameterFileError: a family is not in the campaign.
        EstablishmentError: an establishment is not in the campaign.
    """
    unknown = sorted(set(families) - set(campaign.families))
    if unknown:
        raise ParameterFileError(
            f"La campagne n’évalue pas : {', '.join(unknown)}.",
            remedy=f"Familles de la campagne : {', '.join(campaign.families)}.",
        )
    known = {establishment.finess for establishment in campaign.establishments}
    strangers = sorted(set(finess) - known)
    if strangers:
        raise EstablishmentError(
            f"La campagne ne contient pas l’établissement {', '.join(strangers)}.",
            remedy="Vérifiez le FINESS (9 caractères, zéro initial compris) ou ajoutez-le au fichier de campagne.",
        )
    return campaign.model_copy(
        update={
            "families": [code for code in campaign.families if not families or code in families],
            "establishments": [each for each in campaign.establishments if not finess or each.finess in finess],
        }
    )
