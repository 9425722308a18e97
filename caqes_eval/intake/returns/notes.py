"""The comments of a sheet: their part, rewritten whole, and the drawing that gives each its box."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from caqes_eval.intake.returns.markup import UnannotatableError, ascii_bytes, text
from caqes_eval.intake.workbooks.xml_parts import EntitiesError, LocalNames, parser

AUTHOR = "Contrôle CAQES"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_DRAWING = (
    f"<xml {' '.join(f'xmlns:{key}={quoteattr(uri)}' for key, uri in _SPACES.items())}>"
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
).encode()
# a drawing is not always well-formed XML: Excel itself writes « <br> » in it
_SHAPE = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)
_ANY_SHAPE = re.compile(rb"<[^\s<>/:]+:shape\s")
_NOTE = b'ObjectType="Note"'
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_FIRST_NUMBER = 1025
_WIDTH, _CHARACTERS, _LINE, _MARGIN, _HIGHEST = 320, 62, 12, 12, 420  # points, but characters per line
_END = b"</xml>"

Place = tuple[int, int]
"""Row and column, from 1."""


@dataclass(frozen=True)
class Note:
    """A comment on a cell, by its address; its formats are not kept."""

    cell: str
    text: str
    author: str = AUTHOR


def read_notes(xml: bytes) -> list[Note]:
    """Return the comments of a part.

    Raises:
        UnannotatableError: it is damaged.
    """
    reader = _Reader()
    made = parser()
    made.StartElementHandler, made.EndElementHandler = reader.start, reader.end
    made.CharacterDataHandler = reader.characters
    try:
        made.Parse(xml, True)  # noqa: FBT003 - expat's own call
    except (expat.ExpatError, EntitiesError, ValueError) as error:
        raise UnannotatableError("ses commentaires sont abîmés") from error
    return [
        Note(cell, said, reader.authors[author] if author < len(reader.authors) else AUTHOR)
        for cell, author, said in reader.notes
    ]


class _Reader:
    """Gathers authors and comments."""

    def __init__(self) -> None:
        self.authors: list[str] = []
        self.notes: list[tuple[str, int, str]] = []
        self._names = LocalNames()
        self._inside: list[str] = []
        self._said: list[str] = []
        self._of = ("", 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._names[name]
        self._inside.append(local)
        if local in {"author", "comment"}:
            self._said = []
        if local == "comment":
            self._of = (attributes.get("ref", ""), int(attributes.get("authorId", "0")))

    def characters(self, data: str) -> None:
        # « rPh » is how a Japanese word is pronounced
        if self._inside[-1] in {"t", "author"} and "rPh" not in self._inside:
            self._said.append(data)

    def end(self, _name: str) -> None:
        local = self._inside.pop()
        if local == "author":
            self.authors.append("".join(self._said))
        elif local == "comment":
            self.notes.append((*self._of, "".join(self._said)))


def written_notes(notes: Sequence[Note]) -> bytes:
    """Return the part that holds comments."""
    authors = list(dict.fromkeys(note.author for note in notes))
    ranks = {author: rank for rank, author in enumerate(authors)}
    listed = "".join(f"<author>{text(author)}</author>" for author in authors)
    comments = "".join(
        f'<comment ref={quoteattr(note.cell)} authorId="{ranks[note.author]}" shapeId="0"><text><r>'
        '<rPr><sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/></rPr>'
        f'<t xml:space="preserve">{text(note.text)}</t></r></text></comment>'
        for note in notes
    )
    return ascii_bytes(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{MAIN}"><authors>{listed}</authors><commentList>{comments}</commentList></comments>'
    )


def written_boxes(drawing: bytes | None, notes: Iterable[tuple[Place, Note]]) -> bytes:
    """Return the drawing of all the comments of a sheet, a box for each.

    Args:
        drawing: the drawing there was; its shapes other than comments (buttons, tick boxes) stay.
        notes: the comments, each with its place.

    Raises:
        UnannotatableError: shapes have to stay in a drawing that is not as Excel writes it.
    """
    base = _DRAWING
    if drawing and drawing.count(_NOTE) < len(_ANY_SHAPE.findall(drawing)):
        if any(f'xmlns:{key}="{uri}"'.encode() not in drawing for key, uri in _SPACES.items()) or _END not in drawing:
            raise UnannotatableError("ses dessins ne sont pas écrits de la façon courante")
        base = _SHAPE.sub(lambda found: b"" if _NOTE in found[0] else found[0], drawing)
    first = max((int(found) for found in _NUMBER.findall(base)), default=_FIRST_NUMBER - 1) + 1
    boxes = "".join(_box(rank, place, note.text) for rank, (place, note) in enumerate(notes, start=first))
    head, _, tail = base.rpartition(_END)
    return head + boxes.encode() + _END + tail


def _box(number: int, place: Place, said: str) -> str:
    """Return the box of a comment, as high as its text asks."""
    lines = sum(max(1, ceil(len(line) / _CHARACTERS)) for line in said.split("\n"))
    height = min(lines * _LINE + _MARGIN, _HIGHEST)
    row, column = place
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;margin-top:1.5pt;'
        f'width:{_WIDTH}pt;height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
