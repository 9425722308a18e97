"""A campaign where nothing has changed: told from the last run, in the time of looking at its files."""

from collections.abc import Collection
from pathlib import Path

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import Archive
from caqes_eval.dossier.results import NOT_BOUND
from caqes_eval.dossier.seals import VERIFIED, Standing, standing
from caqes_eval.foundation.errors import IntegrityError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.pipeline.incremental.known import PAGE, Known
from caqes_eval.pipeline.incremental.marks import sign
from caqes_eval.pipeline.tally import RunReport

_SHARED = ("index.html", "synthese.html")


def unchanged(
    workspace: Workspace, name: str, known: Known, *, families: Collection[str], finess: Collection[str]
) -> RunReport | None:
    """Return the report of a run that has nothing to do, None when there is something.

    The plan of the last run stands: the caller has seen that all it rests on is the same. Every dossier of the campaign
    must be as that run left it, and every page on the disk; a dossier that is not sealed is read whole, and sealed in
    ``known``.

    Args:
        workspace: the working folder.
        name: the campaign.
        known: what the last run left.
        families: those that are asked for; empty means all.
        finess: the establishments that are asked for; empty means all.
    """
    if set(families) - set(known.families) or set(finess) - set(known.establishments) or known.synthesis is None:
        return None
    chosen = [each for each in known.establishments if not finess or each in finess]
    codes = [each for each in known.families if not families or each in families]
    if not (_planned(known, chosen, codes) and _stale_is_same(known, chosen, codes)):
        return None
    if not (_reports_stand(workspace.reports(name), known, chosen) and _dossiers_stand(workspace.runs(name), known)):
        return None
    return _report(workspace, name, known, chosen, codes)


def _planned(known: Known, chosen: list[str], codes: list[str]) -> bool:
    """Say whether every evaluation and page asked for has its dossier, or a reason to have none."""
    keys = [f"{finess}/{code}" for finess in chosen for code in codes]
    keys = [key for key in keys if key not in known.marks]
    if not all(known.tasks.get(key) for key in keys) or not all(finess in known.pages for finess in chosen):
        return False
    expected = {key: known.tasks[key] for key in keys}
    expected |= {f"{finess}/{PAGE}": known.pages[finess] for finess in chosen if known.pages[finess]}
    return all(known.made.get(key) == wanted and not known.standings[key].state for key, wanted in expected.items())


def _stale_is_same(known: Known, chosen: list[str], codes: list[str]) -> bool:
    """Say whether a run of this part would find to be done again what the last run found."""
    asked = {f"{finess}/{code}" for finess in chosen for code in codes}
    stale = []
    for finess in known.establishments:
        for key in (f"{finess}/{code}" for code in known.families):
            stood = known.standings.get(key)
            if key in asked or stood is None or not stood.version or stood.state:
                continue
            if not known.tasks.get(key):
                return False
            if known.made.get(key) != known.tasks[key]:
                stale.append(key)
    return stale == known.stale


def _reports_stand(folder: Path, known: Known, chosen: list[str]) -> bool:
    names = {path.name for path in folder.glob("*.html")}
    if names - {f"{finess}.html" for finess in known.establishments} - set(_SHARED):
        return False
    wanted = [*(f"{finess}.html" for finess in chosen), *_SHARED]
    if not all(name in known.reports for name in wanted):
        return False
    now = sign(((name, folder / name) for name in wanted), {name: known.reports[name][1] for name in wanted})
    if any(known.reports[name][1].sha256 != now.sha256(name) for name in wanted):
        return False
    known.reports |= {name: (known.reports[name][0], now.marks[name]) for name in wanted}
    return True


def _dossiers_stand(runs: Path, known: Known) -> bool:
    return all(_stands(runs, key, known) for key in known.keys())  # noqa: SIM118 - no mapping


def _stands(runs: Path, key: str, known: Known) -> bool:
    """Say whether a dossier is as the last run left it; one found intact by reading it is sealed."""
    before, now = known.standings.get(key, Standing("", "", "")), standing(runs / key)
    if (now.version, now.state) != (before.version, before.state):
        return False
    if not now.version:
        return True
    version = runs / key / now.version
    if now.seal and now.seal == VERIFIED.seal(version):
        return True
    try:
        current = Archive(runs / key).current()
        if current is None or current.folder != version or current.alterations():
            return False
    except IntegrityError:
        return False
    if (current.fingerprint if current.comes_from(current.fingerprint) else "") != known.made.get(key):
        return False
    known.standings[key] = Standing(now.version, now.state, VERIFIED.seal(version))
    return True


def _report(workspace: Workspace, name: str, known: Known, chosen: list[str], codes: list[str]) -> RunReport:
    marks = {
        key: known.marks[key][0]
        for key in (f"{each}/{code}" for each in chosen for code in codes)
        if key in known.marks
    }
    report = RunReport(campaign=name, establishments=len(chosen))
    report.unchanged = len(chosen) * len(codes) - len(marks)
    report.pages.unchanged = sum(bool(known.pages[finess]) for finess in chosen)
    report.not_bound = sum(status == NOT_BOUND for status in marks.values())
    report.absent = [finess for finess in chosen if _absent(marks, finess, codes)]
    report.stale = list(known.stale)
    report.uncovered = list(known.uncovered)
    report.findings = [Finding(**{**each, "severity": Severity(each["severity"])}) for each in known.findings]
    report.reports = [workspace.shown(workspace.reports(name) / f"{finess}.html") for finess in chosen]
    report.synthesis = known.synthesis
    return report


def _absent(marks: dict[str, str], finess: str, codes: list[str]) -> bool:
    """Say whether nothing at all is known of an establishment for the families of its contract."""
    statuses = [marks.get(f"{finess}/{code}", "") for code in codes]
    bound = [status for status in statuses if status != NOT_BOUND]
    return bool(bound) and all(bound)
