"""Options that several commands share, and the state they set."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from caqes_eval.campaign.workspace import Workspace

FILE = click.Path(path_type=Path)


class Between(click.IntRange):
    """Whole numbers within bounds, told in French: click says « 1<=x<=256 », in the help and when it refuses one."""

    def _describe_range(self) -> str:
        return f"au moins {self.min}" if self.max is None else f"de {self.min} à {self.max}"


def today() -> date:
    """Return the day it is in France: the command line is the one place that asks a clock."""
    return datetime.now(ZoneInfo("Europe/Paris")).date()


@dataclass
class State:
    """What the options of a command line say, whichever side of the command's name they are on."""

    root: Path = Path()
    as_json: bool = False

    @property
    def workspace(self) -> Workspace:
        """The working folder."""
        return Workspace(self.root)


def _set_root(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(State).root = value


def _set_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's call
    if value:
        context.ensure_object(State).as_json = True


def root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--root DIR``."""
    return click.option(
        "--root",
        metavar="DOSSIER",
        type=click.Path(file_okay=False, path_type=Path),
        callback=_set_root,
        expose_value=False,
        help="Dossier de travail, où sont params/, notebooks/ et reports/ (par défaut : le dossier courant).",
    )(command)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--json``."""
    return click.option(
        "--json",
        is_flag=True,
        callback=_set_json,
        expose_value=False,
        is_eager=True,
        help="Écrit un seul document JSON sur la sortie standard, et rien d’autre.",
    )(command)


def jobs_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--jobs N``."""
    return click.option(
        "--jobs",
        metavar="N",
        type=Between(1, 256),
        default=None,
        help="Nombre de notebooks exécutés à la fois (par défaut : le nombre de cœurs).",
    )(command)


def day_option(name: str, *, help: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # noqa: A002 - click's word
    """Add an option whose value is a date."""
    return click.option(name, metavar="AAAA-MM-JJ", type=click.DateTime(["%Y-%m-%d"]), help=help)
