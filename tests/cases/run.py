"""A worked example run against the rules that ship, and its faults told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ConfigDict, validate_call

from caqes_eval.foundation.errors import RuleNotFoundError, UserError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.calculations.catalogue import CATALOGUE
from caqes_eval.regulation.calculations.computation import Computation, Judgement, to_cents
from caqes_eval.regulation.parameters.rules import Rule, Rules, Subject
from caqes_eval.regulation.parameters.values import typed
from caqes_eval.regulation.regime import CONTRACTS, Law
from tests.cases.arithmetic import exact
from tests.cases.model import Case, CaseFile, Expected
from tests.cases.other import OTHER_RULES

RESPECTED = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True)
class Ran:
    """What a case gave: a result, or the refusal."""

    result: Computation | Judgement | Mapping[str, object] | None
    refusal: UserError | None = None

    @property
    def parameters(self) -> tuple[Rule, ...]:
        """The dated parameters the result used."""
        return self.result.parameters if isinstance(self.result, Computation | Judgement) else ()


def law_of(case: Case) -> Law:
    """Return the law a case asks for, with its hypotheses."""
    rules = Rules.load(shipped("regulation"))
    rules = rules.assuming({key: typed(text, rules.file(key).unit) for key, text in case.assume.items()})
    activity = date(case.activity_year, 12, 31)
    try:
        generation: Any = rules.on(CONTRACTS, activity).text
    except RuleNotFoundError:
        generation = None
    subject = Subject(region=case.region, finess=case.finess, generation=generation)
    return Law(rules=rules, activity=activity, decision=case.decision, subject=subject)


def run_case(file: CaseFile, case: Case) -> Ran:
    """Call the rule of a case by its name, its inputs typed by its signature."""
    function = {**CATALOGUE, **OTHER_RULES}[file.rule]
    called = validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)
    try:
        return Ran(called(law_of(case), **case.given))
    except UserError as refusal:
        return Ran(None, refusal)


def faults(ran: Ran, expected: Expected) -> list[str]:
    """Return what differs from the expectation; nothing when the case passes."""
    if ran.refusal is not None or expected.error is not None:
        cause = ran.refusal.cause if ran.refusal else "aucun refus"
        return [] if cause == expected.error else [f"refus : {cause} ({ran.refusal}), attendu {expected.error}"]
    result = ran.result
    found: list[str] = []
    if isinstance(result, Computation):
        found += _amount_faults(result, expected)
    elif isinstance(result, Judgement):
        if expected.respected is None or result.respected is not RESPECTED[expected.respected]:
            found.append(f"respecté : {result.respected}, attendu {expected.respected}")
    elif isinstance(result, Mapping):
        if not expected.values:
            found.append("le cas n’attend aucune valeur")
        for name, text in expected.values.items():
            value = result.get(name)
            same = to_cents(exact(text)) == value if isinstance(value, Decimal) else str(value) == text
            if not same:
                found.append(f"{name} : {value}, attendu {text}")
    return found


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
