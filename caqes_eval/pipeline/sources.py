"""The files of a campaign, read once: converted Open PHMEV by year, and the repertoire of the drug database."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from caqes_eval.campaign import model
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.families.result import SourceFile
from caqes_eval.foundation.errors import InputValueError, UserError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.bdpm import Repertoire, read_bdpm
from caqes_eval.intake.open_phmev import ConvertedFile, convert, establishments, read_establishment
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rules import Rules

TOP_GEN = "open_phmev.top_gen"


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What a campaign reads.

    Attributes:
        year: the year evaluated.
        phmev: converted file of each year.
        top_gen: meaning of the TOP_GEN codes of each year.
        present: establishments found in each year's file.
        repertoire: the drug database's view, None when not given.
    """

    year: int
    phmev: dict[int, ConvertedFile]
    top_gen: dict[int, Rule]
    present: dict[int, frozenset[str]]
    repertoire: Repertoire | None

    def products(self, finess: str, year: int) -> pd.DataFrame:
        """Return the rows of one establishment, of one year."""
        return read_establishment(self.phmev[year], finess)

    def findings(self) -> list[Finding]:
        """Return what was noticed in the files, blocking faults apart."""
        found = [finding for _, file in sorted(self.phmev.items()) for finding in file.findings]
        names = [_other_year_in_name(year, file) for year, file in sorted(self.phmev.items())]
        return (
            [finding for finding in names if finding]
            + found
            + (list(self.repertoire.findings) if self.repertoire else [])
        )

    def files(self, *, years: Collection[int] | None = None, repertoire: bool = True) -> tuple[SourceFile, ...]:
        """Return the files with their digests, for the record: all, or those that an evaluation rests on."""
        phmev = [
            SourceFile(
                role=f"Open PHMEV {year}",
                name=file.name,
                sha256=file.sha256,
                year=year,
                rows=file.rows,
                encoding=file.encoding,
            )
            for year, file in sorted(self.phmev.items(), reverse=True)
            if years is None or year in years
        ]
        pairs = self.repertoire.sources if self.repertoire and repertoire else ()
        return (
            *phmev,
            *(SourceFile(role="Base publique des médicaments", name=name, sha256=sha) for name, sha in pairs),
        )


def read_sources(workspace: Workspace, declared: model.Sources, year: int, rules: Rules) -> Sources:
    """Read every file a campaign declares; the faults of all of them are told at once.

    Args:
        workspace: the working folder, which the files are named from.
        declared: the files of the campaign.
        year: the year evaluated.
        rules: where the meaning of the TOP_GEN codes is, by year.

    Raises:
        UserError: a file is absent, not of its layout, or damaged.
        RuleNotFoundError: the TOP_GEN codes of a year are not known.
    """
    top_gen = {file.year: rules.on(TOP_GEN, date(file.year, 12, 31)) for file in declared.open_phmev}
    phmev: dict[int, ConvertedFile] = {}
    repertoire: Repertoire | None = None
    faults: list[UserError] = []
    for file in declared.open_phmev:
        try:
            phmev[file.year] = convert(
                workspace.source(file.path),
                cache=workspace.cache,
                top_gen_codes=frozenset(top_gen[file.year].codes),
                shown_name=Path(file.path).name,
            )
        except UserError as error:
            faults.append(error)
    if declared.bdpm is not None:
        try:
            repertoire = _read_bdpm(workspace, declared.bdpm.presentations, declared.bdpm.groups)
        except UserError as error:
            faults.append(error)
    if faults:
        raise together(faults)
    _refuse_one_file_for_two_years(phmev)
    present = {file_year: frozenset(establishments(file)["finess"]) for file_year, file in phmev.items()}
    return Sources(year=year, phmev=phmev, top_gen=top_gen, present=present, repertoire=repertoire)


def _refuse_one_file_for_two_years(phmev: Mapping[int, ConvertedFile]) -> None:
    years: dict[str, list[int]] = {}
    for year, file in phmev.items():
        years.setdefault(file.sha256, []).append(year)
    for same in years.values():
        if len(same) > 1:
            told = " et ".join(str(year) for year in sorted(same))
            raise InputValueError(
                f"Le même fichier {phmev[same[0]].name} est donné pour {told} : toute comparaison au passé serait fausse.",
                remedy="Donnez à chaque année son fichier.",
            )


def _other_year_in_name(year: int, file: ConvertedFile) -> Finding | None:
    """Notice a file whose name says another year than the one it is given for."""
    said = re.findall(r"20[1-9]\d", file.name)
    if not said or str(year) in said:
        return None
    return Finding(
        code="annee_du_nom",
        severity=Severity.TO_CHECK,
        file=file.name,
        message=f"le nom de ce fichier dit {said[0]}, la campagne le prend pour {year}.",
        remedy="vérifiez l’année du fichier.",
    )


def together(faults: list[UserError]) -> UserError:
    """Return one error that says all; its exit code is the first one's."""
    if len(faults) == 1:
        return faults[0]
    first = faults[0]
    message = " ".join(fault.message for fault in faults)
    remedies = " ".join(dict.fromkeys(fault.remedy for fault in faults if fault.remedy))
    return type(first)(message, remedy=remedies, findings=[finding for fault in faults for finding in fault.findings])


def _read_bdpm(workspace: Workspace, presentations: str, groups: str) -> Repertoire:
    return read_bdpm(
        workspace.source(presentations),
        workspace.source(groups),
        shown_presentations=Path(presentations).name,
        shown_groups=Path(groups).name,
    )
