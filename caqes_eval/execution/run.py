"""Executing one notebook by papermill, in a private folder, and judging it by the result it leaves."""

import json
import re
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from caqes_eval.execution.kernel import CaqesKernelManager
from caqes_eval.execution.parameters import check_parameters
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.files import reason

START_SECONDS = 120
CELL_SECONDS = 600
RESULT_FILE = "result.json"


def run(task: Task) -> Outcome:
    """Execute a task in this process; never raises but on interruption.

    Success is the declared result, present and valid, not the absence of an exception. A failed task leaves its
    notebook in the staging folder for whoever planned it.
    """
    started = time.monotonic()
    try:
        _prepare(task)
        _execute(task)
        message = _finish(task)
    except Exception as error:  # noqa: BLE001 - one broken notebook must cost its own task only
        message = _scrubbed(_in_french(error), task)
    seconds = time.monotonic() - started
    return Outcome(task=task, state="failed" if message else "done", message=message, seconds=seconds)


def _prepare(task: Task) -> None:
    check_parameters(task.template, task.parameters)
    shutil.rmtree(task.staging, ignore_errors=True)
    inputs = task.staging / "inputs"
    inputs.mkdir(parents=True)
    for name, content in task.inputs.items():
        (inputs / name).write_bytes(content)


def _execute(task: Task) -> None:
    import papermill

    output = task.staging / task.notebook
    try:
        papermill.execute_notebook(
            str(task.template),
            str(output),
            parameters=dict(task.parameters),
            cwd=str(task.staging),
            kernel_manager_class=CaqesKernelManager,
            progress_bar=False,
            record_timing=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            shutdown_kernel="immediate",
            start_timeout=START_SECONDS,
            execution_timeout=CELL_SECONDS,
        )
    finally:
        if output.exists():
            _clean(output, task)


def _clean(output: Path, task: Task) -> None:
    """Rewrite an executed notebook without a trace of the machine: no absolute path, no time, no host."""
    content = json.loads(output.read_text(encoding="utf-8"))
    papermill = content["metadata"].get("papermill", {})
    content["metadata"]["papermill"] = {
        "input_path": task.template.name,
        "output_path": task.notebook,
        "parameters": papermill.get("parameters", {}),
        "exception": papermill.get("exception"),
        "version": papermill.get("version"),
    }
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
                _without_paths(output, task) if output["output_type"] in ("error", "stream") else output
                for output in cell["outputs"]
            ]
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    output.write_text(text, encoding="utf-8", newline="\n")


def _without_paths(content: Any, task: Task) -> Any:  # noqa: ANN401 - JSON
    """Replace the folders of this machine in every text of a JSON value."""
    if isinstance(content, str):
        return _scrubbed(content, task)
    if isinstance(content, list):
        return [_without_paths(item, task) for item in content]
    if isinstance(content, dict):
        return {key: _without_paths(value, task) for key, value in content.items()}
    return content


def _scrubbed(text: str, task: Task) -> str:
    # ipykernel names a temporary file by its process in every warning
    text = re.sub(r"\S*ipykernel_\d+[/\\]\d+\.py", "<cellule>", text)
    for path, name in _machine_paths(task):
        # a folder's name ends there: « /usr » is not found in « /usrlocal »
        text = re.sub(re.escape(path) + r"(?![\w-])", name, text)
    return text


def _number_identifiers(cell: dict[str, Any], cells: list[dict[str, Any]]) -> None:
    # papermill gives the cells it injects a random identifier, the only thing that would differ between two runs
    if "injected-parameters" in cell["metadata"].get("tags", []):
        cell["id"] = "parametres-injectes"
        # papermill's own heading, « # Parameters », is English
        cell["source"][0] = "# Paramètres de cette évaluation\n"
    elif "papermill-error-cell-tag" in cell["metadata"].get("tags", []):
        cell["id"] = f"erreur-{cells.index(cell)}"


def _machine_paths(task: Task) -> Iterable[tuple[str, str]]:
    """Return folders of this machine and what stands for them, the longest first."""
    folders = {
        task.staging: ".",
        task.template.parent: "notebooks/templates",
        Path(__file__).parents[1]: "caqes_eval",
        Path(sys.prefix): "<python>",
        Path(sys.base_prefix): "<python>",
        Path.home(): "<utilisateur>",
    }
    # as written and as resolved: a home folder may be a link; a container's home « / » or « C:\\ » is no one's name
    named = {str(path.resolve()): name for path, name in folders.items()}
    named |= {str(path): name for path, name in folders.items() if path.is_absolute() or "\\" in str(path)}
    return sorted(((path, name) for path, name in named.items() if len(path) > 3), key=lambda item: -len(item[0]))


def _finish(task: Task) -> str:
    """Write the result record beside the notebook; return why it is not valid, or nothing."""
    record = read_scrap(task.staging / task.notebook, task.scrap)
    if record is None:
        return f"Le notebook s’est terminé sans laisser son résultat « {task.scrap} »."
    content = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (task.staging / RESULT_FILE).write_text(content, encoding="utf-8", newline="\n")
    return ""


def read_scrap(notebook: Path, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON value that scrapbook glued in an executed notebook, None when there is none."""
    import scrapbook

    scraps = scrapbook.read_notebook(str(notebook)).scraps
    return scraps[name].data if name in scraps else None


def _in_french(error: Exception) -> str:
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    match error:
        case PapermillExecutionError():
            ours = error.ename in {kind.__name__ for kind in UserError.__subclasses__()}
            told = str(error.evalue) if ours else f"{error.ename} : {error.evalue}"
            return f"La cellule n° {error.exec_count} du notebook a échoué : {told}"
        case UserError():
            return f"{error.message} {error.remedy}".strip()
        case DeadKernelError():
            return "Le noyau du notebook s’est arrêté avant la fin (mémoire insuffisante ?)."
        case CellTimeoutError():
            return f"Une cellule du notebook a dépassé {CELL_SECONDS} secondes."
        case OSError():
            return f"Le notebook n’a pas pu être exécuté : {reason(error)}."
    return f"Le notebook n’a pas pu être exécuté : {type(error).__name__} : {error}"
