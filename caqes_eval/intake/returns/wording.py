"""Findings in the words of a comment and of a list: in order, merged by cell, grouped when there are too many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.foundation.french import capital, number, typography
from caqes_eval.intake.returns.addresses import place_of

LISTED = 500
"""Findings listed one by one; beyond, those of the same fault in the same column of a sheet share a line."""

LISTED_AT_MOST = 2_000
"""Lines of the list: a person corrects the first ones, or the whole file."""

COMMENTED = 1_000
"""Cells commented in a workbook: every comment is a drawing, which Excel opens slowly; the others are only coloured."""

NOTE_LENGTH = 1_500
"""Characters of a comment."""

VALUE_LENGTH = 200
"""Characters of a value repeated in a list."""

END_OF_NOTE = "— fin du contrôle CAQES —"
"""What ends our part of a comment: at the next check, all that precedes it is removed."""

_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
_MORE = "… (la suite est dans la liste des constats)"


def ordered(findings: Iterable[Finding], sheets: Sequence[str] = ()) -> list[Finding]:
    """Return findings by severity, then in the order of the file.

    Args:
        findings: of one file, in the order they were found in each place.
        sheets: names of its sheets, in their order.
    """
    places = {name: rank for rank, name in enumerate(sheets)}
    return sorted(
        findings,
        key=lambda finding: (
            _RANKS[finding.severity],
            -1 if finding.sheet is None else places.get(finding.sheet, len(places)),
            place_of(finding.cell) or (finding.line or 0, 0),
        ),
    )


def grouped(findings: Sequence[Finding]) -> tuple[list[Finding], str]:
    """Return the findings to list and, when some are put together or left out, the sentence that tells it.

    Args:
        findings: in order; up to :data:`LISTED` of them are all listed.
    """
    if len(findings) <= LISTED:
        return list(findings), ""
    groups: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        key = (finding.severity, finding.sheet, finding.column, finding.code)
        first = groups.get(key)
        groups[key] = finding if first is None else replace(first, count=first.count + finding.count)
    told = (
        f"Il y a {number(len(findings))} constats : au-delà de {number(LISTED)}, ceux de même nature dans une même colonne "
        "sont réunis sur une ligne, qui cite le premier et dit combien ils sont."
    )
    listed = list(groups.values())
    if len(listed) > LISTED_AT_MOST:
        told += f" Seules les {number(LISTED_AT_MOST)} premières lignes sont données."
    return listed[:LISTED_AT_MOST], told


def note_text(findings: Sequence[Finding], *, before: str = "") -> str:
    """Return the comment of a cell.

    Args:
        findings: those of the cell; the most severe come first.
        before: the comment the cell had already, kept after ours.
    """
    ours = "\n\n".join(block(finding) for finding in ordered(findings))
    if len(ours) > NOTE_LENGTH:
        ours = ours[: NOTE_LENGTH - len(_MORE)] + _MORE
    return f"{ours}\n{END_OF_NOTE}" + (f"\n\n{before}" if before else "")


def original_note(text: str) -> str:
    """Return what a comment said before our last check wrote in it; empty when it is all ours."""
    _, mark, rest = text.rpartition(END_OF_NOTE)
    return rest.strip() if mark else text


def block(finding: Finding) -> str:
    """Return a finding as the lines of a comment: severity first, so that it does not rest on a colour."""
    lines = [f"[{finding.severity}] {what(finding)}", capital(finding.why), expectation(finding)]
    if finding.remedy:
        lines.append(f"À faire : {capital(finding.remedy)}")
    return typography("\n".join(line for line in lines if line))


def where(finding: Finding) -> str:
    """Return the cell or the line of a finding in its sheet; empty when it has none."""
    return finding.cell or (f"ligne {number(finding.line)}" if finding.line else "")


def what(finding: Finding) -> str:
    """Return what is wrong, and in how many lines."""
    several = (
        f" {number(finding.count)} lignes sont dans ce cas ; celle-ci est la première." if finding.count > 1 else ""
    )
    return capital(finding.message) + several


def expectation(finding: Finding) -> str:
    """Return what was expected and what is proposed instead, each on its line."""
    lines = []
    if finding.expected:
        lines.append(f"Attendu : {cut(finding.expected)}")
    if finding.proposal:
        lines.append(f"Proposition : « {cut(finding.proposal)} », à vérifier avant de l’écrire.")
    return typography("\n".join(lines))


def counted(findings: Iterable[Finding]) -> Mapping[Severity, int]:
    """Return how many findings of each severity there are, zero included."""
    counts = dict.fromkeys(Severity, 0)
    for finding in findings:
        counts[finding.severity] += 1
    return counts


def cut(text: str) -> str:
    """Return a text short enough to be repeated."""
    return text if len(text) <= VALUE_LENGTH else f"{text[: VALUE_LENGTH - 1]}…"
