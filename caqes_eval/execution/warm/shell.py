"""The shell of a forked kernel: ipykernel's own, whose messages travel by our socket instead of ZeroMQ's."""

import asyncio
import builtins
import getpass
import sys
from functools import partial
from types import SimpleNamespace
from typing import Any, NoReturn

from ipykernel.compiler import XCachingCompiler
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import _asyncio_runner  # type: ignore[attr-defined]
from jupyter_client.session import Session
from traitlets.config import Config

from caqes_eval.execution.warm.frames import Message
from caqes_eval.execution.warm.streams import Channel, Stream


class Wire(Session):
    """Jupyter's session, over a channel of ours."""

    channel: Channel

    def send(self, stream: object, msg_or_type: Any, content: Any = None, *_: Any, **__: Any) -> None:  # noqa: ANN401, ARG002
        """Send what a display hook or publisher of ipykernel sends, in the JSON that Jupyter makes of it."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        self.channel.making = True
        try:
            packed = self.serialize(message)[-1]
        finally:
            self.channel.making = False
        self.channel.publish_packed(message["header"]["msg_type"], packed)


def make_shell(channel: Channel) -> Any:  # noqa: ANN401 - IPython is untyped
    """Return the shell of this process, with its streams and its display hooks."""
    sys.stdout = Stream("stdout", 1, channel)
    sys.stderr = Stream("stderr", 2, channel)
    settings = Config()
    settings.HistoryManager.hist_file = ":memory:"
    shell: Any = ZMQInteractiveShell.instance(config=settings, compiler_class=XCachingCompiler, user_ns={})
    shell.kernel = SimpleNamespace(eventloop=None)
    shell.enable_gui = partial(_enable_gui, shell.kernel)
    wire = Wire(key=b"")
    wire.channel = channel
    for hook in (shell.displayhook, shell.display_pub):
        hook.session = wire
    shell.displayhook.topic = b"execute_result"
    if "" not in sys.path:
        sys.path.insert(0, "")
    builtins.input = partial(_refuse_input, "raw_input")
    getpass.getpass = partial(_refuse_input, "getpass")
    return shell


def _refuse_input(name: str, *_: object, **__: object) -> NoReturn:
    raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")


def _enable_gui(kernel: SimpleNamespace, gui: str | None = None) -> None:
    """Do what ``%matplotlib`` asks; ipykernel looks for its application, which is not there."""
    from ipykernel.eventloops import enable_gui

    try:
        enable_gui(gui, kernel)  # type: ignore[no-untyped-call]
    except ValueError as error:
        raise UsageError(str(error)) from error


async def execute(shell: Any, request: Message) -> dict[str, Any]:  # noqa: ANN401
    """Run a cell as ``ipykernel.ipkernel.IPythonKernel.do_execute`` does, and return the reply."""
    code, channel = request["code"], shell.displayhook.session.channel
    if not request["silent"]:
        channel.publish("execute_input", {"code": code, "execution_count": shell.execution_count})
    options = {"store_history": request["store_history"], "silent": request["silent"]}
    fault = None
    try:
        transformed = shell.transform_cell(code)
    except Exception:  # noqa: BLE001 - the shell shows it when it runs the cell
        transformed, fault = code, sys.exc_info()
    if shell.loop_runner is _asyncio_runner and shell.should_run_async(
        code, transformed_cell=transformed, preprocessing_exc_tuple=fault
    ):
        running = shell.run_cell_async(code, transformed_cell=transformed, preprocessing_exc_tuple=fault, **options)
        result = None
        try:
            result = await asyncio.ensure_future(running)
        finally:
            shell.events.trigger("post_execute")
            if not options["silent"]:
                shell.events.trigger("post_run_cell", result)
    else:
        result = shell.run_cell(code, **options)
    return _reply(shell, result)


def _reply(shell: Any, result: Any) -> dict[str, Any]:  # noqa: ANN401 - IPython is untyped
    error = result.error_before_exec if result.error_before_exec is not None else result.error_in_exec
    payload = shell.payload_manager.read_payload()
    shell.payload_manager.clear_payload()
    reply = {"execution_count": shell.execution_count - 1, "payload": payload, "user_expressions": {}}
    if result.success and not getattr(shell, "_last_traceback_during_displayhook", False):
        return {"status": "ok", **reply}
    return {
        "status": "error",
        "traceback": shell._last_traceback or [],
        "ename": type(error).__name__,
        "evalue": str(error),
        **reply,
    }
