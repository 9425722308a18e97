"""DMI: the level reached on the grid of the region. Pure functions.

Two points for the mapping and its action plan, one for the audit, in the region of the webinar of 4 February 2026; other
regions use other words for the same items, which the rules ``dmi.levels`` give.
"""

from collections.abc import Mapping, Sequence

from caqes_eval.campaign.region.scoring import Answer
from caqes_eval.families import action_plan
from caqes_eval.families.case import Case
from caqes_eval.families.dmi import audit, mapping
from caqes_eval.families.dmi.indicators import CONTRACT, is_small
from caqes_eval.families.dmi.inputs import MAPPING, RECORDS
from caqes_eval.families.dmi.parameters import AUDIT_LEVELS, MAPPING_LEVELS, parameter
from caqes_eval.families.plan_answer import plan_answer
from caqes_eval.families.result import IndicatorResult

AUDIT, MAPPED = "audit", "cartographie"
NOT_SENT = "non_transmis"


def answers(case: Case, _: Sequence[IndicatorResult]) -> Mapping[str, Answer]:
    """Return the level reached by item; None where it is not known (a file that could not be read, another tool)."""
    return {
        action_plan.LEVEL: plan_level(case),
        AUDIT: audit_level(case),
        MAPPED: mapping_level(case),
    }


def plan_level(case: Case) -> str | None:
    """Return how completely the plan is filled; a file that could not be read is not a plan that nobody sent."""
    level = plan_answer(case, CONTRACT)
    return None if level == NOT_SENT and _unreadable(case, action_plan.CODE) else level


def audit_level(case: Case) -> str | None:
    """Return the level of the audit, by how many records it has or by how completely it is filled."""
    words = _words(case, AUDIT_LEVELS)
    number = len(audit.records(case))
    if not words:
        return None
    if not number and not case.declared_empty(RECORDS):
        return _nothing(case, RECORDS)
    minima = [(word, int(minimum)) for word, _, minimum in (each.partition(">=") for each in words) if minimum]
    if minima:
        return next((word.strip() for word, minimum in minima if number >= minimum), None)
    if not number or len(words) != 2:
        return None
    best, less = words
    return best if audit.filled(case) and not is_small(case) else less


def mapping_level(case: Case) -> str | None:
    """Return the level of the mapping; one made with RESOMEDIT is for the OMEDIT to read."""
    words, found = _words(case, MAPPING_LEVELS), mapping.diagnosis(case)
    if len(words) != 2:
        return None
    if found is None:
        return _nothing(case, MAPPING)
    if found.elsewhere:
        return None
    return words[0] if found.complete else words[1]


def _words(case: Case, key: str) -> list[str]:
    rule = parameter(case, key).rule
    return [word.strip() for word in rule.text.split(",")] if rule else []


def _nothing(case: Case, code: str) -> str | None:
    """Return the level of a workbook without any answer: unknown when it was not asked for or could not be read."""
    return NOT_SENT if case.of(code) and not _unreadable(case, code) else None


def _unreadable(case: Case, code: str) -> bool:
    return any(delivery.state == "inutilisable" for delivery in case.of(code))
