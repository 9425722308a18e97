from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from caqes_eval.foundation.errors import InputValueError, ParameterFileError, RuleNotFoundError
from caqes_eval.foundation.shipped import shipped
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.procedure.clock import Clock, contract_proposal, evaluation
from caqes_eval.regulation.procedure.dates import ContractProposalDates, EvaluationDates
from caqes_eval.regulation.procedure.steps import ProcedureStep

VALUE = """- since: {since}
  value: {value}
  status: {status}
  reference: {{title: Code, article: "{article}"}}
"""
SMALL = {
    "proposal_answer": ("durée", [("2017-04-23", "P1M", "D. 162-15"), ("2022-01-01", "P3W", "D. 162-15")]),
    "second_proposal_answer": ("durée", [("2017-04-23", "P15D", "D. 162-15")]),
    "report_observations": ("durée", [("2017-04-23", "P1M", "D. 162-16")]),
    "notification": ("durée", [("2017-04-23", "P2M", "D. 162-16")]),
    "notification_observations": ("durée", [("2017-04-23", "P15D", "D. 162-16")]),
    "appeal": ("durée", [("2017-04-23", "P2M", "R. 421-1")]),
    "counting": ("texte", [("2017-04-23", "de quantième à quantième", "aucun")]),
    "suspension": ("texte", [("2017-04-23", "prolongé jusqu’à l’audition", "D. 162-16, III")]),
    "../regime/statute": (
        "texte",
        [("2017-04-23", "G1", "81"), ("2019-12-28", "G2", "64"), ("2027-01-01", "G3", "79")],
    ),
}


def rules_in(folder: Path, **changed: str) -> Rules:
    """The small set of rules of these tests, some first values being changed."""
    for name, (unit, values) in SMALL.items():
        text = f"description: {name}\nunit: {unit}\napplies_to: decision\nvalues:\n"
        for number, (since, value, article) in enumerate(values):
            shown = changed.get(name, value) if number == 0 else value
            text += VALUE.format(since=since, value=shown, status="to_validate", article=article)
        path = folder / "procedure" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Rules.load(folder)


@pytest.fixture(scope="module", params=["small", "shipped"])
def rules(request, tmp_path_factory) -> Rules:
    return rules_in(tmp_path_factory.mktemp("rules")) if request.param == "small" else Rules.load(shipped("regulation"))


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def step(clock: Clock, code: str) -> ProcedureStep:
    (found,) = [each for each in clock.steps if each.code == code]
    return found


def codes(clock: Clock) -> list[str]:
    return [each.code for each in clock.steps]


# --- the delays, at ordinary days, month ends and leap years ---------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "due", "notified_by"),
    [
        ("2026-03-09", "2026-04-09", "2026-06-09"),
        # the month is shorter: its last day, and the two months then run from that day
        ("2026-01-31", "2026-02-28", "2026-04-28"),
        ("2024-01-31", "2024-02-29", "2024-04-29"),
        ("2024-01-30", "2024-02-29", "2024-04-29"),
        ("2024-01-29", "2024-02-29", "2024-04-29"),
        ("2024-02-29", "2024-03-29", "2024-05-29"),
        ("2026-03-31", "2026-04-30", "2026-06-30"),
        # the year turns, and December + 2 months falls on a short February
        ("2025-11-30", "2025-12-30", "2026-02-28"),
        ("2023-11-30", "2023-12-30", "2024-02-29"),
        ("2025-12-31", "2026-01-31", "2026-03-31"),
    ],
)
def test_one_month_to_observe_then_two_to_notify(rules, received, due, notified_by):
    clock = evaluation(rules, EvaluationDates(report_received=received))
    answer, notice = step(clock, "report_observations"), step(clock, "notification")
    assert (answer.opens, answer.due) == (day(received), day(due))
    assert (notice.opens.toordinal() - answer.due.toordinal(), notice.due) == (1, day(notified_by))


