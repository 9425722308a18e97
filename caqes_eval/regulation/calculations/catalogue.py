"""Every rule of law by its code, so that a worked example written in YAML can name it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from caqes_eval.regulation.calculations.biosimilar_grant import biosimilar_grant, no_double_count
from caqes_eval.regulation.calculations.computation import Computation, Judgement
from caqes_eval.regulation.calculations.evaluation_sanction import evaluation_les_reduction, evaluation_sanction
from caqes_eval.regulation.calculations.incentive import g1_incentive, national_incentive
from caqes_eval.regulation.calculations.objective import objective
from caqes_eval.regulation.calculations.overuse import overuse_ceiling, overuse_persistence, overuse_target
from caqes_eval.regulation.calculations.overuse_recovery import overuse_abatement, overuse_les_reduction
from caqes_eval.regulation.calculations.referentials import referential, yearly_target
from caqes_eval.regulation.calculations.refusal import refusal_sanction
from caqes_eval.regulation.calculations.successor import penalty_ceiling

RuleOfLaw = Callable[..., Computation | Judgement]

_RULES: tuple[RuleOfLaw, ...] = (
    refusal_sanction,
    evaluation_sanction,
    evaluation_les_reduction,
    g1_incentive,
    national_incentive,
    overuse_target,
    overuse_persistence,
    overuse_ceiling,
    overuse_abatement,
    overuse_les_reduction,
    biosimilar_grant,
    no_double_count,
    referential,
    yearly_target,
    objective,
    penalty_ceiling,
)

CATALOGUE: Mapping[str, RuleOfLaw] = MappingProxyType({rule.__name__: rule for rule in _RULES})
"""Name of the function → the function; the code is also the ``rule`` of what it returns."""
