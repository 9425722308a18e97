"""The PMSI files of a hospital as one table per year: the file that counts of each field, ATIH's cleaning, exact sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
import pyarrow as pa
from pyarrow import compute as pc

from caqes_eval.families.result import FindingRecord
from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.pmsi.cleaning import Cleaned, clean_devices, clean_medicines, totals, with_medatu
from caqes_eval.intake.pmsi.layout import FAMILY_LABELS, Family
from caqes_eval.intake.pmsi.limits import Limits, limits
from caqes_eval.intake.pmsi.reader import PmsiFile
from caqes_eval.regulation.regime import Law

MED, DMI = "pmsi.med", "pmsi.dmi"
_SAME_FIELD: Sequence[tuple[Family, ...]] = (
    # the outputs of GENRSA are made from FICHCOMP: one of the two is counted, the outputs first
    ("rsa_med", "fichcomp_med"), ("had_med",), ("smr_med",), ("rsf_h",), ("rsa_dmi", "fichcomp_dmi"), ("rsf_p",),
)  # fmt: skip
_DEVICES = frozenset({"rsa_dmi", "fichcomp_dmi", "rsf_p"})


@dataclass(frozen=True, kw_only=True)
class PmsiReceived:
    """A PMSI file that can be used.

    Attributes:
        file: its name.
        read: what was read of it.
        year: its year of activity.
        order: its place in the register: of two of the same month, the last one received counts.
    """

    file: str
    read: PmsiFile
    year: int
    order: int


@dataclass(frozen=True, kw_only=True)
class PmsiTable:
    """A year of one input.

    Attributes:
        code: ``pmsi.med`` or ``pmsi.dmi``.
        files: those that count.
        frame: the sums, with ``year``, ``period``, ``month``, ``finess_geo``, the code, ``quantity``, ``amount``, ``lines``.
        told: what was left out, and the files that do not count.
    """

    code: str
    year: int
    files: tuple[str, ...]
    frame: pd.DataFrame
    told: tuple[FindingRecord, ...]


def yearly_tables(received: Iterable[PmsiReceived], law: Law) -> list[PmsiTable]:
    """Return the tables of each year: medicines, then implantable devices."""
    by_year: dict[int, list[PmsiReceived]] = {}
    for each in received:
        by_year.setdefault(each.year, []).append(each)
    tables: list[PmsiTable] = []
    for year, files in sorted(by_year.items()):
        thresholds = limits(replace(law, activity=date(year, 12, 31)))
        tables += filter(None, (_year(code, year, files, thresholds) for code in (MED, DMI)))
    return tables


def _year(code: str, year: int, files: list[PmsiReceived], thresholds: Limits) -> PmsiTable | None:
    frames, told, names = [], [], []
    for families in _SAME_FIELD:
        if (families[0] in _DEVICES) is not (code == DMI):
            continue
        counted, left = _counting(files, families)
        told += [_not_counted(each, counted[0]) for each in left if counted]
        if not counted:
            continue
        cleaned = _cleaned(counted, code, year, thresholds)
        told += _removed(cleaned, counted[0].file)
        frames.append(_summed(cleaned[-1].table, code, year))
        names += [each.file for each in counted]
    if not frames:
        return None
    frame = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    return PmsiTable(code=code, year=year, files=tuple(names), frame=frame, told=tuple(told))


def _counting(
    files: Sequence[PmsiReceived], families: Sequence[Family]
) -> tuple[list[PmsiReceived], list[PmsiReceived]]:
    """Return the file that counts (with its MEDATU), then those that do not: a transmission holds the whole year so far."""
    own = [each for each in files if each.read.layout and each.read.layout.family in families]
    plain = [each for each in own if not each.read.name.suffix.startswith(("medatu", "medthrombo"))]
    plain.sort(key=lambda each: (-families.index(_family(each)), each.read.name.month or 0, each.order))
    if not plain:
        return [], []
    chosen = plain[-1]
    extra = [each for each in own if each not in plain and _family(each) == _family(chosen)]
    extra.sort(key=lambda each: (each.read.name.month or 0, each.order))
    atu = [each for each in extra if each.read.name.suffix.startswith("medatu")][-1:]
    return [chosen, *atu], [each for each in own if each is not chosen and each not in atu]


def _family(each: PmsiReceived) -> Family:
    assert each.read.layout is not None, "only files of a known layout are counted"
    return each.read.layout.family


def _cleaned(counted: list[PmsiReceived], code: str, year: int, thresholds: Limits) -> list[Cleaned]:
    first, family = counted[0].read.table, _family(counted[0])
    assert first is not None, "a file of a known layout has a table"
    if code == DMI:
        return [clean_devices(first, year=year, limits=thresholds, listed=None)]
    steps = []
    if len(counted) > 1 and counted[1].read.table is not None:
        steps.append(with_medatu(first, counted[1].read.table, limits=thresholds))
        first = steps[-1].table
    return [*steps, clean_medicines(first, family=family, year=year, limits=thresholds, listed=None)]


def _summed(table: pa.Table, code: str, year: int) -> pd.DataFrame:
    known = [table[name] for name in ("discharged", "administered", "entered") if name in table.column_names]
    table = table.append_column("month", pc.month(pc.coalesce(*known)))
    product = "lpp" if code == DMI else "ucd"
    keys = ["month", "finess_geo", product] + (["indication"] if code == MED else [])
    present = [key for key in keys if key in table.column_names]
    rows = [
        dict.fromkeys(keys) | dict(zip(present, total.key, strict=True))
        | {"quantity": total.quantity, "amount": total.amount, "lines": total.lines}
        for total in totals(table, by=present)
    ]  # fmt: skip
    columns = [*keys, "quantity", "amount", "lines"]
    frame = pd.DataFrame({column: pd.Series([row[column] for row in rows], dtype=object) for column in columns})
    return frame.assign(year=year, period=str(year))


def _removed(cleaned: list[Cleaned], file: str) -> list[FindingRecord]:
    told = [
        f"{french.plural(each.lines, 'ligne')} ({each.label})"
        for step in cleaned
        for each in step.removed
        if each.lines
    ]
    if not told:
        return []
    sentence = f"Fichier {file} : les règles de nettoyage de l’ATIH ôtent {', '.join(told)}."
    return [FindingRecord(code="pmsi_nettoyage", severity=Severity.INFO, sentence=sentence)]


def _not_counted(each: PmsiReceived, chosen: PmsiReceived) -> FindingRecord:
    family = FAMILY_LABELS[_family(each)]
    return FindingRecord(
        code="pmsi_fichier_remplace",
        severity=Severity.INFO,
        sentence=f"Fichier {each.file} ({family}) : il n’est pas compté, {chosen.file} contient la même année.",
    )