@pytest.mark.parametrize(
    ("received", "due", "formula"),
    [
        # both sides of the decree of 2021: one month, then three weeks (21 days)
        ("2021-12-31", "2022-01-31", "proposition reçue le 31/12/2021 + 1 mois"),
        ("2022-01-01", "2022-01-22", "proposition reçue le 01/01/2022 + 3 semaines"),
        ("2017-04-23", "2017-05-23", "proposition reçue le 23/04/2017 + 1 mois"),
        ("2024-02-20", "2024-03-12", "proposition reçue le 20/02/2024 + 3 semaines"),
        ("2023-02-20", "2023-03-13", "proposition reçue le 20/02/2023 + 3 semaines"),
    ],
)
def test_the_first_answer_follows_the_law_of_the_day_of_receipt(rules, received, due, formula):
    first = step(contract_proposal(rules, ContractProposalDates(proposal_received=received)), "proposal_answer")
    assert (first.due, first.formula) == (day(due), formula)
    assert first.rule.key == "procedure.proposal_answer"
    assert first.rule.reference.article == "D. 162-15"


def test_before_the_decree_of_2017_there_is_no_delay(rules):
    with pytest.raises(RuleNotFoundError, match="22/04/2017"):
        contract_proposal(rules, ContractProposalDates(proposal_received="2017-04-22"))


@pytest.mark.parametrize(
    ("received", "due", "opens"),
    [
        ("2022-02-01", "2022-02-16", "2022-02-17"),
        ("2024-02-14", "2024-02-29", "2024-03-01"),
        ("2023-02-14", "2023-03-01", "2023-03-02"),
        ("2021-12-20", "2022-01-04", "2022-01-05"),
    ],
)
def test_fifteen_days_after_the_second_proposal_the_sanction_may_be_notified(rules, received, due, opens):
    clock = contract_proposal(rules, ContractProposalDates(second_proposal_received=received))
    assert step(clock, "second_proposal_answer").due == day(due)
    sanction = step(clock, "sanction")
    assert (sanction.opens, sanction.due) == (day(opens), None)
    assert "le texte ne fixe pas de délai" in sanction.waits_for


@pytest.mark.parametrize(
    ("received", "due"), [("2026-07-25", "2026-08-09"), ("2024-02-15", "2024-03-01"), ("2025-02-15", "2025-03-02")]
)
def test_fifteen_days_after_the_notification_the_decision_may_come(rules, received, due):
    clock = evaluation(rules, EvaluationDates(notification_received=received))
    assert step(clock, "notification_observations").due == day(due)
    decision = step(clock, "final_decision")
    assert (decision.opens.toordinal() - day(due).toordinal(), decision.due) == (1, None)


@pytest.mark.parametrize(
    ("notified", "due"),
    [
        ("2026-09-10", "2026-11-10"),
        ("2026-12-31", "2027-02-28"),
        ("2023-12-30", "2024-02-29"),
        ("2026-07-31", "2026-09-30"),
    ],
)
def test_two_months_to_appeal(rules, notified, due):
    by_decision = evaluation(rules, EvaluationDates(final_decision_notified=notified))
    by_sanction = contract_proposal(rules, ContractProposalDates(sanction_notified=notified))
    for clock in (by_decision, by_sanction):
        appeal = step(clock, "appeal")
        assert (appeal.due, appeal.waits_for) == (day(due), None)
        assert appeal.rule.reference.article == "R. 421-1"
        assert "franc" in appeal.reserves[0]


def test_an_appeal_that_the_decision_does_not_mention_has_no_last_day(rules):
    dates = EvaluationDates(final_decision_notified="2026-09-10", remedies_stated=False)
    appeal = step(evaluation(rules, dates, today=date(2027, 9, 10)), "appeal")
    assert (appeal.due, appeal.progress) == (None, "en cours")
    assert "R. 421-5" in appeal.reserves[0]
    assert "voies et délais" in appeal.waits_for


