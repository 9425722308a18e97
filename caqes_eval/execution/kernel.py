"""The kernel notebooks run in: this very Python, over local sockets where there are any, in a fixed environment."""

import os
import sys
import tempfile
import uuid
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from caqes_eval.execution.environment import skip_slow_import

# bytes: systems allow about 100 for a socket's path, and jupyter_client adds a number to it
LONGEST_SOCKET = 90
MEMORY_VARIABLE = "CAQES_KERNEL_MEMORY_MB"
PRELOAD_VARIABLE = "CAQES_KERNEL_PRELOAD"


class CaqesKernelManager(AsyncKernelManager):
    """Starts our kernel, whatever kernels the machine declares under the name ``python3``.

    Attributes:
        ended: how a kernel that died ended: its exit code, or minus the number of the signal that killed it.
    """

    ended: int | None = None

    @property
    def pid(self) -> int | None:
        """The process number of the kernel, None when there is none."""
        process = getattr(self.provisioner, "process", None)
        return process.pid if process is not None else None

    async def _async_is_alive(self) -> bool:
        """Say whether the kernel runs; when it does not, note how it ended."""
        process = getattr(self.provisioner, "process", None)
        if process is not None and self.ended is None:
            self.ended = process.poll()
        return bool(await super()._async_is_alive())

    is_alive = _async_is_alive

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command of the kernel: this interpreter and no other."""
        return KernelSpec(
            argv=[
                sys.executable,
                # no module of the folder it starts in hides one of ours
                "-P",
                "-m",
                "caqes_eval.execution.kernel",
                "-f",
                "{connection_file}",
                # errors only: on Ctrl+C every kernel would tell, in English, that its parent has left
                "--log-level=40",
                "--HistoryManager.hist_file=:memory:",
            ],
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


def limit_memory(megabytes: int) -> bool:
    """Bound the data of this process; say whether the system can (Windows and macOS cannot)."""
    if sys.platform != "linux":
        return False
    import resource

    limit = megabytes << 20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    # a crash leaves no image of the memory in the dossier
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return True


def main() -> None:
    """Run the kernel: ``python -m caqes_eval.execution.kernel -f FILE``."""
    skip_slow_import()
    if megabytes := os.environ.pop(MEMORY_VARIABLE, ""):
        limit_memory(int(megabytes))
    if os.environ.pop(PRELOAD_VARIABLE, ""):
        from caqes_eval.execution.preload import preload

        preload()
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()


if __name__ == "__main__":
    main()
