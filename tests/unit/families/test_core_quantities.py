"""Quantities as a reader sees them: the noun agrees, euros have their cents, no digit is invented."""

from decimal import Decimal
from fractions import Fraction

import pytest

from caqes_eval.families.quantities import plural, shown
from caqes_eval.foundation.french import NARROW_SPACE


@pytest.mark.parametrize(
    ("quantity", "noun", "told"),
    [
        (0, "boîte", "0 boîte"),
        (1, "boîte", "1 boîte"),
        (Decimal("1.9"), "boîte", "1,9 boîte"),
        (2, "boîte", "2 boîtes"),
        (1254, "boîte", "1_254 boîtes"),
        (Decimal("12.5"), "UCD", "12,5 UCD"),
        (3, "UCD", "3 UCD"),
        # no more digits than it takes, and the thousandth at most
        (Decimal("12.50"), "UCD", "12,5 UCD"),
        (Fraction(1, 3), "UCD", "0,333 UCD"),
        (Fraction(2, 3), "UCD", "0,667 UCD"),
        (Decimal("0.0004"), "UCD", "0,000 UCD"),
        (Fraction(123456, 100), "€", "1_234,56_€"),
        (5, "€", "5,00_€"),
        (-3, "boîte", "−3 boîtes"),
        (Decimal("-0.5"), "€", "−0,50_€"),
        (12, "mois", "12 mois"),
        (1, "mois", "1 mois"),
        (4, "dossier audité", "4 dossiers audités"),
        (2, "lit ou place", "2 lits ou places"),
        (2, "séjour en ambulatoire", "2 séjours en ambulatoire"),
        (2, "repas", "2 repas"),
        (2, "", "2"),
    ],
)  # fmt: skip
def test_a_quantity_is_told_with_its_noun(quantity: int | Decimal | Fraction, noun: str, told: str) -> None:
    assert shown(quantity, noun) == told.replace("_", NARROW_SPACE)


@pytest.mark.parametrize(
    ("noun", "several"),
    [("boîte", "boîtes"), ("mois", "mois"), ("prix", "prix"), ("", ""), ("séjour de nuit", "séjours de nuit")],
)
def test_the_first_word_takes_the_plural(noun: str, several: str) -> None:
    assert plural(noun) == several
