"""Fixtures shared by every test."""

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files kept beside the repository; the test says so when it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("real public files absent: no ../shared/data beside the repository")
    return SHARED_DATA
