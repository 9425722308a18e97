"""The action plan: a class of what was filled, never a class for what nobody can read or asked for."""

from datetime import date

import pandas as pd
import pytest
from law import LAW_2024

from caqes_eval.families import action_plan
from caqes_eval.families.case import Case, Delivery
from caqes_eval.families.plan_answer import plan_answer, plan_steps
from caqes_eval.intake.tables.cells import Absence

WHOLE = {"indicator": "mo", "action": "Former", "owner": "Pharmacien", "due": date(2025, 3, 1), "state": "under_way"}


def case(*rows: dict[str, object], asked: str = "", reason: str = "") -> Case:
    columns = ("indicator", "action", "owner", "due", "state", "goal")
    table = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in columns})
    delivery = (
        Delivery(input=action_plan.CODE, label="Plan d’actions", period="2024", state=asked, reason=reason)
        if asked
        else None
    )  # type: ignore[arg-type]
    return Case(
        finess="990780017",
        year=2024,
        law=LAW_2024,
        tables={action_plan.CODE: table.assign(year=2024, period="2024")},
        deliveries=(delivery,) if delivery else (),
    )


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([WHOLE], "totalement_rempli"),
        ([WHOLE, {**WHOLE, "owner": None}], "partiellement_rempli"),
        # a declared absence is no owner
        ([WHOLE, {**WHOLE, "owner": Absence.UNKNOWN}], "partiellement_rempli"),
        ([{**WHOLE, "owner": None}], "non_transmis"),
        # the name of an indicator alone says nothing
        ([WHOLE, {"indicator": "mo"}], "totalement_rempli"),
        # another indicator's lines are another plan
        ([WHOLE, {**WHOLE, "indicator": "dmi", "owner": None}], "totalement_rempli"),
    ],
)
def test_the_class_of_a_plan(rows: list[dict[str, object]], level: str) -> None:
    given = case(*rows, asked="reçu")
    assert action_plan.state(given, "mo").value == level
    measured = action_plan.measure(given, "mo", "mo")
    assert (measured.code, measured.answer, measured.lacking) == ("mo.action_plan", level.replace("_", " "), "")
    assert plan_answer(given, "mo") == level


def test_a_plan_asked_for_and_not_sent_is_an_answer() -> None:
    given = case(asked="non transmis", reason="Le retour n’a pas été transmis.")
    assert action_plan.measure(given, "mo", "mo").answer == "non transmis"
    assert plan_answer(given, "mo") == "non_transmis"


def test_a_plan_that_nobody_asked_for_is_no_answer() -> None:
    measured = action_plan.measure(case(), "mo", "mo")
    assert measured.answer == ""
    assert "rien ne dit qu’il était demandé" in measured.lacking
    assert plan_answer(case(), "mo") is None
    assert plan_steps(case(), "mo") == []


def test_a_plan_that_cannot_be_read_is_not_a_plan_that_was_not_sent() -> None:
    given = case(asked="inutilisable", reason="Fichier plan.xlsx : feuille illisible.")
    measured = action_plan.measure(given, "mo", "mo")
    assert (measured.answer, measured.lacking) == ("", "Fichier plan.xlsx : feuille illisible.")
    assert plan_answer(given, "mo") is None


def test_a_plan_received_for_another_indicator_only_is_not_sent_for_this_one() -> None:
    given = case({**WHOLE, "indicator": "dmi"}, asked="reçu")
    assert plan_answer(given, "mo") == "non_transmis"


def test_what_is_missing_in_the_lines_is_counted() -> None:
    given = case(WHOLE, {**WHOLE, "owner": None}, {**WHOLE, "owner": Absence.UNKNOWN, "due": None}, asked="reçu")
    (told,) = action_plan.steps(given, "mo", date(2025, 1, 1))
    assert "le pilote (2 lignes)" in told
    assert "l’échéance (1 ligne)" in told
    assert "l’action (" not in told


@pytest.mark.parametrize(
    ("on", "late"), [(date(2025, 3, 1), False), (date(2025, 3, 2), True)], ids=["the very day", "the day after"]
)
def test_an_action_is_late_the_day_after_it_is_due(on: date, *, late: bool) -> None:
    told = action_plan.steps(case(WHOLE, asked="reçu"), "mo", on)
    assert bool(told) is late
    if late:
        assert "1 action en retard" in told[0]
        assert "01/03/2025 (Former)" in told[0]


@pytest.mark.parametrize("state", ["done", "abandoned"])
def test_what_is_over_is_never_late(state: str) -> None:
    assert action_plan.steps(case({**WHOLE, "state": state}, asked="reçu"), "mo", date(2026, 1, 1)) == []


def test_the_oldest_late_action_is_named() -> None:
    older = {**WHOLE, "action": "Relire", "due": date(2024, 5, 1), "state": "not_started"}
    (told,) = action_plan.steps(case(WHOLE, older, asked="reçu"), "mo", date(2026, 1, 1))
    assert "2 actions en retard, la plus ancienne au 01/05/2024 (Relire)" in told


def test_an_empty_plan_is_asked_for() -> None:
    (told,) = action_plan.steps(case(asked="non transmis"), "mo", date(2026, 1, 1))
    assert "Médicaments onéreux" in told
    assert "aucune ligne reçue" in told
