"""Every shipped template, on the demonstration: whichever kernel runs it, the same notebook, byte for byte."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from demonstration import Demonstration

from caqes_eval.dossier.archive import MANIFEST
from caqes_eval.execution.fingerprint import make_task
from caqes_eval.execution.local import LocalWorkers
from caqes_eval.execution.task import Task
from caqes_eval.families.registry import families
from caqes_eval.foundation.shipped import shipped

KERNELS = ["plain", "ahead"] if sys.platform == "linux" else ["plain"]


def task_again(dossier: Path, staging: Path) -> Task:
    """Return the task that made a dossier, as whoever reopens it years later would: from the dossier alone."""
    manifest = json.loads((dossier / MANIFEST).read_bytes())
    inputs = {path.name: path.read_bytes() for path in (dossier / "inputs").iterdir()}
    task = make_task(
        key=manifest["dossier"], template=shipped("templates") / manifest["template"]["name"],
        parameters=manifest["parameters"], inputs=inputs, staging=staging, scrap="caqes_result",
    )  # fmt: skip
    assert task.fingerprint == manifest["fingerprint"]
    return task


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_template_gives_the_same_notebook_in_every_kernel(
    whole_demo: Demonstration, tmp_path: Path, kernel: str
) -> None:
    runs = whole_demo.root / "notebooks/runs/demo"
    found = {code: sorted(runs.glob(f"*/{code}/v001"))[0] for code in (*families(), "etablissement")}
    # the synthesis reads the archive, two folders above
    shutil.copytree(runs, tmp_path / "runs", ignore=shutil.ignore_patterns("*.jsonl"))
    again = {code: task_again(dossier, tmp_path / code) for code, dossier in found.items()}
    found["synthese"] = runs / "synthese/v001"
    again["synthese"] = task_again(found["synthese"], tmp_path / "runs/synthese/again")
    with LocalWorkers(jobs=2, kernel=kernel) as workers:
        outcomes = list(workers.execute(again.values(), on_running=lambda _: None))
    assert [each.message for each in outcomes if each.message] == []
    for code, dossier in found.items():
        assert files(again[code].staging) == files(dossier), code
