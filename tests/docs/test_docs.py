"""The documentation stays true: codes, commands, links and examples."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from caqes_eval.campaign.model import Campaign
from caqes_eval.cli.main import cli
from caqes_eval.foundation import strict_yaml
from caqes_eval.foundation.errors import UserError
from caqes_eval.intake.envelope_points import parse_points
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


def commands(group: click.Group, path: str = "caqes") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with the words that call it, those of a group after it."""
    for name, command in sorted(group.commands.items()):
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


COMMANDS = dict(commands(cli))


def test_the_commands_of_a_group_are_looked_at() -> None:
    assert {"caqes clock", "caqes clock evaluation", "caqes clock contract"} <= COMMANDS.keys()


@pytest.mark.parametrize("call", COMMANDS)
def test_every_command_and_option_is_in_the_guide(call: str) -> None:
    assert call in GUIDE
    for parameter in COMMANDS[call].params:
        for option in [*parameter.opts, *parameter.secondary_opts]:
            if option.startswith("--"):
                assert re.search(rf"{option}(?![a-z-])", GUIDE), f"{option} of {call}"


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


@pytest.mark.parametrize(("page", "block"), blocks("csv"))
def test_csv_examples_are_accepted_by_the_product(page: str, block: str) -> None:
    points = parse_points(block.encode(), shown=page)
    assert len(points.entrants) == block.count("\n") - 1
