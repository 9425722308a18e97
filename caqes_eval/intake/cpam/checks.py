"""What must agree in an extract: totals with sums, growths with their two amounts, parts with wholes, one line per hospital.

Only differences that rounding cannot explain are told: a value is known to half a unit of its last figure written.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding
from caqes_eval.intake.cpam.extracts import HOSPITAL, Extract, Growth, PartOf, Share
from caqes_eval.intake.cpam.sheet import SheetRead
from caqes_eval.intake.tables.schema import Kind
from caqes_eval.intake.values import Period

_MOST_DECIMALS = 6  # of a rate: those further come from the binary arithmetic of a spreadsheet
_SHOWN = 3


def check_sheet(sheet: SheetRead, extract: Extract) -> Iterator[Finding]:
    """Give what does not agree in a sheet, by line of the checks, then of the sheet."""
    yield from _totals(sheet)
    for growth in extract.growths:
        yield from _growths(sheet, growth)
    for part in extract.parts:
        yield from _parts(sheet, part)
    for share in extract.shares:
        yield from _shares(sheet, share)


def check_repeated(sheets: Sequence[SheetRead], extract: Extract) -> Iterator[Finding]:
    """Tell the lines about the same hospital, period and object as an earlier one, in any sheet.

    A line with an absent part of what identifies it is compared with no other.
    """
    first: dict[tuple[object, ...], tuple[SheetRead, int]] = {}
    for sheet in sheets:
        codes = [code for code in extract.identity if sheet.matching(code)]
        if not any(code in codes for code in HOSPITAL):
            continue
        columns = [sheet.values(code) for code in codes]
        for row, key in zip(sheet.rows, zip(*columns, strict=True), strict=True):
            if any(part is None for part in key):
                continue
            earlier, at = first.setdefault((*codes, *key), (sheet, row))
            if (earlier, at) != (sheet, row):
                told = f"à la ligne {at}" + (f" de la feuille « {earlier.name} »" if earlier is not sheet else "")
                same = ", ".join(_worded(value) for value in key[:_SHOWN])
                yield sheet.fault("extrait_doublon", row, codes[0], {"first": told, "same": same})


def _totals(sheet: SheetRead) -> Iterator[Finding]:
    """A total is the sum of the lines above it, or of those since the total before it."""
    above = 0
    for total_row in sheet.total_rows():
        for code in sheet.measured():
            written = sheet.total(total_row, code)
            if not isinstance(written, int | Decimal):
                continue
            places = [place for place, row in enumerate(sheet.rows) if row < total_row]
            spans = [places, [place for place in places if sheet.rows[place] > above]]
            values = sheet.values(code)
            if not any(_sums_to(written, [values[place] for place in span]) for span in spans):
                yield _wrong_total(sheet, total_row, code, [values[place] for place in spans[0]])
        above = total_row


def _sums_to(total: int | Decimal, values: list[object]) -> bool:
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    doubt = sum((_half_unit(number) for number in numbers), _half_unit(total))
    return abs(Fraction(total) - sum(map(Fraction, numbers), Fraction(0))) <= doubt


def _wrong_total(sheet: SheetRead, row: int, code: str, values: list[object]) -> Finding:
    total = sum((Fraction(value) for value in values if isinstance(value, int | Decimal)), Fraction(0))
    absent = sum(value is None for value in values)
    unread = f" ({french.plural(absent, 'valeur')} sans nombre dans la colonne)" if absent else ""
    return sheet.fault("extrait_total", row, code, {"sum": _shown(total, sheet.kind(code)), "unread": unread})


def _growths(sheet: SheetRead, growth: Growth) -> Iterator[Finding]:
    if not all(sheet.matching(code) for code in (growth.column, growth.of, growth.previous)):
        return
    columns = (sheet.values(code) for code in (growth.column, growth.of, growth.previous))
    for row, (written, amount, previous) in zip(sheet.rows, zip(*columns, strict=True), strict=True):
        if not (isinstance(written, Decimal) and isinstance(amount, Decimal) and isinstance(previous, Decimal)):
            continue
        if previous == 0:
            computed = ", et rien ne se compare à zéro"
        elif not _may_be(written, amount, previous):
            computed = f", soit {french.percent(Fraction(amount) / Fraction(previous) - 1)}"
        else:
            continue
        case = {"of": french.euros(amount), "previous": french.euros(previous), "computed": computed}
        yield sheet.fault("extrait_evolution", row, growth.column, case)


def _may_be(growth: Decimal, amount: Decimal, previous: Decimal) -> bool:
    """Whether a growth may be that of two amounts, all three being rounded."""
    around, before = _half_unit(amount), _half_unit(previous)
    lowest_before, highest_before = Fraction(previous) - before, Fraction(previous) + before
    if lowest_before <= 0:
        return True
    least = (Fraction(amount) - around) / highest_before - 1
    most = (Fraction(amount) + around) / lowest_before - 1
    doubt = max(_half_unit(growth), Fraction(1, 2 * 10**_MOST_DECIMALS))
    return least - doubt <= Fraction(growth) <= most + doubt


def _parts(sheet: SheetRead, check: PartOf) -> Iterator[Finding]:
    if not sheet.matching(check.part) or not sheet.matching(check.whole):
        return
    part_label, whole_label = (sheet.schema.column(code).label for code in (check.part, check.whole))
    pairs = zip(sheet.rows, sheet.values(check.part), sheet.values(check.whole), strict=True)
    for row, part, whole in pairs:
        if isinstance(part, int | Decimal) and isinstance(whole, int | Decimal) and part > whole:
            case = {"part": part_label, "whole": whole_label, "of": _shown(Fraction(whole), sheet.kind(check.whole))}
            yield sheet.fault("extrait_partie", row, check.part, case)


def _shares(sheet: SheetRead, check: Share) -> Iterator[Finding]:
    if not all(sheet.matching(code) for code in (check.column, check.part, check.whole)):
        return
    columns = (sheet.values(code) for code in (check.column, check.part, check.whole))
    for row, (rate, part, whole) in zip(sheet.rows, zip(*columns, strict=True), strict=True):
        known = isinstance(part, int | Decimal) and isinstance(whole, int | Decimal)
        if not known or not isinstance(rate, Decimal) or not whole or _may_be_share(rate, part, whole):
            continue
        computed = f", soit {french.percent(Fraction(part) / Fraction(whole), 2)}"
        case = {"part": _shown(Fraction(part), sheet.kind(check.part)), "computed": computed}
        case["whole"] = _shown(Fraction(whole), sheet.kind(check.whole))
        yield sheet.fault("extrait_taux", row, check.column, case)


def _may_be_share(rate: Decimal, part: int | Decimal, whole: int | Decimal) -> bool:
    """Whether a rate may be that of a part in a whole, all three being rounded."""
    above, below = Fraction(whole) + _half_unit(whole), Fraction(whole) - _half_unit(whole)
    if below <= 0:
        return True
    doubt = max(_half_unit(rate), Fraction(1, 2 * 10**_MOST_DECIMALS))
    least, most = (Fraction(part) - _half_unit(part)) / above, (Fraction(part) + _half_unit(part)) / below
    return least - doubt <= Fraction(rate) <= most + doubt


def _half_unit(number: int | Decimal) -> Fraction:
    """Return half a unit of the last figure written; a count is exact."""
    if isinstance(number, int):
        return Fraction(0)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "a number read is finite"
    return Fraction(10) ** exponent / 2


def _shown(number: Fraction, kind: Kind) -> str:
    if kind == "money":
        return french.euros(number)
    return french.number(number, 0 if number.denominator == 1 else 2)


def _worded(value: object) -> str:
    return value.label if isinstance(value, Period) else str(value)
