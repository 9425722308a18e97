"""The styles of a workbook, to which those of our sheet and our colours are added; none of its own moves."""

import re
from dataclasses import dataclass

from caqes_eval.foundation.findings import Severity
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
from caqes_eval.intake.returns.notes import MAIN

COLOURS = {Severity.BLOCKING: "FFB3B3", Severity.TO_CHECK: "FFE699", Severity.INFO: "BDD7EE"}
"""Background of each severity."""

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst",
)  # fmt: skip
_CONTAINERS = {"fontId": "fonts", "fillId": "fills", "borderId": "borders"}
_REFERENCE = re.compile(r'(fontId|fillId|borderId)="(\d+)"')


@dataclass(frozen=True)
class Grafted:
    """Styles with ours added.

    Attributes:
        xml: the part.
        first: rank that the first style of our sheet has in it.
        colours: rank of the differential format of each severity.
    """

    xml: bytes
    first: int
    colours: dict[Severity, int]


def graft(styles: bytes, ours: bytes) -> Grafted:
    """Add the styles of our sheet and the colours of the three severities.

    Args:
        styles: the part of the workbook.
        ours: the part of the workbook that our sheet comes from, written by openpyxl.

    Raises:
        UnannotatableError: the part is damaged, or not of the usual kind.
    """
    part, source = _Part(styles), _Part(ours)
    offsets = {name: part.append(name, source.children_of(name)) for name in _CONTAINERS.values()}
    formats = [_moved(written, offsets) for written in source.children_of("cellXfs")]
    first = part.append("cellXfs", formats)
    differential = part.append("dxfs", [_colour(severity) for severity in Severity])
    colours = {severity: differential + rank for rank, severity in enumerate(Severity)}
    return Grafted(part.packed(), first, colours)


def _moved(written: str, offsets: dict[str, int]) -> str:
    """Return a cell format whose font, fill and border are those of the graft."""
    return _REFERENCE.sub(lambda found: f'{found[1]}="{int(found[2]) + offsets[_CONTAINERS[found[1]]]}"', written)


def _colour(severity: Severity) -> str:
    return (
        f'<dxf><fill><patternFill patternType="solid"><bgColor rgb="FF{COLOURS[severity]}"/></patternFill></fill></dxf>'
    )


class _Part:
    """A styles part being added to."""

    def __init__(self, xml: bytes) -> None:
        self._xml = xml
        self._elements = outline(xml)
        self._root = self._elements[0]
        if self._root.name != "styleSheet" or MAIN.encode() not in xml[: self._root.inside]:
            raise UnannotatableError("son format interne n’est pas celui d’Excel")
        self._edits: list[Edit] = []

    def _container(self, name: str) -> Element | None:
        return next((found for found in children(self._elements, self._root) if found.name == name), None)

    def children_of(self, name: str) -> list[str]:
        """Return what a container holds, as written."""
        container = self._container(name)
        held = children(self._elements, container) if container else ()
        return [self._xml[child.start : child.end].decode() for child in held]

    def append(self, name: str, added: list[str]) -> int:
        """Add children to a container, made when there is none, and return the rank of the first."""
        container = self._container(name)
        tag = prefix(self._xml, self._root)
        # children without prefix must say which namespace they are in
        written = "".join(re.sub(r"^<(\w+)", rf'<\1 xmlns="{MAIN}"', child) if tag else child for child in added)
        if container is None or container.single:
            whole = ascii_bytes(f'<{tag}{name} count="{len(added)}">{written}</{tag}{name}>')
            place = place_for(name, self._elements, self._root, _ORDER)
            self._edits.append((container.start, container.end, whole) if container else (place, place, whole))
            return 0
        before = sum(1 for _ in children(self._elements, container))
        self._edits.append(tag_with(self._xml, container, count=str(before + len(added))))
        self._edits.append((container.inner_end, container.inner_end, ascii_bytes(written)))
        return before

    def packed(self) -> bytes:
        """Return the part with what was added."""
        return edited(self._xml, self._edits)
