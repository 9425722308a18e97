"""Which law applies and by when to act, as worked examples ask it: results in French words, by name."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from caqes_eval.foundation import french
from caqes_eval.foundation.exact import Day
from caqes_eval.regulation.procedure import clock as procedure
from caqes_eval.regulation.procedure.clock import Clock
from caqes_eval.regulation.procedure.dates import ContractProposalDates, EvaluationDates
from caqes_eval.regulation.procedure.steps import ProcedureStep
from caqes_eval.regulation.regime import ARTICLES, ContractTerm, Law
from caqes_eval.regulation.regime import regime as regime_of

EVALUATION_STEPS: Mapping[str, str] = {
    "report_observations": "observations sur le rapport",
    "hearing": "audition",
    "notification": "notification",
    "notification_observations": "observations sur la notification",
    "final_decision": "décision définitive",
    "appeal": "recours",
}
PROPOSAL_STEPS: Mapping[str, str] = {
    "proposal_answer": "réponse à la proposition",
    "hearing": "audition",
    "second_proposal": "seconde proposition",
    "second_proposal_answer": "réponse à la seconde proposition",
    "second_hearing": "seconde audition",
    "sanction": "sanction",
    "appeal": "recours",
}
WITHOUT_OBJECT, NOT_IN_FORCE = "sans objet", "pas en vigueur"


def regime(law: Law, *, contract: ContractTerm | None = None) -> Mapping[str, object]:
    """Return the regime of the activity year and of the day of the decision.

    Args:
        law: the rules, the activity and the day of the decision.
        contract: the contract's days; None asks for the law whatever the contract.

    Raises:
        RuleNotFoundError: no regime is known for the case.
    """
    found = regime_of(law.rules, activity_year=law.activity.year, evaluation_date=law.decision, contract=contract)
    versions = {rule.key: french.day(rule.since) for rule in found.articles()}
    return {
        "génération": found.generation,
        "loi": found.statute.text,
        "décret": found.decree.text,
        "activité jugée": _between(found.first_day, found.last_day),
        "nombre de mises en garde": len(found.notices),
        **{f"mise en garde {number}": notice for number, notice in enumerate(found.notices, start=1)},
        **{_article(key): versions.get(key, NOT_IN_FORCE) for key in law.rules.keys(ARTICLES)},
    }


def evaluation_clock(law: Law, *, dates: EvaluationDates, today: Day | None = None) -> Mapping[str, object]:
    """Return the days of each step of an evaluation (D. 162-16).

    Args:
        law: the rules; each delay follows the law of the day it starts, not that of the decision.
        dates: the dates known so far.
        today: the day on which the clock is read; None leaves out where each step stands.

    Raises:
        InputValueError: the dates contradict one another.
        RuleNotFoundError: no delay is known on one of these days.
    """
    return _steps(procedure.evaluation(law.rules, dates, today=today), EVALUATION_STEPS)


def contract_clock(law: Law, *, dates: ContractProposalDates, today: Day | None = None) -> Mapping[str, object]:
    """Return the days of each step of a proposal of contract or amendment (D. 162-15); as :func:`evaluation_clock`."""
    return _steps(procedure.contract_proposal(law.rules, dates, today=today), PROPOSAL_STEPS)


def _steps(clock: Clock, names: Mapping[str, str]) -> dict[str, object]:
    by_code = {step.code: step for step in clock.steps}
    days = {name: _days(by_code[code]) if code in by_code else WITHOUT_OBJECT for code, name in names.items()}
    return {
        **days,
        **{f"{names[step.code]}, état": step.progress or "selon le jour de lecture" for step in clock.steps},
    }


def _days(step: ProcedureStep) -> str:
    if step.opens is None:
        return f"attend {step.waits_for}" if step.waits_for else WITHOUT_OBJECT
    return _between(step.opens, step.due)


def _between(first: date, last: date | None) -> str:
    return f"du {french.day(first)} au {french.day(last)}" if last else f"à partir du {french.day(first)}"


def _article(key: str) -> str:
    """Return ``L. 162-30-4-1`` for ``articles.l162_30_4_1``."""
    name = key.removeprefix(f"{ARTICLES}.")
    return f"{name[0].upper()}. {name[1:].replace('_', '-')}"


REGIME_RULES: Mapping[str, Callable[..., Mapping[str, Any]]] = MappingProxyType(
    {rule.__name__: rule for rule in (regime, evaluation_clock, contract_clock)}
)
"""Name of the function → the function."""
