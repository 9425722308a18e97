"""What is wrong with the lines of a file that cannot be cut into rows: slow, precise, and run only then."""

import csv
from dataclasses import replace
from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.open_phmev.inspection import Inspection
from caqes_eval.intake.open_phmev.layout import DOWNLOAD_AGAIN, SEPARATOR, Layout

_LONGEST_LINE = 1 << 20
_SHOWN = 60
_MESSAGES = {
    "ligne_tronquee": "la dernière ligne est coupée : le fichier n’est pas complet.",
    "ligne_courte": "il manque des champs sur cette ligne.",
    "ligne_longue": "il y a trop de champs sur cette ligne.",
    "ligne_vide": "cette ligne est vide, au milieu du fichier.",
    "ligne_geante": "cette ligne est démesurée, ce n’est pas un tableau.",
    "guillemet": "un guillemet ouvert n’est pas refermé sur la même ligne, ou suivi d’autre chose qu’un point-virgule.",
    "retour_isole": "un retour à la ligne d’un autre système (CR seul) coupe cette ligne.",
}


def check_lines(source: Path, inspection: Inspection, layout: Layout) -> int:
    """Return the number of lines up to the last one that is not empty, the header included.

    Raises:
        InputFormatError: lines with too few or too many fields, empty, or with a stray quote or line break; one
            finding per kind, with its first line and the number of lines concerned.
    """
    faults: dict[str, Finding] = {}
    number = last = 0
    blank: list[int] = []  # harmless at the end of the file, a fault once a full line follows
    with source.open("rb") as stream:
        while raw := stream.readline(_LONGEST_LINE):
            number += 1
            text = raw.decode(inspection.encoding, errors="replace").removesuffix("\n").removesuffix("\r")
            if not text.strip():
                blank.append(number)
                continue
            for line in blank:
                _add(faults, _finding("ligne_vide", layout, line, "", ""))
            blank.clear()
            last = number
            is_cut = number == inspection.lines and not inspection.ends_with_newline
            if fault := _line_fault(text, layout, number, is_cut=is_cut, is_whole=len(raw) < _LONGEST_LINE):
                _add(faults, fault)
                if fault.code == "ligne_geante":
                    break
    if faults:
        raise InputFormatError(f"{layout.file} : des lignes ne suivent pas l’en-tête.", findings=faults.values())
    return last


def _line_fault(text: str, layout: Layout, number: int, *, is_cut: bool, is_whole: bool) -> Finding | None:
    expected = len(layout.header)
    if not is_whole:
        return _finding("ligne_geante", layout, number, text, "")
    if "\r" in text:
        return _finding("retour_isole", layout, number, text, "")
    try:
        fields = len(next(csv.reader([text], delimiter=SEPARATOR, strict=True)))
    except csv.Error:
        return _finding("guillemet", layout, number, text, "")
    if fields == expected:
        return None
    code = "ligne_longue" if fields > expected else "ligne_tronquee" if is_cut else "ligne_courte"
    return _finding(code, layout, number, text, f"{expected} champs, et non {fields}")


def _finding(code: str, layout: Layout, line: int, text: str, expected: str) -> Finding:
    return Finding(
        code=code, severity=Severity.BLOCKING, file=layout.file, line=line,
        value=text[:_SHOWN] + "…" if len(text) > _SHOWN else text or None,
        message=_MESSAGES[code], expected=expected or None,
        why="Les valeurs de cette ligne ne seraient plus dans leurs colonnes.", remedy=DOWNLOAD_AGAIN,
    )  # fmt: skip


def _add(faults: dict[str, Finding], fault: Finding) -> None:
    """Keep the first finding of each kind and count the others."""
    known = faults.get(fault.code)
    faults[fault.code] = replace(known, count=known.count + 1) if known else fault
