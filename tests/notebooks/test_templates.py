"""Templates tell the story and call functions: no computation, no output, no path, nothing that French readers trip on."""

import ast
import json

import pytest

from caqes_eval.families.registry import families
from caqes_eval.foundation.french import typography
from caqes_eval.foundation.shipped import shipped

TEMPLATES = sorted(shipped("templates").glob("*.ipynb"))
FORBIDDEN = (
    ast.FunctionDef,
    ast.ClassDef,
    ast.Try,
    ast.For,
    ast.While,
    ast.If,
    ast.BinOp,
    ast.ListComp,
    ast.Lambda,
    ast.With,
)


@pytest.fixture(params=TEMPLATES, ids=[path.stem for path in TEMPLATES])
def template(request: pytest.FixtureRequest) -> dict:
    return json.loads(request.param.read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def test_every_family_has_its_template() -> None:
    assert {path.stem for path in TEMPLATES} == {*families(), "etablissement", "synthese"}


def test_outputs_are_stripped(template: dict) -> None:
    for cell in template["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


def test_cells_call_functions_and_compute_nothing(template: dict) -> None:
    for cell in template["cells"]:
        if cell["cell_type"] == "code":
            tree = ast.parse(source(cell))
            assert not [node for node in ast.walk(tree) if isinstance(node, FORBIDDEN)], source(cell)
            assert len(source(cell).splitlines()) <= 10
            assert "/" not in source(cell).replace("inputs/index.json", "")


def test_one_parameters_cell_of_plain_values(template: dict) -> None:
    (cell,) = [cell for cell in template["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    for statement in ast.parse(source(cell)).body:
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, ast.Constant)


def test_texts_are_french_with_their_typography(template: dict) -> None:
    texts = [source(cell) for cell in template["cells"] if cell["cell_type"] == "markdown"]
    assert texts[0].startswith("# ")
    assert all(text == typography(text) for text in texts)
    assert not any("'" in text for text in texts)


def test_cell_identifiers_are_words_that_do_not_change(template: dict) -> None:
    identifiers = [cell["id"] for cell in template["cells"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(identifier.replace("-", "").isalpha() for identifier in identifiers)
