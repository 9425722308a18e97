from datetime import date

import pytest

from caqes_eval.campaign.region import Deadline, state_of_receipt
from caqes_eval.foundation.errors import InputValueError

EXPECTED, STRICT = "2026-03-09", "2026-03-21"
LATER = date(2026, 12, 1)


def deadline(expected: str | None = EXPECTED, strict: str | None = STRICT) -> Deadline:
    missing = {"what": "la date", "where": "courrier", "waits": "l’état du retour"}
    return Deadline.model_validate(
        {
            "indicators": ["mo"],
            "period": "2025-S2",
            "object": "Argumentaires",
            "expected": expected,
            "strict": strict,
            "status": "to_validate",
            "reference": {"title": "Essai"},
            "missing": None if expected else missing,
        }
    )


@pytest.mark.parametrize(
    ("received", "state"),
    [
        (date(2026, 1, 15), "reçu"),
        (date(2026, 3, 8), "reçu"),
        (date(2026, 3, 9), "reçu"),
        (date(2026, 3, 10), "reçu en retard"),
        (date(2026, 3, 20), "reçu en retard"),
        (date(2026, 3, 21), "reçu en retard"),
        (date(2026, 3, 22), "hors délai"),
        (date(2026, 11, 30), "hors délai"),
    ],
)
def test_what_is_received_on_each_side_of_both_dates(received, state):
    assert state_of_receipt(deadline(), received, LATER) == state
    assert state_of_receipt(deadline(), received, received) == state


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 3, 9), "attendu"),
        (date(2026, 3, 10), "attendu"),
        (date(2026, 3, 21), "attendu"),
        (date(2026, 3, 22), "non transmis"),
    ],
)
def test_what_is_not_received_is_expected_until_the_strict_date(today, state):
    assert state_of_receipt(deadline(), None, today) == state


@pytest.mark.parametrize(
    ("received", "today", "state"),
    [
        (date(2026, 3, 9), LATER, "reçu"),
        (date(2026, 3, 10), LATER, "reçu en retard"),
        (date(2026, 11, 30), LATER, "reçu en retard"),
        (None, date(2026, 3, 9), "attendu"),
        (None, date(2026, 3, 10), "non transmis"),
    ],
)
def test_without_a_strict_date_nothing_comes_too_late(received, today, state):
    assert state_of_receipt(deadline(strict=None), received, today) == state


@pytest.mark.parametrize(
    ("received", "today", "state"),
    [
        (date(2026, 3, 21), LATER, "reçu"),
        (date(2026, 3, 22), LATER, "hors délai"),
        (None, date(2026, 3, 21), "attendu"),
        (None, date(2026, 3, 22), "non transmis"),
    ],
)
def test_with_a_strict_date_alone_nothing_is_late(received, today, state):
    assert state_of_receipt(deadline(expected=None), received, today) == state


@pytest.mark.parametrize(("received", "state"), [(date(2026, 11, 30), "reçu"), (None, "attendu")])
def test_without_any_date_nothing_is_late(received, state):
    assert state_of_receipt(deadline(expected=None, strict=None), received, LATER) == state


def test_both_dates_may_be_the_same_day():
    same = deadline(strict=EXPECTED)
    assert state_of_receipt(same, date(2026, 3, 9), LATER) == "reçu"
    assert state_of_receipt(same, date(2026, 3, 10), LATER) == "hors délai"


def test_nothing_is_received_tomorrow():
    with pytest.raises(InputValueError, match="10/03/2026, est postérieure au jour de l’évaluation, 09/03/2026"):
        state_of_receipt(deadline(), date(2026, 3, 10), date(2026, 3, 9))
