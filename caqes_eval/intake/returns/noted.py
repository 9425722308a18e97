"""A sheet of a package marked: its colours, its comments, and the parts that Excel wants for these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from caqes_eval.foundation.findings import Finding, Severity
from caqes_eval.intake.returns.addresses import address_of, place_of
from caqes_eval.intake.returns.notes import Note, Place, read_notes, written_boxes, written_notes
from caqes_eval.intake.returns.package import RELATIONS, Package
from caqes_eval.intake.returns.sheet_part import SheetPart
from caqes_eval.intake.returns.wording import note_text, ordered, original_note

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


@dataclass(frozen=True)
class Marks:
    """What to mark in a sheet.

    Attributes:
        cells: findings of each cell.
        commented: those of these cells that have a comment; the others are only coloured.
        colours: rank of the differential format of each severity.
    """

    cells: Mapping[Place, Sequence[Finding]]
    commented: frozenset[Place]
    colours: Mapping[Severity, int]


def mark_sheet(package: Package, part: str, marks: Marks) -> None:
    """Mark a sheet, and remove the marks of the last check.

    Raises:
        UnannotatableError: the sheet, its comments or their drawing are damaged or not of the usual kind.
    """
    sheet = SheetPart(package[part])
    sheet.unselect()
    cells: dict[Place, list[Finding]] = {}
    commented: set[Place] = set()
    for place, findings in marks.cells.items():
        shown = sheet.visible_one(place)
        cells.setdefault(shown, []).extend(findings)
        if place in marks.commented:
            commented.add(shown)
    coloured: dict[Severity, list[Place]] = {}
    for place, findings in cells.items():
        coloured.setdefault(ordered(findings)[0].severity, []).append(place)
    sheet.colour(coloured, marks.colours)
    _comment(package, part, sheet, {place: cells[place] for place in cells if place in commented})
    package[part] = sheet.packed()


def _comment(package: Package, part: str, sheet: SheetPart, cells: Mapping[Place, Sequence[Finding]]) -> None:
    comments = package.related(part, "/comments")
    present = read_notes(package[comments]) if comments else []
    before = {place: replace(note, text=original_note(note.text)) for note in present if (place := place_of(note.cell))}
    if not cells and list(before.values()) == present:
        return
    notes = {place: note for place, note in before.items() if note.text}
    for place, findings in cells.items():
        said = before[place].text if place in before else ""
        notes[place] = Note(address_of(place), note_text(findings, before=said))
    if comments is None:
        comments = package.unused("xl/commentsCaqes{}.xml")
        package.declare(comments, _COMMENTS_TYPE)
        package.relate(part, f"{RELATIONS}/comments", comments)
    # a discussion hides the comment of its cell: without it, its text remains as a comment
    package.cut(part, "/threadedComment")
    inorder = sorted(notes.items())
    package[comments] = written_notes([note for _, note in inorder])
    drawing = _drawing(package, part, sheet)
    package[drawing] = written_boxes(package.get(drawing), inorder)


def _drawing(package: Package, part: str, sheet: SheetPart) -> str:
    """Return the part of the drawing of the comments, declared when the sheet has none."""
    leads = {relation.id: package.target(part, relation) for relation in package.relations(part)}
    if sheet.drawing in leads:
        return leads[sheet.drawing]
    drawing = package.unused("xl/drawings/vmlDrawingCaqes{}.vml")
    package.declare_extension("vml", _DRAWING_TYPE)
    sheet.draw_notes(package.relate(part, f"{RELATIONS}/vmlDrawing", drawing))
    return drawing
