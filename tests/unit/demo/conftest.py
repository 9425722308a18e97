from pathlib import Path

import pytest

from caqes_eval.demo.collection import File, files_of, write_collection
from caqes_eval.demo.hospitals import REGIONS


@pytest.fixture(scope="session")
def files() -> dict[str, File]:
    """Every file received, by its path in a working folder."""
    return {file.path: file for region in REGIONS for file in files_of(region)}


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder where they have been written."""
    folder = tmp_path_factory.mktemp("démo") / "Dossier de travail é"
    write_collection(folder)
    return folder
