"""The dates of a procedure as they are known so far, and what they cannot be together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.exact import Day
from caqes_eval.foundation.findings import Finding, Severity

SOURCE = "dates de la procédure"


@dataclass(frozen=True)
class Event:
    """What a date is, in French, and the dates it cannot precede; ``needed`` says that the first of them must be known."""

    label: str
    after: tuple[str, ...] = ()
    needed: bool = False


class ProcedureDates(BaseModel):
    """The dates known so far; None for what has not happened, or is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def known(self) -> dict[str, date]:
        """Return the dates that are known, by field."""
        return {name: value for name in self.events() if (value := getattr(self, name)) is not None}

    @classmethod
    def events(cls) -> dict[str, Event]:
        """Return what each date is, by field, in the order of the procedure."""
        fields = cls.model_fields.items()
        return {name: each for name, field in fields for each in field.metadata if isinstance(each, Event)}


class EvaluationDates(ProcedureDates):
    """The dates of an evaluation (D. 162-16).

    Attributes:
        remedies_stated: whether the final decision mentions the ways and delays of appeal; None when not looked at.
    """

    report_received: Annotated[Day | None, Event("réception du rapport d’évaluation")] = None
    report_answered: Annotated[
        Day | None, Event("observations écrites sur le rapport", ("report_received",), needed=True)
    ] = None
    hearing_asked: Annotated[Day | None, Event("demande d’audition", ("report_received",), needed=True)] = None
    hearing_held: Annotated[Day | None, Event("audition", ("hearing_asked",), needed=True)] = None
    notification_received: Annotated[Day | None, Event("réception de la notification", ("report_received",))] = None
    notification_answered: Annotated[
        Day | None, Event("réponse à la notification", ("notification_received",), needed=True)
    ] = None
    final_decision_notified: Annotated[
        Day | None, Event("notification de la décision définitive", ("notification_received", "report_received"))
    ] = None
    appeal_lodged: Annotated[Day | None, Event("recours", ("final_decision_notified",), needed=True)] = None
    remedies_stated: bool | None = None


class ContractProposalDates(ProcedureDates):
    """The dates of a proposal of contract or amendment (D. 162-15).

    Attributes:
        remedies_stated: whether the sanction mentions the ways and delays of appeal; None when not looked at.
    """

    proposal_received: Annotated[Day | None, Event("réception de la proposition")] = None
    proposal_answered: Annotated[
        Day | None, Event("observations écrites sur la proposition", ("proposal_received",), needed=True)
    ] = None
    hearing_asked: Annotated[Day | None, Event("demande d’audition", ("proposal_received",), needed=True)] = None
    hearing_held: Annotated[Day | None, Event("audition", ("hearing_asked",), needed=True)] = None
    second_proposal_received: Annotated[
        Day | None, Event("réception de la seconde proposition", ("proposal_received",))
    ] = None
    second_proposal_answered: Annotated[
        Day | None, Event("observations écrites sur la seconde proposition", ("second_proposal_received",), needed=True)
    ] = None
    second_hearing_asked: Annotated[
        Day | None, Event("seconde demande d’audition", ("second_proposal_received",), needed=True)
    ] = None
    second_hearing_held: Annotated[Day | None, Event("seconde audition", ("second_hearing_asked",), needed=True)] = None
    signed: Annotated[Day | None, Event("signature du contrat", ("proposal_received",), needed=True)] = None
    sanction_notified: Annotated[
        Day | None, Event("notification de la sanction", ("second_proposal_received", "proposal_received"))
    ] = None
    appeal_lodged: Annotated[Day | None, Event("recours", ("sanction_notified",), needed=True)] = None
    remedies_stated: bool | None = None


def refuse_incoherent(dates: ProcedureDates, today: date | None = None) -> None:
    """Refuse dates that cannot be true together.

    Args:
        dates: the dates known.
        today: the day on which they are read; none of them can come after it.

    Raises:
        InputValueError: with every fault, not the first one only.
    """
    if findings := [*_disorder(dates), *_orphans(dates), *_to_come(dates, today)]:
        raise InputValueError(
            "Des dates de la procédure se contredisent.",
            remedy="Vérifiez-les sur les accusés de réception et les courriers : aucune n’est corrigée d’office.",
            findings=findings,
        )


def _disorder(dates: ProcedureDates) -> Iterator[Finding]:
    events, known = dates.events(), dates.known()
    for name, day in known.items():
        for former in events[name].after:
            if former in known and day < known[former]:
                yield _finding(
                    "dates_en_desordre", name, day,
                    f"« {events[name].label} » précède « {events[former].label} » ({french.day(known[former])}).",
                    "Corrigez la date qui est fausse.",
                )  # fmt: skip


def _orphans(dates: ProcedureDates) -> Iterator[Finding]:
    events, known = dates.events(), dates.known()
    for name, day in known.items():
        if events[name].needed and (former := events[name].after[0]) not in known:
            yield _finding(
                "date_manquante", name, day,
                f"« {events[name].label} » est datée alors que « {events[former].label} » ({former}) ne l’est pas.",
                f"Donnez aussi la date de {former}, ou retirez celle-ci.",
            )  # fmt: skip


def _to_come(dates: ProcedureDates, today: date | None) -> Iterator[Finding]:
    for name, day in dates.known().items():
        if today is not None and day > today:
            yield _finding(
                "date_a_venir", name, day,
                f"« {dates.events()[name].label} » n’a pas encore eu lieu le {french.day(today)}.",
                "Corrigez la date ; pour essayer une date future, demandez l’horloge sans jour de lecture.",
            )  # fmt: skip


def _finding(code: str, name: str, day: date, message: str, remedy: str) -> Finding:
    return Finding(
        code=code, severity=Severity.BLOCKING, file=SOURCE, key=name, value=french.day(day), message=message,
        why="Tous les délais qui en partent seraient faux.", remedy=remedy,
    )  # fmt: skip
