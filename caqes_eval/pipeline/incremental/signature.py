"""What the plan of a campaign rests on: every file that planning may read, the code, the packages.

Wider than what is read: a whole folder is signed, so that a file added to it counts. A file that changes nothing costs a
new plan, never a wrong one.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import caqes_eval
from caqes_eval.campaign.acceptances_file import acceptances_path
from caqes_eval.campaign.receipts_file import receipts_path
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.execution.fingerprint import code_digest
from caqes_eval.foundation.environment import environment_digest
from caqes_eval.foundation.shipped import shipped
from caqes_eval.pipeline.incremental.marks import Mark, Signature, sign

CODE, ENVIRONMENT = "code", "environnement"
_CODE_SUFFIXES = frozenset({".py", ".j2", ".pyc"})


def sign_plan(workspace: Workspace, name: str, sources: Sequence[str], known: Mapping[str, Mark]) -> Signature:
    """Return the signature of all that the plan of a campaign rests on.

    Args:
        workspace: the working folder.
        name: the campaign.
        sources: its source files, as its file names them.
        known: marks of an earlier signature; empty to have every file read.
    """
    signed = sign(_files(workspace, name, sources), known)
    digests = {CODE: Mark(0, 0, 0, code_digest()), ENVIRONMENT: Mark(0, 0, 0, environment_digest())}
    return Signature({**signed.marks, **digests})


def _files(workspace: Workspace, name: str, sources: Sequence[str]) -> Iterator[tuple[str, Path]]:
    yield f"params/campaigns/{name}.yml", workspace.campaign_file(name)
    acceptances = acceptances_path(workspace.root, name)
    yield f"params/campaigns/{acceptances.name}", acceptances
    for source in sources:
        yield source, workspace.source(source)
    own = workspace.root / "params"
    for folder in (workspace.regulation, workspace.regions, workspace.targeting, shipped("mappings")):
        yield from _inside(folder, folder.name if folder.parent == own else f"livré/{folder.name}")
    for kind in ("mappings", "references", "establishments"):
        yield from _inside(own / kind, f"params/{kind}")
    yield from _inside(workspace.templates, "templates", deep=False)
    # beside its code, what the package reads: style sheets, tables of words
    package = Path(caqes_eval.__file__).parent
    yield from (each for each in _inside(package, "caqes_eval") if each[1].suffix not in _CODE_SUFFIXES)
    yield from _received(workspace, name)


def _received(workspace: Workspace, name: str) -> Iterator[tuple[str, Path]]:
    """Yield the register and the files of each hospital; what the checks write beside them is read by nobody here."""
    register = receipts_path(workspace.root, name)
    yield f"received/{name}/{register.name}", register
    try:
        hospitals = sorted(path for path in register.parent.iterdir() if path.is_dir())
    except OSError:
        return
    for hospital in hospitals:
        yield from _inside(hospital, f"received/{name}/{hospital.name}")


def _inside(folder: Path, prefix: str, *, deep: bool = True) -> Iterator[tuple[str, Path]]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in listed:
        if entry.is_dir():
            if deep:
                yield from _inside(Path(entry.path), f"{prefix}/{entry.name}")
        else:
            yield f"{prefix}/{entry.name}", Path(entry.path)
