"""A hospital's own file sent back: faulty cells coloured and commented, a first sheet that lists what is to be corrected."""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePath

from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.french import number, plural
from caqes_eval.intake.forms.package import packed
from caqes_eval.intake.returns.addresses import address_of, place_of
from caqes_eval.intake.returns.blanking import Blank, blanked
from caqes_eval.intake.returns.markup import UnannotatableError
from caqes_eval.intake.returns.noted import Marks, mark_sheet
from caqes_eval.intake.returns.notes import Place
from caqes_eval.intake.returns.package import RELATIONS, Package
from caqes_eval.intake.returns.sheet_part import unselected
from caqes_eval.intake.returns.styles_part import Grafted, graft
from caqes_eval.intake.returns.summary import SUMMARY_SHEET, Summary, summary_workbook
from caqes_eval.intake.returns.wording import COMMENTED, ordered
from caqes_eval.intake.returns.workbook_part import WorkbookPart

_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STYLE_OF_CELL = re.compile(rb'(<c r="[A-Z]+[0-9]+" s=")([0-9]+)')
_NAME = re.compile(rb'<definedName name="([^"]*)"[^>]*>[^<!]*!([^<]*)<')
_BLANKS_TOLD = 10
# the same workbook for the same findings, whatever the day
_DATED = datetime(1980, 1, 1)

_CORRECT = (
    "Corrigez les cellules colorées : le commentaire de chacune dit ce qui ne va pas et quoi faire. Dans la liste, cliquez "
    "sur une adresse pour aller à la cellule."
)
_SEND_BACK = (
    "Enregistrez ce classeur au format Excel (.xlsx) et renvoyez-le en entier. N’écrivez rien dans cette feuille : elle, les "
    "couleurs et les commentaires du contrôle seront refaits au prochain contrôle."
)
_LISTED = "Votre fichier n’est pas joint annoté ({reason}) : voici la liste des constats."
_CORRECT_YOURS = "Corrigez votre fichier d’origine et renvoyez-le ; ne renvoyez pas cette liste."
_NO_MACROS = "Cette copie est sans macros : les vôtres restent dans votre fichier d’origine."
_HIDDEN = "Des feuilles citées sont masquées : pour les voir, clic droit sur un onglet, « Afficher »."


def returned_name(shown_name: str) -> str:
    """Return the name of the file to send back: ``mo.xlsm`` gives ``mo-a-corriger.xlsx``."""
    return f"{PurePath(shown_name).stem or 'fichier'}-a-corriger.xlsx"


def annotate(
    original: bytes,
    findings: Sequence[Finding],
    *,
    shown_name: str,
    due: date | None = None,
    strict: date | None = None,
    blanks: Sequence[Blank] = (),
) -> bytes:
    """Return the workbook to send back to the hospital that sent the file.

    An xlsx or xlsm comes back as it was: cells, formats, recorded results, drop-downs, drawings, protections. Colours are
    laid over it by rules and comments are added, both taken off and made again at the next check. Comments it had are
    kept after ours (without their formats; a discussion becomes plain comments). Macros and electronic signatures, which
    no longer hold, are left out.

    Any other file (text, xls, ods, damaged, or an xlsx of an unusual kind) gives a new workbook that lists the findings.

    The copy holds the hospital's own data and goes to that hospital alone. Cells that name patients are not sent back:
    they are given as ``blanks``, and the copy is then written anew without them (see :func:`blanking.blanked`).

    Args:
        original: bytes of the file received.
        findings: those of that file.
        shown_name: name of the file as the hospital knows it.
        due: the day the corrected file is expected.
        strict: the last day it is accepted.
        blanks: the cells refused because they name patients.

    Returns:
        An xlsx, the same for the same arguments; :func:`returned_name` names it.
    """
    summary = Summary(file=shown_name, findings=ordered(findings), what_to_do=(), due=due, strict=strict)
    try:
        return _annotated(blanked(original, blanks) if blanks else original, summary, blanks)
    except UnannotatableError as reason:
        told = (_LISTED.format(reason=reason), _CORRECT_YOURS) if findings else ()
        return packed(summary_workbook(replace(summary, what_to_do=told)), dated=_DATED)


