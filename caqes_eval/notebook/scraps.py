"""Leaving a result in a notebook exactly as scrapbook does, without importing it in every kernel.

Importing scrapbook brings papermill and costs each kernel half a second; what it writes is one small output. A test
compares the two writings; :mod:`caqes_eval.execution.scraps` reads them back.
"""

from IPython.display import display

RESULT = "caqes_result"
_MIME = "application/scrapbook.scrap.json+json"


def glue_json(name: str, data: object) -> None:
    """Glue a JSON value under a name, for ``scrapbook.read_notebook``."""
    payload = {"name": name, "data": data, "encoder": "json", "version": 1}
    display(  # type: ignore[no-untyped-call]
        {_MIME: payload}, metadata={"scrapbook": {"name": name, "data": True, "display": False}}, raw=True
    )
