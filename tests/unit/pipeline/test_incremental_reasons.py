"""Why an evaluation would be executed, told from its dossier and from what would be executed today."""

import json
from pathlib import Path

import pytest

from caqes_eval.dossier import archive as archiving
from caqes_eval.dossier.archive import FAILED, Archive
from caqes_eval.execution.task import Task
from caqes_eval.pipeline.incremental import reasons as module
from caqes_eval.pipeline.incremental.reasons import reasons

CONTEXT = {
    "evaluation_date": "2026-03-31",
    "sources": [{"name": "x.csv", "sha256": "1"}, {"name": "y.csv", "sha256": "1"}],
}
LAW = {"activity": "2025-12-31", "rules": {"mo.rate": {"value": 1}, "mo.minimum": {"value": 30}}}


def inputs(**changes: object) -> dict[str, bytes]:
    content = {"context": CONTEXT, "law": LAW, "region": {"mo.rate": {"count": 12}}, **changes}
    files = {f"{name}.json": json.dumps(each).encode() for name, each in content.items() if each is not None}
    return {**files, "pmsi.med.csv": b"a\n1\n"}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "runs/010000024/mo")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "mo.ipynb"
    path.write_text("{}", encoding="utf-8")
    return path


def task(archive: Archive, template: Path, **changes: object) -> Task:
    whole = {
        "key": "010000024/mo", "template": template, "notebook": "mo.ipynb", "parameters": {"finess": "010000024"},
        "inputs": inputs(), "staging": archive.staging, "scrap": "r", "fingerprint": "1" * 64, **changes,
    }  # fmt: skip
    return Task(**whole)


def publish(archive: Archive, done: Task) -> None:
    (done.staging / "inputs").mkdir(parents=True)
    for name, content in done.inputs.items():
        (done.staging / "inputs" / name).write_bytes(content)
    for name in ("mo.ipynb", "result.json"):
        (done.staging / name).write_text("{}", encoding="utf-8")
    archive.publish(done)


def codes(archive: Archive, today: Task) -> list[tuple[str, str]]:
    return [(each.code, each.detail) for each in reasons(archive, today)]


def test_never_executed(archive, template):
    assert codes(archive, task(archive, template)) == [("new", "")]


def test_a_dossier_that_stands_has_no_reason(archive, template):
    publish(archive, task(archive, template))
    assert codes(archive, task(archive, template)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"parameters": {"finess": "2A0000014", "new": 1}}, [("parameter", "finess"), ("parameter", "new")]),
        ({"inputs": inputs() | {"pmsi.med.csv": b"a\n2\n"}}, [("rows", "pmsi.med")]),
        ({"inputs": inputs() | {"open_phmev.csv": b"a\n"}}, [("rows", "open_phmev")]),
        ({"inputs": inputs(region={"mo.rate": {"count": 13}})}, [("region", "mo.rate")]),
        ({"inputs": inputs(region={})}, [("region", "mo.rate")]),
        ({"inputs": inputs(region=None)}, [("region", "mo.rate")]),
        ({"inputs": inputs(law={**LAW, "rules": {"mo.rate": {"value": 2}}})}, [("rule", "mo.minimum"), ("rule", "mo.rate")]),
        ({"inputs": inputs(law={**LAW, "activity": "2026-12-31"})}, [("context", "activity")]),
        ({"inputs": inputs(context={**CONTEXT, "evaluation_date": "2026-04-01"})}, [("context", "evaluation_date")]),
        (
            {"inputs": inputs(context={**CONTEXT, "sources": [{"name": "x.csv", "sha256": "2"}, {"name": "z", "sha256": "1"}]})},
            [("file", "x.csv"), ("file", "y.csv"), ("file", "z")],
        ),
        ({"inputs": inputs(grid={"mo": 1})}, [("input", "grid")]),
    ],
)  # fmt: skip
def test_what_changed_is_named(archive, template, changes, expected):
    publish(archive, task(archive, template))
    assert codes(archive, task(archive, template, **changes, fingerprint="2" * 64)) == expected


def test_template_code_and_environment_are_told(archive, template, monkeypatch):
    publish(archive, task(archive, template))
    template.write_text("{ }", encoding="utf-8")
    assert codes(archive, task(archive, template, fingerprint="2" * 64)) == [("template", "mo.ipynb")]
    monkeypatch.setattr(module, "code_digest", lambda: "other")
    template.write_text("{}", encoding="utf-8")
    assert codes(archive, task(archive, template, fingerprint="2" * 64)) == [("code", "")]


def test_another_version_of_a_package_is_a_reason_by_itself(archive, template, monkeypatch):
    publish(archive, task(archive, template))
    for place in (module, archiving):
        monkeypatch.setattr(place, "environment_digest", lambda: "other")
    assert codes(archive, task(archive, template)) == [("environment", "")]


def test_alteration_and_failure_are_told(archive, template):
    publish(archive, task(archive, template))
    archive.mark(FAILED, "La cellule n° 3 a échoué.")
    changed = task(archive, template, inputs=inputs(region={}), fingerprint="2" * 64)
    assert codes(archive, changed) == [("failed", ""), ("region", "mo.rate")]
    (archive.folder / "v001/result.json").write_text("[]", encoding="utf-8")
    assert codes(archive, task(archive, template)) == [("altered", "result.json (modifié)")]
    (archive.folder / "v001/manifest.json").write_text("", encoding="utf-8")
    assert [code for code, _ in codes(archive, task(archive, template))] == ["altered"]


def test_the_words_are_french_and_name_inputs_as_people_do(archive, template):
    publish(archive, task(archive, template))
    today = task(archive, template, inputs=inputs() | {"pmsi.med.csv": b""}, fingerprint="2" * 64)
    (why,) = reasons(archive, today, labels={"pmsi.med": "PMSI, médicaments"})
    assert why.text == "les lignes de « PMSI, médicaments » ont changé"
