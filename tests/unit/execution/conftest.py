import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caqes_eval.execution.environment import fix_environment


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for the sockets of kernels started in this process, in the environment of a worker."""
    before, folder = dict(os.environ), tmp_path_factory.mktemp("k")
    place = tempfile.tempdir
    fix_environment(folder / "ipython")
    tempfile.tempdir = str(folder)
    yield folder
    tempfile.tempdir = place
    os.environ.clear()
    os.environ.update(before)
