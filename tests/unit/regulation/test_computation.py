from decimal import Decimal
from fractions import Fraction

import pytest

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.regulation.calculations.computation import part_of_whole, require


@pytest.mark.parametrize(
    ("part", "whole", "ratio"),
    [(15, 100, Fraction(3, 20)), (Decimal("0.5"), Decimal(2), Fraction(1, 4)), (Decimal(1), Fraction(3), Fraction(1, 3)),
     (0, 5, Fraction(0)), (5, 5, Fraction(1)), (0, 0, None)],
)  # fmt: skip
def test_a_part_of_a_whole_is_exact_and_an_empty_whole_has_none(part, whole, ratio):
    assert part_of_whole(part, whole, "Taux") == ratio


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (101, 100, "Taux : la partie (101) dépasse le tout (100)"),
        (1, 0, "la partie (1) dépasse le tout (0)"),
        (Decimal("10.01"), 10, "la partie (10,01) dépasse le tout (10)"),
        (-2, -1, f"Taux, numérateur : {french.number(-2)} est impossible (au moins 0 attendu)"),
        (0, -1, f"Taux, dénominateur : {french.number(-1)} est impossible"),
    ],
)
def test_an_impossible_part_is_refused_and_not_repaired(part, whole, told):
    with pytest.raises(InputValueError) as refusal:
        part_of_whole(part, whole, "Taux")
    assert told in refusal.value.message


@pytest.mark.parametrize(
    ("value", "bounds", "told"),
    [
        ("0.6", {"maximum": Decimal("0.5")}, "0,6 est impossible (au moins 0 et au plus 0,5 attendu)"),
        ("0.501", {"maximum": Decimal("0.5")}, "0,501 est impossible"),
        ("0.1", {"minimum": Fraction(1, 4)}, "0,1 est impossible (au moins 0,25 attendu)"),
        ("0.1", {"minimum": Fraction(1, 3)}, "au moins 0,333333 attendu"),
        ("2", {"maximum": 1}, "2 est impossible (au moins 0 et au plus 1 attendu)"),
    ],
)
def test_bounds_are_printed_with_their_decimals(value, bounds, told):
    with pytest.raises(InputValueError) as refusal:
        require(Decimal(value), "Part", **bounds)
    assert told in refusal.value.message
