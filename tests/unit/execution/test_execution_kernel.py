import importlib
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import pytest

from caqes_eval.execution import kernel
from caqes_eval.execution.environment import FIXED_ENVIRONMENT, fix_environment, skip_slow_import
from caqes_eval.execution.kernel import CaqesKernelManager


@pytest.fixture
def windows(monkeypatch):
    monkeypatch.setattr(kernel, "sys", SimpleNamespace(platform="win32", executable=sys.executable))


def test_the_kernel_is_this_python_and_our_module():
    command = CaqesKernelManager().kernel_spec.argv
    assert command[:6] == [sys.executable, "-P", "-m", "caqes_eval.execution.kernel", "-f", "{connection_file}"]
    assert set(command[6:]) == {"--log-level=40", "--HistoryManager.hist_file=:memory:"}


def test_the_name_of_the_kernel_asked_for_does_not_matter():
    manager = CaqesKernelManager(kernel_name="not-installed")
    assert (manager.kernel_spec.argv[0], manager.kernel_spec.language) == (sys.executable, "python")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no local sockets")
def test_sockets_are_local_short_and_never_twice_the_same():
    managers = [CaqesKernelManager() for _ in range(20)]
    assert {manager.transport for manager in managers} == {"ipc"}
    paths = {manager.ip for manager in managers}
    assert len(paths) == 20
    assert {Path(path).parent for path in paths} == {Path(tempfile.gettempdir())}
    # « -1 » to « -5 » are added; the system allows 107 bytes
    assert all(len(Path(path).name) < 30 for path in paths)


@pytest.mark.usefixtures("windows")
def test_windows_has_ports_of_this_machine_only():
    manager = CaqesKernelManager()
    assert (manager.transport, manager.ip) == ("tcp", "127.0.0.1")


def test_the_environment_is_fixed_over_the_users(monkeypatch, tmp_path):
    for name in (*FIXED_ENVIRONMENT, "IPYTHONDIR", "MATPLOTLIBRC", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, "une valeur de cette machine")
    fix_environment(tmp_path / "profile")
    assert {name: os.environ[name] for name in FIXED_ENVIRONMENT} == FIXED_ENVIRONMENT
    assert os.environ["IPYTHONDIR"] == str(tmp_path / "profile")
    assert os.environ["TZ"] == "Europe/Paris"
    # the style of figures is matplotlib's own; the folder of its list of fonts is left to the user
    assert Path(os.environ["MATPLOTLIBRC"]) == Path(matplotlib.get_data_path()) / "matplotlibrc"
    assert os.environ["MPLCONFIGDIR"] == "une valeur de cette machine"


def test_a_slow_import_is_skipped(monkeypatch):
    monkeypatch.delitem(sys.modules, "rfc3987_syntax", raising=False)
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", sys)  # so that monkeypatch puts things back
    del sys.modules["rfc3987_syntax"]
    skip_slow_import()
    with pytest.raises(ImportError):
        importlib.import_module("rfc3987_syntax")


def test_a_module_already_imported_is_left(monkeypatch):
    already = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", already)
    skip_slow_import()
    assert sys.modules["rfc3987_syntax"] is already


def test_the_kernel_starts_once_the_slow_import_is_skipped(monkeypatch):
    started = []
    monkeypatch.setitem(sys.modules, "rfc3987_syntax", SimpleNamespace())
    del sys.modules["rfc3987_syntax"]
    application = SimpleNamespace(launch_new_instance=lambda: started.append(sys.modules["rfc3987_syntax"]))
    monkeypatch.setitem(sys.modules, "ipykernel.kernelapp", application)
    kernel.main()
    assert started == [None]
