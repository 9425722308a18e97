"""MO: the level reached on each criterion of a region's grid; no level is given that the figures do not say. Pure functions.

Regions name their criteria and levels differently: each is answered under every name it has, and the grid takes its own.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from caqes_eval.campaign.region.scoring import Answer
from caqes_eval.families import action_plan, objectives
from caqes_eval.families.case import Case
from caqes_eval.families.mo import anomalies, initiations, judgement, rates, settings
from caqes_eval.families.mo.inputs import ANOMALIES, CONTRACT, INITIATIONS, PMSI
from caqes_eval.families.plan_answer import not_sent, plan_answer
from caqes_eval.families.progress import progressed
from caqes_eval.families.result import IndicatorResult
from caqes_eval.foundation.errors import ParameterFileError

NOT_SENT = "non_transmis"
_LEVEL = re.compile(r"(?P<level>[a-z0-9_]+) (?P<sign>>=|>) (?P<share>0|1|0\.[0-9]+)")


def answers(case: Case, results: Sequence[IndicatorResult]) -> Mapping[str, Answer]:
    """Return the level of each criterion, by its codes in the grids; None is « non renseigné »."""
    by_code = {result.indicator: result for result in results}
    rate = _rate(case, by_code)
    return {
        "taux_i999": rate,
        "taux": rate,
        "argumentaires": _argued(case, by_code),
        "anomalies_pmsi": _anomalies(case, by_code, "totalement_rempli", "partiellement_rempli"),
        "anomalies": _anomalies(case, by_code, "suivies", "sans_action"),
        action_plan.LEVEL: plan_answer(case, CONTRACT),
    }


def _rate(case: Case, by_code: Mapping[str, IndicatorResult]) -> str | None:
    """Return the level of the rate: the verdict on the objective; a progress only where the region's grid counts it."""
    match by_code[judgement.OBJECTIVE].outcome:
        case "atteint":
            return "atteint"
        case "non atteint":
            return _missed(case, by_code)
    return _unsent(case, PMSI)


def _unsent(case: Case, code: str) -> str | None:
    return NOT_SENT if not_sent(case, code) and case.rows(code).empty else None


def _missed(case: Case, by_code: Mapping[str, IndicatorResult]) -> str | None:
    unit, _ = settings.unit(case.law)
    rate = by_code[rates.AMOUNT_RATE if unit == "euros" else rates.RATE]
    if not progressed(case, rate, settings.PROGRESS):
        return "non_atteint"
    # across the break of August 2024 a fall may be a change of code: nobody can say that it is a progress
    broken = [point for point in rate.history if point.year == case.year - 1 and not point.comparable]
    return None if broken else "progres"


def _argued(case: Case, by_code: Mapping[str, IndicatorResult]) -> str | None:
    share = by_code[initiations.ARGUED].value
    if share is not None:
        return next((level for level, holds in levels(case) if holds(share)), None)
    return _unsent(case, INITIATIONS)


class Level:
    """A level of the grid and the share from which, or above which, it is reached."""

    def __init__(self, sign: str, share: str) -> None:
        self._strict, self._share = sign == ">", Fraction(Decimal(share))

    def __call__(self, share: Fraction) -> bool:
        """Say whether a share reaches the level."""
        return share > self._share if self._strict else share >= self._share


def levels(case: Case) -> list[tuple[str, Level]]:
    """Return the words of the region's grid for the argued share, the best first; none when no rule gives them.

    Raises:
        ParameterFileError: the rule is not written as ``mot >= part, mot > part``.
    """
    rule = objectives.find(case.law, settings.ARGUED_LEVELS).rule
    if rule is None:
        return []
    found = []
    for part in rule.text.split(","):
        read = _LEVEL.fullmatch(part.strip())
        if read is None:
            raise ParameterFileError(
                f"La règle « {settings.ARGUED_LEVELS} » contient « {part.strip()} », qui ne se lit pas.",
                remedy="Écrivez un mot de la grille, >= ou >, puis une part entre 0 et 1 : tous >= 1, une_partie > 0.",
            )
        found.append((read["level"], Level(read["sign"], read["share"])))
    return found


def _anomalies(case: Case, by_code: Mapping[str, IndicatorResult], whole: str, partly: str) -> str | None:
    """Return a word when every anomaly is followed, another when not all are, ``non_transmis``, or None."""
    number, followed = by_code[anomalies.COUNT], by_code[anomalies.FOLLOWED]
    if number.value is None:
        return _unsent(case, ANOMALIES)
    # a table that e-PMSI leaves empty, and that the establishment declares so, has nothing left to follow
    return whole if number.value == 0 or followed.value == 1 else partly
