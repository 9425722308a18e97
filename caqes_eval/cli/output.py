"""What the command prints: one JSON document, or French text; errors with their remedy, never a traceback."""

import json
import re
import sys
import textwrap
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.files import write_atomically
from caqes_eval.foundation.findings import Finding
from caqes_eval.foundation.french import plural, typography

FINDINGS_SHOWN = 50


def console(*, error: bool = False) -> Console:
    """Return a console that takes text as it is: what comes from files is never markup."""
    return Console(stderr=error, markup=False, highlight=False, emoji=False, soft_wrap=True)


def say(text: str, *, error: bool = False, style: str | None = None) -> None:
    """Print French text, its typography put right."""
    console(error=error).print(Text(typography(_printable(text))), style=style)


def indented(text: str, spaces: int) -> None:
    """Print French text folded at words, every line of it behind the same margin."""
    out = console()
    width = max(20, out.width - spaces)
    for paragraph in typography(_printable(text)).split("\n"):
        # textwrap breaks at ordinary spaces only; rich would at those that hold a number and its unit together
        for line in textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]:
            out.print(Text(" " * spaces + line))


def print_json(document: object) -> None:
    """Print one JSON document on standard output, in UTF-8 whatever the console's encoding."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    # what could drive a terminal, or is no character at all, stays an escape
    safe = re.sub("[\x7f-\x9f\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)
    sys.stdout.buffer.write(safe.encode() + b"\n")
    sys.stdout.buffer.flush()


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table."""
    table = Table(title=Text(typography(_printable(title))), title_justify="left", show_edge=False)
    for heading in headings:
        table.add_column(Text(typography(_printable(heading))), overflow="fold")
    for row in rows:
        table.add_row(*(Text(typography(_printable(cell))) for cell in row))
    # a table folds its cells; the console must know its width
    Console(markup=False, highlight=False, emoji=False).print(table)


def print_findings(findings: Sequence[Finding], *, error: bool = False) -> None:
    """Print findings, each with its place and remedy."""
    for finding in findings[:FINDINGS_SHOWN]:
        say(f"  • [{finding.severity}] {finding.sentence()}", error=error)
    if len(findings) > FINDINGS_SHOWN:
        say(f"  … et {plural(len(findings) - FINDINGS_SHOWN, 'autre')} (« --json » les donne tous).", error=error)


def report_error(error: UserError, *, as_json: bool) -> int:
    """Tell an error a user can act on, and return its exit code."""
    if as_json:
        print_json(error.as_record())
        return error.exit_code
    say(f"Erreur : {error.message}", error=True, style="bold red")
    print_findings(error.findings, error=True)
    if error.remedy:
        say(f"À faire : {error.remedy}", error=True)
    return error.exit_code


def report_crash(error: BaseException, *, root: Path, as_json: bool) -> int:
    """Tell a fault of ours: the traceback goes to a file, the user gets its name."""
    log = root / ".caqes" / "erreur.log"
    try:
        write_atomically(log, "".join(traceback.format_exception(error)).encode(errors="backslashreplace"))
        where = "Le détail est dans .caqes/erreur.log (dossier de travail) : joignez-le à votre signalement."
    except UserError:
        where = "Le détail n’a pas pu être enregistré."
    message = f"Erreur interne de caqes : {type(error).__name__}."
    if as_json:
        print_json({"error": "interne", "exit_code": 1, "message": message, "remedy": where, "findings": []})
    else:
        say(f"{message} {where}", error=True, style="bold red")
    return 1


def _printable(text: str) -> str:
    """Return text without control characters: a file's content must not drive a terminal."""
    return "".join(letter if letter.isprintable() or letter in "\n\u202f\u00a0" else "\ufffd" for letter in text)
