from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from caqes_eval.foundation.errors import InputValueError
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.procedure.calendar_file import calendar
from caqes_eval.regulation.procedure.clock import Clock, contract_proposal, evaluation
from caqes_eval.regulation.procedure.dates import ContractProposalDates, EvaluationDates

VALUE = """description: {name}
unit: {unit}
applies_to: decision
values:
- since: 2017-04-23
  value: {value}
  status: to_validate
  reference: {{title: Code, article: D. 162-16}}
"""
VALUES = {
    "proposal_answer": "P3W",
    "second_proposal_answer": "P15D",
    "report_observations": "P1M",
    "notification": "P2M",
    "notification_observations": "P15D",
    "appeal": "P2M",
    "counting": "de quantième à quantième",
    "suspension": "prolongé jusqu’à l’audition",
    "statute": "G2",
}
TIMONE = "130786049"


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> Rules:
    root = tmp_path_factory.mktemp("rules")
    for name, value in VALUES.items():
        folder = root / ("regime" if name == "statute" else "procedure")
        folder.mkdir(exist_ok=True)
        unit = "durée" if value.startswith("P") else "texte"
        (folder / f"{name}.yml").write_text(VALUE.format(name=name, unit=unit, value=value), encoding="utf-8")
    return Rules.load(root)


@pytest.fixture
def clock(rules) -> Clock:
    return evaluation(rules, EvaluationDates(report_received="2026-03-09"), today=date(2026, 4, 1))


def written(clock: Clock, *, finess: str = TIMONE, name: str = "CH de Marseille", case: str = "2025") -> bytes:
    return calendar(clock, finess=finess, name=name, case=case)


def events(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_one_whole_day_event_per_dated_step(clock):
    first, second = events(written(clock))
    assert (first.decoded("dtstart"), second.decoded("dtstart")) == (date(2026, 4, 9), date(2026, 6, 9))
    for event in (first, second):
        assert event["dtstart"].params["VALUE"] == "DATE"
        assert "dtend" not in event
        assert event.decoded("dtstamp") == datetime(2026, 3, 9, tzinfo=UTC)


def test_the_event_says_who_what_why_and_where_it_stands(clock):
    event = events(written(clock))[0]
    assert event["summary"] == (
        "CAQES, CH de Marseille (2025)\u202f: Demander à être entendu ou écrire ses observations sur le rapport (dernier jour)"
    )
    lines = event["description"].split("\n")
    assert lines[:4] == [
        "Évaluation annuelle du contrat (D. 162-16)",
        "Qui\u202f: établissement",
        "Calcul\u202f: rapport reçu le 09/03/2026 + 1 mois",
        "État\u202f: en cours au 01/04/2026",
    ]
    assert "procedure.report_observations\u202f: Code, art. D. 162-16 (à valider)" in lines
    assert any("convention" in line for line in lines)


def test_an_alarm_rings_seven_days_before_what_is_not_done(rules):
    dates = EvaluationDates(report_received="2026-03-09", report_answered="2026-04-01")
    done, notice = events(written(evaluation(rules, dates, today=date(2026, 4, 2))))
    assert list(done.walk("VALARM")) == []
    assert done["summary"].endswith("(fait)")
    (alarm,) = notice.walk("VALARM")
    assert (alarm["action"], alarm.decoded("trigger")) == ("DISPLAY", timedelta(days=-7))
    assert alarm["description"] == notice["summary"]


def test_another_reminder(clock):
    content = calendar(clock, finess=TIMONE, name="CH", case="2025", reminder=timedelta(days=3))
    assert [each.decoded("trigger") for each in Calendar.from_ical(content).walk("VALARM")] == [timedelta(days=-3)] * 2


def test_what_the_agency_may_do_without_last_day_stands_on_its_first_day(rules):
    dates = ContractProposalDates(second_proposal_received="2022-02-01")
    answer, sanction = events(written(contract_proposal(rules, dates)))
    assert (answer.decoded("dtstart"), sanction.decoded("dtstart")) == (date(2022, 2, 16), date(2022, 2, 17))
    assert sanction["summary"].endswith("(possible à partir de ce jour)")


def test_a_hearing_has_no_day_of_its_own(rules):
    dates = EvaluationDates(report_received="2026-03-09", hearing_asked="2026-03-15")
    assert len(events(written(evaluation(rules, dates)))) == 1


def test_same_inputs_same_bytes(clock, rules):
    again = evaluation(rules, EvaluationDates(report_received="2026-03-09"), today=date(2026, 4, 1))
    assert written(clock) == written(again)


def test_an_event_keeps_its_identifier_when_its_date_moves_and_its_stamp_is_later(clock, rules):
    dates = EvaluationDates(report_received="2026-03-09", hearing_asked="2026-03-15", hearing_held="2026-05-20")
    before, after = events(written(clock))[1], events(written(evaluation(rules, dates)))[1]
    assert before["uid"] == after["uid"]
    assert (before.decoded("dtstart"), after.decoded("dtstart")) == (date(2026, 6, 9), date(2026, 7, 20))
    assert before.decoded("dtstamp") < after.decoded("dtstamp")


def test_the_identifier_of_a_step_is_stable_from_one_version_to_the_next(clock):
    # uuid5 of urn:caqes-eval:130786049:2025:evaluation:report_observations: a change would double every event in diaries
    assert events(written(clock))[0]["uid"] == "bd9f0bbf-5ef8-52bc-8f67-930775fb8ed6@caqes-eval"


def test_two_establishments_two_cases_two_procedures_never_share_an_identifier(clock, rules):
    proposal = contract_proposal(rules, ContractProposalDates(proposal_received="2026-03-09"))
    files = [
        written(clock),
        written(clock, finess="130784127"),
        written(clock, case="2026"),
        written(proposal),
    ]
    identifiers = [event["uid"] for content in files for event in events(content)]
    assert len(set(identifiers)) == len(identifiers) == 8


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("CH d’Aix, site A; B\\C", "CH d’Aix, site A; B\\C"),
        ("CH\r\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:faux", "CH END:VEVENT BEGIN:VEVENT SUMMARY:faux"),
        ("A\x00B\x07C\u2028D\rE\tF", "A B C D E F"),
        ("\ud800CH", "CH"),
        ("É" * 200, "É" * 200),
        ("\N{HOSPITAL}" * 60, "\N{HOSPITAL}" * 60),
    ],
    ids=["punctuation", "injection", "controls", "surrogate", "long", "astral"],
)
def test_a_hostile_name_stays_a_name(clock, name, shown):
    content = written(clock, name=name)
    first, second = events(content)
    assert first["summary"].startswith(f"CAQES, {shown} (2025)")
    assert len(list(Calendar.from_ical(content).walk("VALARM"))) == 2
    assert first["uid"] != second["uid"]


def test_lines_are_folded_at_75_bytes_and_end_by_crlf(clock):
    content = written(clock, name="Hôpital " + "é" * 300)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    for line in lines:
        line.decode("utf-8")  # no character is cut in two


def test_a_wrong_finess_is_refused(clock):
    with pytest.raises(InputValueError, match="« 130786040 » n’est pas un FINESS"):
        written(clock, finess="130786040")


def test_a_procedure_without_date_is_refused(rules):
    with pytest.raises(InputValueError, match="Aucune échéance"):
        written(evaluation(rules, EvaluationDates()))
