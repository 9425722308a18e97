"""The clock of the two procedures of D. 162-15 and D. 162-16: from the days of receipt to every legal delay.

Nothing here asks what day it is: the day on which the clock is read is given, or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import RuleNotFoundError
from caqes_eval.foundation.provenance import Status
from caqes_eval.regulation.calculations.computation import weakest
from caqes_eval.regulation.parameters.rule import Rule
from caqes_eval.regulation.parameters.rule_file import DatedValue
from caqes_eval.regulation.parameters.rules import Rules
from caqes_eval.regulation.procedure.dates import (
    ContractProposalDates,
    EvaluationDates,
    ProcedureDates,
    refuse_incoherent,
)
from caqes_eval.regulation.procedure.delays import Delay, Hearing, delay, expiry, hearing
from caqes_eval.regulation.procedure.steps import (
    PROPOSAL_HEARING,
    REPORT,
    SECOND_HEARING,
    ProcedureStep,
    answer,
    appeal,
    decision,
    first,
    hearings,
    notification,
    told,
)
from caqes_eval.regulation.regime import end_of_contracts

Procedure = Literal["contract_proposal", "evaluation"]

LABELS: Mapping[Procedure, str] = {
    "contract_proposal": "Proposition de contrat ou d’avenant (D. 162-15)",
    "evaluation": "Évaluation annuelle du contrat (D. 162-16)",
}
COUNTING_RESERVE = (
    "Les délais sont comptés de quantième à quantième, ou jusqu’à la fin du mois s’il est plus court (31/01 + 1 mois = "
    "28/02) : c’est une convention, les textes ne disent pas comment compter."
)
WORKING_DAYS = (
    "Un dernier jour qui tombe un samedi, un dimanche ou un jour férié n’est pas reporté au jour ouvrable suivant : la "
    "date donnée est la plus prudente pour qui doit agir."
)
AGENCY_ACTS = ("second_proposal", "sanction")
SIGN_OR_ANSWER = "Signer, demander à être entendu ou écrire ses observations"


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A procedure as it stands.

    Attributes:
        steps: in the order of the procedure.
        today: the day on which it is read, None when no day is given.
        last_event: the latest date known, None before the first receipt.
        reserves: what holds for every step, in French.
    """

    procedure: Procedure
    steps: tuple[ProcedureStep, ...]
    today: date | None
    last_event: date | None
    reserves: tuple[str, ...]

    @property
    def label(self) -> str:
        """The name of the procedure and its article, in French."""
        return LABELS[self.procedure]

    @property
    def parameters(self) -> tuple[Rule, ...]:
        """Every dated parameter used, once, with its source."""
        used = (rule for step in self.steps for rule in step.parameters)
        return tuple({(rule.key, rule.since): rule for rule in used}.values())

    @property
    def status(self) -> Status:
        """``to_validate`` as soon as one of the parameters is."""
        return weakest(self.parameters)


def evaluation(rules: Rules, dates: EvaluationDates, *, today: date | None = None) -> Clock:
    """Return the delays of an evaluation (D. 162-16, III and IV; appeal: CJA, R. 421-1 and R. 421-5).

    Args:
        rules: every dated rule; each delay follows the law of the day it starts.
        dates: the dates known so far.
        today: the day on which the clock is read.

    Raises:
        InputValueError: the dates contradict one another; all the faults are told.
        RuleNotFoundError: no delay is known on one of these days (before 23 April 2017).
        ParameterFileError: a parameter cannot be applied to days.
    """
    refuse_incoherent(dates, today)
    report = delay(rules, "procedure.report_observations", dates.report_received, "rapport reçu")
    reply = delay(rules, "procedure.notification_observations", dates.notification_received, "notification reçue")
    asked = hearing(rules, report, dates.hearing_asked, dates.hearing_held)
    notified = "la réception de la notification"
    steps = [
        answer(
            "report_observations", "Demander à être entendu ou écrire ses observations sur le rapport", report,
            REPORT, first(dates.hearing_asked, dates.report_answered),
        ),
        *hearings("hearing", asked),
        notification(rules, expiry(report, "délai d’observations fini", asked), dates.notification_received),
        answer(
            "notification_observations", "Écrire ses observations ou demander à être entendu sur la notification", reply,
            notified, dates.notification_answered, reserves=(SECOND_HEARING,),
        ),
        decision(
            "final_decision", "Notifier la décision définitive, après avis de l’assurance maladie",
            expiry(reply, "délai de réponse fini"), notified, dates.final_decision_notified,
        ),
        appeal(
            rules, dates.final_decision_notified, "la notification de la décision définitive", dates.appeal_lodged,
            remedies_stated=dates.remedies_stated,
        ),
    ]  # fmt: skip
    return _clock("evaluation", dates, today, steps, _too_late(asked))


