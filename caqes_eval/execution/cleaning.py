"""Rewriting an executed notebook without a trace of the machine: no absolute path, no time, no host."""

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from caqes_eval.execution.place import PREFIX, private_base
from caqes_eval.execution.task import Task

_TEMPORARY = "<temporaire>"
# ipykernel names a temporary file by its process in every warning
_CELL = re.compile(r"ipykernel_\d+[/\\]\d+\.py")
_PRIVATE = re.compile(rf"{_TEMPORARY}[/\\]{PREFIX}\w+[/\\](home|tmp)")


def clean(output: Path, task: Task) -> dict[str, Any]:
    """Rewrite an executed notebook and return it."""
    content: dict[str, Any] = json.loads(output.read_bytes())
    papermill = content["metadata"].get("papermill", {})
    content["metadata"]["papermill"] = {
        "input_path": task.template.name,
        "output_path": task.notebook,
        "parameters": papermill.get("parameters", {}),
        "exception": papermill.get("exception"),
        "version": papermill.get("version"),
    }
    paths = list(_machine_paths(task))
    for cell in content["cells"]:
        cell["metadata"].pop("execution", None)
        cell["metadata"]["papermill"] = {
            "status": cell["metadata"].get("papermill", {}).get("status"),
            "exception": cell["metadata"].get("papermill", {}).get("exception"),
        }
        _number_identifiers(cell, content["cells"])
        if cell["cell_type"] == "code":
            # what a cell shows is ours; errors and prints are where a path can be
            cell["outputs"] = [
                _without_paths(output, paths) if output["output_type"] in ("error", "stream") else output
                for output in cell["outputs"]
            ]
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    output.write_text(text, encoding="utf-8", newline="\n")
    return content


def scrubbed(text: str, task: Task) -> str:
    """Return a text that names no folder of this machine."""
    return _scrubbed(text, _machine_paths(task))


def _without_paths(content: Any, paths: Iterable[tuple[re.Pattern[str], str]]) -> Any:  # noqa: ANN401 - JSON
    """Replace the folders of this machine in every text of a JSON value."""
    if isinstance(content, str):
        return _scrubbed(content, paths)
    if isinstance(content, list):
        return [_without_paths(item, paths) for item in content]
    if isinstance(content, dict):
        return {key: _without_paths(value, paths) for key, value in content.items()}
    return content


def _scrubbed(text: str, paths: Iterable[tuple[re.Pattern[str], str]]) -> str:
    text = _without_cell_files(text)
    for path, name in paths:
        text = path.sub(lambda _, name=name: name, text)  # type: ignore[misc]
    return _PRIVATE.sub(lambda found: "<utilisateur>" if found[1] == "home" else _TEMPORARY, text)


def _without_cell_files(text: str) -> str:
    """Replace the file that stands for a cell; by steps, as one pattern takes minutes on a line of 300,000 signs."""
    kept, start = [], 0
    for found in _CELL.finditer(text):
        before = text[start : found.start()]
        folder = before.rsplit(None, 1)[-1] if before and not before[-1].isspace() else ""
        kept += [before.removesuffix(folder), "<cellule>"]
        start = found.end()
    return "".join(kept) + text[start:]


def _number_identifiers(cell: dict[str, Any], cells: list[dict[str, Any]]) -> None:
    # papermill gives the cells it injects a random identifier, the only thing that would differ between two runs
    if "injected-parameters" in cell["metadata"].get("tags", []):
        cell["id"] = "parametres-injectes"
        # papermill's own heading, « # Parameters », is English
        cell["source"][0] = "# Paramètres de cette évaluation\n"
    elif "papermill-error-cell-tag" in cell["metadata"].get("tags", []):
        cell["id"] = f"erreur-{cells.index(cell)}"


def _machine_paths(task: Task) -> Iterable[tuple[re.Pattern[str], str]]:
    """Return folders of this machine and what stands for them, the longest first."""
    folders = {
        task.staging: ".",
        task.template.parent: "notebooks/templates",
        Path(__file__).parents[1]: "caqes_eval",
        Path(sys.prefix): "<python>",
        Path(sys.base_prefix): "<python>",
        private_base(): _TEMPORARY,
        Path.home(): "<utilisateur>",
    }
    # as written and as resolved: a home folder may be a link; a container's home « / » or « C:\\ » is no one's name
    named = {str(path.resolve()): name for path, name in folders.items()}
    named |= {str(path): name for path, name in folders.items() if path.is_absolute() or "\\" in str(path)}
    for path, name in sorted(named.items(), key=lambda item: -len(item[0])):
        if len(path) > 3:
            # a folder's name ends there: « /usr » is not found in « /usrlocal »
            yield re.compile(re.escape(path) + r"(?![\w-])"), name
