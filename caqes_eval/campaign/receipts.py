"""What was received, from whom, when, and what became of it: a history that is only ever added to.

The file form is in ``receipts_file.py``. A file judged anew (``incomplet``, then ``validé``) gets one more line, with the
same digest; a file that takes the place of another leaves the lines of that one where they are.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from caqes_eval.campaign.model import Strict
from caqes_eval.campaign.region.contract import Code, Period
from caqes_eval.campaign.region.perimeter import Finess
from caqes_eval.foundation.exact import Day

Outcome = Literal["reçu", "incomplet", "refusé", "validé", "remplacé"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

Case = tuple[str, str, str]
"""What a receipt answers: hospital, form, period."""

LONGEST_TEXT = 1_000
"""Characters of a note."""


def one_line(text: object) -> object:
    """Return a text on one line, without characters that a terminal or a spreadsheet would obey."""
    if not isinstance(text, str):
        return text
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


Line = Annotated[str, BeforeValidator(one_line), Field(max_length=LONGEST_TEXT)]


class Receipt(Strict):
    """A file received, or a judgement on one.

    Attributes:
        file: its name in ``received/CAMPAIGN/FINESS/``.
        sha256: digest of its content.
        received_on: the day the hospital sent it, whatever the day it was recorded.
        finess: the hospital it is the answer of.
        form: code of the form, or of the source.
        period: the activity it tells: ``2025``, ``2025-S2``.
        outcome: what became of it.
        note: in French, for the hospital too when the file is incomplete or refused.
        by: who recorded it.
    """

    file: Annotated[Line, Field(min_length=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    received_on: Day
    finess: Finess
    form: Code
    period: Period
    outcome: Outcome
    note: Line = ""
    by: Line = ""

    @property
    def case(self) -> Case:
        """What it answers."""
        return self.finess, self.form, self.period


class Receipts(Strict):
    """The receipts of a campaign, in the order in which they were recorded."""

    lines: tuple[Receipt, ...] = ()

    def added(self, *receipts: Receipt) -> "Receipts":
        """Return the receipts with some more at the end."""
        return Receipts(lines=(*self.lines, *receipts))

    def histories(self) -> dict[Case, tuple[Receipt, ...]]:
        """Return what is known of each answer, by day of receipt, then as it was recorded."""
        found: dict[Case, list[Receipt]] = {}
        for receipt in self.lines:
            found.setdefault(receipt.case, []).append(receipt)
        return {case: tuple(sorted(own, key=lambda receipt: receipt.received_on)) for case, own in found.items()}

    def history(self, finess: str, form: str, period: str) -> tuple[Receipt, ...]:
        """Return what is known of one answer, as :meth:`histories` does."""
        return self.histories().get((finess, form, period), ())

    def of_file(self, sha256: str) -> tuple[Receipt, ...]:
        """Return the lines about a content, in the order in which they were recorded."""
        return tuple(receipt for receipt in self.lines if receipt.sha256 == sha256)


def standing(history: Sequence[Receipt]) -> Receipt | None:
    """Return the receipt that counts: the last judgement on the last file that none replaces.

    Args:
        history: of one answer, as :meth:`Receipts.histories` orders it.
    """
    judged = {receipt.sha256: receipt for receipt in history}
    last = [receipt.sha256 for receipt in history if judged[receipt.sha256].outcome != "remplacé"]
    return judged[last[-1]] if last else None
