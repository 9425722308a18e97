"""The documentation stays true: codes, commands, links and examples."""

import json
import re
from pathlib import Path

import pytest

from caqes_eval.campaign.model import Campaign
from caqes_eval.cli.main import cli
from caqes_eval.foundation import strict_yaml
from caqes_eval.foundation.errors import UserError
from caqes_eval.regulation.parameters.rule_file import read_rule_file

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "notebooks").glob("*/*.md")])
CODES = (ROOT / "docs/codes-de-sortie.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs/guide.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[tuple[str, str]]:
    return [
        (page.name, block)
        for page in PAGES
        for block in re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ]


@pytest.mark.parametrize("error", UserError.__subclasses__(), ids=lambda error: error.cause)
def test_every_exit_code_is_documented(error: type[UserError]) -> None:
    assert re.search(rf"^\| {error.exit_code} \| `{error.cause}` \|", CODES, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_and_option_is_in_the_guide(name: str) -> None:
    assert f"caqes {name}" in GUIDE
    for parameter in cli.commands[name].params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert option in GUIDE, f"{option} of caqes {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not re.match(r"https?:|mailto:", target):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize(("page", "block"), blocks("json"))
def test_json_examples_are_json(page: str, block: str) -> None:
    json.loads(block)


@pytest.mark.parametrize(("page", "block"), blocks("yaml"))
def test_yaml_examples_are_accepted_by_the_product(page: str, block: str) -> None:
    document = strict_yaml.parse(block, shown_name=page)
    assert isinstance(document.content, dict)
    if "establishments" in document.content:
        strict_yaml.validated(document, Campaign)
    else:
        read_rule_file(document)
