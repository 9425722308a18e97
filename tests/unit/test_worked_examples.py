"""The worked examples of tests/cases, and whether they show every rule and every dated parameter."""

from functools import cache

import pytest

from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.calculations.catalogue import CATALOGUE
from caqes_eval.regulation.calculations.computation import Judgement
from caqes_eval.regulation.parameters.rule_file import RuleFile
from caqes_eval.regulation.parameters.rules import Rules
from tests.cases.model import Case, CaseFile, Expected, case_files
from tests.cases.run import Ran, faults, run_case

FILES = case_files()
RULES = Rules.load(shipped("regulation"))
CASES = [
    pytest.param(name, index, id=f"{name}, {index + 1}. {case.title}")
    for name, file in FILES.items()
    for index, case in enumerate(file.cases)
]
NO_RULE_READS = {
    "contract.additional_volet_maximum_duration": "shown by caqes law, no rule judges the length of a contract",
    "contract.maximum_duration": "shown by caqes law, no rule judges the length of a contract",
    "evaluation_sanction.msap_maximum": "shown by caqes law, no rule computes a prior agreement",
    "incentive.regional.national_envelope": "shown by caqes law, the region's envelope is a parameter of the region",
    "mo.mirror_drugs": "read by the checks between files, no rule of law",
    "mo.pair_control": "read by the checks between files, no rule of law",
    "open_phmev.top_gen": "codes of a file, read when the file is",
    "pmsi.counted_in_med": "codes of a file, read when the file is",
    "pmsi.years_kept": "read when the file is, no rule of law",
    "plausibility.breaks.i999": "read by the checks between files, no rule of law",
    "plausibility.breaks.transport": "read by the checks between files, no rule of law",
}


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


@pytest.mark.parametrize("key", COMPARED)
def test_both_sides_of_every_comparison_are_shown(key):
    shown = {name: _sides(name, key) for name, file in FILES.items() if key in file.parameters}
    assert any(sides >= {True, False} for sides in shown.values()), f"{key} : {shown or 'dans aucun fichier'}"


def test_every_other_parameter_with_a_value_is_used_by_an_example():
    asked = {
        key for name, index in (each.values for each in CASES) for key, rule in _ran(name, index).asked.items() if rule
    }
    unused = {key for key in KNOWN if key not in asked}
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
