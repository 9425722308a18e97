"""The state of the returns of a campaign: its contract, its register of receipts, the forms, put together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.receipts import Receipts
from caqes_eval.campaign.receipts_file import read_receipts, receipts_path
from caqes_eval.campaign.region import Region
from caqes_eval.campaign.register_file import read_register, register_path
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import (
    EstablishmentError,
    InputValueError,
    ParameterFileError,
    ParameterRequiredError,
)
from caqes_eval.foundation.names import near
from caqes_eval.identifiers import check_finess
from caqes_eval.intake.forms.definitions import FORMS
from caqes_eval.intake.forms.form import Form
from caqes_eval.pipeline.collection.expected import Expected, expected
from caqes_eval.pipeline.collection.matrix import Matrix, matrix
from caqes_eval.pipeline.collection.reminder import Reminder, reminders
from caqes_eval.pipeline.collection.whose import SOURCES
from caqes_eval.pipeline.contracts import contract_of
from caqes_eval.regulation.parameters.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where the returns of a campaign stand.

    Attributes:
        campaign: the campaign.
        region: the region whose contract binds it.
        matrix: the returns asked for.
        forms: those that exist, by code.
        names: every hospital known, by FINESS.
        idle: FINESS of the campaign's establishments that are asked for nothing.
    """

    campaign: Campaign
    region: Region
    matrix: Matrix
    forms: Mapping[str, Form]
    names: Mapping[str, str]
    idle: tuple[str, ...]

    def reminders(self) -> tuple[Reminder, ...]:
        """Return a reminder to each hospital of the matrix that has something to send."""
        return reminders(self.matrix, self.forms, omedit=self.region.omedit, names=self.names)


def status_of(
    workspace: Workspace,
    name: str,
    *,
    today: date,
    finess: str | None = None,
    form: str | None = None,
    late: bool = False,
) -> Status:
    """Return where the returns of a campaign stand on a day.

    Args:
        workspace: the working folder.
        name: the campaign.
        today: the day the returns are read; what is dated after it is set aside.
        finess: only this hospital.
        form: only this form.
        late: only what is late.

    Raises:
        ParameterFileError: the campaign names no region, or a file is wrong.
        ParameterRequiredError: the region has no targeting matrix, or nobody is targeted that year: who had to send what
            is then unknown, which is not « nobody ».
        EstablishmentError: ``finess`` is expected for nothing.
        InputValueError: ``form`` or ``finess`` does not exist, or the register is damaged.
        UserError: the campaign or the register cannot be read.
    """
    campaign = workspace.load_campaign(name)
    region, returns, names = _expected_of(workspace, campaign)
    whole = matrix(returns, receipts_of(workspace, name), today)
    if form is not None and form not in FORMS:
        raise InputValueError(f"Le formulaire « {form} » n’existe pas.", remedy=french.capital(near(form, FORMS)))
    if finess is not None:
        finess = _asked(finess, whole)
    shown = whole.only(finess=finess, form=form, late=late)
    expected_of_someone = {each.finess for each in returns}
    return Status(
        campaign=campaign,
        region=region,
        # extracts and PMSI files are asked of nobody by a form: having them is no surprise
        matrix=replace(shown, outside=tuple(each for each in shown.outside if each.form not in SOURCES)),
        forms=FORMS,
        names=names,
        idle=tuple(each.finess for each in campaign.establishments if each.finess not in expected_of_someone),
    )


def receipts_of(workspace: Workspace, campaign: str) -> Receipts:
    """Return the receipts of a campaign, none while nothing was recorded.

    Raises:
        UserError: the register cannot be read, or is damaged; every fault is told.
    """
    path = receipts_path(workspace.root, campaign)
    return read_receipts(path, shown=workspace.shown(path)) if path.exists() else Receipts()


def _expected_of(workspace: Workspace, campaign: Campaign) -> tuple[Region, tuple[Expected, ...], dict[str, str]]:
    if campaign.region is None:
        raise ParameterFileError(
            f"La campagne « {campaign.name} » ne dit pas sa région : rien ne dit qui devait envoyer quoi.",
            remedy=f"Ajoutez la clé region (par exemple « region: paca ») dans params/campaigns/{campaign.name}.yml.",
        )
    contract = contract_of(workspace, Rules.load(workspace.regulation), campaign.region)
    contract.term_of(campaign.year)
    region = contract.region
    if contract.targeting is None:
        raise ParameterRequiredError(
            f"« {region.name} » n’a pas de matrice de ciblage : les arrêtés qui disent quel établissement est engagé sur quel "
            "indicateur ne sont pas dans le dossier. On ne sait pas qui devait envoyer quoi.",
            remedy=f"Écrivez params/targeting/{region.code}.csv (finess;indicateur;du;au;arrete) d’après les arrêtés.",
        )
    names = _names(workspace, campaign, region)
    returns = expected(contract, FORMS, campaign.year, territory=campaign.region, names=names)
    if not returns:
        raise ParameterRequiredError(
            f"La matrice de ciblage de « {region.name} » ne cible aucun établissement de « {campaign.region} » en "
            f"{campaign.year} sur un indicateur qui a un formulaire.",
            remedy=f"Complétez params/targeting/{region.code}.csv d’après les arrêtés.",
        )
    return region, returns, names


def _names(workspace: Workspace, campaign: Campaign, region: Region) -> dict[str, str]:
    """Return the name of every hospital known; the campaign's own words come first."""
    names: dict[str, str] = {}
    for event in region.perimeter_events:
        for carrier in (event.origin, event.successor):
            if carrier:
                names |= dict.fromkeys(filter(None, (carrier.legal_finess, carrier.finess)), carrier.name)
    path = register_path(workspace.root, campaign.region or "")
    if path.exists():
        register = read_register(path, shown=workspace.shown(path))
        names |= {each.signatory: each.name for each in register.establishments if each.signatory}
        names |= {each.finess_et: each.name for each in register.establishments}
    return names | {each.finess: each.name for each in campaign.establishments}


def _asked(typed: str, whole: Matrix) -> str:
    check = check_finess(typed)
    if check.value is None:
        proposals = f" Propositions : {', '.join(check.proposals)}." if check.proposals else ""
        raise InputValueError(
            f"« {typed} » n’est pas un FINESS. {check.reason}", remedy=f"Vérifiez le numéro.{proposals}"
        )
    if check.value not in whole.hospitals():
        raise EstablishmentError(
            f"{check.value} n’a rien à envoyer dans cette campagne : il n’est pas ciblé, ou un autre établissement porte son "
            "activité.",
            remedy="Vérifiez le numéro, la matrice de ciblage et les changements de périmètre de la région.",
        )
    return check.value
