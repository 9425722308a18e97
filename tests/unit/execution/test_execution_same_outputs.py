"""The warm kernel and the kernel started ahead leave the very notebook that the plain kernel leaves."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from tiny_notebooks import GLUE, make_task, write_template
from torture_notebooks import SHOWN, STOPPED

from caqes_eval.execution.limits import Limits
from caqes_eval.execution.providers import close_providers
from caqes_eval.execution.run import run
from caqes_eval.execution.task import Outcome

LIMITS = Limits(memory_mb=1500, seconds_per_cell=8)
OTHERS = ("warm", "ahead") if sys.platform == "linux" else ("ahead",)

pytestmark = pytest.mark.usefixtures("kernels")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kernels) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("same")
    close_providers()


def executed(folder: Path, name: str, kernel: str, template: Path) -> tuple[Outcome, dict]:
    task = make_task(template, folder / kernel / name.replace(" ", "-"), inputs={"a.txt": b"x"})
    with pytest.MonkeyPatch.context() as patch:
        # ipykernel does not capture what C libraries print when it sees that it is tested
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        outcome = run(task, LIMITS, kernel)
    return outcome, json.loads((task.staging / task.notebook).read_bytes())


def differences(one: dict, other: dict) -> list[tuple]:
    """Return the cells that differ, and the notebooks' metadata when they do."""
    pairs = zip(one["cells"], other["cells"], strict=True)
    found = [(a["source"], a["outputs"], b["outputs"]) for a, b in pairs if a != b]
    return found + [(part, one[part], other[part]) for part in ("metadata", "nbformat") if one[part] != other[part]]


@pytest.fixture(scope="module")
def torture(folder: Path) -> Path:
    path = write_template(folder / "modeles", "torture", *SHOWN.values(), GLUE)
    notebook = nbformat.read(path, as_version=4)
    for cell, name in zip(notebook.cells[1:], [*SHOWN, "glue"], strict=True):
        cell.id = name.replace(" ", "-")
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def plain(folder: Path, torture: Path) -> dict:
    outcome, notebook = executed(folder, "torture", "plain", torture)
    assert outcome.message == ""
    return notebook


@pytest.mark.parametrize("kernel", OTHERS)
def test_all_that_is_shown_is_the_same(folder, torture, plain, kernel):
    outcome, notebook = executed(folder, "torture", kernel, torture)
    assert outcome.message == ""
    assert differences(plain, notebook) == []
    nbformat.validate(nbformat.from_dict(notebook))


@pytest.mark.parametrize("kernel", OTHERS)
@pytest.mark.parametrize("name", STOPPED)
def test_a_notebook_that_stops_stops_the_same(folder, kernel, name):
    template = folder / "modeles" / f"{name}.ipynb"
    if not template.exists():
        write_template(folder / "modeles", name, "x = 1", STOPPED[name], "print('jamais')", GLUE)
    reference, expected = executed(folder, name, "plain", template)
    outcome, notebook = executed(folder, name, kernel, template)
    assert differences(expected, notebook) == []
    assert outcome.state == reference.state == "failed"
    assert outcome.message == reference.message
