"""A notebook as a fragment of a French page, by nbconvert: no code, no script, nothing fetched from elsewhere.

nbconvert's own templates weigh 300 KB and call four other sites; ours holds what the cells show and nothing more.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, TemplateExporter

HIDDEN_TAGS = frozenset({"parameters", "injected-parameters", "archive", "carte"})
_TITLE = re.compile(r"^# .*\n*")
_HEADING = re.compile(r"^(#{1,5} )", re.MULTILINE)


class FragmentExporter(HTMLExporter):
    """Turns a notebook into the inside of a page."""

    def __init__(self) -> None:
        super().__init__(  # type: ignore[no-untyped-call]
            template_name="caqes",
            extra_template_basedirs=[str(Path(__file__).parent / "templates")],
            exclude_anchor_links=True,
            # nothing that nbconvert does by default is wanted: no execution, no highlighting, no extraction
            default_preprocessors=[],
        )

    def from_notebook_node(
        self, nb: nbformat.NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> Any:  # noqa: ANN401 - nbconvert says NotebookNode, its exporters give text
        """Convert without HTMLExporter's second reading of the whole page, which our blocks do not need."""
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


@cache
def _exporter() -> FragmentExporter:
    return FragmentExporter()


def fragment(notebook: Path, *, with_title: bool = True) -> str:
    """Return what an executed notebook shows, as HTML whose headings start at level 2.

    The identity card, the parameters and the archived result are left out, for the page says them once; so is the
    title of the notebook when the page bears it already.
    """
    node = nbformat.read(notebook, as_version=4)
    node.cells = [cell for cell in node.cells if not HIDDEN_TAGS & set(cell.metadata.get("tags", []))]
    for cell in node.cells:
        if cell.cell_type == "markdown":
            cell.source = _HEADING.sub(r"#\1", cell.source) if with_title else _TITLE.sub("", cell.source)
    body, _ = _exporter().from_notebook_node(node)
    return str(body)
