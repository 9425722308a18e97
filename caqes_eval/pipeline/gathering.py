"""The page of each establishment, once its families are evaluated: what its notebook reads, and its task."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caqes_eval import __version__
from caqes_eval.campaign.model import Establishment
from caqes_eval.campaign.region import Deadline, Indicator
from caqes_eval.dossier.archive import ALTERED, FAILED, Archive, State
from caqes_eval.dossier.results import NOT_YET, result_or_state
from caqes_eval.execution.fingerprint import make_task
from caqes_eval.execution.task import Task
from caqes_eval.families.result import AmountRecord, FamilyResult
from caqes_eval.foundation.files import sha256_bytes
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.intake.forms.definitions.action_plan import INDICATORS
from caqes_eval.notebook.establishment.records import (
    INDEX,
    DeadlineLine,
    EstablishmentIndex,
    FamilyLine,
    IndicatorLine,
)
from caqes_eval.notebook.inputs import FOLDER, EstablishmentCard
from caqes_eval.notebook.scraps import RESULT
from caqes_eval.pipeline.plan import Plan
from caqes_eval.pipeline.shares import Results, regional_shares

TEMPLATE = "etablissement"
_TO_DO = frozenset({NOT_YET.status, FAILED, ALTERED})
"""Of a hospital without result for one of these, the share of the others cannot be known."""
_LABELS = {choice.code: choice.label for choice in INDICATORS}


@dataclass(frozen=True)
class _Known:
    """The evaluation of a family, and the bytes of its archived result."""

    result: FamilyResult | None
    state: State
    content: bytes = b""
    notebook: str = ""
    notebook_sha256: str = ""


def gathering_tasks(plan: Plan, establishments: list[Establishment]) -> Iterator[Task]:
    """Yield the task of each establishment that has a result; the others have no page of their own.

    Args:
        plan: the campaign, its families executed.
        establishments: those just run.
    """
    known = {each.finess: _known(plan, each) for each in plan.campaign.establishments}
    shares = _shares(plan, known)
    for establishment in establishments:
        own = known[establishment.finess]
        if any(each.result for each in own.values()):
            yield _task(plan, establishment, own, shares.get(establishment.finess, []))


def _known(plan: Plan, establishment: Establishment) -> dict[str, _Known]:
    found = {}
    for code in plan.families:
        archive = plan.archive(establishment.finess, code)
        read = result_or_state(archive, f"{establishment.finess}/{code}")
        if isinstance(read, FamilyResult):
            found[code] = _archived(archive, read)
        else:
            found[code] = _Known(None, read or NOT_YET)
    return found


def _archived(archive: Archive, result: FamilyResult) -> _Known:
    dossier = archive.current()
    assert dossier is not None, "a result comes from a dossier"
    name = f"{archive.folder.name}/{dossier.folder.name}/{dossier.notebook.name}"
    return _Known(
        result,
        State(status="évalué", message=""),
        dossier.result.read_bytes(),
        name,
        dossier.files[dossier.notebook.name],
    )


def _shares(plan: Plan, known: Mapping[str, Mapping[str, _Known]]) -> dict[str, list[AmountRecord]]:
    if plan.contract is None or plan.campaign.region is None:
        return {}
    results: Results = {
        finess: {code: each.result for code, each in own.items() if each.result} for finess, own in known.items()
    }
    awaited = Counter(
        code for own in known.values() for code, each in own.items() if not each.result and each.state.status in _TO_DO
    )
    return regional_shares(
        plan.contract, plan.families, results, year=plan.campaign.year, territory=plan.campaign.region, awaited=awaited
    )


def _task(plan: Plan, establishment: Establishment, known: Mapping[str, _Known], shares: list[AmountRecord]) -> Task:
    index = _index(plan, establishment, known, shares)
    files = {INDEX: (index.model_dump_json(indent=1) + "\n").encode()}
    files |= {f"{code}.json": each.content for code, each in known.items() if each.result}
    template = plan.workspace.template(TEMPLATE)
    parameters = {"finess": establishment.finess, "inputs": FOLDER}
    return make_task(
        key=f"{establishment.finess}/{TEMPLATE}",
        template=template,
        parameters=parameters,
        inputs=files,
        staging=plan.archive(establishment.finess, TEMPLATE).staging,
        scrap=RESULT,
    )


def _index(
    plan: Plan, establishment: Establishment, known: Mapping[str, _Known], shares: list[AmountRecord]
) -> EstablishmentIndex:
    campaign, contract = plan.campaign, plan.contract
    indicators = tuple(_indicators(plan, establishment.finess))
    law = plan.records.law_of(establishment.finess)
    return EstablishmentIndex(
        campaign=campaign.name,
        campaign_title=campaign.title,
        contract=contract.region.name if contract else "",
        contract_status=STATUS_LABELS[contract.region.contracts[-1].status] if contract else "",
        year=campaign.year,
        evaluation_date=campaign.evaluation_date,
        establishment=EstablishmentCard(
            finess=establishment.finess, name=establishment.name, city=establishment.city,
            category=establishment.category, numbers=plan.records.register.numbers_of(establishment.finess),
        ),
        indicators=indicators,
        families=tuple(_family(plan, code, each) for code, each in known.items()),
        deadlines=tuple(_deadlines(plan, {line.code for line in indicators})),
        shares=tuple(shares),
        procedure=tuple(law.in_force("procedure")),
        tool_version=__version__,
    )  # fmt: skip


def _family(plan: Plan, code: str, known: _Known) -> FamilyLine:
    title = plan.families[code].title
    if known.result is None:
        return FamilyLine(code=code, title=title, status=known.state.status, message=known.state.message)
    return FamilyLine(
        code=code, title=title, status=known.state.status, notebook=known.notebook,
        notebook_sha256=known.notebook_sha256, result=f"{code}.json", result_sha256=sha256_bytes(known.content),
    )  # fmt: skip


def _indicators(plan: Plan, finess: str) -> Iterator[IndicatorLine]:
    """Yield the indicators of the contract in its order; without a contract, those that the families evaluate."""
    families = {code: family for family, each in plan.families.items() for code in each.contracts}
    bound = plan.records.indicators_of(finess)
    if plan.contract is None or bound is None:
        for code, family in families.items():
            yield IndicatorLine(code=code, label=_LABELS.get(code, code), level="", volet=None, family=family)
        return
    for each in plan.contract.region.indicators:
        if each.code in bound:
            yield _line(each, families.get(each.code))


def _line(each: Indicator, family: str | None) -> IndicatorLine:
    return IndicatorLine(code=each.code, label=each.label, level=each.level, volet=each.volet, family=family)


def _deadlines(plan: Plan, bound: set[str]) -> Iterator[DeadlineLine]:
    if plan.contract is None:
        return
    labels = {each.code: each.label for each in plan.contract.region.indicators}
    own = [
        each
        for each in plan.contract.region.deadlines
        if _of_year(each, plan.campaign.year) and bound & set(each.indicators)
    ]
    for each in sorted(own, key=lambda each: (each.expected or date.max, each.period)):
        yield DeadlineLine(
            object=f"{each.object} ({each.sender})",
            indicators=tuple(labels.get(code, code) for code in each.indicators if code in bound),
            period=each.period, expected=each.expected, strict=each.strict, status=STATUS_LABELS[each.status],
        )  # fmt: skip


def _of_year(each: Deadline, year: int) -> bool:
    return each.period.startswith(str(year))
