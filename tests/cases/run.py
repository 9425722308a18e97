"""A worked example run against the rules that ship, and its faults told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from pydantic import ConfigDict, validate_call

from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.calculations.catalogue import CATALOGUE
from caqes_eval.regulation.calculations.computation import Computation, Judgement, to_cents
from caqes_eval.regulation.parameters.rule import ANYONE, Rule, Subject
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.parameters.values import typed
from caqes_eval.regulation.regime import Law, regime
from tests.cases.arithmetic import exact
from tests.cases.model import Case, CaseFile, Expected
from tests.cases.other import OTHER_RULES

RESPECTED = {"yes": True, "no": False, "unknown": None}
_EXPECTED_OF: Mapping[Any, set[str]] = {
    Computation: {"amount", "nature", "steps"},
    Judgement: {"respected"},
    Mapping: {"values"},
}


@dataclass(frozen=True)
class Ran:
    """What a case gave: a result, or the refusal.

    Attributes:
        asked: every dated parameter that the rule asked for, None where the law had no value for the case.
    """

    result: Computation | Judgement | Mapping[str, object] | None
    refusal: UserError | None
    asked: Mapping[str, Rule | None]


class AskedRules(Rules):
    """Rules that remember what was asked of them."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(dict(rules.items()))
        self.asked: dict[str, Rule | None] = {}

    def on(self, key: str, when: date, subject: Subject = ANYONE) -> Rule:
        """Return the rule in force, and remember it."""
        if key in self:
            self.asked.setdefault(key, None)
        rule = super().on(key, when, subject)
        self.asked[key] = rule
        return rule


@cache
def _shipped_rules() -> Rules:
    return Rules.load(shipped("regulation"))


def law_of(case: Case) -> Law:
    """Return the law a case asks for, with its hypotheses."""
    rules = _shipped_rules()
    rules = rules.assuming({key: typed(text, rules.file(key).unit) for key, text in case.assume.items()})
    subject = Subject(region=case.region, finess=case.finess)
    return regime(rules, activity_year=case.activity_year, evaluation_date=case.decision, subject=subject).law


def run_case(file: CaseFile, case: Case) -> Ran:
    """Call the rule of a case by its name, its inputs typed by its signature."""
    function = {**CATALOGUE, **OTHER_RULES}[file.rule]
    called = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)
    rules = AskedRules(_shipped_rules())
    try:
        law = law_of(case)
        rules = AskedRules(law.rules)
        return Ran(called(replace(law, rules=rules), **case.given), None, rules.asked)
    except UserError as refusal:
        return Ran(None, refusal, rules.asked)


def faults(ran: Ran, expected: Expected) -> list[str]:
    """Return what differs from the expectation; nothing when the case passes."""
    if ran.refusal is not None or expected.error is not None:
        cause = ran.refusal.cause if ran.refusal else "aucun refus"
        return [] if cause == expected.error else [f"refus : {cause} ({ran.refusal}), attendu {expected.error}"]
    result = ran.result
    kind = Mapping if isinstance(result, Mapping) else type(result)
    # an expectation of another kind of result would never be compared
    misplaced = expected.model_fields_set - _EXPECTED_OF[kind]
    found = [f"{name} ne s’attend pas de cette règle" for name in sorted(misplaced)]
    if isinstance(result, Computation):
        found += _amount_faults(result, expected)
    elif isinstance(result, Judgement):
        if expected.respected is None or result.respected is not RESPECTED[expected.respected]:
            found.append(f"respecté : {result.respected}, attendu {expected.respected}")
    elif isinstance(result, Mapping):
        found += _value_faults(result, expected)
    return found


def _value_faults(result: Mapping[str, object], expected: Expected) -> list[str]:
    found = [] if expected.values else ["le cas n’attend aucune valeur"]
    for name, text in expected.values.items():
        value = result.get(name)
        if isinstance(value, Decimal):
            same = value == to_cents(exact(text))
        elif isinstance(value, Fraction):
            same = value == exact(text)
        else:
            same = _plain_spaces(str(value)) == _plain_spaces(text)
        if not same:
            found.append(f"{name} : {value}, attendu {text}")
    return found


def _plain_spaces(text: str) -> str:
    # an example is typed with ordinary spaces, a printed figure has no-break ones
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _amount_faults(result: Computation, expected: Expected) -> list[str]:
    found = []
    if expected.amount is None:
        found.append("le cas n’attend aucun montant")
    elif result.amount != to_cents(exact(expected.amount)):
        found.append(f"montant : {result.amount}, attendu {expected.amount} = {to_cents(exact(expected.amount))}")
    if expected.nature is not None and result.nature != expected.nature:
        found.append(f"nature : {result.nature}, attendu {expected.nature}")
    for label, text in expected.steps.items():
        matching = [step for step in result.steps if step.label.startswith(label)]
        if not matching:
            found.append(f"aucune étape « {label} » parmi {[step.label for step in result.steps]}")
        elif exact(text) != matching[0].value:
            found.append(f"{label} : {matching[0].value}, attendu {text}")
    return found
