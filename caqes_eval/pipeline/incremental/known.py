"""What the last run of a campaign left: its plan, what that plan rested on, and how the dossiers stood at the end.

One JSON file per campaign under ``.caqes/cache/plans``: it saves work and decides nothing by itself, so it may be deleted
at any time, and one that cannot be read counts for nothing.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import SYNTHESIS
from caqes_eval.dossier.seals import VERIFIED, Standing, standing
from caqes_eval.foundation.errors import OutputError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.pipeline.incremental.marks import Mark, Signature

_VERSION = 1
PAGE = "etablissement"


@dataclass(kw_only=True)
class Known:
    """A plan and how it ended. Keys of dossiers are ``FINESS/family``, ``FINESS/etablissement`` and ``synthese``.

    Attributes:
        signature: of all that the plan rests on, taken before it was read.
        sources: source files, as the campaign names them.
        families, establishments: of the campaign, in its order.
        tasks: fingerprint of each evaluation that was planned.
        marks: status and message of each evaluation that has nothing to run.
        region: distributions by family and indicator, as JSON.
        findings: what was noticed in the source files, as JSON.
        uncovered: establishments of the year's file that the campaign leaves out.
        pages: fingerprint of each establishment's page that was looked at; empty for one that has no page.
        standings: how each dossier stood at the end of the run, its seal only if its files were found intact.
        made: fingerprint of each current dossier, empty when other packages made it.
        reports: by file name, digest of all that the page rests on, and its mark.
        stale: evaluations left out of the run that no longer correspond.
        synthesis: path of the synthesis, None when it failed.
    """

    signature: Signature
    sources: list[str]
    families: list[str]
    establishments: list[str]
    tasks: dict[str, str] = field(default_factory=dict)
    marks: dict[str, tuple[str, str]] = field(default_factory=dict)
    region: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    reports: dict[str, tuple[str, Mark]] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    synthesis: str | None = None

    def keys(self) -> list[str]:
        """Return every dossier that the campaign can have."""
        own = [f"{finess}/{code}" for finess in self.establishments for code in (*self.families, PAGE)]
        return [*own, SYNTHESIS]


def plan_file(workspace: Workspace, name: str) -> Path:
    """Return where the last plan of a campaign is kept."""
    return workspace.cache / "plans" / f"{name}.json"


def read_known(workspace: Workspace, name: str) -> Known | None:
    """Return what the last run left, None when there is nothing, or nothing whole of this version."""
    try:
        content = json.loads(plan_file(workspace, name).read_bytes())
        if content.pop("version") != _VERSION:
            return None
        content["signature"] = Signature({each: Mark(*mark) for each, mark in content["signature"].items()})
        content["standings"] = {key: Standing(*told) for key, told in content["standings"].items()}
        content["marks"] = {key: (status, message) for key, (status, message) in content["marks"].items()}
        content["reports"] = {key: (rests, Mark(*mark)) for key, (rests, mark) in content["reports"].items()}
        return Known(**content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write_known(workspace: Workspace, name: str, known: Known) -> None:
    """Keep what a run left; a full disk costs the next run some time, no more."""
    content = {each: getattr(known, each) for each in known.__dataclass_fields__}
    content |= {
        "version": _VERSION,
        "signature": known.signature.marks,
        "standings": {key: list(asdict(each).values()) for key, each in known.standings.items()},
    }
    try:
        write_atomically(plan_file(workspace, name), json.dumps(content, ensure_ascii=False, separators=(",", ":")))
    except OutputError:
        forget(workspace, name)


def forget(workspace: Workspace, name: str) -> None:
    """Throw away what the last run left."""
    plan_file(workspace, name).unlink(missing_ok=True)


def trust_seals(runs: Path, known: Known) -> None:
    """Spare this process the reading of the files that an earlier one found intact."""
    VERIFIED.trust({runs / key / each.version: each.seal for key, each in known.standings.items() if each.version})


def standings_of(runs: Path, keys: list[str]) -> dict[str, Standing]:
    """Return how dossiers stand, the seal of those only whose files this process found intact or trusts."""
    found = {}
    for key in keys:
        now = standing(runs / key)
        intact = bool(now.version) and VERIFIED.seal(runs / key / now.version) == now.seal
        found[key] = now if intact else Standing(now.version, now.state, "")
    return found
