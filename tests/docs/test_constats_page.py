"""The committed page of faults is the one that the examples give, and they show every kind of fault."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.constats import analyst
from tests.constats.page import PAGE, ROOMS, page

PACKAGE = Path(__file__).parents[2] / "caqes_eval"
TELLING = [*(PACKAGE / "intake").rglob("*.py"), *(PACKAGE / "pipeline/collection").rglob("*.py")]
# what makes a finding with its code as « code= », and what takes it first
BY_KEYWORD = {"Finding", "Check", "Rule", "_at", "SheetLayout", "CsvLayout", "StrictCsv"}
FIRST = {"fault", "_fault", "_Fault", "_unkept", "_finding", "refuse", "add", "_tell"}
TABLES = {"FAULTS", "TOLD", "_MESSAGES"}
CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)*")
EXAMPLES = [pytest.param(example, id=example.code) for room in ROOMS for example in room.examples]


@pytest.mark.parametrize("room", ROOMS, ids=[room.title for room in ROOMS])
def test_every_kind_of_fault_has_one_example_or_a_reason(room):
    shown = [example.code for example in room.examples]
    assert sorted([*shown, *room.unshown]) == sorted(room.codes)


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_gives_its_fault_with_a_place_and_the_typographic_apostrophe(example):
    finding = example.finding()
    assert finding.file
    assert finding.message
    assert "'" not in f"{finding.message} {finding.why} {finding.remedy}"


def test_the_page_is_what_would_be_written():
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "docs/constats.md est à réécrire par « python -m tests.constats »"
    )


def codes_told() -> Iterator[str]:
    """Give every code of a finding that the modules which look at files received write, read in their source."""
    for path in TELLING:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                # the points of the envelope are refused by column: their findings have one code
                first = node.args[:1] if name in FIRST and path.stem != "envelope_points" else []
                given = [*first, *(word.value for word in node.keywords if word.arg == "code" and name in BY_KEYWORD)]
                yield from (each.value for each in given if _is_code(each))
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                if getattr(target, "id", "") in TABLES and isinstance(node.value, ast.Dict):
                    yield from (key.value for key in node.value.keys if _is_code(key))
                elif isinstance(target, ast.Name) and target.id == "code" and _is_code(node.value):
                    yield node.value.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=False)
                    yield from (
                        value.value for name, value in pairs if getattr(name, "id", "") == "code" and _is_code(value)
                    )


def _is_code(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value) is not None


def test_every_code_that_can_be_told_is_on_the_page():
    told = set(codes_told())
    assert len(told) > 150  # the search itself finds something
    listed = set(re.findall(r"`([a-z0-9_]+)`", PAGE.read_text(encoding="utf-8")))
    assert told - listed == set()


def test_no_code_is_listed_that_is_told_nowhere():
    """The files of the analyst have no example: a code that left the source would stay."""
    sources = " ".join(path.read_text(encoding="utf-8") for path in TELLING)
    assert [code for code in analyst.ROOM.codes if f'"{code}"' not in sources] == []
