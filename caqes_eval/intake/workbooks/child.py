"""The process that opens one workbook: it may run out of memory or time without harm to the run.

``python -m caqes_eval.intake.workbooks.child FILE NAME SECONDS`` writes what it read on its output, for ``apart`` alone.
"""

import pickle
import signal
import sys
from pathlib import Path

from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.binary import read_binary
from caqes_eval.intake.workbooks.faults import fault
from caqes_eval.intake.workbooks.sheets import Opened

MEMORY_TOLD = "il demande plus de mémoire que permis"


def main(path: str, file: str, seconds: str) -> None:
    """Open a workbook and write it, pickled, on the standard output; its own time counts, not that of the others."""
    _limit_memory()
    _limit_time(float(seconds))
    try:
        pickle.dump(read_binary(Path(path), file), sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        pickle.dump(Opened(findings=(fault("trop_grand", file, what=MEMORY_TOLD),)), sys.stdout.buffer)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))


def _limit_time(seconds: float) -> None:
    """Have the process stopped once it has used that much processor time, inside a reader too."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


if __name__ == "__main__":
    main(*sys.argv[1:4])
