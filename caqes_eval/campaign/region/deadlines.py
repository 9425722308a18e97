"""What the hospitals have to send, by when, and the state of what was received."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from caqes_eval.campaign.region.contract import Code, Period
from caqes_eval.campaign.region.sourced import Sourced
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import InputValueError
from caqes_eval.foundation.exact import Day

ReceiptState = Literal["attendu", "reçu", "reçu en retard", "hors délai", "non transmis"]


class Deadline(Sourced):
    """A return asked of the hospitals (or of another sender), in two stages.

    Attributes:
        indicators: those it serves.
        period: the activity it tells.
        object: what is to be sent, in French.
        forms: codes of the forms it is about; empty when the words of ``object`` tell.
        sender: who sends it.
        expected: the last day, included, on which it is on time.
        strict: the last day, included, on which it is still accepted (délai de rigueur); empty when none is published.
    """

    must_explain: ClassVar[tuple[str, ...]] = ("expected",)

    indicators: tuple[str, ...] = Field(min_length=1)
    period: Period
    object: str = Field(min_length=1)
    forms: tuple[Code, ...] = ()
    sender: Literal["établissement", "Assurance Maladie"] = "établissement"
    expected: Day | None
    strict: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Deadline":
        if self.expected and self.strict and self.strict < self.expected:
            raise ValueError(
                f"le délai de rigueur, strict ({french.day(self.strict)}), précède la date attendue, "
                f"expected ({french.day(self.expected)})."
            )
        return self


def state_of_receipt(deadline: Deadline, received: date | None, today: date) -> ReceiptState:
    """Return the state of a return (practice.md §1.6): both dates are included in the time they end.

    Received: « reçu » until ``expected``, « reçu en retard » until ``strict``, « hors délai » afterwards.
    Not received: « attendu » until the last known of the two dates, « non transmis » afterwards.
    Without a strict date, nothing says from which day a return is refused: what comes after ``expected`` is « reçu en
    retard », however late; until it comes it is « non transmis », which its arrival still changes. With neither date,
    it is « attendu » or « reçu ».

    Raises:
        InputValueError: it is said to be received after ``today``.
    """
    if received is None:
        last_day = deadline.strict or deadline.expected
        return "attendu" if last_day is None or today <= last_day else "non transmis"
    if received > today:
        raise InputValueError(
            f"Une date de réception, {french.day(received)}, est postérieure au jour de l’évaluation, {french.day(today)}.",
            remedy="Corrigez la date de réception, ou le jour de l’évaluation.",
        )
    if deadline.expected and received <= deadline.expected:
        return "reçu"
    if deadline.strict is None:
        return "reçu en retard" if deadline.expected else "reçu"
    if received > deadline.strict:
        return "hors délai"
    return "reçu en retard" if deadline.expected else "reçu"
