"""Progress over one year, as scoring grids count it: a rise in points against a dated limit."""

from fractions import Fraction

from caqes_eval.families import objectives
from caqes_eval.families.case import Case
from caqes_eval.families.result import IndicatorResult


def progressed(case: Case, result: IndicatorResult, key: str) -> bool | None:
    """Say whether a rate moved enough since the year before.

    Args:
        case: the establishment, the year, the law.
        result: a rate, with its past.
        key: the rule that says how many points count as progress.

    Returns:
        False when the grid of the year does not count progress; None when nothing can be said: a figure that no source
        gives, no value the year before (an older year is not « a year »), or too small a volume.
    """
    asked, past = objectives.find(case.law, key), result.past
    if asked.rule is None:
        return None if asked.required else False
    if past is None or past.change is None or past.year != case.year - 1:
        return None
    return asked.rule.holds(past.change * 100 if asked.rule.unit == "points" else Fraction(past.change))