# --- the hearing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "held", "notified_by", "formula"),
    [
        # held after the last day (9 April): the delay ends that day, 20 May + 2 months
        ("2026-03-15", "2026-05-20", "2026-07-20", "audition tenue le 20/05/2026 + 2 mois"),
        # asked on the last day: in time
        ("2026-04-09", "2026-05-20", "2026-07-20", "audition tenue le 20/05/2026 + 2 mois"),
        # held the day after the last day, on it, before it: the month is never shortened
        ("2026-03-15", "2026-04-10", "2026-06-10", "audition tenue le 10/04/2026 + 2 mois"),
        ("2026-03-15", "2026-04-09", "2026-06-09", "délai d’observations fini le 09/04/2026 + 2 mois"),
        ("2026-03-15", "2026-03-20", "2026-06-09", "délai d’observations fini le 09/04/2026 + 2 mois"),
        ("2026-03-09", "2026-12-31", "2027-02-28", "audition tenue le 31/12/2026 + 2 mois"),
        # asked one day too late: as if nothing had been asked
        ("2026-04-10", "2026-05-20", "2026-06-09", "délai d’observations fini le 09/04/2026 + 2 mois"),
    ],
)
def test_a_hearing_asked_in_time_prolongs_the_delay_until_it_is_held(rules, asked, held, notified_by, formula):
    dates = EvaluationDates(report_received="2026-03-09", hearing_asked=asked, hearing_held=held)
    notice = step(evaluation(rules, dates), "notification")
    assert (notice.due, notice.formula) == (day(notified_by), formula)


@pytest.mark.parametrize(("asked", "suspended"), [("2026-03-09", True), ("2026-04-09", True), ("2026-04-10", False)])
def test_while_a_hearing_asked_in_time_is_not_held_the_notification_is_suspended(rules, asked, suspended):
    dates = EvaluationDates(report_received="2026-03-09", hearing_asked=asked)
    clock = evaluation(rules, dates, today=date(2026, 4, 20))
    notice = step(clock, "notification")
    assert (notice.progress == "suspendu", notice.due is None) == (suspended, suspended)
    assert ("hearing" in codes(clock)) is suspended
    if suspended:
        assert notice.waits_for == f"la tenue de l’audition demandée le {asked[8:]}/{asked[5:7]}/2026"
        assert step(clock, "hearing").progress == "en cours"
        assert any(rule.key == "procedure.suspension" for rule in clock.parameters)
    else:
        assert clock.reserves[0] == (
            "L’audition demandée le 10/04/2026 l’a été après le dernier jour (09/04/2026) : elle ne prolonge rien."
        )


def test_a_notification_received_before_the_hearing_is_told(rules):
    dates = EvaluationDates(
        report_received="2026-03-09", hearing_asked="2026-03-15", notification_received="2026-05-02"
    )
    notice = step(evaluation(rules, dates), "notification")
    assert (notice.progress, notice.done) == ("fait", date(2026, 5, 2))
    assert any("n’est pas datée" in reserve for reserve in notice.reserves)


@pytest.mark.parametrize(
    ("known", "opens"),
    [
        # 15 days from 1 February 2022 end on the 16th
        ({}, "2022-02-17"),
        ({"second_hearing_asked": "2022-02-16", "second_hearing_held": "2022-03-10"}, "2022-03-11"),
        ({"second_hearing_asked": "2022-02-17", "second_hearing_held": "2022-03-10"}, "2022-02-17"),
        ({"second_hearing_asked": "2022-02-16"}, None),
        ({"second_hearing_asked": "2022-02-17"}, "2022-02-17"),
        # a hearing asked on the first proposal (last day 24 January) and not held yet holds the sanction back too
        ({"hearing_asked": "2022-01-24"}, None),
        ({"hearing_asked": "2022-01-24", "hearing_held": "2022-02-25"}, "2022-02-26"),
        ({"hearing_asked": "2022-01-24", "hearing_held": "2022-01-28"}, "2022-02-17"),
        ({"hearing_asked": "2022-01-25", "hearing_held": "2022-02-25"}, "2022-02-17"),
        # of two hearings, the later one decides; one that is not held yet suspends
        (
            {
                "hearing_asked": "2022-01-24",
                "hearing_held": "2022-02-25",
                "second_hearing_asked": "2022-02-10",
                "second_hearing_held": "2022-03-10",
            },
            "2022-03-11",
        ),
        ({"hearing_asked": "2022-01-24", "hearing_held": "2022-02-25", "second_hearing_asked": "2022-02-10"}, None),
    ],
)
def test_the_sanction_waits_for_the_hearings_asked_in_time(rules, known, opens):
    dates = ContractProposalDates(proposal_received="2022-01-03", second_proposal_received="2022-02-01", **known)
    clock = contract_proposal(rules, dates, today=date(2022, 4, 1))
    assert step(clock, "sanction").opens == day(opens)
    assert step(clock, "sanction").progress == ("en cours" if opens else "suspendu")


