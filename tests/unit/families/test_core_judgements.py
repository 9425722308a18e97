"""A national référentiel as a result: any condition met is enough, an unknown figure is never taken for a failure."""

from fractions import Fraction

import pytest
from law import LAW_2024

from caqes_eval.families.case import Case
from caqes_eval.families.judgements import referential_result
from caqes_eval.regulation.regime import Law


def judged(law: Law = LAW_2024, indicators: frozenset[str] | None = None, **measures: Fraction | int | None):
    case = Case(finess="990780017", year=law.activity.year, law=law, indicators=indicators)
    given = {name: None if value is None else Fraction(value) for name, value in measures.items()}
    return referential_result(
        case, indicator="perfadom", code="x", label="Référentiel PERFADOM", contract="perfadom", measures=given
    )


LIMITS = {condition.target.rule.rpartition(".")[2]: condition.target for condition in judged().conditions}


def test_the_conditions_are_those_of_the_rules() -> None:
    assert len(LIMITS) == 2, "the tests below need several conditions"
    result = judged()
    assert {each.target.rule for each in result.conditions} == {
        rule.key for rule in LAW_2024.in_force("referentials.perfadom.respected_if")
    }
    assert all(each.value is None and each.met is None for each in result.conditions)
    assert (result.outcome, result.answer, result.status) == ("données insuffisantes", "", "données insuffisantes")


def side(name: str, *, met: bool) -> Fraction:
    """Return a measure just on one side of a limit."""
    limit, comparator = Fraction(LIMITS[name].value), LIMITS[name].comparator
    inside = {"<": -1, "<=": 0, ">": 1, ">=": 0}[comparator]
    outside = {"<": 0, "<=": 1, ">": 0, ">=": -1}[comparator]
    return limit + Fraction(inside if met else outside, 1000)


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_one_condition_met_is_enough_even_when_others_are_unknown(name: str) -> None:
    result = judged(**{name: side(name, met=True)})
    assert (result.outcome, result.answer, result.status) == ("atteint", "respecté", "calculé")
    assert [each.met for each in result.conditions if each.target.rule.endswith(f".{name}")] == [True]


def test_all_known_and_none_met_is_not_respected() -> None:
    result = judged(**{name: side(name, met=False) for name in LIMITS})
    assert (result.outcome, result.answer) == ("non atteint", "non respecté")


def test_one_unknown_among_failures_decides_nothing() -> None:
    first, *others = sorted(LIMITS)
    result = judged(**{first: None}, **{name: side(name, met=False) for name in others})
    assert (result.outcome, result.answer) == ("données insuffisantes", "")


def test_an_establishment_that_the_indicator_does_not_bind_is_not_judged() -> None:
    result = judged(indicators=frozenset({"mo"}), **{name: side(name, met=False) for name in LIMITS})
    assert (result.outcome, result.status, result.conditions) == ("non concerné", "non concerné", ())
    assert judged(indicators=frozenset({"perfadom"})).outcome == "données insuffisantes"


def test_an_activity_without_referential_is_told() -> None:
    case = Case(finess="990780017", year=2024, law=LAW_2024)
    absent = referential_result(case, indicator="mo", code="x", label="x", contract="mo", measures={})
    assert absent.outcome == "sans objectif"
    assert absent.status == "non calculable"
    assert "mo" in absent.reason


def test_a_threshold_that_no_source_gives_is_asked_for() -> None:
    case = Case(finess="990780017", year=2024, law=LAW_2024)
    lacking = referential_result(
        case, indicator="epa", code="x", label="x", contract="epa", measures={"rate": Fraction(1, 10)}
    )
    assert (lacking.outcome, lacking.conditions) == ("sans objectif", ())
    assert "le seuil du référentiel" in lacking.reason
