"""What does not hold together in a form read: a part above its whole, a name of file that is a path."""

import re
from collections.abc import Iterator

from caqes_eval.foundation import french
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.forms.form import Form, PartOf
from caqes_eval.intake.privacy import quoted
from caqes_eval.intake.tables.columns import Matching
from caqes_eval.intake.tables.finding import FoundTable
from caqes_eval.intake.tables.reading import TypedTable

_PATH = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[a-z]:[/\\]|^[a-z]+://", re.IGNORECASE)


def check_coherence(form: Form, found: FoundTable, table: TypedTable, *, sheet: str, file: str) -> Iterator[Finding]:
    """Give what does not hold together in a sheet, at its cells.

    Args:
        form: it says what is a part of what, and which answers name files.
        found: where the table is.
        table: its values.
        sheet: code of the sheet.
        file: how messages name the file.
    """
    matchings = {matching.code: matching for matching in found.matchings}
    for check in form.parts:
        if check.sheet == sheet and check.part in matchings and check.whole in matchings:
            yield from _above(check, found, table, matchings, file)
    for code, matching in matchings.items():
        if (sheet, code) in form.file_names:
            yield from _paths(found, table, matching, file)


def _above(
    check: PartOf, found: FoundTable, table: TypedTable, matchings: dict[str, Matching], file: str
) -> Iterator[Finding]:
    pairs = zip(found.lines, table.frame[check.part], table.frame[check.whole], strict=True)
    for line, part, whole in pairs:
        if isinstance(part, int) and isinstance(whole, int) and part > whole:
            yield _at(
                found, line, matchings[check.part], file, code="partie_superieure_au_tout", severity=Severity.BLOCKING,
                message=f"« {matchings[check.part].label} » dépasse « {matchings[check.whole].label} », qui est "
                f"{french.number(whole)} : une partie ne peut pas dépasser son tout.",
                why="L’un des deux chiffres est faux : le taux ne peut pas être jugé.",
                remedy="Corriger celui des deux qui est faux, et renvoyer le formulaire.",
            )  # fmt: skip


def _paths(found: FoundTable, table: TypedTable, matching: Matching, file: str) -> Iterator[Finding]:
    for line, name in zip(found.lines, table.frame[matching.code], strict=True):
        if isinstance(name, str) and _PATH.search(name):
            yield _at(
                found, line, matching, file, code="chemin_ecrit", severity=Severity.TO_CHECK,
                message="ce n’est pas un nom de fichier, c’est un chemin ou une adresse : il n’est jamais suivi.",
                why="Une pièce jointe se désigne par son nom, sans dossier.",
                remedy="Écrire le nom du fichier envoyé avec le formulaire, sans « / » ni « \\ ».",
            )  # fmt: skip


def _at(
    found: FoundTable, line: int, matching: Matching, file: str, *, code: str, severity: Severity, message: str, why: str,
    remedy: str,
) -> Finding:  # fmt: skip
    cell = found.view.cell(line, matching.place)
    return Finding(
        code=code, severity=severity, file=file, message=message, why=why, remedy=remedy, sheet=cell.sheet or None,
        cell=cell.address if cell.sheet else None, line=None if cell.sheet else cell.row,
        column=quoted(matching.heading), value=quoted(cell.text),
    )  # fmt: skip
