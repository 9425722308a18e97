"""Notebooks of a few cells, and tasks that run them: what the tests of execution share."""

from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from caqes_eval.execution.task import ParameterValue, Task

PARAMETERS = 'finess = ""\ntext = ""\ncount = 0\nshare = 0.5\nflag = False\nnothing = None\nmarker = ""'
GLUE = "from caqes_eval.notebook.scraps import glue_json\nglue_json('caqes_result', {'finess': finess})"


def write_template(folder: Path, name: str, *cells: str, parameters: str | None = PARAMETERS) -> Path:
    """Write a notebook of code cells, the first one tagged ``parameters``."""
    made = [new_code_cell(source) for source in cells]
    if parameters is not None:
        made.insert(0, new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    for position, cell in enumerate(made):
        cell["id"] = f"cell-{position}"
    notebook = new_notebook(cells=made)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


def make_task(
    template: Path,
    staging: Path,
    *,
    key: str = "010000024/generics",
    parameters: Mapping[str, ParameterValue] | None = None,
    inputs: Mapping[str, bytes] | None = None,
) -> Task:
    """Return a task that runs a template in a staging folder."""
    return Task(
        key=key,
        template=template,
        notebook="generics.ipynb",
        parameters={"finess": "010000024"} if parameters is None else parameters,
        inputs=inputs or {},
        staging=staging,
        scrap="caqes_result",
        fingerprint="f" * 64,
    )
