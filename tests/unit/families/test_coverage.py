import pytest

from caqes_eval.families.coverage import coverage, months_of


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2025", set(range(1, 13))), ("2025-S1", {1, 2, 3, 4, 5, 6}), ("2025-S2", {7, 8, 9, 10, 11, 12}),
        ("2025-T3", {7, 8, 9}), ("2025-07", {7}), ("2025-13", set()), ("2025-S3", set()), ("été", set()),
    ],
)  # fmt: skip
def test_the_months_of_a_period(period: str, months: set[int]) -> None:
    assert months_of(period) == months


def test_a_whole_year_has_nothing_to_say() -> None:
    for periods in (["2025"], ["2025-S1", "2025-S2"], ["2025-S2", "2025-T1", "2025-T2", "2025-T1"]):
        found = coverage(periods)
        assert (found.months, found.partial, found.twice) == (12, "", "")


def test_months_given_twice_and_months_missing_are_told() -> None:
    assert coverage(["2025-S1", "2025-03"]).twice.startswith("Les périodes 2025-03 et 2025-S1 se recouvrent")
    assert "9 mois sur douze" in coverage(["2025-S1", "2025-T3"]).partial


def test_no_period_covers_nothing() -> None:
    assert coverage([]).months == 0
    assert coverage([]).partial == ""
