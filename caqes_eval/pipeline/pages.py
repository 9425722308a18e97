"""The HTML pages of a campaign: written again when something they rest on has changed, else left as they are."""

from collections.abc import Iterator
from pathlib import Path

from caqes_eval.campaign.model import Campaign
from caqes_eval.campaign.workspace import Workspace
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.pipeline.incremental.known import PAGE, Known
from caqes_eval.pipeline.incremental.marks import sign
from caqes_eval.pipeline.tally import RunReport
from caqes_eval.reporting.report import set_outdated_aside, write_reports

_SHARED = ("index.html", "synthese.html")


def write_changed(
    workspace: Workspace, campaign: Campaign, chosen: Campaign, known: Known, before: Known | None, report: RunReport
) -> None:
    """Write the pages asked for that are not on the disk as they would be; set aside those of no establishment.

    Args:
        workspace: the working folder.
        campaign: the whole campaign.
        chosen: the part of it that is asked for.
        known: what this run knows; what it wrote is noted there.
        before: what the last run left.
        report: told of the pages.

    Raises:
        OutputError: a page cannot be written.
    """
    report.outdated = set_outdated_aside(workspace, campaign)
    folder = workspace.reports(campaign.name)
    rests = {
        f"{each.finess}.html": _rests_on(workspace, campaign.name, each.finess, known)
        for each in campaign.establishments
    }
    written = {name: each for name, each in (before.reports if before else {}).items() if name in rests}
    now = sign(((name, folder / name) for name in written), {name: mark for name, (_, mark) in written.items()})
    fresh = {
        name: (rests[name], now.marks[name])
        for name, (rested, mark) in written.items()
        if rested == rests[name] and mark.sha256 == now.sha256(name)
    }
    asked = [each.finess for each in chosen.establishments]
    to_write = [finess for finess in asked if f"{finess}.html" not in fresh]
    write_reports(workspace, campaign, to_write)
    made = sign(((name, folder / name) for name in (*(f"{finess}.html" for finess in to_write), *_SHARED)), {})
    known.reports = fresh | {name: (rests.get(name, ""), mark) for name, mark in made.marks.items()}
    report.reports = [workspace.shown(folder / f"{finess}.html") for finess in asked]


def _rests_on(workspace: Workspace, name: str, finess: str, known: Known) -> str:
    """Return a digest of all that the page of an establishment may rest on."""
    return sha256_bytes("\n".join(_parts(workspace.runs(name), name, finess, known)).encode())


def _parts(runs: Path, name: str, finess: str, known: Known) -> Iterator[str]:
    received = f"received/{name}/"
    for file, mark in sorted(known.signature.marks.items()):
        # what others sent bears on this page by its own dossiers only, and so does the register
        if not file.startswith(received) or file.startswith(f"{received}{finess}/"):
            yield f"{file} {mark.sha256}"
    for code in (*known.families, PAGE):
        key = f"{finess}/{code}"
        stood = known.standings[key]
        yield f"{key} {stood.version} {known.made.get(key, '')} {_state(runs / key) if stood.state else ''}"


def _state(folder: Path) -> str:
    try:
        return (folder / "state.json").read_text(encoding="utf-8")
    except OSError:
        return "illisible"
