"""DMI: the dated rules that count without judging: weights of answers, size of an audit, words of a grid."""

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.objectives import Objective

PARTLY, PARTIAL = "dmi.mapping.partly_weight", "dmi.audit.partial_weight"
MINIMUM, OBJECTIVE = "dmi.audit.minimum_files", "dmi.audit.objective"
AUDIT_LEVELS, MAPPING_LEVELS = "dmi.levels.audit", "dmi.levels.mapping"


def parameter(case: Case, key: str) -> Objective:
    """Return a rule as it applies to the case, or the reason why there is none."""
    return objectives.parameter(case.law, key)


def minimum_files(case: Case) -> int | None:
    """Return how many records an audit should have, None when no rule says so."""
    rule = parameter(case, MINIMUM).rule
    return None if rule is None else int(rule.amount)
