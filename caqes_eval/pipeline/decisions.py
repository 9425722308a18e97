"""Who is evaluated for what: a family that is not in a contract, or of which nothing is known, has nothing to execute."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caqes_eval.campaign.model import Establishment
from caqes_eval.dossier.results import NOT_BOUND
from caqes_eval.families.products import OPEN_PHMEV
from caqes_eval.pipeline.plan import Plan

ABSENT = "données absentes"


@dataclass(frozen=True)
class Decision:
    """What becomes of a family of an establishment.

    Attributes:
        status: why there is nothing to execute, :data:`NOT_BOUND` or :data:`ABSENT`; empty when it is to be evaluated.
        message: the same in a French sentence.
    """

    establishment: Establishment
    family: str
    status: str = ""
    message: str = ""

    @property
    def key(self) -> str:
        """The dossier it is about."""
        return f"{self.establishment.finess}/{self.family}"


def decisions(plan: Plan, establishments: Iterable[Establishment], families: Iterable[str]) -> Iterator[Decision]:
    """Yield what becomes of each family of each establishment, in their order."""
    codes = list(families)
    for establishment in establishments:
        for code in codes:
            yield _decision(plan, establishment, code)


def _decision(plan: Plan, establishment: Establishment, code: str) -> Decision:
    family = plan.families[code]
    if not plan.records.binds(establishment.finess, family):
        why = "Aucun indicateur de cette famille n’est au contrat de l’établissement cette année."
        return Decision(establishment, code, NOT_BOUND, why)
    if plan.records.has_data(establishment.finess, family):
        return Decision(establishment, code)
    return Decision(establishment, code, ABSENT, _why_absent(plan, code))


def _why_absent(plan: Plan, code: str) -> str:
    file = plan.sources.phmev.get(plan.campaign.year)
    if file is None or OPEN_PHMEV not in {need.code for need in plan.families[code].inputs}:
        return (
            "Rien n’a été reçu de l’établissement pour cette famille, et rien ne lui était demandé par un formulaire."
        )
    return (
        f"L’établissement est absent du fichier {file.name}. Open PHMEV ne contient que le public et les ESPIC : demandez "
        "l’extraction à la CPAM, ou vérifiez le FINESS (juridique ou géographique)."
    )