def _annotated(content: bytes, summary: Summary, blanks: Sequence[Blank]) -> bytes:
    package = Package(content)
    workbook = WorkbookPart(package)
    macros = _without_macros(package, workbook.part)
    ours = workbook.ours
    sheets = [sheet for rank, sheet in enumerate(workbook.sheets) if rank != ours]
    findings = ordered(summary.findings, [sheet.name for sheet in sheets])
    places = _places(findings)
    commented = set(list(places)[:COMMENTED])
    told = [_CORRECT, _SEND_BACK] if findings else []
    told += [_NO_MACROS] if macros else []
    told += [_told(blanks)] if blanks else []
    named = {finding.sheet for finding in findings}
    told += [_HIDDEN] if any(sheet.hidden and sheet.name in named for sheet in sheets) else []
    if len(commented) < len(places):
        told.append(
            f"Seules {number(COMMENTED)} cellules sur {number(len(places))} ont un commentaire ; toutes sont colorées."
        )
    reachable = frozenset(sheet.name for sheet in sheets if not sheet.hidden)
    styled = _put_summary(package, workbook, replace(summary, findings=findings, what_to_do=told, reachable=reachable))
    for sheet in sheets:
        if sheet.has_cells:
            own = {place: found for (name, place), found in places.items() if name == sheet.name}
            noted = frozenset(place for name, place in commented if name == sheet.name)
            mark_sheet(package, sheet.part, Marks(own, noted, styled.colours))
        else:
            package[sheet.part] = unselected(package[sheet.part])
    return package.packed()


def _places(findings: Iterable[Finding]) -> dict[tuple[str, Place], list[Finding]]:
    """Return the findings of each cell, the first cells being those of the most severe ones."""
    places: dict[tuple[str, Place], list[Finding]] = defaultdict(list)
    for finding in findings:
        place = place_of(finding.cell)
        if finding.sheet is not None and place is not None:
            places[finding.sheet, place].append(finding)
    return places


def _without_macros(package: Package, workbook: str) -> bool:
    """Remove macros and signatures, and return whether there were macros."""
    package.cut("", "/extensibility", "/digital-signature/origin")
    macros = package.cut(workbook, "/vbaProject")
    package.declare(workbook, _WORKBOOK_TYPE)
    return bool(macros)


def _put_summary(package: Package, workbook: WorkbookPart, summary: Summary) -> Grafted:
    """Write the first sheet, made apart by openpyxl, with its styles added to those of the workbook."""
    saved = io.BytesIO()
    summary_workbook(summary).save(saved)
    made = Package(saved.getvalue())
    styles = package.related(workbook.part, "/styles")
    if styles is None:
        styles = "xl/styles.xml"
        package[styles] = made["xl/styles.xml"]
        package.declare(styles, _STYLES_TYPE)
        package.relate(workbook.part, f"{RELATIONS}/styles", styles)
    grafted = graft(package[styles], made["xl/styles.xml"])
    package[styles] = grafted.xml
    xml = _STYLE_OF_CELL.sub(
        lambda found: found[1] + str(int(found[2]) + grafted.first).encode(), made["xl/worksheets/sheet1.xml"]
    )
    names = {name.decode(): place.decode() for name, place in _NAME.findall(made["xl/workbook.xml"])}
    workbook.put(SUMMARY_SHEET, xml, names=names)
    return grafted


def _told(blanks: Sequence[Blank]) -> str:
    listed = dict.fromkeys(f"{address_of((1, blank.column))[:-1]} de la feuille « {blank.sheet} »" for blank in blanks)
    shown = ", ".join(list(listed)[:_BLANKS_TOLD])
    more = f" et {plural(len(listed) - _BLANKS_TOLD, 'autre')}" if len(listed) > _BLANKS_TOLD else ""
    return (
        f"Des cellules désignaient des patients (colonne {shown}{more}) : elles ont été vidées dans cette copie, d’où macros, dessins, "
        "graphiques et listes déroulantes ont aussi été retirés. Retirez ces données de votre fichier avant de le renvoyer."
    )
