"""What a run would execute, and why, without executing nor writing anything in the archive."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.dossier.archive import Archive
from caqes_eval.pipeline.incremental.known import PAGE, Known
from caqes_eval.pipeline.incremental.reasons import Reason
from caqes_eval.pipeline.run import Last, Request, locked

if TYPE_CHECKING:
    from caqes_eval.campaign.model import Campaign
    from caqes_eval.pipeline.plan import Plan

_FORCED = Reason("forced", "demandée par --force")
_FOLLOWS = Reason("follows", "refaite si une évaluation de l’établissement change de résultat")


@dataclass(frozen=True)
class Verdict:
    """Whether an evaluation would be executed.

    Attributes:
        key: its dossier.
        reasons: why it would be; empty when it stands.
    """

    key: str
    reasons: tuple[Reason, ...] = ()

    def as_record(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        return {"dossier": self.key, "run": bool(self.reasons), "reasons": [each.as_record() for each in self.reasons]}


@dataclass
class Explanation:
    """What a run would do.

    Attributes:
        campaign: its name.
        changed: files and digests that are not those of the last plan; empty when there was none.
        planned: whether an earlier plan was known.
        verdicts: one per evaluation and page asked for, in the order of the campaign.
    """

    campaign: str
    changed: list[str] = field(default_factory=list)
    planned: bool = False
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def to_run(self) -> list[Verdict]:
        """Those that would be executed."""
        return [each for each in self.verdicts if each.reasons]

    def groups(self) -> list[tuple[Reason, list[str]]]:
        """Return each reason with the dossiers that it bears on, the widest first."""
        found: dict[Reason, list[str]] = {}
        for verdict in self.to_run:
            for reason in verdict.reasons:
                found.setdefault(reason, []).append(verdict.key)
        return sorted(found.items(), key=lambda each: (-len(each[1]), each[0].text))

    def as_record(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        return {
            "campaign": self.campaign,
            "to_run": len(self.to_run),
            "unchanged": len(self.verdicts) - len(self.to_run),
            "changed_files": self.changed,
            "dossiers": [each.as_record() for each in self.verdicts],
        }


def explain(workspace: Workspace, request: Request) -> Explanation:
    """Return what a run would execute and why; the pages of establishments follow their evaluations.

    Raises:
        UserError: nothing could be run.
    """
    if not workspace.campaign_file(request.name).is_file():
        workspace.load_campaign(request.name)  # says which campaigns there are
    with locked(workspace, request.name):
        last = Last.read(workspace, request)
        found = Explanation(request.name, planned=last.known is not None)
        if last.known is not None and last.nothing_to_do() is not None and not request.force:
            found.verdicts = [Verdict(key) for key in _asked(last.known, request)]
        else:
            _compare(last, found)
    return found


def _asked(known: Known, request: Request) -> list[str]:
    keys = [
        f"{finess}/{code}"
        for finess in known.establishments
        for code in known.families
        if (not request.finess or finess in request.finess) and (not request.families or code in request.families)
    ]
    pages = [f"{finess}/{PAGE}" for finess in known.establishments if known.pages.get(finess)]
    asked = [key for key in pages if not request.finess or key.split("/")[0] in request.finess]
    return [key for key in keys if key in known.tasks] + asked


def _compare(last: Last, found: Explanation) -> None:
    """Plan the campaign and compare each task with its dossier."""
    from caqes_eval.pipeline.decisions import decisions
    from caqes_eval.pipeline.incremental.reasons import reasons
    from caqes_eval.pipeline.selection import select
    from caqes_eval.pipeline.stages import plan_of

    request, workspace = last.request, last.workspace
    campaign = workspace.load_campaign(request.name)
    chosen = select(campaign, request.families, request.finess)
    signature = last.sign(campaign)
    stands = last.known is not None and last.known.signature.digest == signature.digest
    if last.known is not None:
        found.changed = last.known.signature.changes(signature)
    plan, _ = plan_of(workspace, campaign, last.known if stands else None, lambda _: None)
    labels = {need.code: need.label for each in plan.families.values() for need in each.inputs}
    for each in decisions(plan, chosen.establishments, chosen.families):
        if each.status:
            continue
        task = plan.task(each.establishment, each.family)
        why = reasons(Archive(workspace.runs(request.name) / each.key), task, labels=labels)
        if request.force and not why:
            why = [_FORCED]
        found.verdicts.append(Verdict(each.key, tuple(why)))
    found.verdicts += _pages(plan, chosen, {each.key for each in found.to_run}, force=request.force)


def _pages(plan: "Plan", chosen: "Campaign", to_run: set[str], *, force: bool) -> Iterator[Verdict]:
    """Yield what becomes of the page of each establishment: it is read again once an evaluation of its own is made."""
    from caqes_eval.pipeline.gathering import gathering_tasks
    from caqes_eval.pipeline.incremental.reasons import reasons

    followed = {key.split("/")[0] for key in to_run}
    tasks = {task.key.split("/")[0]: task for task in gathering_tasks(plan, list(chosen.establishments))}
    for establishment in chosen.establishments:
        key = f"{establishment.finess}/{PAGE}"
        if establishment.finess in followed:
            yield Verdict(key, (_FOLLOWS,))
        elif establishment.finess in tasks:
            why = reasons(Archive(plan.workspace.runs(plan.campaign.name) / key), tasks[establishment.finess])
            yield Verdict(key, tuple(why) or ((_FORCED,) if force else ()))
