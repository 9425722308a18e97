"""XML read as a stream of elements, by expat: no tree in memory, no document type, no entity, nothing outside."""

from collections.abc import Callable
from typing import IO
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]
MALFORMED = (expat.ExpatError, ValueError)
"""What a part that is no XML raises."""


class EntitiesError(Exception):
    """The XML declares a document type: a spreadsheet never does, an entity bomb has to."""


class LocalNames(dict[str, str]):
    """Names without their namespace, remembered: ``http://… row`` gives ``row``."""

    def __missing__(self, qualified: str) -> str:
        local = self[qualified] = qualified.rpartition(" ")[2]
        return local


def parser() -> expat.XMLParserType:
    """Return a parser that refuses any document type.

    expat never fetches anything by itself, and without a document type there is no entity to expand.
    """
    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse
    return made


def _refuse(*_: object) -> None:
    raise EntitiesError


def each_element(stream: IO[bytes], start: Start) -> None:
    """Call ``start`` with the local name and the attributes of each element, their namespaces removed.

    Raises:
        EntitiesError: the part declares a document type.
        expat.ExpatError: it is not well formed.
    """
    names = LocalNames()
    made = parser()
    made.StartElementHandler = lambda name, attributes: start(
        names[name], {names[key]: value for key, value in attributes.items()}
    )
    made.ParseFile(stream)
