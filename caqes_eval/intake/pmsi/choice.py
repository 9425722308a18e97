"""Which layout a file has: its name says the year, its lines say their length, and both must agree."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from caqes_eval.intake.pmsi.faults import Faults
from caqes_eval.intake.pmsi.layout import Family, Layout
from caqes_eval.intake.pmsi.layouts import layouts_of
from caqes_eval.intake.pmsi.layouts.rsf import RSF_RECORDS
from caqes_eval.intake.pmsi.lines import Lines


@dataclass(frozen=True)
class Asked:
    """What is known of a file before it is opened: what it may be, and of which year."""

    families: tuple[Family, ...]
    year: int | None


def choose(asked: Asked, lines: Lines, faults: Faults) -> Layout | None:
    """Return the layout of a file from its first lines; None, with a finding, when it is not certain."""
    candidates = layouts_of(*asked.families)
    if not candidates:
        faults.add("pmsi_nom")
        return None
    of_year = [layout for layout in candidates if asked.year is None or layout.used_in(asked.year)]
    if not of_year:
        known = f"{min(each.since for each in candidates)} à {max(each.until for each in candidates)}"
        faults.add("pmsi_annee_inconnue", year=asked.year, known=known)
        return None
    length = _usual_length(lines, candidates)
    if not length:
        faults.add("pmsi_vide")
        return None
    fitting = _fitting(of_year, length)
    if len(fitting) == 1:
        told = f"l’année {asked.year} de son nom" if asked.year else "le contenu attendu"
        faults.add("pmsi_trace", layout=fitting[0].label, year=told, length=length)
        return fitting[0]
    if fitting:
        faults.add("pmsi_annee", line=lines.first, layouts=len(fitting), length=length)
    elif others := _fitting(candidates, length):
        labels = " » ou « ".join(layout.label for layout in others)
        faults.add(
            "pmsi_autre_trace",
            line=lines.first,
            year=asked.year,
            length=length,
            layouts=labels,
            expected=_expected(of_year),
        )
    else:
        faults.add("pmsi_longueur", line=lines.first, length=length, expected=_expected(of_year))
    return None


def _usual_length(lines: Lines, candidates: Sequence[Layout]) -> int:
    """Return the most frequent length of the first lines; in an RSF, of those that hold what is read."""
    lengths = lines.lengths
    if record := RSF_RECORDS.get(candidates[0].family):
        of_record = lengths[lines.initials() == ord(record)]
        lengths = of_record if len(of_record) else lengths
    filled = lengths[lengths > 0]
    values, counts = np.unique(filled if len(filled) else lengths, return_counts=True)
    return int(values[counts.argmax()])


def _fitting(layouts: Sequence[Layout], length: int) -> list[Layout]:
    return [layout for layout in layouts if length in layout.lengths]


def _expected(layouts: Sequence[Layout]) -> str:
    lengths = sorted({length for layout in layouts for length in layout.lengths})
    return f"des lignes de {' ou '.join(map(str, lengths))} caractères"