def test_a_hearing_does_not_move_the_second_proposal_and_the_clock_says_so(rules):
    dates = ContractProposalDates(proposal_received="2022-01-03", hearing_asked="2022-01-10")
    second = step(contract_proposal(rules, dates), "second_proposal")
    assert second.opens == date(2022, 1, 25)
    assert "ne prolonge que le délai de la sanction" in second.reserves[0]


# --- where a step stands ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "answer", "notice"),
    [
        ("2026-03-09", "en cours", "à venir"),
        ("2026-04-09", "en cours", "à venir"),
        ("2026-04-10", "échu", "en cours"),
        ("2026-06-09", "échu", "en cours"),
        ("2026-06-10", "échu", "échu"),
        (None, None, None),
    ],
)
def test_the_progress_depends_on_the_day_of_reading_both_sides_of_each_date(rules, today, answer, notice):
    clock = evaluation(rules, EvaluationDates(report_received="2026-03-09"), today=day(today))
    assert step(clock, "report_observations").progress == answer
    assert step(clock, "notification").progress == notice
    assert step(clock, "appeal").progress == "à venir"
    assert step(clock, "appeal").waits_for == "la notification de la décision définitive"


def test_a_finished_evaluation(rules):
    dates = EvaluationDates(
        report_received="2026-03-09",
        report_answered="2026-04-01",
        notification_received="2026-06-01",
        notification_answered="2026-06-16",
        final_decision_notified="2026-06-30",
        appeal_lodged="2026-08-31",
    )
    clock = evaluation(rules, dates, today=date(2026, 12, 1))
    assert codes(clock) == [
        "report_observations",
        "notification",
        "notification_observations",
        "final_decision",
        "appeal",
    ]
    assert {each.progress for each in clock.steps} == {"fait"}
    assert [each.actor for each in clock.steps] == ["établissement", "ARS", "établissement", "ARS", "établissement"]
    # 30 June + 2 months is 30 August: the appeal of the 31st is told as late
    assert step(clock, "appeal").reserves[-1] == "Daté du 31/08/2026, après le dernier jour (30/08/2026)."
    assert not any("Daté du" in reserve for each in clock.steps[:-1] for reserve in each.reserves)
    assert clock.last_event == date(2026, 8, 31)


@pytest.mark.parametrize(
    ("received", "told"),
    [
        ("2026-04-09", "avant le premier jour possible (10/04/2026)"),
        ("2026-04-10", None),
        ("2026-06-09", None),
        ("2026-06-10", "après le dernier jour (09/06/2026)"),
    ],
)
def test_a_notification_too_early_or_too_late_is_told_not_refused(rules, received, told):
    dates = EvaluationDates(report_received="2026-03-09", notification_received=received)
    reserves = step(evaluation(rules, dates), "notification").reserves
    assert (told is None) == (len(reserves) == 1)
    assert told is None or told in reserves[-1]


def test_without_any_date_every_step_waits(rules):
    for clock in (evaluation(rules, EvaluationDates()), contract_proposal(rules, ContractProposalDates())):
        assert {each.progress for each in clock.steps} == {"à venir"}
        assert all(each.waits_for and each.due is None and each.rule is None for each in clock.steps)
        assert (clock.last_event, clock.parameters) == (None, ())


