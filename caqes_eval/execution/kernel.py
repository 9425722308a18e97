"""The kernel notebooks run in: this very Python, over local sockets where there are any, in a fixed environment."""

import os
import sys
import tempfile
import uuid
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

# bytes: systems allow about 100 for a socket's path, and jupyter_client adds a number to it
LONGEST_SOCKET = 90
# what a kernel must not inherit from the machine it runs on
FIXED_ENVIRONMENT = {
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
    """Set the environment that the kernels of this process inherit; the user's IPython profile is left out."""
    os.environ.update(FIXED_ENVIRONMENT)
    os.environ["IPYTHONDIR"] = str(ipython_folder)


class CaqesKernelManager(AsyncKernelManager):
    """Starts our kernel, whatever kernels the machine declares under the name ``python3``."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command of the kernel: this interpreter and no other."""
        return KernelSpec(
            # errors only: on Ctrl+C every kernel would tell, in English, that its parent has left
            argv=[sys.executable, "-m", "caqes_eval.execution.kernel", "-f", "{connection_file}", "--log-level=40"],
            display_name="caqes-eval",
            language="python",
        )

    @default("transport")
    def _local_sockets(self) -> str:
        # TCP ports collide when kernels start together (papermill#511); Windows has only them
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _short_path(self) -> str:
        if sys.platform == "win32":
            return "127.0.0.1"
        name = f"caqes-{uuid.uuid4().hex[:12]}"
        # in the workers' temporary folder, so that a killed worker's sockets go with it
        private = Path(os.environ.get("IPYTHONDIR", tempfile.gettempdir())) / name
        return str(private) if len(str(private)) <= LONGEST_SOCKET else str(Path(tempfile.gettempdir()) / name)


def main() -> None:
    """Run the kernel: ``python -m caqes_eval.execution.kernel -f FILE``."""
    skip_slow_import()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
