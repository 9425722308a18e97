"""A sheet marked in place: colours laid over the cells by a rule, which hides no format and can be taken off whole."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from caqes_eval.foundation.findings import Severity
from caqes_eval.intake.returns.addresses import corners, ranges
from caqes_eval.intake.returns.markup import (
    Edit,
    Element,
    UnannotatableError,
    ascii_bytes,
    children,
    edited,
    outline,
    place_for,
    prefix,
    tag_with,
)
from caqes_eval.intake.returns.notes import MAIN, Place
from caqes_eval.intake.returns.package import RELATIONS

_ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "AlternateContent", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Children of a worksheet (ECMA-376, 18.3.1.99); AlternateContent holds the controls of recent files."""

_DATA = re.compile(rb"<(?:[^\s<>/:]+:)?sheetData\b[^>]*>")
_DATA_END = re.compile(rb"</(?:[^\s<>/:]+:)?sheetData\s*>")
_MARK = "caqes:a-corriger"
# always true; its text tells our rules from the others at the next check
_FORMULA = f'"{_MARK}"&lt;&gt;""'
_RANGES_TOGETHER = 200
_MERGES_READ = 2_000


class SheetPart:
    """The part of a worksheet, but for its rows, which are not looked at.

    Args:
        xml: the part.

    Raises:
        UnannotatableError: it is damaged, or not of the usual kind.
    """

    def __init__(self, xml: bytes) -> None:
        self._head, self._data, self._tail = _split(xml)
        self._frame = self._head + self._tail
        self._elements = outline(self._frame)
        self._root = self._elements[0]
        if self._root.name != "worksheet" or MAIN.encode() not in self._frame[: self._root.inside]:
            raise UnannotatableError("son format interne n’est pas celui d’Excel")
        self._edits: list[Edit] = []

    def merged(self) -> list[tuple[int, int, int, int]]:
        """Return merged ranges: first row, first column, last row, last column."""
        references = (element.attributes.get("ref", "") for element in self._elements if element.name == "mergeCell")
        return [found for reference in islice(references, _MERGES_READ) if (found := corners(reference))]

    def visible_one(self, place: Place) -> Place:
        """Return the cell that shows a place: the first of its merged range, else itself."""
        row, column = place
        for top, left, bottom, right in self.merged():
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return place

    def unselect(self) -> None:
        """Leave the sheet out of the selected ones: two selected sheets are written in together."""
        for element in self._elements:
            if element.name == "sheetView" and element.attributes.get("tabSelected") in {"1", "true"}:
                self._edits.append(tag_with(self._frame, element, tabSelected="0"))

    def colour(self, cells: Mapping[Severity, Sequence[Place]], formats: Mapping[Severity, int]) -> None:
        """Colour cells by severity, and take off the colours of the last check.

        Args:
            cells: each cell under one severity.
            formats: rank of the differential format of each severity.
        """
        for element in self._elements:
            if element.name == "conditionalFormatting":
                self._edits += self._without_ours(element)
        tag = prefix(self._frame, self._root)
        written = "".join(
            f'<{tag}conditionalFormatting sqref="{" ".join(together)}"><{tag}cfRule type="expression" '
            f'dxfId="{formats[severity]}" priority="{rank}"><{tag}formula>{_FORMULA}</{tag}formula></{tag}cfRule>'
            f"</{tag}conditionalFormatting>"
            for rank, severity in enumerate(Severity, start=1)
            for together in _chunks(ranges(cells.get(severity, ())))
        )
        place = place_for("conditionalFormatting", self._elements, self._root, _ORDER)
        self._edits.append((place, place, ascii_bytes(written)))

    def _without_ours(self, element: Element) -> Iterator[Edit]:
        """Yield what removes our rules of an element, and makes room for the new ones before the others."""
        rules = [child for child in children(self._elements, element) if child.name == "cfRule"]
        ours = [rule for rule in rules if _MARK.encode() in self._frame[rule.start : rule.end]]
        if ours and len(ours) == len(rules):
            yield (element.start, element.end, b"")
            return
        for rule in rules:
            priority = rule.attributes.get("priority", "")
            if rule in ours:
                yield (rule.start, rule.end, b"")
            elif priority.isdigit():
                yield tag_with(self._frame, rule, priority=str(int(priority) + len(Severity)))

    @property
    def drawing(self) -> str | None:
        """The relation to the drawing of its comments, ``None`` when it has none."""
        for child in children(self._elements, self._root):
            if child.name == "legacyDrawing":
                return child.attributes.get("id")
        return None

    def draw_notes(self, relation: str) -> None:
        """Name the drawing of the comments of a sheet that has none."""
        place = place_for("legacyDrawing", self._elements, self._root, _ORDER)
        tag = prefix(self._frame, self._root)
        self._edits.append(
            (place, place, ascii_bytes(f'<{tag}legacyDrawing xmlns:r="{RELATIONS}" r:id="{relation}"/>'))
        )

    def packed(self) -> bytes:
        """Return the part with its marks."""
        rows = len(self._head)
        return edited(self._frame, [*self._edits, (rows, rows, self._data)])


def unselected(xml: bytes) -> bytes:
    """Return the part of a sheet without cells, left out of the selected ones.

    Raises:
        UnannotatableError: it is damaged.
    """
    views = [element for element in outline(xml) if element.name == "sheetView"]
    return edited(xml, [tag_with(xml, view, tabSelected="0") for view in views])


def _split(xml: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what precedes the rows, the rows, and what follows them."""
    start = _DATA.search(xml)
    if start is None or start[0].endswith(b"/>"):
        return xml, b"", b""
    last = len(xml)
    while (last := xml.rfind(b"sheetData", start.end(), last)) > 0:
        if end := _DATA_END.match(xml, xml.rfind(b"<", 0, last)):
            return xml[: start.end()], xml[start.end() : end.start()], xml[end.start() :]
    raise UnannotatableError("son écriture interne est abîmée")


def _chunks(listed: Iterator[str]) -> Iterator[list[str]]:
    while together := list(islice(listed, _RANGES_TOGETHER)):
        yield together
