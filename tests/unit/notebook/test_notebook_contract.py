"""What a page says of the contract: points, amounts, conditions, deliveries; an absence is told in words, never as zero."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest
from indicator_results import result, target

from caqes_eval.families.result import AmountRecord, ConditionRecord, Delivery, Points, PointsItem
from caqes_eval.notebook import contract
from caqes_eval.notebook.blocks import Block

HOSTILE = "<script>alert(1)</script>"


def page(*results: object, deliveries: tuple[Delivery, ...] = (), **parts: object) -> SimpleNamespace:
    content = {"results": results, "points": None, "amounts": (), **parts}
    return SimpleNamespace(result=SimpleNamespace(**content), case=SimpleNamespace(deliveries=deliveries))


def plain(block: Block) -> str:
    return block.text.replace("\u202f", " ")


def points(total: object, **changes: object) -> Points:
    content = {
        "points": total, "acquired": Fraction(5, 2), "maximum": Decimal(5), "status": "to_validate", "source": "Contrat",
        "items": (
            PointsItem(code="a", label="Taux", answer="atteint", points=Fraction(5, 2), maximum=Decimal("2.5")),
            PointsItem(code="b", label=HOSTILE, answer="non renseigné", points=None, maximum=Decimal("2.5")),
        ),
    }  # fmt: skip
    return Points.model_validate({**content, **changes})


def amount(value: Decimal | None = Decimal("1234.5"), **changes: object) -> AmountRecord:
    content = {
        "code": "x", "indicator": "x", "label": HOSTILE, "amount": value, "nature": "estimation", "formula": "V × R × t",
        "steps": ("V = 10", "t = 50 %"), "status": "confirmed",
    }  # fmt: skip
    return AmountRecord.model_validate({**content, **changes})


def test_a_partial_sum_is_not_called_a_score() -> None:
    told = plain(contract.points_table(page(points=points(None))))
    assert "Acquis à ce jour (des critères n’ont pas de réponse : ce n’est pas un score) |  | 2,50 | 5,00" in told
    assert "non renseigné | — | 2,50" in told
    assert "Total" not in told
    whole = plain(contract.points_table(page(points=points(Fraction(9, 2)))))
    assert "Total |  | 4,50 | 5,00" in whole
    assert "à valider ; Contrat" in whole


def test_a_region_without_grid_says_so() -> None:
    assert plain(contract.points_table(page())).strip() == contract.NO_GRID
    assert plain(contract.points_note(page())) == ""
    assert "À noter." in plain(contract.points_note(page(points=points(None, note="À noter."))))


def test_an_amount_shows_its_formula_and_its_figures() -> None:
    told = plain(contract.amounts_table(page(amounts=(amount(),))))
    assert "1 234,50 € | estimation | —" in told
    assert "Formule : V × R × t" in told
    assert "- V = 10" in told
    assert "- t = 50 %" in told
    pending = plain(contract.amounts_table(page(amounts=(amount(status="to_validate"),))))
    assert "estimation (à valider)" in pending


def test_an_amount_that_cannot_be_computed_is_no_zero() -> None:
    told = plain(contract.amounts_table(page(amounts=(amount(None, reason="Il manque R."),))))
    assert "non calculable" in told
    assert "Il manque R." in told
    assert "0,00" not in told
    assert contract.NO_AMOUNT in plain(contract.amounts_table(page()))
    assert "0,00 €" in plain(contract.amounts_table(page(amounts=(amount(Decimal(0)),))))


def condition(value: Fraction | None, met: bool | None, unit: str = "boîtes") -> ConditionRecord:
    return ConditionRecord(label="Volume", unit=unit, value=value, target=target("8500", "<"), met=met)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (condition(Fraction(8499), met=True), "8 499 boîtes | < 8 500 boîtes | ✔ oui"),
        (condition(Fraction(8500), met=False), "8 500 boîtes | < 8 500 boîtes | ✘ non"),
        (condition(None, met=None), "non connue | < 8 500 boîtes | ? inconnue"),
        (condition(Fraction(1, 4), met=None, unit="proportion"), "25,0 %"),
    ],
)
def test_a_condition_says_its_value_its_threshold_and_whether_it_is_met(given: ConditionRecord, told: str) -> None:
    judged = result(label="Référentiel", conditions=(given,), unit="mention", value=None)
    assert told in plain(contract.conditions_table(page(judged, result())))


def test_without_referential_nothing_is_tabled() -> None:
    assert "Aucun référentiel" in plain(contract.conditions_table(page(result())))


def delivery(state: str, **changes: object) -> Delivery:
    return Delivery.model_validate(
        {"input": "mo_initiations.initiations", "label": "Initiations", "period": "2025-S1", "state": state, **changes}
    )


def test_deliveries_say_what_was_asked_when_and_what_came() -> None:
    late = delivery(
        "hors délai", received_on=date(2025, 10, 20), expected_on=date(2025, 9, 30), strict_on=date(2025, 10, 15),
        files=("a.xlsx", "b.xlsx"), reason="Reçu après le délai.",
    )  # fmt: skip
    told = plain(
        contract.deliveries_table(page(deliveries=(late, delivery("non transmis", expected_on=date(2025, 9, 30)))))
    )
    assert (
        "hors délai | 20/10/2025 | 30/09/2025 (délai de rigueur : 15/10/2025) | a.xlsx, b.xlsx | Reçu après le délai."
        in told
    )
    assert "non transmis | — | 30/09/2025 | — | —" in told
    assert "2 retours : 1 hors délai, 1 non transmis" in told
    assert "Aucun retour n’était demandé" in plain(contract.deliveries_table(page()))


def test_a_single_day_is_not_told_twice() -> None:
    same = delivery("reçu", expected_on=date(2025, 9, 30), strict_on=date(2025, 9, 30))
    assert "rigueur" not in plain(contract.deliveries_table(page(deliveries=(same,))))


@pytest.mark.parametrize(
    "block",
    [
        contract.points_table(page(points=points(None, note=HOSTILE))),
        contract.points_note(page(points=points(None, note=HOSTILE))),
        contract.amounts_table(page(amounts=(amount(),))),
        contract.conditions_table(page(result(label=HOSTILE, conditions=(condition(None, met=None),)))),
        contract.deliveries_table(page(deliveries=(delivery("reçu", files=(HOSTILE,), reason=HOSTILE),))),
    ],
)
def test_a_text_is_never_code(block: Block) -> None:
    assert "<script" not in block.html
    assert "&lt;script&gt;" in block.html
