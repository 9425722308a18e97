"""Units that the cells of an extract do not say: the mapping says them, a sign in the cell passes before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from caqes_eval.intake.cpam.mapping import MoneyUnit, RateUnit
from caqes_eval.intake.tables.cells import Cell
from caqes_eval.intake.tables.view import View
from caqes_eval.intake.values.content import stored_number, written
from caqes_eval.intake.values.numerals import numbers_of

# as powers of ten, so that a number keeps telling to which figure it was rounded
SCALES: Mapping[MoneyUnit, Decimal] = {
    "euros": Decimal("1"),
    "centimes": Decimal("1E-2"),
    "milliers d’euros": Decimal("1E+3"),
}
"""What an amount of each unit is multiplied by to be euros."""

_FORMATS: Mapping[RateUnit, str] = {"pourcentage": '0.0"%"', "proportion": "0.0%"}


@dataclass(frozen=True)
class UnitView(View):
    """A sheet whose rates without a sign are given the one that the mapping says.

    Attributes:
        rates: unit of the columns of rates, by their place.
    """

    rates: Mapping[int, RateUnit] = field(default_factory=dict)

    def cell(self, line: int, field: int) -> Cell:
        """Return the cell, its rate told with its sign."""
        cell = super().cell(line, field)
        unit = self.rates.get(field)
        return with_sign(cell, unit) if unit else cell


def with_sign(cell: Cell, unit: RateUnit) -> Cell:
    """Return a cell whose rate says whether it is a percentage; one that says it, or holds no number, does not change."""
    if "%" in cell.text or "%" in cell.number_format:
        return cell
    if stored_number(cell) is not None:
        return replace(cell, number_format=_FORMATS[unit])
    numbers = numbers_of(cell.text)
    if not numbers:
        return cell
    # a rate is not grouped by thousands: the first reading is the one with decimals
    percentage = cell.text.strip() if unit == "pourcentage" else written(numbers[0].scaleb(2))
    return replace(cell, text=f"{percentage} %")


def scaled(values: list[object], unit: MoneyUnit | None) -> list[object]:
    """Return amounts in euros."""
    scale = SCALES[unit or "euros"]
    return [value * scale if isinstance(value, Decimal) else value for value in values]


def contradicting(view: View, lines: tuple[int, ...], place: int) -> Iterator[Cell]:
    """Give the cells of a column that show a euro sign, whatever the mapping says of their unit."""
    for line in lines:
        cell = view.cell(line, place)
        if "€" in cell.number_format:
            yield cell
