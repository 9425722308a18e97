from pathlib import Path

import pytest

import caqes_eval
from caqes_eval.execution import fingerprint as module
from caqes_eval.execution.fingerprint import code_digest, fingerprint

PARAMETERS = {"finess": "010000024", "inputs": "inputs"}
INPUTS = {"context.json": b"{}", "rules.json": b"{}\n"}


@pytest.fixture
def template(tmp_path) -> Path:
    path = tmp_path / "generics.ipynb"
    path.write_text("{}", encoding="utf-8")
    return path


def test_the_same_inputs_in_another_order_give_the_same(template):
    other = fingerprint(template, dict(reversed(PARAMETERS.items())), dict(reversed(INPUTS.items())))
    assert fingerprint(template, PARAMETERS, INPUTS) == other
    assert len(other) == 64


@pytest.mark.parametrize(
    ("parameters", "inputs"),
    [
        ({"finess": "2A0000014"}, {}),
        ({"finess": 10000024}, {}),
        ({"inputs": None}, {}),
        ({"more": 1}, {}),
        ({}, {"context.json": b"{ }"}),
        ({}, {"region.json": b""}),
        ({}, {"context.json": b"{}\n", "rules.json": b"{}"}),
    ],
)
def test_whatever_differs_changes_it(template, parameters, inputs):
    assert fingerprint(template, {**PARAMETERS, **parameters}, {**INPUTS, **inputs}) != fingerprint(
        template, PARAMETERS, INPUTS
    )


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), (1, "1"), (1, 1.0), (None, "None"), ("", None)])
def test_values_that_look_alike_differ(template, one, other):
    assert fingerprint(template, {"a": one}, {}) != fingerprint(template, {"a": other}, {})


def test_an_input_renamed_changes_it(template):
    assert fingerprint(template, {}, {"a": b"x"}) != fingerprint(template, {}, {"b": b"x"})


def test_a_template_changed_changes_it_and_its_place_does_not(template, tmp_path):
    before = fingerprint(template, PARAMETERS, INPUTS)
    elsewhere = tmp_path / "elsewhere.ipynb"
    elsewhere.write_bytes(template.read_bytes())
    assert fingerprint(elsewhere, PARAMETERS, INPUTS) == before
    template.write_text("{ }", encoding="utf-8")
    assert fingerprint(template, PARAMETERS, INPUTS) != before


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """A package of two files that stands for ours."""
    folder = tmp_path / "package"
    (folder / "room").mkdir(parents=True)
    for name, text in {"__init__.py": "", "room/a.py": "x = 1\n", "room/a.html.j2": "<p>", "readme.txt": "x"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(caqes_eval, "__file__", str(folder / "__init__.py"))
    return folder


def digest() -> str:
    return code_digest.__wrapped__()


@pytest.mark.parametrize(
    ("name", "text", "changes"),
    [
        ("room/a.py", "x = 2\n", True),
        ("room/a.html.j2", "<b>", True),
        ("room/new.py", "", True),
        ("readme.txt", "y", False),
    ],
)
def test_the_code_counts_and_nothing_else(package, name, text, changes):
    before = digest()
    assert digest() == before
    (package / name).write_text(text, encoding="utf-8")
    assert (digest() != before) == changes


def test_a_file_of_code_renamed_changes_it(package):
    before = digest()
    (package / "room" / "a.py").rename(package / "room" / "b.py")
    assert digest() != before


def test_code_changed_changes_the_fingerprint(template, monkeypatch):
    before = fingerprint(template, PARAMETERS, INPUTS)
    monkeypatch.setattr(module, "code_digest", lambda: "other")
    assert fingerprint(template, PARAMETERS, INPUTS) != before
