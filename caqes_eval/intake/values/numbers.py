"""Counts, quantities and amounts. Every number is an exact Decimal; an ambiguous one is asked, never guessed."""

import re
from dataclasses import replace
from datetime import time
from decimal import Decimal

from caqes_eval.intake.tables.cells import Cell, Reading
from caqes_eval.intake.tables.schema import ColumnSchema
from caqes_eval.intake.values.content import (
    MAX_DIGITS,
    clean,
    decimals_of,
    stored_day,
    stored_number,
    whole_digits,
    written,
)
from caqes_eval.intake.values.expected import shown
from caqes_eval.intake.values.numerals import numbers_of
from caqes_eval.intake.values.unreadable_numbers import why_no_number

_EURO = re.compile(r"^€ ?| ?(?:€|eur|euros?)$", re.IGNORECASE)
_TOO_LONG = (
    f"Ce nombre a plus de {MAX_DIGITS} chiffres : un tableur n’en garde pas tant, ses derniers chiffres sont sans doute "
    "perdus, ou c’est un code."
)
_NINES = "Une suite de 9 sert parfois à dire « inconnu » : vérifiez que c’est bien la valeur."
_MANY_DECIMALS = "Ce montant porte plus de deux décimales : il est gardé sans arrondi."


def read_count(cell: Cell, column: ColumnSchema) -> Reading[int]:
    """Read a whole number, zero or more: « 12,0 » is 12, « 12,5 » is refused."""
    reading = read_quantity(cell, column)
    value = None if reading.value is None else int(reading.value)
    return Reading(value=value, problem=reading.problem, proposal=reading.proposal, note=reading.note)


def read_quantity(cell: Cell, column: ColumnSchema) -> Reading[Decimal]:
    """Read a number, whole or not, negative or not unless the column says otherwise."""
    return _read(cell, column, clean(cell.text))


def read_money(cell: Cell, column: ColumnSchema) -> Reading[Decimal]:
    """Read an amount in euros: ``210 550, 97 €``, ``1.234,56``, ``126 331``."""
    reading = _read(cell, column, _EURO.sub("", clean(cell.text)))
    if reading.value is not None and decimals_of(reading.value) > 2:
        return replace(reading, note=f"{reading.note} {_MANY_DECIMALS}".strip())
    return reading


def other_kind_fault(cell: Cell) -> str:
    """Return why what the file stores is no number, in French; empty when it may be one."""
    if isinstance(cell.native, bool):
        return "Cette cellule contient VRAI ou FAUX, pas un nombre."
    if stored_day(cell) is not None or isinstance(cell.native, time):
        return "Cette cellule contient une date ou une heure : le tableur a pu transformer un nombre en le lisant."
    return ""


def number_fault(number: Decimal, column: ColumnSchema) -> str:
    """Return why a number cannot be in the column (size, sign, decimals, bounds), in French; empty when it can."""
    if number.adjusted() >= MAX_DIGITS:
        return _TOO_LONG
    if column.kind == "count" and whole_digits(number) is None:
        return "Un nombre entier est attendu ici, celui-ci a des décimales."
    least = Decimal(0) if column.kind == "count" and column.minimum is None else column.minimum
    if least is not None and number < least:
        return f"Ce nombre est trop petit : le minimum est {shown(least, column.kind)}."
    if column.maximum is not None and number > column.maximum:
        return f"Ce nombre est trop grand : le maximum est {shown(column.maximum, column.kind)}."
    return ""


def _read(cell: Cell, column: ColumnSchema, text: str) -> Reading[Decimal]:
    if fault := other_kind_fault(cell):
        return Reading(problem=fault)
    stored = stored_number(cell)
    candidates = numbers_of(text) if stored is None else (stored,)
    if not candidates:
        reason, proposal = why_no_number(clean(cell.text), column.kind)
        return Reading(problem=reason, proposal=proposal)
    if len(candidates) > 1:
        return _ask(candidates, column)
    if fault := number_fault(candidates[0], column):
        return Reading(problem=fault)
    return Reading(value=candidates[0], note=_NINES if _only_nines(candidates[0]) else "")


def _ask(candidates: tuple[Decimal, ...], column: ColumnSchema) -> Reading[Decimal]:
    """Refuse a number of two readings; the one that alone can be in the column is proposed."""
    readings = " ou ".join(shown(number, column.kind) for number in candidates)
    possible = [number for number in candidates if not number_fault(number, column)]
    return Reading(
        problem=f"Ce nombre se lit de deux façons : {readings}. "
        "Écrivez-le avec un espace entre les milliers et une virgule avant les décimales.",
        proposal=_unambiguous(possible[0]) if len(possible) == 1 else "",
    )


def _unambiguous(number: Decimal) -> str:
    """Return a number as typed; a fourth decimal keeps 1,234 from being read as thousands again."""
    text = written(number)
    return text if len(numbers_of(text)) == 1 else f"{text}0"


def _only_nines(number: Decimal) -> bool:
    digits = whole_digits(number)
    return digits is not None and len(digits) >= 4 and set(digits) == {"9"}
