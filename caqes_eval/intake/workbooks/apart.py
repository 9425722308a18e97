"""Open a workbook in a process of its own, with a time and a memory limit.

Needed, as measured: two cells at the corners of a sheet make calamine ask for 512 GB and abort its process; a file of
100 kB whose cells share one long text takes 620 MB. No bound set beforehand holds for xls and ods.
"""

import pickle
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event, Timer

from caqes_eval.foundation.french import number
from caqes_eval.intake.workbooks import limits
from caqes_eval.intake.workbooks.faults import fault
from caqes_eval.intake.workbooks.sheets import Opened

CPU_LIMITED = hasattr(signal, "setitimer")
"""Whether the system stops a process by the time that it has itself used (not Windows)."""

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_CUT_SHORT = (EOFError, pickle.UnpicklingError, MemoryError)


def read_apart(path: Path, file: str, *, size: int) -> Opened:
    """Open a workbook; whatever happens to the process that does it becomes a finding.

    Args:
        path: an xlsx, xlsm, xls or ods.
        file: how messages name it.
        size: of the file in bytes; a larger one has more time.
    """
    seconds = limits.SECONDS + limits.SECONDS_PER_MEGABYTE * size / 1_000_000
    command = [sys.executable, "-m", "caqes_eval.intake.workbooks.child", str(path), file, str(seconds)]
    expired = Event()
    with subprocess.Popen(  # noqa: S603  our own module, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=_NO_WINDOW
    ) as process:

        def stop() -> None:
            expired.set()
            process.kill()

        timer = Timer(seconds * limits.BUSY if CPU_LIMITED else seconds, stop)
        timer.start()
        try:
            assert process.stdout is not None
            opened = pickle.load(process.stdout)  # noqa: S301  written by our own process
        except _CUT_SHORT:
            opened = None
        finally:
            timer.cancel()
            process.kill()
    if isinstance(opened, Opened):
        return opened
    if expired.is_set() or (CPU_LIMITED and process.returncode == -signal.SIGPROF):
        return Opened(findings=(fault("trop_lent", file, seconds=number(seconds)),))
    return Opened(findings=(fault("ouverture_arretee", file),))
