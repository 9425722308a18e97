from datetime import date
from itertools import permutations

import pytest

from caqes_eval.campaign.region import PerimeterEvent, perimeter_on

# real FINESS; the events are invented
A, B, C, D = "2A0000287", "2A0004842", "010000024", "2A0000014"


def event(origin: str, successor: str | None, **changes: object) -> PerimeterEvent:
    content = {
        "kind": "transfer" if successor else "closure",
        "from": {"name": "Ancien", "finess": origin},
        "to": {"name": "Nouveau", "finess": successor} if successor else None,
        "activity": "tout",
        "status": "to_validate",
        "reference": {"title": "Essai"},
        **changes,
    }
    return PerimeterEvent.model_validate(content)


@pytest.mark.parametrize(
    ("when", "carrier"),
    [(date(2024, 12, 31), A), (date(2025, 1, 1), B), (date(2026, 6, 1), B)],
)
def test_an_event_known_by_its_year_takes_effect_on_1_january(when, carrier):
    assert perimeter_on([event(A, B, year=2025)], when, finess=A).finess == carrier


@pytest.mark.parametrize(("when", "carrier"), [(date(2025, 2, 2), A), (date(2025, 2, 3), B)])
def test_an_event_known_by_its_day_takes_effect_on_it(when, carrier):
    assert perimeter_on([event(A, B, date="2025-02-03")], when, finess=A).finess == carrier


@pytest.mark.parametrize(("indicator", "carrier"), [("mo", B), ("dmi", A), (None, A)])
def test_a_transfer_of_one_activity_leaves_the_others(indicator, carrier):
    moved = event(A, B, year=2025, indicators=["mo"])
    assert perimeter_on([moved], date(2025, 6, 1), finess=A, indicator=indicator).finess == carrier


@pytest.mark.parametrize("indicator", ["mo", None])
def test_an_event_without_indicators_moves_everything(indicator):
    assert perimeter_on([event(A, B, year=2025)], date(2025, 6, 1), finess=A, indicator=indicator).finess == B


def test_the_successor_and_the_others_stay_themselves():
    moved = [event(A, B, year=2025)]
    assert perimeter_on(moved, date(2025, 6, 1), finess=B).finess == B
    assert perimeter_on(moved, date(2025, 6, 1), finess=C).events == ()


CHAIN = (event(A, B, year=2023), event(B, C, date="2024-03-01"), event(C, D, date="2024-03-01"))


@pytest.mark.parametrize("order", list(permutations(CHAIN)))
def test_events_follow_one_another_whatever_their_order_in_the_file(order):
    assert perimeter_on(order, date(2022, 12, 31), finess=A).finess == A
    assert perimeter_on(order, date(2024, 2, 29), finess=A).finess == B
    last = perimeter_on(order, date(2024, 3, 1), finess=A)
    assert (last.finess, last.events) == (D, CHAIN)


def test_an_event_older_than_the_last_one_is_not_followed():
    # A went to B in 2023; what B gives to A in 2025 does not leave again
    events = [event(A, B, year=2023), event(B, A, year=2025)]
    assert perimeter_on(events, date(2026, 1, 1), finess=B).finess == A
    assert perimeter_on(events, date(2024, 1, 1), finess=A).finess == B
    assert perimeter_on(events, date(2026, 1, 1), finess=A).finess == A


def test_two_hospitals_that_swap_an_activity_on_one_day_do_not_swap_it_for_ever():
    swap = [event(A, B, year=2025), event(B, A, year=2025)]
    assert len(perimeter_on(swap, date(2025, 1, 1), finess=A).events) == 2


def test_a_closed_activity_is_carried_by_nobody():
    closed = [event(A, None, date="2025-06-30")]
    assert perimeter_on(closed, date(2025, 6, 29), finess=A).finess == A
    gone = perimeter_on(closed, date(2025, 6, 30), finess=A)
    assert (gone.finess, len(gone.events)) == (None, 1)


def test_a_legal_body_is_answered_by_a_legal_body():
    moved = event(
        A,
        B,
        year=2025,
        **{
            "from": {"name": "Ancien", "finess": A, "legal_finess": "2A0000386"},
            "to": {"name": "Nouveau", "finess": B, "legal_finess": D},
        },
    )
    when = date(2025, 1, 1)
    assert perimeter_on([moved], when, finess=A).finess == B
    assert perimeter_on([moved], when, finess="2A0000386").finess == D


def test_a_legal_body_not_known_is_answered_by_the_only_number_there_is():
    moved = event(A, B, year=2025, **{"from": {"name": "Ancien", "finess": A, "legal_finess": "2A0000386"}})
    assert perimeter_on([moved], date(2025, 1, 1), finess="2A0000386").finess == B
