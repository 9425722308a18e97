"""The item « plan d’actions » of a grid: the class of the plan, when it is known whether one was sent."""

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case


def plan_answer(case: Case, contract: str) -> str | None:
    """Return the level of the plan; None when nobody says whether one was asked for, nor shows one, or it cannot be read."""
    if len(action_plan.lines(case, contract)):
        return action_plan.state(case, contract).value
    asked = case.of(action_plan.CODE)
    if not asked or any(each.state == "inutilisable" for each in asked):
        return None
    return action_plan.state(case, contract).value


def plan_steps(case: Case, contract: str) -> list[str]:
    """Return what to do about the plan; nothing when nobody says whether one was asked for, nor shows one."""
    if plan_answer(case, contract) is None:
        return []
    return action_plan.steps(case, contract, on=case.law.decision)


def not_sent(case: Case, code: str) -> bool:
    """Say whether every period of an input was asked for and not sent, which is an answer, unlike an unusable file."""
    found = case.of(code)
    return bool(found) and all(each.state == "non transmis" for each in found)
