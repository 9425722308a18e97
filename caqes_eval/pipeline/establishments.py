"""The register of a region brought up to date with a FINESS file: told first, written when asked."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.campaign.register import Register
from caqes_eval.campaign.register_file import read_register, register_path, write_register
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.intake.finess import FinessTable, Merge, Selection, merge, read_finess
from caqes_eval.pipeline.contracts import require_territory


@dataclass(frozen=True, kw_only=True)
class Update:
    """What a FINESS file changes in a register.

    Attributes:
        path: the register's file.
        finess: the file read, with its findings.
        merge: the register after, and every difference.
        written: whether the register was written.
    """

    path: Path
    finess: FinessTable
    merge: Merge
    written: bool

    def counts(self) -> dict[str, int]:
        """Return how many differences of each kind there are."""
        return dict(Counter(difference.kind for difference in self.merge.differences))


def register_of(workspace: Workspace, region: str) -> Register:
    """Return the register of a region, empty when there is none yet.

    Raises:
        ParameterFileError: no region has that name, or the file is damaged; every fault is told.
    """
    require_territory(workspace, region)
    path = register_path(workspace.root, region)
    return read_register(path, shown=workspace.shown(path)) if path.exists() else Register(establishments=())


def update_register(workspace: Workspace, region: str, file: Path, selection: Selection, *, write: bool) -> Update:
    """Compare a register with a FINESS file, and write it when asked.

    Raises:
        InputValueError: nothing is selected for a register that does not exist yet, or writing is asked while most of the
            register is absent from the file, which is then another region's or cut short.
        UserError: the file or the register cannot be read, or is damaged.
    """
    path = register_path(workspace.root, region)
    before = register_of(workspace, region)
    if not before.establishments and selection.covers_register:
        raise InputValueError(
            f"Le registre de « {region} » est vide : rien ne dit quels établissements y mettre.",
            remedy="Ajoutez « --department 13 » ou « --finess 130786049 » (répétables).",
        )
    finess = read_finess(file, shown=file.name)
    merged = merge(before, finess, selection)
    gone = sum(difference.kind == "absent" for difference in merged.differences)
    if write and 2 * gone > len(before.establishments):
        raise InputValueError(
            f"{gone} des {len(before.establishments)} établissements du registre sont absents de {file.name} : le fichier est "
            "incomplet, ou d’une autre région. Rien n’est écrit.",
            remedy="Téléchargez de nouveau le fichier FINESS national.",
        )
    if write:
        write_register(path, merged.register)
    return Update(path=path, finess=finess, merge=merged, written=write)
