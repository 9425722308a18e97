from decimal import Decimal
from fractions import Fraction

import pytest

from caqes_eval.families.result import IndicatorResult, Target
from caqes_eval.reporting.report import balance


def judged(code: str, outcome: str, status: str = "to_validate", *, part: str = "") -> IndicatorResult:
    return IndicatorResult(
        indicator=code,
        label=code,
        period="2024",
        unit="proportion",
        direction="higher",
        numerator=Decimal(1),
        denominator=Decimal(2),
        value=Fraction(1, 2),
        calculation="",
        status="calculé",
        outcome=outcome,
        contract="biosimilaires",
        part=part,
        target=Target(value=Decimal("0.8"), comparator=">=", status=status, rule="r"),
    )


@pytest.mark.parametrize(
    ("results", "said"),
    [
        ([], "Aucun objectif n’a pu être jugé"),
        ([judged("a.b", "petit volume")], "Aucun objectif n’a pu être jugé"),
        ([judged("a.b", "atteint")], "1 objectif atteint sur 1. Cet objectif est une proposition"),
        ([judged("a.b", "atteint"), judged("a.c", "atteint")], "2 objectifs atteints sur 2."),
        (
            [judged("a.b", "non atteint"), judged("a.b.L04AB04", "atteint", part="L04AB04")],
            "0 objectif atteint sur 1 ; 1 sur 1 molécule",
        ),
    ],
)
def test_the_sentence_counts_objectives_and_molecules_apart(results: list[IndicatorResult], said: str) -> None:
    assert balance(results).startswith(said)


def test_a_confirmed_objective_needs_no_caution() -> None:
    assert "propositions" not in balance([judged("a.b", "atteint", status="confirmed")])


def test_a_confirmed_objective_among_proposals_is_not_called_one() -> None:
    mixed = balance([judged("a.b", "atteint", status="confirmed"), judged("a.c", "atteint")])
    assert mixed.endswith("Une partie de ces objectifs sont des propositions, à valider avant toute décision.")