def contract_proposal(rules: Rules, dates: ContractProposalDates, *, today: date | None = None) -> Clock:
    """Return the delays of a proposal of contract or amendment (D. 162-15; appeal: CJA, R. 421-1 and R. 421-5).

    Args:
        rules: every dated rule; each delay follows the law of the day it starts.
        dates: the dates known so far; a signature ends the procedure.
        today: the day on which the clock is read.

    Raises:
        InputValueError: the dates contradict one another; all the faults are told.
        RuleNotFoundError: no delay is known on one of these days (before 23 April 2017), or a proposal is received
            once contracts no longer exist (from 1 January 2027).
        ParameterFileError: a parameter cannot be applied to days.
    """
    refuse_incoherent(dates, today)
    ended = end_of_contracts(rules)
    _refuse_after(ended, dates, today)
    one = delay(rules, "procedure.proposal_answer", dates.proposal_received, "proposition reçue")
    two = delay(rules, "procedure.second_proposal_answer", dates.second_proposal_received, "seconde proposition reçue")
    asked = hearing(rules, one, dates.hearing_asked, dates.hearing_held)
    again = hearing(rules, two, dates.second_hearing_asked, dates.second_hearing_held)
    steps = [
        *_first_proposal(dates, one, asked),
        *_second_proposal(dates, two, asked, again),
        appeal(
            rules, dates.sanction_notified, "la notification de la sanction", dates.appeal_lodged,
            remedies_stated=dates.remedies_stated,
        ),
    ]  # fmt: skip
    late = (*_too_late(asked), *_too_late(again), *_still_open(ended, dates, today, steps))
    if dates.signed and dates.sanction_notified is None:
        steps = [step for step in steps if step.done or (step.due and step.due < dates.signed)]
        late += (f"Contrat signé le {french.day(dates.signed)} : la procédure s’arrête.",)
    return _clock("contract_proposal", dates, today, steps, late)


def _first_proposal(dates: ContractProposalDates, one: Delay | None, asked: Hearing | None) -> Iterator[ProcedureStep]:
    received = "la réception de la proposition"
    signed = None if _signed_later(dates) else dates.signed
    done = first(dates.hearing_asked, dates.proposal_answered, signed)
    yield answer("proposal_answer", SIGN_OR_ANSWER, one, received, done)
    yield from hearings("hearing", asked)
    yield decision(
        "second_proposal",
        "Notifier la proposition, maintenue ou amendée, avec la sanction encourue",
        expiry(one, "délai de réponse fini"),
        received,
        dates.second_proposal_received,
        reserves=(PROPOSAL_HEARING,) if asked and asked.in_time else (),
    )


def _second_proposal(
    dates: ContractProposalDates, two: Delay | None, asked: Hearing | None, again: Hearing | None
) -> Iterator[ProcedureStep]:
    received = "la réception de la seconde proposition"
    signed = dates.signed if _signed_later(dates) else None
    done = first(dates.second_hearing_asked, dates.second_proposal_answered, signed)
    yield answer("second_proposal_answer", SIGN_OR_ANSWER, two, received, done)
    yield from hearings("second_hearing", again)
    # asked on the first proposal, a hearing is asked before the end of the delay of the sanction all the same
    end = expiry(two, "délai de réponse fini", asked, again)
    yield decision("sanction", "Notifier la sanction, à défaut de contrat", end, received, dates.sanction_notified)


def _signed_later(dates: ContractProposalDates) -> bool:
    received = dates.second_proposal_received
    return dates.signed is not None and received is not None and dates.signed >= received


def _refuse_after(ended: DatedValue[str] | None, dates: ContractProposalDates, today: date | None) -> None:
    """Refuse a proposal that comes after the end of contracts, or that no date at all places before it."""
    days = [dates.proposal_received, dates.second_proposal_received] if dates.known() else [today]
    late = first(*(day for day in days if day and ended and day >= ended.since))
    if late and ended:
        raise RuleNotFoundError(
            f"Aucun contrat ne peut être proposé le {french.day(late)} : le contrat n’existe plus depuis le "
            f"{french.day(ended.since)} ({ended.reference.sentence()}).",
            remedy="Vérifiez la date de réception. L’évaluation des activités passées suit sa propre procédure.",
        )


def _still_open(
    ended: DatedValue[str] | None, dates: ContractProposalDates, today: date | None, steps: list[ProcedureStep]
) -> tuple[str, ...]:
    """Return what must be said when contracts end before the procedure does."""
    settled = first(dates.signed, dates.sanction_notified)
    # the appeal against a sanction has its own law
    days = [settled] if settled else [today, *(step.opens for step in steps if step.code in AGENCY_ACTS)]
    if ended is None or not any(day and day >= ended.since for day in days):
        return ()
    return (
        (
            f"Il n’existe plus de contrat à partir du {french.day(ended.since)} ({ended.reference.sentence()}) : aucun texte "
            "lu ne dit ce que devient une proposition restée sans suite ce jour-là. Une signature ou une sanction de ce "
            "jour ou d’après est à faire vérifier par un juriste."
        ),
    )


def _too_late(asked: Hearing | None) -> tuple[str, ...]:
    if asked is None or asked.in_time:
        return ()
    asked_on, last_day = french.day(asked.asked), french.day(asked.last_day)
    return (f"L’audition demandée le {asked_on} l’a été après le dernier jour ({last_day}) : elle ne prolonge rien.",)


def _clock(
    procedure: Procedure,
    dates: ProcedureDates,
    today: date | None,
    steps: list[ProcedureStep],
    reserves: tuple[str, ...],
) -> Clock:
    return Clock(
        procedure=procedure,
        steps=told(steps, today),
        today=today,
        last_event=max(dates.known().values(), default=None),
        reserves=(*reserves, COUNTING_RESERVE, WORKING_DAYS),
    )
