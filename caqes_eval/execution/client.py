"""papermill's client and engine, with a kernel of ours: what each cell says and how long it may take.

papermill still goes from cell to cell, marks them and stops at the first error; nbclient still makes outputs of the
kernel's messages.
"""

import asyncio
import logging
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_core.utils import ensure_async, run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.iorw import write_ipynb

from caqes_eval.execution.choice import Kernel, choose
from caqes_eval.execution.failures import NotebookStoppedError, StopKind
from caqes_eval.execution.kernel import CaqesKernelManager
from caqes_eval.execution.limits import START_SECONDS, STARTS, Limits
from caqes_eval.execution.memory import Used
from caqes_eval.execution.providers import Started, StartError, provider

_SHORTEST = 0.01  # seconds: nbclient takes zero for « no limit »

# nbclient tells its troubles in English; ours are told in French by who plans the notebook
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())
_log.propagate = False


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells of a notebook in a kernel that was started for it."""

    def __init__(self, nb_man: Any, started: Started, limits: Limits, **options: Any) -> None:  # noqa: ANN401
        super().__init__(
            nb_man,
            km=started.manager,
            log=_log,
            record_timing=False,
            shutdown_kernel="immediate",
            startup_timeout=START_SECONDS,
            timeout_func=self._seconds_left,
            **options,
        )
        self._started = started
        self._limits = limits
        self._deadline = monotonic()
        self._shown = 0
        self.peak_memory: int | None = None
        self.cell: Any = None
        self.out_of_time = False
        self.too_much = False
        self._listening: asyncio.Task[Any] | None = None

    def papermill_execute_cells(self) -> None:
        """Run the cells, from now on and in their folder."""
        if self._started.enter:
            self.wait_for_reply(self.kc.execute(self._started.enter, silent=True, store_history=False))
        self._deadline = monotonic() + self._limits.seconds_per_notebook
        try:
            super().papermill_execute_cells()
        finally:
            # nbclient ends the kernel next
            self.peak_memory = self._started.peak_memory()

    def execute_cell(self, cell: Any, cell_index: int, **options: Any) -> Any:  # noqa: ANN401
        """Run a cell, and remember which one."""
        self.cell = cell
        return super().execute_cell(cell, cell_index, **options)

    def _seconds_left(self, _cell: Any) -> float:  # noqa: ANN401
        left = self._deadline - monotonic()
        self.out_of_time = left < self._limits.seconds_per_cell
        return max(min(left, self._limits.seconds_per_cell), _SHORTEST)

    async def _async_poll_output_msg(self, *of_a_cell: Any) -> None:  # noqa: ANN401
        self._listening = asyncio.current_task()
        await super()._async_poll_output_msg(*of_a_cell)

    def stop_listening(self) -> None:
        """Stop waiting for the outputs of a cell that was stopped; nbclient leaves that wait pending."""
        if self._listening is not None and not self._listening.done():
            self._listening.cancel()
            run_sync(asyncio.sleep)(0)

    async def _async_poll_kernel_alive(self) -> None:
        died = getattr(self.kc, "died", None)
        if died is None:
            await super()._async_poll_kernel_alive()
            return
        # our own kernels tell their end at once: what they have shown before is taken first
        while not died.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(died.wait(), 1)
            if self.kc.printed_bytes() > self._limits.output_mb << 20:
                self._stop_showing()
        while not self.kc.iopub_channel.empty():
            await asyncio.sleep(0)
        self.task_poll_for_reply.cancel()

    async def _async_check_alive(self) -> None:
        if sys.platform != "linux" and isinstance(self.km, CaqesKernelManager):
            _kill_beyond(self.km, self._limits.memory_mb)
        await super()._async_check_alive()

    def output(self, outs: list[Any], msg: dict[str, Any], *where: Any) -> Any:  # noqa: ANN401
        """Add an output; what is printed is joined, so that it does not depend on when it came."""
        self._shown += _size(msg["content"])
        if self._shown > self._limits.output_mb << 20:
            self._stop_showing()
            return None
        # what was to be cleared before the next output must be: nbclient does it
        before = _printed_before(outs, msg["content"]["name"]) if msg["msg_type"] == "stream" else None
        if (
            before is None
            or self.clear_before_next_output
            or self.output_hook_stack[msg["parent_header"].get("msg_id")]
        ):
            return _in_order(outs, super().output(outs, msg, *where))
        before["text"] += msg["content"]["text"]
        return before

    def _stop_showing(self) -> None:
        """Kill a kernel that shows too much; what it still says is dropped."""
        if not self.too_much:
            self.too_much = True
            self._killing = asyncio.ensure_future(ensure_async(self.km.shutdown_kernel(now=True)))


def _size(content: Any) -> int:  # noqa: ANN401 - JSON
    if isinstance(content, dict):
        return sum(map(_size, content.values()))
    if isinstance(content, list):
        return sum(map(_size, content))
    return len(content) if isinstance(content, str) else 0


def _printed_before(outs: list[Any], name: str) -> Any:  # noqa: ANN401 - an output
    """Return the stream of that name among the last outputs, None when something else was shown since."""
    for output in reversed(outs[-2:]):
        if output["output_type"] != "stream":
            return None
        if output["name"] == name:
            return output
    return None


def _in_order(outs: list[Any], added: Any) -> Any:  # noqa: ANN401 - an output
    """Put standard output before the errors it follows: which came first is chance."""
    if len(outs) > 1 and [each.get("name") for each in outs[-2:]] == ["stderr", "stdout"]:
        outs[-2:] = outs[:-3:-1]
    return added


def _kill_beyond(manager: CaqesKernelManager, megabytes: int) -> None:
    """Kill a kernel whose memory is beyond its limit, where the system cannot bound it."""
    import psutil

    process = getattr(manager.provisioner, "process", None)
    with suppress(psutil.NoSuchProcess):
        if process is not None and psutil.Process(process.pid).memory_info().rss > megabytes << 20:
            process.kill()


class ClientEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine, with our client; a notebook that stops is written as far as it went."""

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, *, salvage: str = "", **options: Any) -> Any:  # noqa: ANN401
        """Execute a notebook.

        Args:
            nb: the notebook, with its parameters.
            kernel_name: not used: the kernel is this interpreter.
            salvage: where to write a notebook that stops otherwise than by a cell's error; papermill would not.
            options: papermill's, and those of :meth:`execute_managed_notebook`.
        """
        try:
            return super().execute_notebook(nb, kernel_name, **options)
        except Exception:
            if salvage:
                write_ipynb(nb, salvage)
            raise

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,  # noqa: ANN401
        kernel_name: str,  # noqa: ARG003
        *,
        kernel: Kernel | None = None,
        limits: Limits | None = None,
        cwd: Path | None = None,
        used: Used | None = None,
        **_: Any,  # noqa: ANN401 - papermill's own options
    ) -> None:
        """Run the cells in a kernel of ours.

        Args:
            nb_man: papermill's record of the execution.
            kernel_name: not used.
            kernel: which kernel; see :func:`~caqes_eval.execution.choice.choose`.
            limits: what the notebook may use.
            cwd: where it runs; the current folder when absent.
            used: told what the notebook used.

        Raises:
            NotebookStoppedError: it did not start, died, or used more than it may.
        """
        limits = limits or Limits()
        client, started = _ready_client(nb_man, choose(kernel), cwd or Path.cwd(), limits)
        kind: StopKind | None = None
        try:
            client.execute(cleanup_kc=True)
        except (DeadKernelError, CellTimeoutError) as error:
            kind = _kind(error, client)
        finally:
            client.stop_listening()
            if used is not None:
                used.peak_memory = client.peak_memory
            ended = started.end()
        if kind:
            if client.cell is not None:
                nb_man.cell_exception(client.cell)
            source = client.cell.source if client.cell is not None else ""
            raise NotebookStoppedError(kind, client.code_cells_executed, source, ended)


def _kind(error: Exception, client: Client) -> StopKind:
    if client.too_much:
        return "output"
    if isinstance(error, DeadKernelError):
        return "dead"
    return "notebook_time" if client.out_of_time else "cell_time"


def _ready_client(nb_man: Any, kernel: Kernel | None, cwd: Path, limits: Limits) -> tuple[Client, Started]:  # noqa: ANN401
    """Start a kernel, a bounded number of times."""
    if sys.platform == "win32":  # as papermill does, but before the kernel starts
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    # when no kernel was asked for, the reference serves in the end
    for _ in range(STARTS if kernel else STARTS + 1):
        try:
            started = provider(kernel).start(cwd, limits)
        except StartError:
            continue
        client = Client(nb_man, started, limits)
        try:
            client.start_new_kernel_client()
        except RuntimeError:  # it died before it was ready, or was too slow
            started.end()
            continue
        return client, started
    raise NotebookStoppedError("start")
