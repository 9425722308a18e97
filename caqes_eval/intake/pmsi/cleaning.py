"""The cleaning rules of ATIH, pure: tables in, tables out, and what each rule took away.

Source: formats.md §5.4 and practice.md §2.5 (method of ATIH quoted by the DREES and SNDS notes). A rule that took
nothing away is told too. A price above the tariff is not replaced: that rule is a suggestion, and needs the tariffs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
from pyarrow import compute as pc

from caqes_eval.intake.pmsi.layout import Family
from caqes_eval.intake.pmsi.limits import COMPARISONS, Limits

Span = tuple[date | None, date | None]
"""First and last day on a list, both included; None when not known or not ended."""

ListPeriods = Mapping[str, Sequence[Span]]
"""By UCD7 or LPP, when it was on the list."""

_ZERO = Decimal(0)
_NOT_MATCHED = ("line", "service", "origin")


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What a rule took away.

    Attributes:
        rule: stable name.
        label: what it removes, in French.
        lines: number of lines.
        quantity, amount: their sums as written (units; euros), before any division by the number of stays.
    """

    rule: str
    label: str
    lines: int
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """A table after the rules.

    Attributes:
        table: what is kept.
        removed: what each rule took away, in their order; a line goes with the first rule that it breaks.
        notes: the rules that could not be applied, in French.
    """

    table: pa.Table
    removed: tuple[Removed, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Total:
    """A sum, each line divided by its number of stays; exact.

    Attributes:
        key: the values of the columns asked for, in their order.
        lines: number of lines.
        quantity: units.
        amount: euros.
    """

    key: tuple[object, ...]
    lines: int
    quantity: Fraction
    amount: Fraction


def clean_medicines(
    table: pa.Table, *, family: Family, year: int, limits: Limits, listed: ListPeriods | None
) -> Cleaned:
    """Apply the rules of medicines.

    Args:
        table: as read by ``read_pmsi``.
        family: of the file; the limit of quantity is for SMR and HAD.
        year: the activity year N; administrations of N and of the years before that the limits keep.
        limits: the thresholds of that year.
        listed: when each UCD was on the liste en sus; None when the list is not known, which is told.
    """
    quantity, amount = table["quantity"], table["amount"]
    rules = [
        ("quantite_absente", "quantité non écrite", pc.is_null(quantity)),
        ("quantite_nulle", "quantité nulle, quel que soit le prix", pc.equal(quantity, _ZERO)),
        ("negatif", "quantité ou prix négatif", _negative(quantity, amount)),
        ("ucd_absente", "code UCD vide ou indéterminé", pc.is_null(table["ucd"])),
    ]
    if "fraction" in table.column_names:
        rules.append(("fractionnement_nul", "coefficient de fractionnement nul", pc.equal(table["fraction"], _ZERO)))
    if family in ("smr_med", "had_med"):
        limit = limits.quantity
        over = COMPARISONS[limit.comparator or ">="](quantity, limit.amount)
        rules.append(("quantite_aberrante", f"quantité {limit.comparator} {limit.amount} sur une ligne", over))
    return _cleaned(table, rules, "ucd", year, limits, listed)


def clean_devices(table: pa.Table, *, year: int, limits: Limits, listed: ListPeriods | None) -> Cleaned:
    """Apply the rules of implantable devices; ``listed`` tells when each LPP was on the list."""
    quantity, amount = table["quantity"], table["amount"]
    rules = [
        ("quantite_absente", "nombre de poses non écrit", pc.is_null(quantity)),
        ("negatif", "nombre de poses ou prix négatif", _negative(quantity, amount)),
        ("quantite_nulle", "nombre de poses nul", pc.equal(quantity, _ZERO)),
        ("lpp_absente", "code LPP vide ou indéterminé", pc.is_null(table["lpp"])),
    ]
    return _cleaned(table, rules, "lpp", year, limits, listed)


def with_medatu(med: pa.Table, medatu: pa.Table, *, limits: Limits) -> Cleaned:
    """Count with the medicines those that belong there although they come in MEDATU (Avastin), once each.

    A line of MEDATU is the same as one of MED when all is equal but the type of service; two equal lines need two.
    Without the number of the stay, which is never read, two patients treated alike in both files cannot be told apart.

    Returns:
        MED and the lines added, with a column ``origin`` (``med`` or ``medatu``; lines are numbered in each file), and
        the lines left out because MED has them.
    """
    codes = pa.array(sorted(limits.counted_in_med), type=pa.string())
    wanted, present = (
        part.filter(pc.fill_null(pc.is_in(part["ucd"].cast(pa.string()), value_set=codes), fill_value=False))
        for part in (medatu, med)
    )
    known = Counter(_rows(present))
    added = []
    for row in _rows(wanted):
        added.append(not known[row])
        known[row] -= bool(known[row])
    keep = pa.array(added, type=pa.bool_())
    whole = pa.concat_tables([_from(med, "med"), _from(wanted.filter(keep), "medatu")], promote_options="permissive")
    label = "ligne de MEDATU déjà présente dans MED"
    return Cleaned(table=whole, removed=(_removed("double_medatu", label, wanted.filter(pc.invert(keep))),))


def totals(table: pa.Table, by: Sequence[str]) -> tuple[Total, ...]:
    """Sum quantities and amounts, each line divided by its number of stays, exactly.

    Args:
        table: cleaned.
        by: the columns whose values make the groups, sorted; none for one total.
    """
    grouped = table if "stays" in table.column_names else table.append_column("stays", pa.repeat(1, len(table)))
    sums = [("quantity", "sum"), ("amount", "sum"), ("line", "count")]
    found: dict[tuple[object, ...], Total] = {}
    for row in grouped.unify_dictionaries().group_by([*by, "stays"]).aggregate(sums).to_pylist():
        key = tuple(row[column] for column in by)
        former = found.get(key, Total(key=key, lines=0, quantity=Fraction(0), amount=Fraction(0)))
        found[key] = Total(
            key=key,
            lines=former.lines + row["line_count"],
            quantity=former.quantity + Fraction(row["quantity_sum"] or 0) / row["stays"],
            amount=former.amount + Fraction(row["amount_sum"] or 0) / row["stays"],
        )
    return tuple(
        sorted(found.values(), key=lambda total: tuple((value is not None, str(value)) for value in total.key))
    )


def _cleaned(
    table: pa.Table, rules: list[tuple[str, str, pa.ChunkedArray]], code: str, year: int, limits: Limits,
    listed: ListPeriods | None,
) -> Cleaned:  # fmt: skip
    days = _days(table)
    years = pc.year(days)
    first = year - limits.former_years
    outside = pc.or_(pc.less(years, first), pc.greater(years, year))
    rules.append(("sans_date", "ni date d’administration, ni mois de sortie", pc.is_null(days)))
    rules.append(("hors_annees", f"administration hors des années {first} à {year}", outside))
    notes: tuple[str, ...] = ()
    if listed is None:
        notes = ("La liste en sus n’est pas fournie : les lignes hors période d’inscription ne sont pas ôtées.",)
    else:
        rules.append(
            ("hors_liste", "administration hors de la période d’inscription", _unlisted(table[code], days, listed))
        )
    keep = np.ones(len(table), dtype=np.bool_)
    removed = []
    for rule, label, broken in rules:
        mask = np.asarray(pc.fill_null(broken, fill_value=False))
        removed.append(_removed(rule, label, table.filter(pa.array(mask & keep))))
        keep &= ~mask
    return Cleaned(table=table.filter(pa.array(keep)), removed=tuple(removed), notes=notes)


def _negative(quantity: pa.ChunkedArray, amount: pa.ChunkedArray) -> pa.ChunkedArray:
    below = (pc.fill_null(pc.less(values, _ZERO), fill_value=False) for values in (quantity, amount))
    return pc.or_(*below)


def _days(table: pa.Table) -> pa.ChunkedArray:
    """Return the day of each line: administered, else discharged, else entered."""
    known = [table[name] for name in ("administered", "discharged", "entered") if name in table.column_names]
    return pc.coalesce(*known)


def _unlisted(codes: pa.ChunkedArray, days: pa.ChunkedArray, listed: ListPeriods) -> pa.Array:
    """Tell which lines are of a month when their code was not on the list, even for a day; unknown codes are outside.

    Months, because the outputs of ATIH have no day.
    """
    texts = codes.cast(pa.string()).combine_chunks().dictionary_encode()
    places = pc.fill_null(texts.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    values = texts.dictionary.to_pylist()
    months = days.cast(pa.int32()).combine_chunks()
    numbers = pc.fill_null(months, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    # lines without code or day break another rule
    pairs, inverse = np.unique(np.stack([places, numbers], axis=1), axis=0, return_inverse=True)
    outside = np.zeros(len(pairs), dtype=np.bool_)
    for pair, (place, number) in enumerate(pairs.tolist()):
        if place >= 0 and number >= 0:
            day = date.fromordinal(date(1970, 1, 1).toordinal() + number)
            outside[pair] = not any(_in_month(day, span) for span in listed.get(values[place], ()))
    return pa.array(outside[inverse.reshape(-1)])


def _in_month(day: date, span: Span) -> bool:
    since, until = span
    month = (day.year, day.month)
    return (since is None or (since.year, since.month) <= month) and (
        until is None or month <= (until.year, until.month)
    )


def _rows(table: pa.Table) -> list[tuple[object, ...]]:
    columns = [table[name].to_pylist() for name in table.column_names if name not in _NOT_MATCHED]
    return list(zip(*columns, strict=True))


def _from(table: pa.Table, origin: str) -> pa.Table:
    return table.append_column("origin", pa.repeat(origin, len(table)))


def _removed(rule: str, label: str, table: pa.Table) -> Removed:
    sums = (pc.sum(table[name]).as_py() for name in ("quantity", "amount"))
    quantity, amount = (total if total is not None else _ZERO for total in sums)
    return Removed(rule=rule, label=label, lines=len(table), quantity=quantity, amount=amount)
