"""The workbook part: its sheets, in order, and the one we add in front, or write again when a past check left it."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from xml.sax.saxutils import quoteattr

from caqes_eval.intake.returns.addresses import quoted_sheet
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
    text,
)
from caqes_eval.intake.returns.notes import MAIN
from caqes_eval.intake.returns.package import RELATIONS, Package

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
MARKER = "caqes_a_corriger"
"""A hidden name of the workbook that leads to our sheet, whatever it is called and whichever program saved the file."""

_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath", "workbookProtection", "bookViews",
    "sheets", "functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews",
    "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
)  # fmt: skip
_LONGEST_NAME = 31


@dataclass(frozen=True)
class SheetEntry:
    """A sheet of a workbook: its name, its part, whether it has cells (a chart may be a sheet) and whether it is hidden."""

    name: str
    part: str
    has_cells: bool
    hidden: bool


class WorkbookPart:
    """The list of the sheets of a package.

    Args:
        package: the workbook.

    Raises:
        UnannotatableError: it is damaged, not of the usual kind, or holds macros as sheets.
    """

    def __init__(self, package: Package) -> None:
        name = package.related("", "/officeDocument")
        if name is None:
            raise UnannotatableError("ce n’est pas un classeur Excel")
        self.part = name
        self._package = package
        self._xml = package[name]
        self._elements = outline(self._xml)
        self._root = self._elements[0]
        if self._root.name != "workbook" or MAIN.encode() not in self._xml[: self._root.inside]:
            raise UnannotatableError("son format interne n’est pas celui d’Excel")
        relations = {relation.id: relation for relation in package.relations(name)}
        if any(relation.kind.endswith(("/xlMacrosheet", "/xlIntlMacrosheet")) for relation in relations.values()):
            raise UnannotatableError("il contient des feuilles de macros")
        self._sheets = [element for element in self._elements if element.name == "sheet" and element.depth == 2]
        self.sheets: list[SheetEntry] = []
        for sheet in self._sheets:
            relation = relations.get(sheet.attributes.get("id", ""))
            if relation is None:
                raise UnannotatableError("il est abîmé")
            has_cells = relation.kind.endswith("/worksheet")
            hidden = sheet.attributes.get("state", "visible") != "visible"
            self.sheets.append(
                SheetEntry(sheet.attributes.get("name", ""), package.target(name, relation), has_cells, hidden)
            )

    @property
    def ours(self) -> int | None:
        """The rank of the sheet that a past check left, ``None`` when there is none."""
        for element in self._names():
            if element.attributes.get("name") == MARKER:
                leads_to = unescape(self._inner(element))
                return next(
                    (r for r, sheet in enumerate(self.sheets) if leads_to.startswith(quoted_sheet(sheet.name) + "!")),
                    None,
                )
        return None

    def put(self, name: str, xml: bytes, *, names: Mapping[str, str]) -> str:
        """Write our sheet, in front of the others unless a past check left one, and show it when the file is opened.

        Args:
            name: the name wanted; another is found when it is taken.
            xml: the part of the sheet.
            names: ranges of the sheet that Excel knows by a name (the rows repeated on every page).

        Returns:
            The name it has.
        """
        rank = self.ours
        edits = list(self._opened_on(0 if rank is None else rank))
        if rank is not None:
            name = self.sheets[rank].name
            self._package[self.sheets[rank].part] = xml
        else:
            name = self._free(name)
            edits += self._added(name, xml)
        edits += self._named(name, 0 if rank is None else rank, names, shift=rank is None)
        self._package[self.part] = edited(self._xml, edits)
        return name

    def _free(self, name: str) -> str:
        taken = {sheet.name.lower() for sheet in self.sheets}
        numbered = (f"{name[: _LONGEST_NAME - 5]} ({number})" for number in range(2, len(taken) + 3))
        return name if name.lower() not in taken else next(each for each in numbered if each.lower() not in taken)

    def _added(self, name: str, xml: bytes) -> Iterator[Edit]:
        folder = posixpath.join(posixpath.dirname(self.part), "worksheets")
        part = self._package.unused(posixpath.join(folder, "caqes{}.xml"))
        self._package[part] = xml
        self._package.declare(part, SHEET_TYPE)
        relation = self._package.relate(self.part, f"{RELATIONS}/worksheet", part)
        numbers = [int(sheet.attributes.get("sheetId", "0")) for sheet in self._sheets]
        sheet = (
            f'<{self._tag}sheet name={quoteattr(name)} sheetId="{max(numbers, default=0) + 1}" '
            f'xmlns:r="{RELATIONS}" r:id="{relation}"/>'
        )
        place = self._sheets[0].start if self._sheets else self._child("sheets").inside
        yield (place, place, ascii_bytes(sheet))

    def _named(self, name: str, rank: int, names: Mapping[str, str], *, shift: bool) -> Iterator[Edit]:
        """Yield what names the parts of our sheet, and follows the others that move one place on."""
        sheet = quoted_sheet(name)
        ours = f'<{self._tag}definedName name="{MARKER}" hidden="1">{text(sheet)}!$A$1</{self._tag}definedName>'
        for known, place in names.items():
            hidden = ' hidden="1"' if known == "_xlnm._FilterDatabase" else ""
            ours += (
                f'<{self._tag}definedName name="{known}" localSheetId="{rank}"{hidden}>'
                f"{text(sheet)}!{place}</{self._tag}definedName>"
            )
        for element in self._names():
            local = element.attributes.get("localSheetId", "")
            if element.attributes.get("name") == MARKER or (not shift and local == str(rank)):
                yield (element.start, element.end, b"")
            elif shift and local.isdigit():
                yield tag_with(self._xml, element, localSheetId=str(int(local) + 1))
        container = next((each for each in children(self._elements, self._root) if each.name == "definedNames"), None)
        if container and not container.single:
            yield (container.inner_end, container.inner_end, ascii_bytes(ours))
            return
        at = place_for("definedNames", self._elements, self._root, _ORDER)
        whole = ascii_bytes(f"<{self._tag}definedNames>{ours}</{self._tag}definedNames>")
        yield (container.start, container.end, whole) if container else (at, at, whole)

    def _opened_on(self, rank: int) -> Iterator[Edit]:
        for element in self._elements:
            if element.name == "workbookView":
                yield tag_with(self._xml, element, activeTab=str(rank), firstSheet="0")

    def _names(self) -> Iterator[Element]:
        return (element for element in self._elements if element.name == "definedName")

    def _inner(self, element: Element) -> str:
        return self._xml[element.inside : element.inner_end].decode(errors="replace")

    def _child(self, name: str) -> Element:
        for child in children(self._elements, self._root):
            if child.name == name and not child.single:
                return child
        raise UnannotatableError("il est abîmé")

    @property
    def _tag(self) -> str:
        return prefix(self._xml, self._root)
