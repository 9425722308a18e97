"""The contract that binds a campaign's hospitals: the region's file and its targeting matrix, read together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from caqes_eval.campaign.region import Limits, Region, Targeting, read_targeting
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation import french, strict_yaml
from caqes_eval.foundation.errors import ParameterFileError, RuleNotFoundError, UserError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.names import near
from caqes_eval.foundation.strict_yaml import YamlText
from caqes_eval.pipeline.contract_limits import limit_faults
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.regime import ContractTerm

Read = TypeVar("Read")


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
        ParameterFileError: no region file names that territory, a file is wrong, or the contract is longer than the law
            allows; every fault is told.
    """
    known: list[str] = []
    for path in _paths(workspace):
        file = _read(path)
        codes = [each.code for each in file.region.territories]
        if territory in codes:
            return _held_to_law(workspace, rules, file)
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


def read_regions(workspace: Workspace) -> tuple[Region, ...]:
    """Read every region file.

    Raises:
        ParameterFileError: with the faults of all the files at once.
    """
    return tuple(_each(workspace, lambda path: _read(path).region))


def check_contracts(workspace: Workspace, rules: Rules) -> tuple[Contract, ...]:
    """Read every region file and targeting matrix, and hold the contracts to the law.

    Raises:
        ParameterFileError: with the faults of all the files at once.
    """
    return tuple(_each(workspace, lambda path: _held_to_law(workspace, rules, _read(path))))


def _each(workspace: Workspace, read: Callable[[Path], Read]) -> list[Read]:
    found: list[Read] = []
    faults: list[Finding] = []
    for path in _paths(workspace):
        try:
            found.append(read(path))
        except UserError as error:
            whole = Finding(
                code="region", severity=Severity.BLOCKING, file=path.name, message=error.message, remedy=error.remedy
            )
            faults += error.findings or (whole,)
    if faults:
        raise ParameterFileError("Des fichiers de régions sont à corriger.", findings=faults)
    return found


@dataclass(frozen=True)
class _RegionFile:
    document: YamlText
    region: Region


def _read(path: Path) -> _RegionFile:
    document = strict_yaml.load(path, shown_name=path.name)
    return _RegionFile(document, Region.from_yaml(document, expected_code=path.stem))


def _held_to_law(workspace: Workspace, rules: Rules, file: _RegionFile) -> Contract:
    if faults := list(limit_faults(file.region, file.document, rules)):
        raise ParameterFileError(f"{file.document.file} : un contrat dépasse ce que la loi permet.", findings=faults)
    return Contract(region=file.region, targeting=_targeting(workspace, rules, file.region))


def _paths(workspace: Workspace) -> list[Path]:
    return sorted(workspace.regions.glob("*.yml"))


def _regions(workspace: Workspace) -> Iterator[Region]:
    return (_read(path).region for path in _paths(workspace))


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
