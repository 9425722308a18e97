import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from papermill.exceptions import PapermillExecutionError
from tiny_notebooks import GLUE, make_task, write_template

from caqes_eval.execution import cleaning
from caqes_eval.execution import run as module
from caqes_eval.execution.failures import NotebookStoppedError
from caqes_eval.execution.run import RESULT_FILE, read_scrap, run
from caqes_eval.execution.task import Outcome, Task
from caqes_eval.foundation.errors import OutputError

DIED_THERE = "Le noyau du notebook s’est arrêté pendant la cellule n° 2"
NARROW = "\u202f"
TEXT = "é’ \"double\" 'simple' \\ {x} %s\n; import os"
PARAMETERS = {
    "finess": "010000024", "text": TEXT, "count": 7, "share": 0.1, "flag": True, "nothing": None,
}  # fmt: skip
INPUTS = {"context.json": '{"nom": "Hôpital"}'.encode(), "a.csv": b"\x00\xff\r\n"}
EVERYTHING = """
import os, pathlib, sys
import caqes_eval
from caqes_eval.notebook.scraps import glue_json
print(os.getcwd(), os.path.abspath("inputs"), sys.executable, caqes_eval.__file__)
values = [finess, text, count, share, flag, nothing]
glue_json("caqes_result", {
    "values": values,
    "types": [type(value).__name__ for value in values],
    "inputs": {path.name: list(path.read_bytes()) for path in sorted(pathlib.Path("inputs").iterdir())},
    "environment": {name: os.environ.get(name) for name in ("TZ", "PYTHONHASHSEED", "MPLBACKEND")},
    "hash": hash("caqes"),
    "words": "Évaluation : ≥ 49 %",
})
"""
SCRAPS = """
data = {"é": [1, None, 0.5, "010000024"]}
scrapbook.glue("un", data)
glue_json("un", data)
"""

pytestmark = pytest.mark.usefixtures("kernels")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def twice(folder, kernels) -> list[tuple[Task, Outcome]]:
    """The same notebook run in two folders, the first one with remains of an interrupted run."""
    template = write_template(folder / "modeles", "everything", EVERYTHING)
    (folder / "one" / ".staging" / "inputs").mkdir(parents=True)
    (folder / "one" / ".staging" / "inputs" / "reste.csv").write_text("reste", encoding="utf-8")
    tasks = [
        make_task(template, folder / name / ".staging", parameters=PARAMETERS, inputs=INPUTS) for name in ("one", "two")
    ]
    return [(task, run(task)) for task in tasks]


@pytest.fixture(scope="module")
def failed(folder, kernels) -> tuple[Task, Outcome]:
    """A notebook whose third cell fails, after its parameters cell and the injected one."""
    source = "import os\nraise ValueError('boîtes < 0, voir ' + os.path.abspath('inputs'))"
    template = write_template(folder / "modeles", "failed", source, GLUE)
    task = make_task(template, folder / "failed")
    return task, run(task)


def executed(task: Task) -> str:
    return (task.staging / task.notebook).read_text(encoding="utf-8")


def record(task: Task):
    return json.loads((task.staging / RESULT_FILE).read_text(encoding="utf-8"))


def test_success_is_the_result_left(twice):
    for task, outcome in twice:
        assert (outcome.state, outcome.message) == ("done", "")
        assert outcome.task == task
        assert 0 < outcome.seconds < 60
        assert record(task) == read_scrap(task.staging / task.notebook, "caqes_result")


def test_parameters_arrive_with_their_types(twice):
    """papermill would make an integer of a FINESS typed on its command line."""
    result = record(twice[0][0])
    assert result["values"] == ["010000024", TEXT, 7, 0.1, True, None]
    assert result["types"] == ["str", "str", "int", "float", "bool", "NoneType"]