def test_a_date_skipped_is_told_and_does_not_hinder_what_follows(rules):
    clock = evaluation(rules, EvaluationDates(final_decision_notified="2026-09-10"), today=date(2026, 9, 20))
    skipped = step(clock, "notification_observations")
    assert (skipped.progress, skipped.waits_for) == (
        None,
        "la réception de la notification, dont la date n’est pas donnée",
    )
    assert step(clock, "appeal").progress == "en cours"


@pytest.mark.parametrize(
    ("known", "steps"),
    [
        ({"signed": "2022-01-20"}, ["proposal_answer"]),
        (
            {"second_proposal_received": "2022-02-01", "signed": "2022-02-10"},
            ["proposal_answer", "second_proposal", "second_proposal_answer"],
        ),
        # signed the day the second proposal came: an answer to it; the first delay (24 January) had run out or not
        (
            {"second_proposal_received": "2022-01-25", "signed": "2022-01-25"},
            ["proposal_answer", "second_proposal", "second_proposal_answer"],
        ),
        (
            {"second_proposal_received": "2022-01-20", "signed": "2022-01-24"},
            ["second_proposal", "second_proposal_answer"],
        ),
        # a hearing that was asked and not held has no object any more
        ({"hearing_asked": "2022-01-10", "signed": "2022-01-20"}, ["proposal_answer"]),
    ],
)
def test_a_signature_ends_the_procedure(rules, known, steps):
    clock = contract_proposal(rules, ContractProposalDates(proposal_received="2022-01-03", **known))
    assert codes(clock) == steps
    assert "la procédure s’arrête" in clock.reserves[0]
    assert step(clock, steps[-1]).progress == "fait"


def test_a_signature_after_the_sanction_leaves_the_appeal(rules):
    dates = ContractProposalDates(
        proposal_received="2022-01-03",
        second_proposal_received="2022-02-01",
        sanction_notified="2022-03-01",
        signed="2022-03-05",
    )
    clock = contract_proposal(rules, dates)
    assert step(clock, "appeal").due == date(2022, 5, 1)
    assert step(clock, "second_proposal_answer").done == date(2022, 3, 5)


# --- what is said of every clock, and what is refused ----------------------------------------------------------------


def test_every_clock_says_how_it_counts(rules):
    for clock in (
        evaluation(rules, EvaluationDates(report_received="2026-03-09")),
        contract_proposal(rules, ContractProposalDates()),
    ):
        assert any("de quantième à quantième" in reserve and "convention" in reserve for reserve in clock.reserves)
        assert any("jour ouvrable suivant" in reserve for reserve in clock.reserves)


def test_a_clock_is_to_validate_as_its_way_of_counting(rules):
    clock = evaluation(rules, EvaluationDates(report_received="2026-03-09"))
    assert clock.status == "to_validate"
    assert [rule.key for rule in clock.parameters] == [
        "procedure.report_observations",
        "procedure.counting",
        "procedure.notification",
    ]


def test_incoherent_dates_are_refused_all_at_once(rules):
    dates = EvaluationDates(
        report_received="2026-03-09",
        hearing_held="2026-03-15",
        notification_received="2026-03-01",
        final_decision_notified="2026-02-01",
    )
    with pytest.raises(InputValueError) as caught:
        evaluation(rules, dates, today=date(2026, 3, 10))
    assert [(each.code, each.key) for each in caught.value.findings] == [
        ("dates_en_desordre", "notification_received"),
        ("dates_en_desordre", "final_decision_notified"),
        ("dates_en_desordre", "final_decision_notified"),
        ("date_manquante", "hearing_held"),
        ("date_a_venir", "hearing_held"),
    ]
    assert "« réception de la notification » précède « réception du rapport d’évaluation » (09/03/2026)" in (
        caught.value.findings[0].message
    )
    assert caught.value.findings[0].value == "01/03/2026"


