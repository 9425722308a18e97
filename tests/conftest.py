"""Fixtures shared by every test."""

import signal
import threading
from pathlib import Path

import pytest
from hypothesis import settings

# no test judges a duration: a machine may be busy
# the same commit draws the same examples, so that a failure is the change's; « --hypothesis-profile=explore » hunts
settings.register_profile("caqes", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=300, print_blob=True)
settings.load_profile("caqes")

# what starts tests in the background (nohup, a CI runner) makes them ignore Ctrl+C, and so would what they start
if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).parents[1]
SHARED_DATA = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files kept beside the repository; the test says so when it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("real public files absent: no ../shared/data beside the repository")
    return SHARED_DATA
