"""What every process of an execution has in common, whatever the machine and its user; light to import."""

import importlib.util
import os
import sys
from pathlib import Path

# what a kernel must not inherit from the machine it runs on
FIXED_ENVIRONMENT = {
    # Arrow's allocator would start a thread, and a process that has threads cannot be forked
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONUTF8": "1",
    "TZ": "Europe/Paris",
}


def skip_slow_import() -> None:
    """Keep jsonschema from importing a grammar that costs 2 s per process and that no Jupyter schema uses.

    JupyterLab brings it (python-jsonschema/jsonschema#1428); jsonschema does without when it cannot be imported.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def fix_environment(ipython_folder: Path) -> None:
    """Set the environment that the kernels of this process inherit; the user's own settings are left out."""
    # the list of fonts, costly to make, stays where matplotlib keeps it; the home folder changes at each run
    os.environ.setdefault("MPLCONFIGDIR", str(_font_list_folder()))
    os.environ.update(FIXED_ENVIRONMENT)
    os.environ["IPYTHONDIR"] = str(ipython_folder)
    found = importlib.util.find_spec("matplotlib")
    if found is not None and found.origin:
        # a figure is the same whatever style the user has chosen
        os.environ["MATPLOTLIBRC"] = str(Path(found.origin).parent / "mpl-data" / "matplotlibrc")


def _font_list_folder() -> Path:
    if sys.platform.startswith(("linux", "freebsd")):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    return Path.home() / ".matplotlib"