ORDER = [
    (EvaluationDates, "report_received", "hearing_asked"),
    (EvaluationDates, "report_received", "report_answered"),
    (EvaluationDates, "report_received", "notification_received"),
    (EvaluationDates, "report_received", "final_decision_notified"),
    (EvaluationDates, "hearing_asked", "hearing_held"),
    (EvaluationDates, "notification_received", "notification_answered"),
    (EvaluationDates, "notification_received", "final_decision_notified"),
    (EvaluationDates, "final_decision_notified", "appeal_lodged"),
    (ContractProposalDates, "proposal_received", "hearing_asked"),
    (ContractProposalDates, "proposal_received", "proposal_answered"),
    (ContractProposalDates, "hearing_asked", "hearing_held"),
    (ContractProposalDates, "proposal_received", "second_proposal_received"),
    (ContractProposalDates, "second_proposal_received", "second_proposal_answered"),
    (ContractProposalDates, "second_proposal_received", "second_hearing_asked"),
    (ContractProposalDates, "second_hearing_asked", "second_hearing_held"),
    (ContractProposalDates, "second_proposal_received", "sanction_notified"),
    (ContractProposalDates, "proposal_received", "sanction_notified"),
    (ContractProposalDates, "sanction_notified", "appeal_lodged"),
    (ContractProposalDates, "proposal_received", "signed"),
]
BEFORE = {
    "hearing_asked": ["report_received", "proposal_received"],
    "second_hearing_asked": ["second_proposal_received"],
}


@pytest.mark.parametrize(("kind", "former", "later"), ORDER)
def test_an_event_may_fall_on_the_day_of_the_one_before_never_earlier(rules, kind, former, later):
    clock = evaluation if kind is EvaluationDates else contract_proposal
    base = {name: "2026-01-01" for name in BEFORE.get(former, []) if name in kind.model_fields}
    clock(rules, kind(**base, **{former: "2026-03-09", later: "2026-03-09"}))
    with pytest.raises(InputValueError) as caught:
        clock(rules, kind(**base, **{former: "2026-03-09", later: "2026-03-08"}))
    assert [(each.code, each.key) for each in caught.value.findings] == [("dates_en_desordre", later)]


def test_a_date_of_today_is_no_future_date(rules):
    dates = EvaluationDates(report_received="2026-03-09")
    assert evaluation(rules, dates, today=date(2026, 3, 9)).today == date(2026, 3, 9)
    with pytest.raises(InputValueError) as caught:
        evaluation(rules, dates, today=date(2026, 3, 8))
    assert [each.code for each in caught.value.findings] == ["date_a_venir"]


def test_a_delay_past_the_end_of_the_calendar_is_refused_in_french(rules):
    with pytest.raises(InputValueError, match="finit après l’an 9999"):
        evaluation(rules, EvaluationDates(report_received="9999-12-15"))


@pytest.mark.parametrize("duration", ["PT36H", "P1DT12H", "P1.5M", "P0.5D", "-P1M", "P0D", "P0M0D"])
def test_a_duration_that_is_not_whole_days_is_refused_not_rounded(tmp_path, duration):
    rules = rules_in(tmp_path, report_observations=f'"{duration}"')
    with pytest.raises(ParameterFileError, match="report_observations"):
        evaluation(rules, EvaluationDates(report_received="2026-03-09"))


@pytest.mark.parametrize(
    ("duration", "due", "words"),
    [("P1Y", "2025-02-28", "1 an"), ("P1M15D", "2024-04-13", "1 mois et 15 jours"), ("P1D", "2024-03-01", "1 jour")],
)
def test_another_duration_is_counted_and_said(tmp_path, duration, due, words):
    # 29 February + 1 year falls on the 28th; + 1 month is 29 March, + 15 days 13 April
    rules = rules_in(tmp_path, report_observations=duration)
    answer = step(evaluation(rules, EvaluationDates(report_received="2024-02-29")), "report_observations")
    assert (answer.due, answer.formula) == (day(due), f"rapport reçu le 29/02/2024 + {words}")


