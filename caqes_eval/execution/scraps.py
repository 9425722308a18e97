"""Reading what executed notebooks carry, without scrapbook: it checks the schema of every scrap twice, 25 ms a notebook.

Light: workers import it, and none of what notebooks import. A test compares this reading with scrapbook's own.
"""

from collections.abc import Mapping
from typing import Any

_MIME = "application/scrapbook.scrap.json+json"


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
