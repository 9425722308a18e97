"""The steps of a procedure: who must do what, from which day, until which day, and what the text does not say."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from caqes_eval.foundation import french
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.procedure.delays import Delay, Expiry, Hearing, delay

Actor = Literal["établissement", "ARS"]
Progress = Literal["à venir", "en cours", "échu", "fait", "suspendu"]

REPORT = "la réception du rapport d’évaluation"
NO_LIMIT = "la décision de l’ARS, à laquelle le texte ne fixe pas de délai"
LATE_NOTICE = (
    "L’ARS « peut » notifier dans ce délai : le texte ne dit pas ce que devient une notification plus tardive, et c’est "
    "son envoi, non sa réception, qui est à comparer au dernier jour."
)
SECOND_HEARING = "Le texte ne prolonge rien pour une audition demandée à ce stade."
PROPOSAL_HEARING = (
    "Pour une audition, le texte ne prolonge que le délai de la sanction : il ne dit pas si la seconde proposition "
    "l’attend."
)
STILL_WRITE = "Le texte ne dit pas si l’on peut encore écrire entre le dernier jour et l’audition : écrire avant."
CLEAR_DAYS = (
    "Le juge administratif compte ce délai « franc » : le dernier jour réel est au moins le lendemain. Il ne s’oppose "
    "à l’établissement que si la décision mentionne les voies et délais de recours (CJA, R. 421-5)."
)
NOT_OPPOSABLE = (
    "La décision ne mentionne pas les voies et délais de recours : ce délai n’est pas opposable (CJA, R. 421-5). Le juge "
    "n’admet pourtant pas un recours sans limite de temps : à faire vérifier par un juriste."
)
NOT_HELD = "L’audition demandée à temps n’est pas datée alors que la suite l’est : à vérifier."
HEARINGS = ("hearing", "second_hearing")
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ProcedureStep:
    """A step of a procedure.

    Attributes:
        code: stable name of the step, for scripts (``report_observations``).
        label: what is to be done, in French.
        actor: who must do it.
        opens: the first day on which it can be done; None while an event is awaited.
        due: the last day, included; None when no text sets one or an event is awaited (``waits_for`` says which).
        waits_for: what is awaited, in French.
        done: the day it was done.
        progress: where it stands; None when only the day of reading would tell, or when its start was not given.
        formula: how the dates were reached, in French words (``reçu le 09/03/2026 + 1 mois``).
        parameters: the dated parameters used, that of the delay first.
        reserves: what must be said beside the dates, in French.
    """

    code: str
    label: str
    actor: Actor
    opens: date | None = None
    due: date | None = None
    waits_for: str | None = None
    done: date | None = None
    progress: Progress | None = None
    formula: str = ""
    parameters: tuple[Rule, ...] = ()
    reserves: tuple[str, ...] = ()

    @property
    def rule(self) -> Rule | None:
        """The parameter that sets the delay, with its article."""
        return self.parameters[0] if self.parameters else None


def first(*days: date | None) -> date | None:
    """Return the earliest of the days that are known."""
    return min((day for day in days if day is not None), default=None)


def answer(
    code: str, label: str, running: Delay | None, awaits: str, done: date | None, *, reserves: tuple[str, ...] = ()
) -> ProcedureStep:
    """Return the step by which the establishment answers what it received."""
    if running is None:
        return ProcedureStep(
            code=code, label=label, actor="établissement", waits_for=awaits, done=done, reserves=reserves
        )
    return ProcedureStep(
        code=code, label=label, actor="établissement", opens=running.start, due=running.due, done=done,
        formula=running.formula, parameters=running.parameters, reserves=reserves,
    )  # fmt: skip


def hearings(code: str, asked: Hearing | None) -> tuple[ProcedureStep, ...]:
    """Return the step of a hearing that prolongs a delay; a hearing asked too late is none."""
    if asked is None or not asked.in_time:
        return ()
    said = f"demandée le {french.day(asked.asked)}, à temps (dernier jour : {french.day(asked.last_day)})"
    return (
        ProcedureStep(
            code=code, label="Tenir l’audition demandée par l’établissement", actor="ARS", opens=asked.asked,
            waits_for="la tenue de l’audition, dont le texte ne fixe pas le jour", done=asked.held, formula=said,
            parameters=(asked.rule,), reserves=(STILL_WRITE,),
        ),
    )  # fmt: skip


def notification(rules: Rules, end: Expiry | None, received: date | None) -> ProcedureStep:
    """Return the step by which the agency notifies, from the end of the delay of observations."""
    step = ProcedureStep(
        code="notification", label="Notifier l’intéressement (ou la sanction, en 1re génération), après avis de l’assurance maladie",
        actor="ARS", waits_for=REPORT, done=received, reserves=(LATE_NOTICE,),
    )  # fmt: skip
    if end is None:
        return step
    running = delay(rules, "procedure.notification", end.day, end.said)
    if running is None:
        return _suspended(step, end)
    parameters = (*running.parameters, *end.parameters)
    return replace(
        step,
        waits_for=None,
        opens=running.start + _DAY,
        due=running.due,
        formula=running.formula,
        parameters=parameters,
    )


def decision(
    code: str, label: str, end: Expiry | None, awaits: str, done: date | None, *, reserves: tuple[str, ...] = ()
) -> ProcedureStep:
    """Return a step of the agency that opens when a delay ends, and to which the text sets no last day."""
    step = ProcedureStep(code=code, label=label, actor="ARS", waits_for=awaits, done=done, reserves=reserves)
    if end is None:
        return step
    if end.day is None:
        return _suspended(step, end)
    said = f"après le {french.day(end.day)} ({end.said})"
    return replace(step, opens=end.day + _DAY, waits_for=NO_LIMIT, formula=said, parameters=end.parameters)


def appeal(
    rules: Rules, decided: date | None, awaits: str, lodged: date | None, *, remedies_stated: bool | None
) -> ProcedureStep:
    """Return the appeal to the administrative court, whose delay is worth nothing if the decision does not state it."""
    step = ProcedureStep(
        code="appeal", label="Saisir le tribunal administratif", actor="établissement", waits_for=awaits, done=lodged
    )
    running = delay(rules, "procedure.appeal", decided, "décision notifiée")
    if running is None:
        return step
    if remedies_stated is False:
        awaits = "une notification qui mentionne les voies et délais de recours"
        return replace(
            step, opens=running.start, waits_for=awaits, parameters=running.parameters, reserves=(NOT_OPPOSABLE,)
        )
    return replace(
        step, opens=running.start, due=running.due, waits_for=None, formula=running.formula,
        parameters=running.parameters, reserves=(CLEAR_DAYS,),
    )  # fmt: skip


def _suspended(step: ProcedureStep, end: Expiry) -> ProcedureStep:
    return replace(
        step, progress="suspendu", waits_for=end.waits_for, parameters=end.parameters,
        reserves=(*step.reserves, *((NOT_HELD,) if step.done else ())),
    )  # fmt: skip


def told(steps: list[ProcedureStep], today: date | None) -> tuple[ProcedureStep, ...]:
    """Return the steps with their progress on a day, and what their dates give to say."""
    shown: list[ProcedureStep] = []
    for step in reversed(steps):
        begun = any(later.done for later in shown)
        shown.append(_untold(step) if begun and step.opens is None and not step.done else _told(step, today))
    return tuple(reversed(shown))


def _untold(step: ProcedureStep) -> ProcedureStep:
    return replace(step, progress=None, waits_for=f"{step.waits_for}, dont la date n’est pas donnée")


def _told(step: ProcedureStep, today: date | None) -> ProcedureStep:
    if step.done is None:
        return replace(step, progress=_progress(step, today))
    reserves = step.reserves
    if step.due and step.done > step.due:
        reserves += (f"Daté du {french.day(step.done)}, après le dernier jour ({french.day(step.due)}).",)
    if step.opens and step.done < step.opens:
        reserves += (
            f"Daté du {french.day(step.done)}, avant le premier jour possible ({french.day(step.opens)}) : à vérifier.",
        )
    return replace(step, progress="fait", waits_for=None, reserves=reserves)


def _progress(step: ProcedureStep, today: date | None) -> Progress | None:
    if step.progress == "suspendu" or today is None:
        return step.progress or ("à venir" if step.opens is None else None)
    if step.opens is None or today < step.opens:
        return "à venir"
    return "échu" if step.due and today > step.due else "en cours"
