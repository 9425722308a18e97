"""Kernels started ahead of need, where there is no fork: forced here."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_notebooks import make_task, write_template

from caqes_eval.execution.limits import Limits
from caqes_eval.execution.place import PREFIX, private_base
from caqes_eval.execution.providers import close_providers, provider
from caqes_eval.execution.run import run

pytestmark = pytest.mark.usefixtures("kernels")
LOOK = (
    "import os, sys\nfrom caqes_eval.notebook.scraps import glue_json\n"
    "glue_json('caqes_result', [os.getpid(), os.path.basename(os.getcwd()), 'pandas' in sys.modules, '_os' in globals()])"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kernels) -> Iterator[Path]:
    close_providers()
    yield tmp_path_factory.mktemp("ahead")
    close_providers()


def waiting() -> int | None:
    """Return the process number of the kernel that waits, None when none does."""
    known = provider("ahead")._next
    return None if known is None else known[1].manager.provisioner.process.pid


def test_the_next_kernel_starts_while_a_notebook_runs_and_enters_its_folder(folder):
    template = write_template(folder / "modeles", "look", LOOK)
    results = []
    for name in ("one", "two"):
        ahead = waiting()
        assert run(make_task(template, folder / name), kernel="ahead").message == ""
        results.append((ahead, json.loads((folder / name / "result.json").read_text())))
    (none, first), (ahead, second) = results
    assert none is None
    assert first[1:] == ["one", True, False]
    assert second == [ahead, "two", True, False]
    assert waiting() not in (None, ahead)


def test_a_kernel_waiting_with_other_limits_is_not_used(folder):
    before = waiting()
    template = write_template(folder / "modeles", "limits", LOOK)
    assert run(make_task(template, folder / "limits"), Limits(memory_mb=1500), "ahead").message == ""
    assert json.loads((folder / "limits" / "result.json").read_text())[0] != before


def test_closing_ends_the_kernel_that_waits_and_its_folder(folder):
    process = provider("ahead")._next[1].manager.provisioner.process
    close_providers()
    assert process.poll() is not None
    assert not list(private_base().glob(f"{PREFIX}*"))
