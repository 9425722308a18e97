"""The ``caqes`` command. Heavy imports wait for the command that needs them, so that ``--help`` is instant."""

import gettext
import os
import signal
import sys
from pathlib import Path

# click asks gettext for its sentences: ours are French, whatever the machine's language
os.environ["LANGUAGE"] = "fr"
gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))

from caqes_eval.execution.environment import skip_slow_import  # noqa: E402

# before whatever imports nbformat: two seconds of a grammar that no Jupyter schema uses
skip_slow_import()

import click  # noqa: E402

from caqes_eval import __version__  # noqa: E402
from caqes_eval.cli.commands.accept import accept  # noqa: E402
from caqes_eval.cli.commands.check import check  # noqa: E402
from caqes_eval.cli.commands.clock import clock  # noqa: E402
from caqes_eval.cli.commands.demo import demo  # noqa: E402
from caqes_eval.cli.commands.envelope import envelope  # noqa: E402
from caqes_eval.cli.commands.establishments import establishments  # noqa: E402
from caqes_eval.cli.commands.forms import forms  # noqa: E402
from caqes_eval.cli.commands.law import law  # noqa: E402
from caqes_eval.cli.commands.new import new  # noqa: E402
from caqes_eval.cli.commands.receive import receive  # noqa: E402
from caqes_eval.cli.commands.results import results  # noqa: E402
from caqes_eval.cli.commands.run import run  # noqa: E402
from caqes_eval.cli.commands.status import status  # noqa: E402
from caqes_eval.cli.options import State, json_option, root_option  # noqa: E402
from caqes_eval.cli.output import print_json, report_crash, report_error, say  # noqa: E402
from caqes_eval.foundation.errors import UserError  # noqa: E402

EXIT_USAGE, EXIT_INTERRUPTED = 2, 130


@click.group(
    name="caqes",
    help=(
        "Évalue les contrats hospitaliers CAQES : un notebook par établissement et par famille, une synthèse régionale, "
        "un rapport HTML par établissement."
    ),
    context_settings={"help_option_names": ["--help", "-h"]},
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
)
@click.version_option(__version__, prog_name="caqes", message="%(prog)s %(version)s")
@root_option
@json_option
def cli() -> None:
    """Hold the commands."""


cli.add_command(new)
cli.add_command(run)
cli.add_command(results)
cli.add_command(law)
cli.add_command(clock)
cli.add_command(envelope)
cli.add_command(establishments)
cli.add_command(forms)
cli.add_command(check)
cli.add_command(receive)
cli.add_command(status)
cli.add_command(accept)
cli.add_command(demo)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    _end_as_interrupted()
    sys.exit(call(sys.argv[1:] if arguments is None else arguments))


def call(arguments: list[str]) -> int:
    """Run the command and return its exit code; see docs/codes-de-sortie.md."""
    # on Windows a redirected output would be written in the console's old code page
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    state = State(as_json="--json" in arguments)
    try:
        code = cli.main(args=arguments, prog_name="caqes", standalone_mode=False, obj=state)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        return _usage(error, as_json=state.as_json)
    except UserError as error:
        return report_error(error, as_json=state.as_json)
    except (KeyboardInterrupt, click.Abort):
        message = "Interrompu. Ce qui est terminé est gardé : relancez la commande, sans « --force », pour finir."
        if state.as_json:
            print_json(
                {
                    "error": "interruption",
                    "exit_code": EXIT_INTERRUPTED,
                    "message": message,
                    "remedy": "",
                    "findings": [],
                }
            )
        else:
            say(message, error=True)
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a user never sees a traceback
        return report_crash(error, root=state.root, as_json=state.as_json)


def _end_as_interrupted() -> None:
    """Let a closed window or an order to end do what Ctrl+C does: end what runs, remove what is temporary, say so."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # « nohup » asks that a closed window ends nothing
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _usage(error: click.ClickException, *, as_json: bool) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and not as_json:
        say(error.format_message(), error=True)
        return EXIT_USAGE
    if as_json:
        print_json(
            {"error": "usage", "exit_code": EXIT_USAGE, "message": error.format_message(), "remedy": "", "findings": []}
        )
        return EXIT_USAGE
    say(f"Erreur : {error.format_message()}", error=True, style="bold red")
    if isinstance(error, click.UsageError) and error.ctx is not None:
        say(f"Aide : {error.ctx.command_path} --help", error=True)
    return EXIT_USAGE
