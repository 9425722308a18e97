"""Rates: proportions written as 15,3 %, as 15,3 or as 0,153. A factor of a hundred is never guessed."""

import re
from decimal import Decimal

from caqes_eval.intake.tables.cells import Cell, Reading
from caqes_eval.intake.tables.schema import ColumnSchema
from caqes_eval.intake.values.content import MAX_DIGITS, clean, decimals_of, stored_number, written
from caqes_eval.intake.values.expected import shown
from caqes_eval.intake.values.numbers import number_fault, other_kind_fault
from caqes_eval.intake.values.numerals import numbers_of
from caqes_eval.intake.values.unreadable_numbers import why_no_number

_SIGN = re.compile(r" ?(?:%|pct|pour ?cent)$", re.IGNORECASE)
# in an Excel format, « % » multiplies by a hundred unless it is quoted or escaped
_LITERAL = re.compile(r'"[^"]*"|\\.')
# percentages are written here with one decimal, two at most: a third one is that of a proportion
_PROPORTION_DECIMALS = 3


def read_rate(cell: Cell, column: ColumnSchema) -> Reading[Decimal]:
    """Read a proportion (15,3 % is 0.153), from a text or from a number with its format.

    With a sign « % », shown by the text or by the format, there is one reading. Without it, more than 1 is a
    percentage (15,3), and 1 or less is a proportion only with three decimals (0,153): 0,9 is asked, and both are told.
    """
    if fault := other_kind_fault(cell):
        return Reading(problem=fault)
    text = clean(cell.text)
    stored = stored_number(cell)
    if stored is not None:
        return _stored_rate(stored, text, cell.number_format, column)
    numbers = numbers_of(_SIGN.sub("", text))
    if not numbers:
        reason, proposal = why_no_number(text, "rate")
        return Reading(problem=reason, proposal=proposal)
    # the first reading: nobody groups by thousands in a percentage
    return _told(numbers[0].scaleb(-2), column) if _SIGN.search(text) else _without_sign(numbers[0], column)


def _stored_rate(stored: Decimal, text: str, number_format: str, column: ColumnSchema) -> Reading[Decimal]:
    if stored.adjusted() >= MAX_DIGITS:
        return Reading(problem=number_fault(stored, column))
    if "%" in _LITERAL.sub("", number_format):
        return _told(stored, column)
    if "%" in number_format:
        return _told(stored.scaleb(-2), column)
    seen = numbers_of(_SIGN.sub("", text)) if _SIGN.search(text) else ()
    if seen:
        # the text is rounded: it only tells which of the two the file stores
        shown_rate = seen[0].scaleb(-2)
        return _told(min((stored, stored.scaleb(-2)), key=lambda rate: abs(rate - shown_rate)), column)
    return _without_sign(stored, column)


def _without_sign(number: Decimal, column: ColumnSchema) -> Reading[Decimal]:
    percentage = number.scaleb(-2)
    if number == 0:
        return _told(number, column)
    if abs(number) > 1:
        return _told(percentage, column, f"{written(number)} sans signe % est lu {shown(percentage, 'rate')}.")
    if decimals_of(number) >= _PROPORTION_DECIMALS:
        return _told(number, column, f"{written(number)} sans signe % est lu {shown(number, 'rate')}.")
    possible = [rate for rate in (percentage, number) if not number_fault(rate, column)]
    return Reading(
        problem=f"Sans signe %, {written(number)} se lit {shown(percentage, 'rate')} ou {shown(number, 'rate')}. "
        "Écrivez le signe %.",
        proposal=shown(possible[0], "rate") if len(possible) == 1 else "",
    )


def _told(rate: Decimal, column: ColumnSchema, note: str = "") -> Reading[Decimal]:
    """Return the rate with what deserves a look: over 100 % or under zero where the column sets no bound."""
    if fault := number_fault(rate, column):
        return Reading(problem=fault)
    if rate > 1 and column.maximum is None:
        note = f"{note} {shown(rate, 'rate')} dépasse 100 % : vérifiez cette valeur."
    if rate < 0 and column.minimum is None:
        note = f"{note} Ce taux est négatif : vérifiez cette valeur."
    return Reading(value=rate, note=note.strip())
