"""Where each return stands: one state per hospital, form and period, from what was expected and what was received."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from caqes_eval.campaign.receipts import Case, Receipt, Receipts, standing
from caqes_eval.campaign.region import ReceiptState, state_of_receipt
from caqes_eval.pipeline.collection.expected import Expected, days_of

State = Literal[ReceiptState, "incomplet", "refusé", "validé", "sans objet"]
STATES: tuple[State, ...] = get_args(State)
"""Every state; « sans objet »: the hospital is not asked for it, which is not a missing return."""

Column = tuple[str, str]
"""A form and a period."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A return expected, and where it stands.

    Attributes:
        expected: who, what, by when.
        state: the judgement when there is one, else what the dates say; never « sans objet ».
        timing: what the dates alone say.
        receipt: the receipt that counts, if any.
        history: every receipt and judgement, oldest first.
        today: the day it is read.
    """

    expected: Expected
    state: State
    timing: ReceiptState
    receipt: Receipt | None
    history: tuple[Receipt, ...]
    today: date

    @property
    def awaited(self) -> bool:
        """Whether something is still to be sent."""
        return self.state in ("attendu", "non transmis", "incomplet", "refusé")

    @property
    def overdue(self) -> bool:
        """Whether something is still to be sent although the expected day (or the strict one, if alone) has passed."""
        deadline = self.expected.deadline
        last_day = (deadline.expected or deadline.strict) if deadline else None
        return self.awaited and last_day is not None and self.today > last_day

    @property
    def late(self) -> bool:
        """Whether it is overdue, or came after the expected day."""
        return self.overdue or (self.receipt is not None and self.timing in ("reçu en retard", "hors délai"))

    @property
    def to_remind(self) -> bool:
        """Whether it may be asked for: still to be sent, and the period is over."""
        return self.awaited and self.today > days_of(self.expected.period)[1]


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """The returns of a campaign on a day.

    Attributes:
        today: that day.
        cells: one per return expected.
        outside: the receipts that count of answers that were not expected: another hospital, form or period.
        later: receipts dated after ``today``, which count for nothing here.
    """

    today: date
    cells: tuple[Cell, ...]
    outside: tuple[Receipt, ...] = ()
    later: tuple[Receipt, ...] = ()

    def cell(self, finess: str, form: str, period: str) -> Cell | None:
        """Return a cell, None when the hospital is not asked for it."""
        return next((cell for cell in self.cells if _case(cell.expected) == (finess, form, period)), None)

    def state(self, finess: str, form: str, period: str) -> State:
        """Return the state of a cell, « sans objet » when the hospital is not asked for it."""
        cell = self.cell(finess, form, period)
        return cell.state if cell else "sans objet"

    def columns(self) -> tuple[Column, ...]:
        """Return the forms and periods that someone is asked for, in the order of the forms."""
        forms = list(dict.fromkeys(cell.expected.form for cell in self.cells))
        columns = {(cell.expected.form, cell.expected.period) for cell in self.cells}
        return tuple(sorted(columns, key=lambda column: (forms.index(column[0]), column[1])))

    def hospitals(self) -> tuple[str, ...]:
        """Return the FINESS expected: those with most overdue first, then those with most to send, then by number."""
        overdue = Counter(cell.expected.finess for cell in self.cells if cell.overdue)
        awaited = Counter(cell.expected.finess for cell in self.cells if cell.awaited)
        all_of_them = {cell.expected.finess for cell in self.cells}
        return tuple(sorted(all_of_them, key=lambda finess: (-overdue[finess], -awaited[finess], finess)))

    def of(self, finess: str) -> tuple[Cell, ...]:
        """Return the cells of a hospital, those overdue first."""
        own = (cell for cell in self.cells if cell.expected.finess == finess)
        return tuple(sorted(own, key=lambda cell: not cell.overdue))

    def counts(self) -> dict[State, int]:
        """Return how many returns are in each state, those of none left out."""
        counts = Counter(cell.state for cell in self.cells)
        return {state: counts[state] for state in STATES if counts[state]}

    def only(self, *, finess: str | None = None, form: str | None = None, late: bool = False) -> "Matrix":
        """Return the part of one hospital, of one form, or of what is late."""
        cells = (
            cell
            for cell in self.cells
            if finess in (None, cell.expected.finess) and form in (None, cell.expected.form) and (cell.late or not late)
        )
        return replace(
            self,
            cells=tuple(cells),
            outside=() if late else _about(self.outside, finess, form),
            later=_about(self.later, finess, form),
        )


def matrix(expected: Iterable[Expected], receipts: Receipts, today: date) -> Matrix:
    """Return where each return stands on a day.

    Args:
        expected: the returns, each hospital, form and period once.
        receipts: what was received; a receipt dated after ``today`` is set aside.
        today: the day it is read.
    """
    known = Receipts(lines=tuple(receipt for receipt in receipts.lines if receipt.received_on <= today))
    histories = known.histories()
    cells = tuple(_cell(each, histories.pop(_case(each), ()), today) for each in expected)
    outside = (standing(history) for history in histories.values())
    return Matrix(
        today=today,
        cells=cells,
        outside=tuple(receipt for receipt in outside if receipt),
        later=tuple(receipt for receipt in receipts.lines if receipt.received_on > today),
    )


def _cell(expected: Expected, history: tuple[Receipt, ...], today: date) -> Cell:
    counts = standing(history)
    timing = _timing(expected, counts, today)
    state = _state(counts, timing)
    return Cell(expected=expected, state=state, timing=timing, receipt=counts, history=history, today=today)


def _state(receipt: Receipt | None, timing: ReceiptState) -> State:
    """Return the judgement on the receipt that counts, which is never « remplacé »; what the dates say until there is one."""
    if receipt is None or receipt.outcome == "reçu" or receipt.outcome == "remplacé":
        return timing
    return receipt.outcome


def _timing(expected: Expected, receipt: Receipt | None, today: date) -> ReceiptState:
    received = receipt.received_on if receipt else None
    if expected.deadline is None:
        return "reçu" if received else "attendu"
    return state_of_receipt(expected.deadline, received, today)


def _case(expected: Expected) -> Case:
    return expected.finess, expected.form, expected.period


def _about(receipts: tuple[Receipt, ...], finess: str | None, form: str | None) -> tuple[Receipt, ...]:
    return tuple(each for each in receipts if finess in (None, each.finess) and form in (None, each.form))
