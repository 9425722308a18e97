"""The worked examples of tests/cases, and whether they show every rule and every dated parameter.

A parameter that only the families of indicators read is shown by the examples of tests/indicators instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from unittest.mock import patch

import pytest

from caqes_eval.families.evaluation import evaluate
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.calculations.catalogue import CATALOGUE
from caqes_eval.regulation.calculations.computation import Judgement
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rule_file import RuleFile
from caqes_eval.regulation.parameters.rules import Rules
from tests.cases.model import Case, CaseFile, Expected, case_files
from tests.cases.run import AskedRules, Ran, faults, run_case
from tests.indicators.examples import case_of, examples, shipped_rules

FILES = case_files()
RULES = Rules.load(shipped("regulation"))
CASES = [
    pytest.param(name, index, id=f"{name}, {index + 1}. {case.title}")
    for name, file in FILES.items()
    for index, case in enumerate(file.cases)
]
NO_RULE_READS = {
    "biosimilar_grant.previous_products": "read from a dossier, which keeps no list of earlier years",
    "contract.additional_volet_maximum_duration": "shown by caqes law, no rule judges the length of a contract",
    "contract.maximum_duration": "shown by caqes law, no rule judges the length of a contract",
    "evaluation_sanction.msap_maximum": "shown by caqes law, no rule computes a prior agreement",
    "incentive.regional.national_envelope": "shown by caqes law, the region's envelope is a parameter of the region",
    "pmsi.counted_in_med": "codes of a file, read when the file is",
    "pmsi.years_kept": "read when the file is, no rule of law",
}
SHOWN_BY_INDICATORS = frozenset({
    "biosimilars.progress",
    "clinical_pharmacy.activity.target",
    "clinical_pharmacy.nominative.respected_if.plan",
    "clinical_pharmacy.nominative.respected_if.rate",
    "clinical_pharmacy.progress.target",
    "dmi.audit.minimum_files",
    "generics.progress",
    "referentials.epa.respected_if.rate",
    "referentials.epa.target",
    "transport.shared_rate.target",
    "transport.sources_gap",
})  # fmt: skip
"""Compared by families only, no rule of the law's own calculations."""


def _has_value(file: RuleFile[object]) -> bool:
    return any(dated.value is not None for dated in file.values)


KNOWN = {key: file for key, file in RULES.items() if _has_value(file)}
COMPARED = [key for key, file in KNOWN.items() if file.comparator]


@cache
def _ran(name: str, index: int) -> Ran:
    file = FILES[name]
    return run_case(file, file.cases[index])


def _sides(name: str, key: str) -> set[bool | None]:
    """Return whether the comparison with a parameter is true, in the cases of a file."""
    file, found = FILES[name], set()
    for index, case in enumerate(file.cases):
        result = _ran(name, index).result
        if isinstance(result, Judgement):
            found |= {condition.met for condition in result.conditions if condition.rule.key == key}
        elif file.rule == "threshold" and result is not None and case.given["key"] == key:
            found.add(result["condition remplie"] == "oui")
    return found


@pytest.mark.parametrize(("name", "index"), CASES)
def test_a_worked_example_gives_what_the_arithmetic_of_the_text_gives(name, index):
    assert faults(_ran(name, index), FILES[name].cases[index].expect) == []


def test_every_rule_of_law_has_worked_examples():
    assert set(CATALOGUE) - {file.rule for file in FILES.values()} == set()


@dataclass(frozen=True)
class _Indicators:
    """What the examples of the indicators show.

    Attributes:
        asked: the parameters that had a value where they were asked for.
        sides: whether the comparison with a parameter was true.
    """

    asked: frozenset[str]
    sides: Mapping[str, frozenset[bool]]


@cache
def _indicators() -> _Indicators:
    asked: set[str] = set()
    sides: dict[str, set[bool]] = {}
    compare = Rule.holds

    def holds(rule: Rule, value: object) -> bool:
        met = compare(rule, value)
        sides.setdefault(rule.key, set()).add(met)
        return met

    for example in examples():
        family, given = import_module(f"caqes_eval.families.{example.family}.family").FAMILY, case_of(example.content)
        rules = AskedRules(shipped_rules())
        case = replace(given, law=replace(given.law, rules=rules))
        with patch.object(Rule, "holds", holds):
            results = evaluate(family, case, region={})
            family.answers(case, results)
            family.amounts(case, results)
            family.advise(case, results)
            family.notice(case)
        asked |= {key for key, rule in rules.asked.items() if rule}
    return _Indicators(frozenset(asked), {key: frozenset(found) for key, found in sides.items()})


def _shown_by_cases(key: str) -> bool:
    return any(_sides(name, key) >= {True, False} for name, file in FILES.items() if key in file.parameters)


@pytest.mark.parametrize("key", [key for key in COMPARED if key not in SHOWN_BY_INDICATORS])
def test_both_sides_of_every_comparison_are_shown(key):
    shown = {name: _sides(name, key) for name, file in FILES.items() if key in file.parameters}
    assert any(sides >= {True, False} for sides in shown.values()), f"{key} : {shown or 'dans aucun fichier'}"


@pytest.mark.parametrize("key", sorted(SHOWN_BY_INDICATORS))
def test_both_sides_of_a_comparison_of_the_families_are_shown_by_their_examples(key):
    assert _indicators().sides.get(key, frozenset()) >= {True, False}
    assert not _shown_by_cases(key), "remove it from the list"


def _asked_by_cases() -> Iterator[str]:
    for name, index in (each.values for each in CASES):
        yield from (key for key, rule in _ran(name, index).asked.items() if rule)


def test_every_other_parameter_with_a_value_is_used_by_an_example():
    unused = set(KNOWN) - set(_asked_by_cases()) - _indicators().asked
    # equal, so that an exception whose parameter is now used is removed from the list
    assert unused == set(NO_RULE_READS)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("mo/i999_rate", Expected(respected="yes")),
        ("mo/i999_rate", Expected(error="regle_absente")),
        ("mo/i999_rate", Expected(respected="no", amount="1")),
        ("mo/table_2021_2024", Expected(values={"taux affiché": "15,3 %"})),
        ("mo/table_2021_2024", Expected(values={"rapport": "76308 / 496872"})),
        ("mo/table_2021_2024", Expected(values={"taux": "15,4 %"})),
        ("envelope/pacacorse_2024", Expected(values={"990900001": "126331 / 33"})),
        ("biosimilar_grant/grant", Expected(amount="1800.01")),
        ("biosimilar_grant/grant", Expected(amount="1800", nature="plafond")),
        ("biosimilar_grant/grant", Expected(amount="1800", steps={"Aucune": "1"})),
        ("biosimilar_grant/grant", Expected()),
    ],
)
def test_a_wrong_expectation_is_told(name, wrong):
    assert faults(_ran(name, 0), wrong) != []


def _texts(file: CaseFile, case: Case) -> list[str]:
    return [file.title, file.source, file.note, case.title, case.because]


@pytest.mark.parametrize("name", FILES)
def test_every_example_says_why_with_the_typographic_apostrophe(name):
    for case in FILES[name].cases:
        assert case.because, case.title
        assert not any("'" in text for text in _texts(FILES[name], case)), case.title
