from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from caqes_eval.campaign.workspace import Workspace
from caqes_eval.cli.main import call
from caqes_eval.cli.options import State, jobs_option, json_option, root_option

SEEN: list[tuple[Path, bool, int | None]] = []


@click.group()
@root_option
@json_option
def group() -> None:
    """Hold the command."""


@group.command()
@jobs_option
@root_option
@json_option
@click.pass_obj
def look(state: State, /, jobs: int | None) -> None:
    """Keep what the options say."""
    SEEN.append((state.root, state.as_json, jobs))


def said(*arguments: str) -> tuple[Path, bool, int | None]:
    SEEN.clear()
    result = CliRunner().invoke(group, list(arguments), obj=State(), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return SEEN[0]


@pytest.mark.parametrize(
    ("arguments", "root", "as_json", "jobs"),
    [
        (["look"], "", False, None),
        (["--root", "a", "look"], "a", False, None),
        (["look", "--root", "a"], "a", False, None),
        (["--root", "a", "look", "--root", "b"], "b", False, None),
        (["--json", "look"], "", True, None),
        (["look", "--json"], "", True, None),
        (["--json", "--root", "a", "look", "--jobs", "3"], "a", True, 3),
        (["look", "--jobs", "256"], "", False, 256),
    ],
)
def test_options_are_heard_on_either_side_of_the_command(arguments, root, as_json, jobs):
    assert said(*arguments) == (Path(root), as_json, jobs)


@pytest.mark.parametrize("arguments", [["look", "--jobs", "0"], ["look", "--jobs", "257"], ["look", "--jobs", "deux"]])
def test_a_number_of_jobs_out_of_bounds_is_refused(arguments):
    SEEN.clear()
    result = CliRunner().invoke(group, arguments, obj=State())
    assert (result.exit_code, SEEN) == (2, [])
    assert "--jobs" in result.output


def test_a_file_is_no_working_folder(tmp_path):
    (tmp_path / "a.csv").write_text("", encoding="utf-8")
    result = CliRunner().invoke(group, ["look", "--root", str(tmp_path / "a.csv")], obj=State())
    assert result.exit_code == 2
    assert "--root" in result.output


def test_a_command_called_without_state_gets_one():
    SEEN.clear()
    CliRunner().invoke(group, ["--root", "a", "--json", "look"], catch_exceptions=False)
    assert SEEN[0] == (Path("a"), True, None)


def test_the_state_gives_the_workspace(tmp_path):
    assert State(root=tmp_path).workspace == Workspace(tmp_path)
    assert State() == State(root=Path(), as_json=False)


def test_help_is_in_french():
    result = CliRunner().invoke(group, ["look", "--help"], obj=State())
    for words in ("Dossier de travail", "un seul document JSON", "Nombre de notebooks"):
        assert words in " ".join(result.output.split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(("--jobs", "0"), "0 n’est pas permis (de 1 à 256)"), (("--memory", "10"), "(au moins 896)")],
)
def test_bounds_are_told_in_french(arguments, told, capsys):
    assert call(["run", "demo", *arguments]) == 2
    assert told in capsys.readouterr().err
    assert call(["run", "--help"]) == 0
    assert "<=" not in capsys.readouterr().out
