"""The contract that binds a campaign's hospitals: the region's file and its targeting matrix, read together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from caqes_eval.campaign.region import Limits, Region, Targeting, read_targeting
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import near
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import ContractTerm


@dataclass(frozen=True, kw_only=True)
class Contract:
    """A region's contract.

    Attributes:
        targeting: which hospital is bound on what; None while the region has no matrix.
    """

    region: Region
    targeting: Targeting | None

    def term_of(self, year: int) -> ContractTerm:
        """Return the days of the contract that bears on a year of activity, the last one when two follow each other.

        Raises:
            RuleNotFoundError: no contract of the region covers a day of that year.
        """
        first, last = date(year, 1, 1), date(year, 12, 31)
        terms = [term for term in self.region.contracts if term.start <= last and term.end >= first]
        if not terms:
            raise RuleNotFoundError(
                f"Aucun contrat de « {self.region.name} » ne couvre l’activité {year}.",
                remedy=f"Vérifiez l’année de la campagne, ou les contrats de params/regions/{self.region.code}.yml.",
            )
        chosen = max(terms, key=lambda term: term.start)
        return ContractTerm(start=chosen.start, end=chosen.end)


def contract_of(workspace: Workspace, rules: Rules, territory: str) -> Contract:
    """Return the contract of a territory (``paca``), whichever region file it is in.

    Args:
        workspace: the working folder.
        rules: the law, for the number of indicators allowed.
        territory: the code that a campaign names.

    Raises:
        ParameterFileError: no region file names that territory, or a file is wrong; every fault is told.
    """
    known: list[str] = []
    for region in _regions(workspace):
        codes = [each.code for each in region.territories]
        if territory in codes:
            return Contract(region=region, targeting=_targeting(workspace, rules, region))
        known += codes
    raise ParameterFileError(
        f"La région « {territory} » n’a pas de fichier dans params/regions (territoires connus : {', '.join(known)}).",
        remedy="Corrigez la clé region de la campagne, ou écrivez le fichier de la région sur le modèle d’une autre.",
    )


def require_territory(workspace: Workspace, territory: str) -> None:
    """Refuse a territory that no region file names: a slip would look like a region without rules of its own.

    Raises:
        ParameterFileError: the known ones and the nearest are told.
    """
    known = [each.code for region in _regions(workspace) for each in region.territories]
    if territory not in known:
        raise ParameterFileError(
            f"La région « {territory} » n’existe pas dans params/regions.",
            remedy=french.capital(near(territory, known)),
        )


def check_contracts(workspace: Workspace, rules: Rules) -> list[str]:
    """Read every region file and targeting matrix, and return the names of the regions.

    Raises:
        ParameterFileError: with the faults of all the files at once.
    """
    names: list[str] = []
    faults: list[Finding] = []
    for path in sorted(workspace.regions.glob("*.yml")):
        try:
            region = Region.load(path)
            _targeting(workspace, rules, region)
        except ParameterFileError as error:
            whole = Finding(code="region", severity=Severity.BLOCKING, file=path.name, message=error.message)
            faults += error.findings or (whole,)
        else:
            names.append(region.name)
    if faults:
        raise ParameterFileError("Des fichiers de régions sont à corriger.", findings=faults)
    return names


def _regions(workspace: Workspace) -> Iterator[Region]:
    for path in sorted(workspace.regions.glob("*.yml")):
        yield Region.load(path)


def _targeting(workspace: Workspace, rules: Rules, region: Region) -> Targeting | None:
    path = workspace.targeting / f"{region.code}.csv"
    if not path.exists():
        return None
    # the limits are those of the contract itself, which may end before today
    when = max(term.end for term in region.contracts)
    national, regional, total = (
        int(rules.on(f"contract.{key}", when).amount)
        for key in ("maximum_national_indicators", "maximum_regional_indicators", "maximum_indicators")
    )
    return read_targeting(path, region, Limits(national=national, regional=regional, total=total))
