"""Why a notebook failed, in French: the cause, the cell and its last lines."""

import re
import signal
from dataclasses import dataclass, field
from typing import Literal

from caqes_eval.execution.limits import STARTS, Limits
from caqes_eval.foundation import french
from caqes_eval.foundation.errors import UserError
from caqes_eval.foundation.files import reason

_LINES_TOLD = 3
_LONGEST_LINE = 120
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_ARROW = re.compile(r"^-+> *(\d+) (.*)$")

StopKind = Literal["start", "dead", "cell_time", "notebook_time", "output"]


@dataclass
class NotebookStoppedError(Exception):
    """A notebook that did not come to its end, otherwise than by an error of a cell.

    Attributes:
        kind: what happened.
        number: the cell's number of execution; 0 before the first.
        source: the cell's code.
        ended: the kernel's exit code, or minus the number of the signal that killed it, when known.
    """

    kind: StopKind
    number: int = 0
    source: str = field(default="", repr=False)
    ended: int | None = None


def in_french(error: Exception, limits: Limits) -> str:
    """Return what to tell of a notebook that failed."""
    from papermill.exceptions import PapermillExecutionError

    match error:
        case PapermillExecutionError():
            return _of_a_cell(error, limits)
        case NotebookStoppedError():
            return _of_a_stop(error, limits)
        case UserError():
            return f"{error.message} {error.remedy}".strip()
        case OSError():
            return f"Le notebook n’a pas pu être exécuté : {reason(error)}."
    return f"Le notebook n’a pas pu être exécuté : {type(error).__name__} : {error}"


def _of_a_cell(error: Exception, limits: Limits) -> str:
    name, told = str(error.ename), str(error.evalue)  # type: ignore[attr-defined]
    start = f"La cellule n° {error.exec_count} du notebook a échoué"  # type: ignore[attr-defined]
    if name in {kind.__name__ for kind in UserError.__subclasses__()}:
        return f"{start} : {told}"
    if name == "MemoryError" or name.endswith("ArrayMemoryError"):
        cause = f"les {french.number(limits.memory_mb)} Mo de mémoire permis ne suffisent pas"
    else:
        cause = f"{name} : {told}" if told else name
    return f"{start} : {cause}{_where(error.traceback)}"  # type: ignore[attr-defined]


def _where(traceback: list[str]) -> str:
    """Return the line of the cell and the innermost line that failed."""
    text = _COLOURS.sub("", "\n".join(traceback))
    failed = [found.groups() for line in text.splitlines() if (found := _ARROW.match(line))]
    if not failed:
        return ""
    number, code = failed[0]
    inner = failed[-1][1].strip()
    by = f", par « {_cut(inner)} »" if inner != code.strip() else ""
    return f" (ligne {number} : « {_cut(code.strip())} »{by})"


def _of_a_stop(error: NotebookStoppedError, limits: Limits) -> str:
    at = f"la cellule n° {error.number}" if error.number else "la première cellule"
    if error.kind == "start":
        return f"Le noyau du notebook n’a pas pu démarrer, après {STARTS} essais."
    if error.kind == "cell_time":
        text = f"{at.capitalize()} du notebook a dépassé {french.number(round(limits.seconds_per_cell))} secondes"
    elif error.kind == "notebook_time":
        seconds = french.number(round(limits.seconds_per_notebook))
        text = f"Le notebook a dépassé {seconds} secondes, pendant {at}"
    elif error.kind == "output":
        text = f"{at.capitalize()} du notebook affiche plus de {french.number(limits.output_mb)} Mo"
    else:
        text = f"Le noyau du notebook s’est arrêté pendant {at} ({_cause(error.ended, limits)})"
    return f"{text}{_last_lines(error.source)}."


def _cause(ended: int | None, limits: Limits) -> str:
    if ended is not None and ended >= 0:
        return f"le processus s’est terminé avec le code {ended}"
    if ended is not None and -ended in (signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGFPE):
        return f"erreur d’une bibliothèque, signal {-ended}"
    return f"mémoire insuffisante ? {french.number(limits.memory_mb)} Mo permis"


def _last_lines(source: str) -> str:
    lines = [line.strip() for line in source.splitlines() if line.strip()][-_LINES_TOLD:]
    return " ; fin de la cellule : " + " ".join(f"« {_cut(line)} »" for line in lines) if lines else ""


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"
