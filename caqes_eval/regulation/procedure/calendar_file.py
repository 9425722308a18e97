"""The delays of a procedure as an iCalendar file (RFC 5545) that any diary opens.

Same clock, same bytes: no clock of the machine and no chance. An event keeps its identifier when a new date moves it, and
its stamp is the latest date known, so that a diary that reads the file again takes the newer one.
"""

from datetime import UTC, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.provenance import STATUS_LABELS
from caqes_eval.identifiers import check_finess
from caqes_eval.regulation.procedure.clock import Clock
from caqes_eval.regulation.procedure.steps import HEARINGS, ProcedureStep

REMINDER = timedelta(days=7)
PRODID = "-//caqes-eval//procedure//FR"


def calendar(clock: Clock, *, finess: str, name: str, case: str, reminder: timedelta = REMINDER) -> bytes:
    """Return the dated steps of a procedure as an ``.ics`` file, one all-day event each.

    A step without last day stands on the first day on which it may happen; a hearing has no day of its own.

    Args:
        clock: the procedure.
        finess: the number of the establishment.
        name: its name, as it is shown; line breaks and invisible characters become spaces.
        case: what tells one procedure of the establishment from another (``2025``, ``avenant 2024``).
        reminder: how long before the day the diary warns.

    Raises:
        InputValueError: the number is not a FINESS, or the procedure has no date yet.
    """
    check = check_finess(finess)
    if check.value is None:
        raise InputValueError(f"« {finess} » n’est pas un FINESS.", remedy=check.reason)
    dated = [step for step in clock.steps if (step.due or step.opens) and step.code not in HEARINGS]
    if clock.last_event is None or not dated:
        raise InputValueError(
            "Aucune échéance n’a encore de date : il n’y a rien à mettre dans un agenda.",
            remedy="Donnez au moins la date de réception du premier document.",
        )
    stamp = datetime.combine(clock.last_event, time(), tzinfo=UTC)
    shown = _one_line(f"{name} ({case})")
    agenda = Calendar()
    agenda.add("prodid", PRODID)
    agenda.add("version", "2.0")
    for step in dated:
        identity = f"urn:caqes-eval:{check.value}:{_one_line(case)}:{clock.procedure}:{step.code}"
        agenda.add_component(
            _event(clock, step, shown, stamp, f"{uuid5(NAMESPACE_URL, identity)}@caqes-eval", reminder)
        )
    return bytes(agenda.to_ical())


def _event(clock: Clock, step: ProcedureStep, shown: str, stamp: datetime, uid: str, reminder: timedelta) -> Event:
    event = Event()
    summary = french.typography(f"CAQES, {shown} : {step.label}{_suffix(step)}")
    event.add("uid", uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", step.due or step.opens)
    event.add("summary", summary)
    event.add("description", french.typography(_description(clock, step)))
    event.add("transp", "TRANSPARENT")
    if step.done is None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", -reminder)
        event.add_component(alarm)
    return event


def _suffix(step: ProcedureStep) -> str:
    if step.done:
        return " (fait)"
    return " (dernier jour)" if step.due else " (possible à partir de ce jour)"


def _description(clock: Clock, step: ProcedureStep) -> str:
    lines = [clock.label, f"Qui : {step.actor}", f"Calcul : {step.formula}"]
    if step.progress:
        lines.append(f"État : {step.progress}" + (f" au {french.day(clock.today)}" if clock.today else ""))
    if step.done:
        lines.append(f"Fait le : {french.day(step.done)}")
    if step.waits_for:
        lines.append(f"Dans l’attente de : {step.waits_for}")
    sources = [f"{rule.key} : {rule.reference.sentence()} ({STATUS_LABELS[rule.status]})" for rule in step.parameters]
    return "\n".join([*lines, *sources, *step.reserves, *clock.reserves])


def _one_line(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
