"""What papermill and every process of ours import, and how papermill finds our engine."""

import importlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import papermill
import pytest
import scrapbook
from nbformat.v4 import new_code_cell, new_notebook
from papermill.engines import papermill_engines
from tiny_notebooks import GLUE, write_template

from caqes_eval.execution.engine import CaqesEngine
from caqes_eval.execution.providers import close_providers
from caqes_eval.execution.scraps import json_scraps

ROOT = Path(__file__).parents[3]
HEAVY = ("rfc3987_syntax", "jupyterlab", "scrapbook", "pandas", "matplotlib", "caqes_eval.notebook", "IPython")


def test_the_entry_point_is_our_engine():
    """papermill loads engines while it is imported: the module must be there before papermill is."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, name = declared["project"]["entry-points"]["papermill.engine"]["caqes"].partition(":")
    assert getattr(importlib.import_module(module), name) is CaqesEngine
    check = "import sys, caqes_eval.execution.engine; assert 'papermill' not in sys.modules; import papermill"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.usefixtures("kernels")
def test_papermill_alone_runs_any_notebook_with_it(tmp_path, monkeypatch):
    template = write_template(tmp_path, "alone", "finess * 2")
    papermill_engines.register("caqes", CaqesEngine)
    monkeypatch.setenv("CAQES_KERNEL", "plain")
    done = papermill.execute_notebook(
        template, tmp_path / "done.ipynb", {"finess": "01"}, engine_name="caqes", progress_bar=False, cwd=tmp_path
    )
    assert done.cells[-1].outputs[0].data == {"text/plain": "'0101'"}
    assert done.metadata.language_info.name == "python"
    close_providers()


def test_a_worker_imports_nothing_of_what_notebooks_import(tmp_path):
    """JupyterLab's grammar costs 2 s a process, scrapbook 1 s; the worker itself needs neither pandas nor matplotlib."""
    template = write_template(tmp_path, "lean", GLUE)
    code = (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, sys.argv[1])\n"
        "from caqes_eval.execution import local\nfrom caqes_eval.execution.limits import Limits\n"
        "settings = local._Settings(profile=sys.argv[4], limits=Limits(), kernel=None)\nlocal._start_worker(settings)\n"
        "from tiny_notebooks import make_task\n"
        "assert local._run(make_task(Path(sys.argv[2]), Path(sys.argv[3])), settings).message == ''\n"
        f"print([name for name in {HEAVY} if sys.modules.get(name)])"
    )
    command = [sys.executable, "-c", code, Path(__file__).parent, template, tmp_path / "staging", tmp_path / "profile"]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def scrap(name: str, data: object, encoder: str = "json") -> dict:
    payload = {"name": name, "data": data, "encoder": encoder, "version": 1}
    return {
        "output_type": "display_data", "data": {f"application/scrapbook.scrap.{encoder}+json": payload},
        "metadata": {"scrapbook": {"name": name, "data": True, "display": False}},
    }  # fmt: skip


def test_scraps_are_read_as_scrapbook_reads_them(tmp_path):
    values = {"un": {"é": [1, None, 0.5, "010000024", True]}, "vide": {}, "liste": [], "zéro": 0, "texte": "a"}
    outputs = [scrap(name, value) for name, value in values.items()]
    cells = [
        new_code_cell("a", outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}, *outputs[:2]]),
        new_code_cell("b", outputs=[*outputs[2:], scrap("un", {"é": 2})]),
        new_code_cell("c", outputs=[{"output_type": "display_data", "data": {"text/html": "<b>"}, "metadata": {}}]),
    ]
    path = tmp_path / "executed.ipynb"
    nbformat.write(nbformat.from_dict(new_notebook(cells=cells)), path)
    ours = json_scraps(json.loads(path.read_bytes()))
    theirs = scrapbook.read_notebook(str(path)).scraps
    assert ours == {name: theirs[name].data for name in theirs} == {**values, "un": {"é": 2}}


def test_a_notebook_without_scraps_has_none():
    notebook = {"cells": [{"cell_type": "markdown", "source": ""}, {"outputs": [{"output_type": "error"}]}]}
    assert json_scraps(notebook) == {}
    broken = {"data": {"application/scrapbook.scrap.json+json": "texte"}}
    assert json_scraps({"cells": [{"outputs": [broken]}]}) == {}
