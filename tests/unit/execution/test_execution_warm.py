"""Kernels forked from a zygote: alone, clean, bounded, and never left behind. Each trap of a fork has its test."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_notebooks import GLUE, make_task, write_template

from caqes_eval.execution import providers
from caqes_eval.execution.limits import STARTS, Limits
from caqes_eval.execution.place import PREFIX, private_base
from caqes_eval.execution.providers import Automatic, StartError, close_providers, provider
from caqes_eval.execution.run import run
from caqes_eval.execution.task import Outcome, Task

pytestmark = [
    pytest.mark.usefixtures("kernels"),
    pytest.mark.skipif(sys.platform != "linux", reason="forking is safe on Linux only"),
]
TELL = "from caqes_eval.notebook.scraps import glue_json\nglue_json('caqes_result', told)"
HEAVY = ("rfc3987_syntax", "jupyterlab", "scrapbook", "papermill", "jsonschema", "matplotlib.pyplot", "nbconvert")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, kernels) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("warm")
    close_providers()


def warm(folder: Path, name: str, *cells: str, limits: Limits | None = None) -> tuple[Task, Outcome]:
    """Run a notebook of some cells in a forked kernel."""
    task = make_task(write_template(folder / "modeles", name, *cells), folder / name)
    return task, run(task, limits, "warm")


def told(folder: Path, name: str, *cells: str):
    """Return what a notebook leaves in ``told``."""
    task, outcome = warm(folder, name, *cells, TELL)
    assert outcome.message == ""
    return json.loads((task.staging / "result.json").read_text(encoding="utf-8"))


def printed(task: Task) -> str:
    notebook = json.loads((task.staging / task.notebook).read_bytes())
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return "".join("".join(output["text"]) for output in outputs if output["output_type"] == "stream")


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return False


def gone(*pids: int) -> bool:
    """Wait, for a moment, until processes are gone."""
    until = time.monotonic() + 20
    while any(map(is_alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_alive, pids))


def test_a_notebook_finds_nothing_of_the_one_before(folder):
    changes = (
        "import os, sys, random, tempfile, builtins, matplotlib, pandas, numpy, locale, warnings\n"
        "matplotlib.rcParams['font.size'] = 33\npandas.set_option('display.max_rows', 7)\nos.environ['VU'] = '1'\n"
        "os.chdir('/')\nbuiltins.vu = 1\nsys.path.append('/vu')\nnumpy.vu = 1\nopen(tempfile.gettempdir() + '/vu', 'w')\n"
        "open(os.path.expanduser('~/vu'), 'w')\nnumpy.random.seed(1)\ntold = os.getpid()"
    )
    look = (
        "import os, sys, random, tempfile, builtins, matplotlib, pandas, numpy\n"
        "told = [os.getpid(), matplotlib.rcParams['font.size'], pandas.get_option('display.max_rows'), os.environ.get('VU'),\n"
        "    os.path.basename(os.getcwd()), hasattr(builtins, 'vu'), '/vu' in sys.path, hasattr(numpy, 'vu'),\n"
        "    os.listdir(tempfile.gettempdir()), os.listdir(os.path.expanduser('~'))]"
    )
    first, second = told(folder, "change", changes), told(folder, "look", look)
    assert second[1:] == [10.0, 60, None, "look", False, False, False, [], []]
    assert first != second[0]


def test_each_kernel_draws_its_own_numbers(folder):
    draw = "import numpy, random, uuid\ntold = [numpy.random.random(), random.random(), uuid.uuid4().hex]"
    first, second = told(folder, "draw", draw), told(folder, "draw again", draw)
    assert not set(first) & set(second)


def test_a_kernel_has_the_imports_and_the_figures_of_a_notebook_and_nothing_else(folder):
    look = (
        f"import sys\ntold = [[name for name in ('pandas', 'caqes_eval.notebook') if name in sys.modules],\n"
        f"    [name for name in {HEAVY} if sys.modules.get(name)]]"
    )
    assert told(folder, "modules", look) == [["pandas", "caqes_eval.notebook"], []]


def test_the_zygote_has_one_thread_and_the_kernel_its_own_group(folder):
    """A thread does not survive a fork; Arrow and the algebra libraries start some unless they are told not to."""
    look = (
        "import os, threading\ntold = [len(os.listdir(f'/proc/{os.getppid()}/task')), threading.active_count(),\n"
        "    os.getsid(0) == os.getpid(), os.environ['JE_ARROW_MALLOC_CONF']]"
    )
    assert told(folder, "threads", look) == [1, 1, True, "background_thread:false"]


def test_a_kernel_keeps_no_descriptor_of_the_zygote_or_of_another_kernel(folder):
    look = (
        "import os\ndef ends():\n    found = []\n    for name in os.listdir('/proc/self/fd'):\n        try:\n"
        "            found.append(os.readlink('/proc/self/fd/' + name))\n        except OSError:\n            pass\n"
        "    return found\ntold = sorted(end.split(':')[0].split(' ')[0] for end in ends())"
    )
    found = told(folder, "descriptors", look)
    # its socket, and those by which its own loop wakes itself
    assert found.count("socket") == 3
    assert [end for end in found if end.startswith("/memfd")] == ["/memfd", "/memfd"]


def test_the_private_folder_goes_with_the_run(folder):
    told(folder, "private", "import tempfile\nopen(tempfile.mkdtemp() + '/a', 'w')\ntold = 1")
    assert not list(private_base().glob(f"{PREFIX}*"))


def test_a_process_left_by_a_notebook_ends_with_it(folder):
    leave = "import subprocess\ntold = subprocess.Popen(['sleep', '300']).pid"
    assert gone(told(folder, "left", leave))


def test_nothing_survives_a_worker_killed(folder, tmp_path):
    """Neither the zygote, nor its kernel, nor what the notebook has started."""
    wait = (
        "import os, subprocess, time, pathlib\nchild = subprocess.Popen(['sleep', '300'])\n"
        f"pathlib.Path({str(tmp_path / 'new')!r}).write_text(f'{{os.getppid()}} {{os.getpid()}} {{child.pid}}')\n"
        f"os.rename({str(tmp_path / 'new')!r}, {str(tmp_path / 'pids')!r})\ntime.sleep(300)"
    )
    template = write_template(folder / "modeles", "wait", wait, GLUE)
    code = (
        "import sys\nfrom pathlib import Path\nsys.path.insert(0, sys.argv[1])\nfrom tiny_notebooks import make_task\n"
        "from caqes_eval.execution.run import run\nrun(make_task(Path(sys.argv[2]), Path(sys.argv[3])), kernel='warm')"
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(template), str(tmp_path / "staging")]
    with subprocess.Popen(command) as worker:
        while not (tmp_path / "pids").exists():
            assert worker.poll() is None
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
    assert gone(*map(int, (tmp_path / "pids").read_text().split()))


def test_what_was_printed_before_a_crash_is_kept_and_the_cell_is_told(folder):
    source = "print('avant')\nimport os\nos.system('echo système')\nos._exit(3)"
    task, outcome = warm(folder, "crash", source, GLUE)
    assert outcome.message == (
        "Le noyau du notebook s’est arrêté pendant la cellule n° 3 (le processus s’est terminé avec le code 3)"
        " ; fin de la cellule : « import os » « os.system('echo système') » « os._exit(3) »."
    )
    assert printed(task) == "avant\nsystème\n"
    cells = json.loads((task.staging / task.notebook).read_bytes())["cells"]
    statuses = [cell["metadata"]["papermill"]["status"] for cell in cells]
    assert statuses == ["completed", "completed", "failed", "pending"]


@pytest.mark.parametrize(("sent", "cause"), [(9, "mémoire insuffisante"), (11, "erreur d’une bibliothèque, signal 11")])
def test_a_kernel_killed_is_told_with_its_cause(folder, sent, cause):
    _, outcome = warm(folder, f"signal {sent}", f"import os\nos.kill(os.getpid(), {sent})", GLUE)
    assert f"({cause}" in outcome.message


def test_memory_is_bounded(folder):
    _, outcome = warm(folder, "memory", "x = 1\ny = bytearray(900 << 20)", GLUE, limits=Limits(memory_mb=800))
    assert outcome.message == (
        "La cellule n° 3 du notebook a échoué : les 800 Mo de mémoire permis ne suffisent pas"
        " (ligne 2 : « y = bytearray(900 << 20) »)"
    )
    assert told(folder, "less memory", "y = bytearray(100 << 20)\ntold = len(y)") == 100 << 20


def test_a_crash_leaves_no_image_of_the_memory(folder):
    assert told(folder, "core", "import resource\ntold = resource.getrlimit(resource.RLIMIT_CORE)") == [0, 0]


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(seconds_per_cell=1), "La cellule n° 3 du notebook a dépassé 1 secondes"),
        (Limits(seconds_per_notebook=1), "Le notebook a dépassé 1 secondes, pendant la cellule n° 3"),
    ],
)
def test_time_is_bounded(folder, limits, message):
    started = time.monotonic()
    task, outcome = warm(folder, "time", "import time\nprint('avant')\ntime.sleep(300)", GLUE, limits=limits)
    assert outcome.message.startswith(message)
    assert outcome.message.endswith("« time.sleep(300) ».")
    assert printed(task) == "avant\n"
    assert time.monotonic() - started < 200


@pytest.mark.parametrize(
    "source",
    ["while True:\n    print('x' * 9999)", "import subprocess\nsubprocess.run(['yes'])"],
    ids=["python", "child"],
)
def test_what_is_shown_is_bounded(folder, source):
    _, outcome = warm(folder, "shown", source, GLUE, limits=Limits(output_mb=3))
    assert outcome.message.startswith("La cellule n° 3 du notebook affiche plus de 3 Mo")


def test_a_notebook_that_fails_costs_nothing_to_the_next(folder):
    assert warm(folder, "dies", "import os\nos._exit(1)", GLUE)[1].state == "failed"
    assert told(folder, "lives", "told = 1") == 1


def test_a_zygote_that_died_is_replaced(folder):
    before = told(folder, "before", "import os\ntold = os.getppid()")
    os.kill(before, signal.SIGKILL)
    assert gone(before)
    assert told(folder, "after", "import os\ntold = os.getppid()") != before


class Refusing:
    """A provider whose kernels never start."""

    def __init__(self) -> None:
        self.asked = 0

    def start(self, cwd: Path, limits: Limits):
        self.asked += 1
        raise StartError

    def close(self) -> None:
        """Nothing to end."""


@pytest.fixture
def refusing(monkeypatch) -> Refusing:
    refuses = Refusing()
    monkeypatch.setitem(providers._started, "warm", refuses)
    return refuses


def test_a_start_is_tried_again_a_bounded_number_of_times(folder, refusing):
    _, outcome = warm(folder, "unstarted", GLUE)
    assert outcome.message == "Le noyau du notebook n’a pas pu démarrer, après 3 essais."
    assert refusing.asked == STARTS == 3


def test_a_cell_is_never_tried_again(folder, tmp_path):
    count = f"import pathlib\nwith pathlib.Path({str(tmp_path / 'starts')!r}).open('a') as file:\n    file.write('x')\n1 / 0"
    assert warm(folder, "once", count)[1].state == "failed"
    assert (tmp_path / "starts").read_text() == "x"


def test_the_plain_kernel_serves_where_the_best_cannot(folder, refusing, monkeypatch):
    monkeypatch.delenv("CAQES_KERNEL", raising=False)
    monkeypatch.setitem(providers._started, None, Automatic())
    template = write_template(folder / "modeles", "automatic", GLUE)
    for name in ("automatic", "automatic again"):
        assert run(make_task(template, folder / name)).message == ""
    assert refusing.asked == STARTS


def test_a_zygote_that_has_threads_is_not_used(monkeypatch, folder):
    from caqes_eval.execution.warm.keeper import Keeper, NoZygoteError

    keeper = Keeper()
    monkeypatch.setattr(keeper, "_next", lambda _seconds: {"ready": True, "threads": 2})
    with pytest.raises(NoZygoteError, match="2 threads"):
        keeper.start({}, [])
    keeper.close()
    assert not keeper.is_alive()


def test_providers_are_made_once_and_closed(folder):
    close_providers()
    first = provider("plain")
    assert provider("plain") is first
    close_providers()
    assert provider("plain") is not first
