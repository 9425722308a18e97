"""The door: what is kept of a file received. Nothing that names a patient is written (design.md, rule 6).

- A workbook or a text table with a column that names patients, or a « numéro de sécurité sociale » anywhere, is refused.
- A PMSI file is kept without what its layout does not read (see :mod:`caqes_eval.intake.pmsi.masking`).
- What cannot be searched is refused, but for pieces of evidence, which are kept and told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from caqes_eval.foundation.errors import InputFormatError, InputValueError, UserError
from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.pmsi.masking import mask_pmsi
from caqes_eval.intake.pmsi.names import read_name
from caqes_eval.intake.privacy import MASKED, holds_nir
from caqes_eval.intake.searching import Identifier, holds_images, identifiers_in, identifiers_inside
from caqes_eval.intake.workbooks import Opened, open_workbook

EVIDENCE, PMSI, EXTRACT = "preuve", "pmsi", "extraction_am"

_ARCHIVES = (b"7z\xbc\xaf", b"Rar!", b"\x1f\x8b")
_DOCUMENTS = {"fichier_autre", "fichier_html", "fichier_xml", "texte_guillemet"}
"""Why a file is no table, when it may be a piece of evidence all the same."""

_WHY = "Un fichier d’évaluation ne doit pas permettre de reconnaître un patient : rien de ce fichier n’est gardé."
_COLUMN = (
    "demandez à l’établissement de renvoyer le fichier sans cette colonne ; supprimez celui-ci. Si elle ne désigne pas des "
    "patients, faites préciser son titre (« Nom de l’établissement »)."
)
_CELL = "demandez à l’établissement de renvoyer le fichier sans ce numéro ; supprimez celui-ci."
_INSERTED = "demandez à l’établissement de retirer l’objet inséré, ou de l’envoyer à part."
_UNZIP = "extrayez de l’archive le fichier utile, et inscrivez-le."


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """A file that may be kept.

    Attributes:
        content: what to keep: the bytes received or, of a PMSI file, a copy without its identifiers. The copy depends on
            the bytes, the name and the year only, and the copy of a copy is itself: the same file sent twice gives the
            same digest.
        findings: what was dropped, and what could not be searched.
        dropped: the fields emptied, by their official names and positions.
    """

    content: bytes
    findings: tuple[Finding, ...] = ()
    dropped: tuple[str, ...] = ()


def at_the_door(
    path: Path, content: bytes, *, form: str | None, year: int | None = None, opened: Opened | None = None
) -> Admitted:
    """Return what may be kept of a file.

    Args:
        path: the file.
        content: its bytes.
        form: code of the form or of the source; None when nobody said what it is.
        year: the year of activity, which tells the layout of a PMSI file whose name does not say its year.
        opened: what was opened of it, when it was.

    Raises:
        InputValueError: it names patients: nothing of it may be kept. A finding for each column, never a value.
        InputFormatError: it cannot be searched (empty, password, damaged, archive, unknown layout).
        InputMissingError: it cannot be read.
    """
    shown = shown_name(path)
    if shown != path.name:
        raise _refusal([_named(shown)])
    if not content:
        message, remedy = "ce fichier est vide (0 octet).", "demandez à l’établissement de le renvoyer."
        raise _unsearchable([_unkept("fichier_vide", shown, message, remedy)])
    families = read_name(path.name).families
    if form == PMSI or (form is None and families):
        masked = mask_pmsi(path, content, shown=shown, year=year)
        return Admitted(content=masked.content, findings=masked.findings, dropped=masked.dropped)
    if families:
        message = "d’après son nom, c’est un fichier PMSI : il peut contenir des numéros de patients."
        raise _unsearchable([_unkept("pmsi_attendu", shown, message, f"inscrivez-le avec --form {PMSI}.")])
    return _searched(opened or open_workbook(path, file=shown), content, form, shown)


def _searched(opened: Opened, content: bytes, form: str | None, shown: str) -> Admitted:
    """Return a file that is no PMSI file once searched for what names patients."""
    evidence = form == EVIDENCE
    if opened.refused and not (evidence and _is_document(content, opened.findings)):
        raise _unsearchable(finding for finding in opened.findings if finding.severity is Severity.BLOCKING)
    found = list(identifiers_in(opened.sheets, with_rows=form != EXTRACT))
    if opened.kind != "texte":
        found += [each for each in identifiers_inside(content) if each.kind == "hidden" or not opened.refused]
    if found:
        raise _refusal(_told(each, shown) for each in found)
    if opened.refused or holds_images(content):
        return Admitted(content=content, findings=(_not_searched(shown, whole=opened.refused),))
    return Admitted(content=content)


def _is_document(content: bytes, findings: Iterable[Finding]) -> bool:
    codes = {finding.code for finding in findings if finding.severity is Severity.BLOCKING}
    return codes <= _DOCUMENTS and not content.startswith(_ARCHIVES) and not _is_plain_zip(content)


def _is_plain_zip(content: bytes) -> bool:
    # Word, PowerPoint and OpenDocument say what they are in a part of that name
    return content.startswith(b"PK") and not any(mark in content for mark in (b"[Content_Types].xml", b"mimetype"))


def shown_name(path: Path) -> str:
    """Return the name of a file as messages and records may give it: masked when it holds a number of a patient."""
    return MASKED if holds_nir(path.name.replace("_", " ")) else path.name


def reasons(error: UserError, shown: str) -> tuple[Finding, ...]:
    """Return the findings of a refusal; one made of its message when it has none."""
    return error.findings or (_unkept(error.cause, shown, error.message, error.remedy),)


def _refusal(findings: Iterable[Finding]) -> InputValueError:
    return InputValueError(
        "Ce fichier paraît désigner des patients : il n’est pas gardé.", remedy=_CELL, findings=findings
    )


def _unsearchable(findings: Iterable[Finding]) -> InputFormatError:
    return InputFormatError("Ce fichier ne peut pas être contrôlé : il n’est pas gardé.", findings=findings)


def _told(found: Identifier, shown: str) -> Finding:
    match found.kind:
        case "column":
            code, remedy = "identifiant_colonne", _COLUMN
            message = f"ce titre annonce un identifiant direct de patient ({found.what})."
        case "value":
            code, message, remedy = "identifiant_valeur", f"il y a là ce qui paraît être un {found.what}.", _CELL
        case "hidden":
            code, remedy = "identifiant_cache", _CELL
            message = (
                f"une partie qui ne se voit pas dans les feuilles ({found.where}) désigne des patients ({found.what})."
            )
        case "inserted":
            code, remedy = "objet_insere", _INSERTED
            message = "un autre fichier est inséré dans celui-ci : il ne peut pas être contrôlé."
    in_text = found.row if not found.sheet else None
    return Finding(
        code=code, severity=Severity.BLOCKING, file=shown, sheet=found.sheet or None, line=in_text,
        cell=found.address if found.sheet else None, message=message, why=_WHY, remedy=remedy, count=found.count,
    )  # fmt: skip


def _named(shown: str) -> Finding:
    message = "le nom du fichier contient ce qui paraît être un numéro de sécurité sociale."
    remedy = "renommez-le, après avoir vérifié qu’il ne contient rien sur un patient."
    return Finding(
        code="identifiant_valeur", severity=Severity.BLOCKING, file=shown, message=message, why=_WHY, remedy=remedy
    )


def _unkept(code: str, shown: str, message: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.BLOCKING, file=shown, message=message, remedy=remedy)


def _not_searched(shown: str, *, whole: bool) -> Finding:
    what = "ce fichier n’est pas un tableau : son contenu" if whole else "ce fichier contient des images, qui"
    message = f"{what} n’a pas été contrôlé." if whole else f"{what} n’ont pas été contrôlées."
    return Finding(
        code="non_controle", severity=Severity.INFO, file=shown, message=message,
        why="Il est gardé tel qu’il a été reçu.", remedy="vérifiez vous-même qu’aucun patient n’y est nommé.",
    )  # fmt: skip