def test_the_notebook_reads_its_inputs_and_no_remains(twice):
    assert record(twice[0][0])["inputs"] == {name: list(content) for name, content in INPUTS.items()}
    assert sorted(path.name for path in twice[0][0].staging.iterdir()) == ["generics.ipynb", "inputs", RESULT_FILE]


def test_the_kernel_has_the_fixed_environment(twice):
    assert record(twice[0][0])["environment"] == {"TZ": "Europe/Paris", "PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
    assert record(twice[0][0])["hash"] == record(twice[1][0])["hash"]


def test_two_runs_give_the_same_bytes(twice):
    (one, _), (two, _) = twice
    for name in (one.notebook, RESULT_FILE):
        assert (one.staging / name).read_bytes() == (two.staging / name).read_bytes()


def test_the_notebook_says_nothing_of_the_machine(twice, folder):
    text = executed(twice[0][0])
    for path in (folder, Path(module.__file__).parents[1], Path.home(), Path(os.path.realpath(folder))):
        assert str(path) not in text
    printed = next(
        output["text"]
        for cell in json.loads(text)["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream"
    )
    assert "".join(printed).split()[:2] == [".", "./inputs"]
    assert "caqes_eval/__init__.py" in "".join(printed)


def test_the_notebook_is_valid_and_keeps_no_time(twice):
    text = executed(twice[0][0])
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.papermill == {
        "input_path": "everything.ipynb", "output_path": "generics.ipynb", "parameters": PARAMETERS, "exception": None,
        "version": notebook.metadata.papermill.version,
    }  # fmt: skip
    assert not {"start_time", "end_time", "duration", "iopub.execute_input"} & set(text.replace('"', " ").split())


def test_accents_are_kept_readable(twice):
    assert "Évaluation : ≥ 49 %" in executed(twice[0][0])
    assert "Évaluation : ≥ 49 %" in (twice[0][0].staging / RESULT_FILE).read_text(encoding="utf-8")


def test_cell_identifiers_are_distinct(twice):
    identifiers = [cell["id"] for cell in json.loads(executed(twice[0][0]))["cells"]]
    assert identifiers == ["cell-0", "parametres-injectes", "cell-1"]


def test_kernels_leave_no_socket_behind(twice, failed, kernels):
    assert [path.name for path in kernels.iterdir() if path.name.startswith("caqes-")] == []


def test_a_cell_that_fails_is_told_in_french_with_its_number(failed):
    task, outcome = failed
    assert outcome.state == "failed"
    assert outcome.message.startswith("La cellule n° 3 du notebook a échoué : ValueError : boîtes < 0, voir ")
    assert not (task.staging / RESULT_FILE).exists()


def test_the_reason_of_a_failure_says_nothing_of_the_machine(failed, folder):
    """It is shown in the synthesis and archived."""
    assert str(folder) not in failed[1].message


def test_a_failed_notebook_is_kept_for_who_looks_into_it(failed, folder):
    notebook = nbformat.reads(executed(failed[0]), as_version=4)
    nbformat.validate(notebook)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output.ename for output in outputs] == ["ValueError"]
    assert notebook.metadata.papermill.exception is True
    identifiers = [cell.id for cell in notebook.cells]
    assert len(set(identifiers)) == len(identifiers)
    assert str(folder) not in executed(failed[0])


def test_a_notebook_without_result_has_failed(folder):
    task = make_task(write_template(folder / "modeles", "silent", "x = 1"), folder / "silent")
    outcome = run(task)
    assert outcome.state == "failed"
    assert outcome.message == "Le notebook s’est terminé sans laisser son résultat « caqes_result »."
    assert (task.staging / task.notebook).is_file()
    assert not (task.staging / RESULT_FILE).exists()


def test_a_kernel_that_dies_costs_its_task(folder):
    template = write_template(folder / "modeles", "dead", "import os\nos._exit(1)", GLUE)
    outcome = run(make_task(template, folder / "dead"))
    assert outcome.state == "failed"
    assert outcome.message == (
        "Le noyau du notebook s’est arrêté pendant la cellule n° 3 (le processus s’est terminé avec le code 1)"
        " ; fin de la cellule : « import os » « os._exit(1) »."
    )
    assert not (folder / "dead" / RESULT_FILE).exists()


@pytest.fixture(scope="module")
def relative(folder, kernels) -> Iterator[str]:
    """What a notebook says that was run from the default working folder, « . »: its folders are relative."""
    work = folder / "travail"
    source = "import os, warnings\nwarnings.warn('attention')\nprint(os.getcwd(), os.path.abspath('inputs'))"
    both = f"import scrapbook\nfrom caqes_eval.notebook.scraps import glue_json\n{SCRAPS}"
    write_template(work / "notebooks" / "templates", "relative", source, GLUE, both)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(work)
        task = make_task(Path("notebooks/templates/relative.ipynb"), Path("notebooks/runs/.staging"))
        assert run(task).message == ""
        yield executed(task)


def test_our_scraps_are_written_as_scrapbook_writes_them(relative):
    theirs, ours = [
        {key: value for key, value in output.items() if key != "execution_count"}
        for output in json.loads(relative)["cells"][-1]["outputs"]
    ]
    assert ours == theirs
    assert ours["data"]["application/scrapbook.scrap.json+json"]["data"] == {"é": [1, None, 0.5, "010000024"]}


def test_a_notebook_run_from_the_current_folder_says_nothing_of_the_machine(relative, folder):
    assert str(folder) not in relative
    assert "travail" not in relative


def test_a_warning_says_neither_a_process_nor_a_temporary_folder(relative):
    """It would differ at each run."""
    assert "UserWarning: attention" in relative
    assert "ipykernel_" not in relative


@pytest.mark.parametrize(
    ("parameters", "told"), [({"fines": "x"}, "ne déclare pas le paramètre « fines »"), ({"x=1; print(1)": 1}, "print")]
)
def test_wrong_parameters_fail_before_any_kernel(folder, monkeypatch, parameters, told):
    monkeypatch.setattr(module, "_execute", lambda *_: pytest.fail("executed"))
    template = write_template(folder / "modeles", "unused", GLUE)
    outcome = run(make_task(template, folder / "unused", parameters=parameters))
    assert outcome.state == "failed"
    assert told in outcome.message
    assert not (folder / "unused").exists()


def test_a_template_that_is_absent_is_a_failure_not_an_exception(folder):
    outcome = run(make_task(folder / "absent.ipynb", folder / "absent"))
    assert outcome.state == "failed"
    assert outcome.message.startswith("Le notebook n’a pas pu être exécuté : ")


def test_an_interruption_is_not_swallowed(folder, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_execute", interrupt)
    template = write_template(folder / "modeles", "interrupted", GLUE)
    with pytest.raises(KeyboardInterrupt):
        run(make_task(template, folder / "interrupted"))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            NotebookStoppedError("cell_time", 3, "a = 1\n\n  b = 2\nc\nd"),
            "La cellule n° 3 du notebook a dépassé 600 secondes ; fin de la cellule : « b = 2 » « c » « d ».",
        ),
        (
            NotebookStoppedError("notebook_time", 3, "x"),
            f"Le notebook a dépassé 1{NARROW}800 secondes, pendant la cellule n° 3 ; fin de la cellule : « x ».",
        ),
        (
            NotebookStoppedError("output", 2, "x"),
            "La cellule n° 2 du notebook affiche plus de 64 Mo ; fin de la cellule : « x ».",
        ),
        (
            NotebookStoppedError("dead", 2, "", -9),
            f"Le noyau du notebook s’est arrêté pendant la cellule n° 2 (mémoire insuffisante ? 2{NARROW}048 Mo permis).",
        ),
        (
            NotebookStoppedError("dead", 0, "", -11),
            "Le noyau du notebook s’est arrêté pendant la première cellule (erreur d’une bibliothèque, signal 11).",
        ),
        (
            NotebookStoppedError("dead", 2, "x" * 200, 0),
            f"{DIED_THERE} (le processus s’est terminé avec le code 0) ; fin de la cellule : « {'x' * 119}… ».",
        ),
        (NotebookStoppedError("start"), "Le noyau du notebook n’a pas pu démarrer, après 3 essais."),
        (
            PapermillExecutionError(0, 4, "x", "MemoryError", "", []),
            f"La cellule n° 4 du notebook a échoué : les 2{NARROW}048 Mo de mémoire permis ne suffisent pas",
        ),
        (
            PapermillExecutionError(0, 4, "x", "E", "a", ["\x1b[32m----> 2\x1b[39m f()", "--> 10 1/0", "      11 x"]),
            "La cellule n° 4 du notebook a échoué : E : a (ligne 2 : « f() », par « 1/0 »)",
        ),
        (
            PapermillExecutionError(0, 4, "x", "IntegrityError", "Les données sont celles d’un autre.", []),
            "La cellule n° 4 du notebook a échoué : Les données sont celles d’un autre.",
        ),
        (
            PapermillExecutionError(0, 4, "x", "KeyError", "'boxes'", []),
            "La cellule n° 4 du notebook a échoué : KeyError : 'boxes'",
        ),
        (OSError(28, "No space left on device"), "Le notebook n’a pas pu être exécuté : le disque est plein."),
        (OutputError("Écriture impossible.", remedy="Libérez le disque."), "Écriture impossible. Libérez le disque."),
        (OutputError("Écriture impossible."), "Écriture impossible."),
        (ValueError("x"), "Le notebook n’a pas pu être exécuté : ValueError : x"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_failure_is_told_in_french(folder, monkeypatch, error, told):
    def fail(*_):
        raise error

    monkeypatch.setattr(module, "_execute", fail)
    template = write_template(folder / "modeles", "told", GLUE)
    outcome = run(make_task(template, folder / "told"))
    assert (outcome.state, outcome.message) == ("failed", told)


def cleaned(tmp_path, monkeypatch, printed: str, *, home: str) -> str:
    """What is left of a text printed by a cell, on a machine of that home folder."""
    task = make_task(tmp_path / "modeles" / "a.ipynb", tmp_path / "staging")
    output = {"output_type": "stream", "name": "stdout", "text": [printed]}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "", "outputs": [output], "execution_count": 1}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    path = task.staging / task.notebook
    path.parent.mkdir()
    path.write_text(json.dumps(notebook), encoding="utf-8")
    monkeypatch.setattr(Path, "home", lambda: Path(home))
    cleaning.clean(path, task)
    return "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["outputs"][0]["text"])


@pytest.mark.parametrize("home", ["/home/zoe", "/root", "C:\\Users\\Zoé"])
def test_the_home_folder_is_not_named(tmp_path, monkeypatch, home):
    separator = "\\" if "\\" in home else "/"
    printed = f"{home}{separator}a.csv {home} {home}2 {home}-b\n"
    assert cleaned(tmp_path, monkeypatch, printed, home=home) == (
        f"<utilisateur>{separator}a.csv <utilisateur> {home}2 {home}-b\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_home_folder_that_is_a_link_is_named_by_neither_of_its_names(tmp_path, monkeypatch):
    """As where /home stands for a shared disk."""
    (tmp_path / "export").mkdir()
    home = tmp_path / "home"
    home.symlink_to(tmp_path / "export")
    printed = f"{home}/a.csv {tmp_path / 'export'}/b.csv\n"
    assert cleaned(tmp_path, monkeypatch, printed, home=str(home)) == "<utilisateur>/a.csv <utilisateur>/b.csv\n"


def test_a_home_folder_that_is_the_root_eats_no_slash(tmp_path, monkeypatch):
    """As in a container whose user has no home."""
    printed = "https://example.org/ 1 / 2 <br/> inputs/\n"
    assert cleaned(tmp_path, monkeypatch, printed, home="/") == printed
