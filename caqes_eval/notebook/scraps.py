"""Leaving a result in a notebook exactly as scrapbook does, and reading it back, without importing scrapbook.

Importing it brings papermill and costs each kernel half a second, and its reading checks the schema of every scrap twice:
25 ms a notebook. What it writes is one small output. Tests compare our writing and our reading with its own.
"""

from collections.abc import Mapping
from typing import Any

from IPython.display import display

RESULT = "caqes_result"
_MIME = "application/scrapbook.scrap.json+json"


def glue_json(name: str, data: object) -> None:
    """Glue a JSON value under a name, for ``scrapbook.read_notebook``."""
    payload = {"name": name, "data": data, "encoder": "json", "version": 1}
    display(  # type: ignore[no-untyped-call]
        {_MIME: payload}, metadata={"scrapbook": {"name": name, "data": True, "display": False}}, raw=True
    )


def json_scraps(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON values glued in a notebook, by name; of two of the same name, the last.

    Args:
        notebook: the notebook as JSON, as ``json.load`` gives it.
    """
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            payload = output.get("data", {}).get(_MIME)
            if isinstance(payload, dict) and "name" in payload:
                found[payload["name"]] = payload.get("data")
    return found
