"""XML changed in place: elements found by their bytes, a few bytes replaced, all the others kept as they were.

A workbook parsed into objects and written back loses what the library does not know: the drop-downs that Excel writes as
an extension, cached results, drawings. Spliced, it keeps everything.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from caqes_eval.intake.workbooks.xml_parts import EntitiesError, LocalNames, parser

Edit = tuple[int, int, bytes]
"""Bytes that replace those from a place to another; the two are equal for an insertion."""

_NAME = r"[^\s<>/=\"']+"
_START_TAG = re.compile(rf"<({_NAME})(?:\s+{_NAME}\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*(/?)>".encode())
_PREFIX = re.compile(rb"<([^\s<>/:]+:)")
_REFUSED_BY_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class UnannotatableError(Exception):
    """A workbook that cannot be changed in place, with the reason in French; never leaves this package."""


@dataclass(slots=True)
class Element:
    """An element and where its bytes are.

    Attributes:
        name: without its prefix.
        attributes: values by name without prefix.
        depth: 0 for the root.
        start, end: of the whole element.
        inside, inner_end: of what is between its tags; both ``end`` when it has a single tag.
    """

    name: str
    attributes: dict[str, str]
    depth: int
    start: int
    inside: int
    inner_end: int
    end: int

    @property
    def single(self) -> bool:
        """Whether it is written with one tag, ``<a/>``."""
        return self.inside == self.end


def outline(xml: bytes) -> list[Element]:
    """Return the elements of a part, in the order of their start tags.

    Raises:
        UnannotatableError: it is not well formed, declares a document type, or is not in an encoding that extends ASCII.
    """
    names, found, open_elements = LocalNames(), list[Element](), list[Element]()
    made = parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        place = made.CurrentByteIndex
        tag = _START_TAG.match(xml, place)
        if tag is None:
            raise UnannotatableError("son écriture interne n’est pas courante")
        bare = {names[key]: value for key, value in attributes.items()}
        element = Element(names[name], bare, len(open_elements), place, tag.end(), tag.end(), tag.end())
        open_elements.append(element)
        found.append(element)

    def end(_name: str) -> None:
        element = open_elements.pop()
        if not xml.endswith(b"/>", element.start, element.inside):
            element.inner_end = made.CurrentByteIndex
            element.end = xml.index(b">", element.inner_end) + 1

    made.StartElementHandler, made.EndElementHandler = start, end
    try:
        made.Parse(xml, True)  # noqa: FBT003 - expat's own call
    except (expat.ExpatError, EntitiesError, ValueError) as error:
        raise UnannotatableError("son écriture interne est abîmée") from error
    return found


def children(elements: Sequence[Element], parent: Element) -> Iterator[Element]:
    """Yield the direct children of an element."""
    for element in elements:
        if element.depth == parent.depth + 1 and parent.inside <= element.start < parent.inner_end:
            yield element


def edited(xml: bytes, edits: Iterable[Edit]) -> bytes:
    """Return the bytes with edits made; insertions at one place keep their order."""
    pieces, place = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        if start < place:
            msg = "edits overlap"
            raise ValueError(msg)
        pieces += [xml[place:start], new]
        place = end
    return b"".join([*pieces, xml[place:]])


def place_for(name: str, elements: Sequence[Element], parent: Element, order: Sequence[str]) -> int:
    """Return where the schema wants a child of that name, ``order`` being that of the children of its parent."""
    later = set(order[order.index(name) + 1 :])
    return next((child.start for child in children(elements, parent) if child.name in later), parent.inner_end)


def tag_with(xml: bytes, element: Element, **attributes: str) -> Edit:
    """Return the edit that sets attributes of a start tag, those without prefix."""
    tag = xml[element.start : element.inside]
    for name, value in attributes.items():
        written = f" {name}={quoteattr(value)}".encode("ascii", "xmlcharrefreplace")
        before = re.search(rf"\s{name}\s*=\s*(?:\"[^\"]*\"|'[^']*')".encode(), tag)
        close = len(tag) - (2 if element.single else 1)
        start, end = before.span() if before else (close, close)
        tag = tag[:start] + written + tag[end:]
    return (element.start, element.inside, tag)


def prefix(xml: bytes, element: Element) -> str:
    """Return the prefix an element is written with, colon included; empty for most."""
    found = _PREFIX.match(xml, element.start)
    return found[1].decode() if found else ""


def text(value: str) -> str:
    """Return a text as XML holds it; a character that XML refuses becomes �."""
    return escape(_REFUSED_BY_XML.sub("\ufffd", value), {"\r": "&#13;"})


def ascii_bytes(written: str) -> bytes:
    """Return markup as bytes that mean the same in every encoding that extends ASCII."""
    return written.encode("ascii", "xmlcharrefreplace")
