from decimal import Decimal
from fractions import Fraction

from caqes_eval.families.result import IndicatorResult
from caqes_eval.synthesis.summary import summarise


def result(numerator: int | None, denominator: int | None, value: Fraction | None, outcome: str) -> IndicatorResult:
    return IndicatorResult(
        indicator="x",
        label="x",
        period="2024",
        unit="proportion",
        direction="higher",
        numerator=None if numerator is None else Decimal(numerator),
        denominator=None if denominator is None else Decimal(denominator),
        value=value,
        calculation="",
        status="calculé" if value is not None else "non calculable",
        outcome=outcome,
    )


def test_the_whole_is_the_ratio_of_sums_and_the_median_counts_each_once() -> None:
    # 1/10, 1/2 and 90/100: the whole is 96/120, the median 1/2
    summary = summarise(
        [
            result(1, 10, Fraction(1, 10), "non atteint"),
            result(5, 10, Fraction(1, 2), "non atteint"),
            result(90, 100, Fraction(9, 10), "atteint"),
            result(0, 0, None, "non calculable"),
        ]
    )
    assert (summary.evaluated, summary.valued) == (4, 3)
    assert summary.overall == Fraction(96, 120)
    assert summary.median == Fraction(1, 2)
    assert summary.outcomes == {"non atteint": 2, "atteint": 1, "non calculable": 1}


def test_amounts_are_added() -> None:
    amounts = [result(None, None, Fraction(3), "sans objectif"), result(None, None, Fraction(4), "sans objectif")]
    assert summarise(amounts).overall == 7


def test_nothing_valued_is_nothing_not_zero() -> None:
    summary = summarise([result(0, 0, None, "non calculable")])
    assert (summary.overall, summary.median) == (None, None)
