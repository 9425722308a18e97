"""The committed method pages are those that the rule files and the worked examples give."""

import pytest

from tests.cases.method import FOLDER, pages
from tests.cases.model import case_files
from tests.cases.words import FOLDERS, INPUTS

PAGES = pages()
REWRITE = "à réécrire par « python -m tests.cases.method »"


def test_there_is_a_page_per_rule_and_no_other():
    assert {path.name for path in FOLDER.glob("*")} == set(PAGES), f"docs/methode est {REWRITE}"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_would_be_written(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name], f"docs/methode/{name} est {REWRITE}"


def test_every_input_and_every_folder_of_the_examples_has_a_french_name():
    files = case_files()
    assert {name for file in files.values() for case in file.cases for name in case.given} - set(INPUTS) == set()
    assert {name.partition("/")[0] for name in files} == set(FOLDERS)
