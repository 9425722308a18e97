"""Blocks a notebook shows: the same bytes on every run, readable by a screen reader, every text escaped.

Each block is HTML for the page and plain text for a terminal. Neither pandas' Styler nor great_tables can serve here:
both print memory addresses or random identifiers, and put no ``scope`` on header cells.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from caqes_eval.foundation.french import NARROW_SPACE, typography

_COMPARED = re.compile(r"(?<=[≤≥<>]) (?=[0-9−])")


@dataclass(frozen=True)
class Block:
    """Something shown by a cell."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        return {"text/html": self.html, "text/plain": self.text}

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and what its cells hold."""

    heading: str
    kind: Literal["text", "figures", "code", "digest"] = "text"

    @property
    def css(self) -> str:
        """The class of its cells in the page's style."""
        return {"text": "", "figures": "nombre", "code": "code", "digest": "empreinte"}[self.kind]

    @property
    def align(self) -> Markup:
        """The alignment of its cells, inside the tag: JupyterLab aligns everything to the right otherwise."""
        return Markup("") if self.kind == "figures" else Markup(' style="text-align: left"')


@cache
def page_environment(package: str, folder: str) -> Environment:
    """Return what renders the templates of a package's folder: every value escaped, a missing one an error."""
    environment = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fr"] = typography
    environment.filters["lines"] = _lines
    return environment


def _lines(text: str) -> Markup:
    """Return a text whose lines stay apart, a cell may hold several measures; a comparator stays with its figure."""
    return Markup("<br>").join(escape(line) for line in _COMPARED.sub(NARROW_SPACE, text).split("\n"))


def render(template: str, **values: object) -> str:
    """Render one of the templates of ``notebook/html``; values are escaped."""
    return page_environment("caqes_eval.notebook", "html").get_template(template).render(**values)


def table(caption: str, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Block:
    """Return a table with a caption and header cells; the first cell of a row names it.

    Args:
        caption: what the table shows.
        columns: headings, in order.
        rows: cells already formatted, as many as columns; a cell may hold several lines.
    """
    html = render("table.html.j2", caption=caption, columns=columns, rows=rows)
    cells = (" | ".join(cell.replace("\n", " ; ") for cell in row) for row in rows)
    lines = [caption, " | ".join(column.heading for column in columns), *cells]
    return Block(html, typography("\n".join(lines)))


def figure(png: bytes, *, alt: str, caption: str) -> Block:
    """Return an image with the text that stands for it."""
    source = "data:image/png;base64," + b64encode(png).decode()
    return Block(render("figure.html.j2", source=source, alt=alt, caption=caption), typography(f"{caption}\n{alt}"))


def sentences(items: Sequence[str], *, empty: str = "") -> Block:
    """Return a list of sentences, or one sentence when there is none."""
    html = render("list.html.j2", items=items, empty=empty)
    return Block(html, typography("\n".join(f"- {item}" for item in items) or empty))


def highlighted(sentence: str) -> Block:
    """Return the sentence that a reader must not miss."""
    return Block(render("highlighted.html.j2", sentence=sentence), typography(sentence))


def groups(items: Sequence[tuple[str, Sequence[str]]], *, empty: str = "") -> Block:
    """Return sentences under the name they share, or one sentence when there is none."""
    kept = [(name, told) for name, told in items if told]
    if not kept:
        return sentences([], empty=empty)
    lines = [line for name, told in kept for line in (f"- {name} :", *(f"  - {each}" for each in told))]
    return Block(render("groups.html.j2", items=kept), typography("\n".join(lines)))


def folded(summary: str, *inside: Block) -> Block:
    """Return blocks behind a line that opens them: closed on a screen, open on paper (see the style of the pages)."""
    within = stacked(*inside)
    html = render("folded.html.j2", summary=summary, content=Markup(within.html))  # noqa: S704 - blocks are escaped
    return Block(html, typography(f"{summary}\n{within.text}"))


def stacked(*inside: Block) -> Block:
    """Return blocks one under the other; an empty one takes no room."""
    kept = [each for each in inside if each.html]
    return Block("\n".join(each.html for each in kept), "\n\n".join(each.text for each in kept))


NOTHING = Block("", "")
"""What a section shows when there is nothing to say."""
