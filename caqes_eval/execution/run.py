"""Executing one notebook by papermill, in a private folder, and judging it by the result it leaves."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

from caqes_eval.execution.choice import Kernel
from caqes_eval.execution.cleaning import clean, scrubbed
from caqes_eval.execution.failures import in_french
from caqes_eval.execution.limits import Limits
from caqes_eval.execution.memory import Used
from caqes_eval.execution.parameters import check_parameters
from caqes_eval.execution.scraps import json_scraps
from caqes_eval.execution.task import Outcome, Task

RESULT_FILE = "result.json"


def run(task: Task, limits: Limits | None = None, kernel: Kernel | None = None) -> Outcome:
    """Execute a task in this process; never raises but on interruption.

    Success is the declared result, present and valid, not the absence of an exception. A failed task leaves its
    notebook in the staging folder for whoever planned it.

    Args:
        task: the notebook and all it may read.
        limits: what it may use.
        kernel: which kernel runs it; see :func:`~caqes_eval.execution.choice.choose`.
    """
    started = time.monotonic()
    bounds, used = limits or Limits(), Used()
    try:
        _prepare(task)
        message = _finish(task, _execute(task, bounds, kernel, used))
    except Exception as error:  # noqa: BLE001 - one broken notebook must cost its own task only
        message = scrubbed(in_french(error, bounds), task)
    seconds = time.monotonic() - started
    return Outcome(
        task=task, state="failed" if message else "done", message=message, seconds=seconds,
        peak_memory=used.peak_memory,
    )  # fmt: skip


def _prepare(task: Task) -> None:
    check_parameters(task.template, task.parameters)
    shutil.rmtree(task.staging, ignore_errors=True)
    inputs = task.staging / "inputs"
    inputs.mkdir(parents=True)
    for name, content in task.inputs.items():
        (inputs / name).write_bytes(content)


def _execute(task: Task, limits: Limits, kernel: Kernel | None, used: Used) -> dict[str, Any]:
    """Execute a notebook and return it, cleaned; one that fails is cleaned too."""
    import papermill
    from papermill.engines import papermill_engines

    from caqes_eval.execution.engine import CaqesEngine

    # the entry point says the same, once the package is installed anew
    papermill_engines.register("caqes", CaqesEngine)
    output = task.staging / task.notebook
    executed: dict[str, Any] = {}
    try:
        papermill.execute_notebook(
            str(task.template),
            str(output),
            parameters=dict(task.parameters),
            engine_name="caqes",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            kernel=kernel,
            limits=limits,
            used=used,
            cwd=str(task.staging),
            salvage=str(output.resolve()),
        )
    finally:
        if output.exists():
            executed = clean(output, task)
    return executed


def _finish(task: Task, executed: dict[str, Any]) -> str:
    """Write the result record beside the notebook; return why it is not valid, or nothing."""
    record = json_scraps(executed).get(task.scrap)
    if record is None:
        return f"Le notebook s’est terminé sans laisser son résultat « {task.scrap} »."
    content = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (task.staging / RESULT_FILE).write_text(content, encoding="utf-8", newline="\n")
    return ""


def read_scrap(notebook: Path, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return the JSON value that was glued in an executed notebook, None when there is none."""
    return json_scraps(json.loads(notebook.read_bytes())).get(name)