@pytest.mark.parametrize("key", ["counting", "suspension"])
def test_a_convention_that_the_clock_cannot_apply_is_refused(tmp_path, key):
    rules = rules_in(tmp_path, **{key: "en jours francs"})
    with pytest.raises(ParameterFileError, match=rf"procedure\.{key} » dit « en jours francs »"):
        evaluation(rules, EvaluationDates(report_received="2026-03-09", hearing_asked="2026-03-10"))


def test_what_a_hearing_does_is_dated_and_sourced():
    shipped_rules = Rules.load(shipped("regulation"))
    first, second, third = (
        shipped_rules.on("procedure.suspension", day(when)) for when in ("2017-04-23", "2022-01-01", "2025-12-31")
    )
    assert [each.status for each in (first, second, third)] == ["confirmed", "confirmed", "to_validate"]
    for former, later in pairwise((first, second, third)):
        assert former.until.toordinal() + 1 == later.since.toordinal()


# --- the end of contracts, on 1 January 2027 -------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["proposal_received", "second_proposal_received"])
def test_the_last_proposal_is_received_the_day_before_contracts_end(rules, field):
    assert contract_proposal(rules, ContractProposalDates(**{field: "2026-12-31"})).steps
    with pytest.raises(
        RuleNotFoundError, match=r"le 01/01/2027 : le contrat n’existe plus depuis le 01/01/2027 \(.*79"
    ):
        contract_proposal(rules, ContractProposalDates(**{field: "2027-01-01"}))


@pytest.mark.parametrize(("received", "second"), [("2026-12-01", "2027-01-05"), ("2026-12-31", "2027-06-01")])
def test_a_second_proposal_comes_too_late_even_when_the_first_did_not(rules, received, second):
    dates = ContractProposalDates(proposal_received=received, second_proposal_received=second)
    with pytest.raises(RuleNotFoundError, match="le contrat n’existe plus depuis le 01/01/2027"):
        contract_proposal(rules, dates)


def test_without_any_date_the_day_of_reading_tells_whether_contracts_exist(rules):
    assert contract_proposal(rules, ContractProposalDates(), today=date(2026, 12, 31)).steps
    with pytest.raises(RuleNotFoundError, match="01/01/2027"):
        contract_proposal(rules, ContractProposalDates(), today=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("known", "today", "told"),
    [
        # fifteen days after the second proposal: the sanction opens on 1 January, or the day before
        ({"second_proposal_received": "2026-12-15"}, None, False),
        ({"second_proposal_received": "2026-12-16"}, None, True),
        # three weeks after the first: 31 December, then 1 January
        ({"proposal_received": "2026-12-09"}, None, False),
        ({"proposal_received": "2026-12-11"}, None, True),
        ({"proposal_received": "2026-03-09"}, "2026-12-31", False),
        ({"proposal_received": "2026-03-09"}, "2027-01-01", True),
        ({"sanction_notified": "2026-12-31"}, "2027-02-01", False),
        ({"sanction_notified": "2027-01-01"}, "2027-02-01", True),
        ({"proposal_received": "2026-12-20", "signed": "2026-12-31"}, "2027-02-01", False),
        ({"proposal_received": "2026-12-20", "signed": "2027-01-02"}, "2027-02-01", True),
    ],
)
def test_a_procedure_still_open_when_contracts_end_says_so(rules, known, today, told):
    clock = contract_proposal(rules, ContractProposalDates(**known), today=day(today))
    assert any("Il n’existe plus de contrat à partir du 01/01/2027" in reserve for reserve in clock.reserves) is told


def test_the_evaluation_of_the_last_activity_goes_on_after_contracts_end(rules):
    clock = evaluation(rules, EvaluationDates(report_received="2027-03-09"))
    assert step(clock, "report_observations").due == day("2027-04-09")


def test_a_statute_that_repeals_nothing_stops_nothing(tmp_path):
    rules_in(tmp_path)
    statute = tmp_path / "regime" / "statute.yml"
    statute.write_text(statute.read_text(encoding="utf-8").replace("value: G3", "value: G2"), encoding="utf-8")
    assert contract_proposal(Rules.load(tmp_path), ContractProposalDates(proposal_received="2027-02-01")).steps
